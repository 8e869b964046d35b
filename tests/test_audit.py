"""The attacker finds what cell by cell hiding gives away, and never says the value."""

import ast
from pathlib import Path

import pytest
from disclosure_cases import cases, to_figure

from samspelet_lib.figure import Mark
from samspelet_lib.release import audit
from samspelet_lib.release.audit import attack
from samspelet_lib.release.audit_marks import more_than_marks
from samspelet_lib.release.audit_publication import read
from samspelet_lib.release.audit_ranges import told
from samspelet_lib.release.audit_reading import Count
from samspelet_lib.release.audit_world import World
from samspelet_lib.release.declared import Quantity, Same
from samspelet_lib.release.disclosure import DisclosureRules, Secret
from samspelet_lib.release.marks import hide
from samspelet_lib.release.store import Release
from samspelet_lib.release.suppress import protect

CASES = cases()
LEAKING = [case for case in CASES if case.attack]
REACHED = [case for case in LEAKING if "tells" in case.attack]
RULES = DisclosureRules()
RELEASE = {
    "edition": "publik", "forbund": "f", "forbund_name": "F", "forbund_short": "F", "period": "2026-10", "year": 2026,
    "number": 1, "plan_name": "P", "plan_status": "förslag", "years": (2026,),
}  # fmt: skip


def by_name(case):
    return case.name


def found(case):
    secrets = protect(case.figures, case.earlier, case.rules).secrets if case.knows_secrets else None
    return attack(case.naive, case.earlier, case.rules, secrets=secrets)


@pytest.mark.parametrize("case", LEAKING, ids=by_name)
def test_what_cell_by_cell_hiding_gives_away_is_found_and_its_relation_named(case):
    """Every classic leak is a breach of the figure that it is about, by the relation that gives it away."""
    breaches = [
        each for each in found(case) if (each.figure, each.part) == (case.attack["figure"], case.attack["part"])
    ]

    assert any(case.attack["relation"] in each.relation for each in breaches), found(case)


@pytest.mark.parametrize("case", REACHED, ids=by_name)
def test_the_attacker_can_tell_the_hidden_value_from_the_naive_publication(case):
    """What the attacker can tell is exactly the range that the case says, and it holds the true value."""
    exact = {figure.id: figure for figure in case.figures}[case.attack["figure"]]
    part = case.attack["part"]
    publications = [read(figures, case.rules) for figures in (*case.earlier, case.naive)]
    world = World(publications, case.rules, unchanged=True)
    count = Count(exact.measure, part, tuple(sorted(exact.dims.items())))
    (case_told,) = told(world, [world.seen(world.today, count)]).values()

    assert case_told.range == tuple(case.attack["tells"])
    if part in {"value", "numerator"}:
        assert case_told.range[0] <= getattr(exact, part) <= case_told.range[1]


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_what_protect_publishes_gives_nothing_away(case):
    """With the linked protection the attacker finds nothing, even when told which counts are secret."""
    protected = protect(case.figures, case.earlier, case.rules)

    assert attack(protected.figures, case.earlier, case.rules) == []
    assert attack(protected.figures, case.earlier, case.rules, secrets=protected.secrets) == []


@pytest.mark.parametrize("case", LEAKING, ids=by_name)
def test_a_finding_never_says_a_value(case):
    """A breach names figures and relations; no number in it is a value of a figure."""
    for breach in found(case):
        words = str(breach)
        figures = (*case.figures, *(each for release in case.earlier for each in release))
        for figure in sorted(figures, key=lambda each: -len(each.id)):
            words = words.replace(f"0:{figure.id}", "").replace(figure.id, "")
        words = words.replace("2026-01..08", "")
        assert not any(sign.isdigit() for sign in words), words


def counts(**values):
    return [to_figure({"measure": "deltagare", "kommun": name, "value": value}) for name, value in values.items()]


def test_a_secret_that_cannot_be_small_is_found_only_by_who_knows_the_secrets():
    """The auditor with the private log sees more than what is certain to everybody."""
    whole = to_figure({"measure": "deltagare", "value": 26})
    parts = counts(a=4, b=22)
    verdict = to_figure({"measure": "deltagare", "kommun": "a", "value": 4, "target": 3, "verdict": "nådd"})
    published = [whole, hide(verdict).model_copy(update={"verdict": verdict.verdict}), hide(parts[1])]

    assert attack(published, [], RULES) == []
    (breach,) = attack(published, [], RULES, secrets={Secret.of(verdict, "value")})
    assert "bedömningen" in breach.relation


def test_what_always_shown_figures_tell_is_no_breach():
    """Of four participants at most four are women: the policy says so, not the split."""
    whole = to_figure({"measure": "deltagare", "class": "activity", "value": 4})
    parts = [to_figure({"measure": "deltagare", "sex": sex, "value": 2}) for sex in ("kvinna", "man")]
    secrets = {Secret.of(part, "value") for part in parts}

    assert attack([whole, *map(hide, parts)], [], RULES, secrets=secrets) == []
    assert attack([whole, hide(parts[0]), parts[1]], [], RULES, secrets=secrets) != []


def test_a_small_count_that_stands_in_print_is_found():
    """A planted count of three is found though nothing is hidden beside it."""
    (breach,) = attack(counts(a=3, b=9), [], RULES)

    assert breach.figure == "deltagare;kommun=a"


def test_a_share_in_more_digits_than_are_printed_is_found():
    """0.2308 is three of thirteen; 23 per cent may be many things."""
    share = to_figure({"measure": "andel", "numerator": 6, "denominator": 26})
    exact = share.model_copy(update={"value": share.numerator / share.denominator})

    assert attack([share], [], RULES) == []
    assert [each.relation for each in attack([exact], [], RULES)] == ["andel med fler siffror än vad som trycks"]


def test_a_hidden_figure_that_keeps_its_decimals_is_found():
    """More decimals than others have tell that the hidden share lies near its target."""
    hidden = hide(to_figure({"measure": "m", "value": 3}))
    release = Release.model_validate({**RELEASE, "figures": (hidden, hidden.model_copy(update={"decimals": 1}))})

    assert [field for _, field in more_than_marks(release)] == ["fältet decimals är ifyllt fast talet inte visas"]


def test_publications_that_contradict_each_other_are_no_proof_of_safety():
    """Printed numbers that no people can have fail closed: what cannot be reckoned with is a finding."""
    whole, part, rest = counts(a=10, b=12, c=7)
    published = [
        to_figure({"measure": "deltagare", "value": 20}),
        whole.model_copy(update={"value": 30}),
        hide(part),
        hide(rest),
    ]

    assert attack(published, [], RULES) != []


def test_a_correction_of_what_was_hidden_is_not_taken_for_a_contradiction():
    """When totals were visibly corrected, a hidden part is not taken to be what it was."""
    before = [to_figure({"measure": "m", "value": 30}), *(hide(each) for each in _sexes(12, 18))]
    today = [to_figure({"measure": "m", "value": 40}), *(hide(each) for each in _sexes(20, 20))]

    assert attack(today, [before], RULES) == []


def _sexes(women, men):
    lines = [{"measure": "m", "sex": "kvinna", "value": women}, {"measure": "m", "sex": "man", "value": men}]
    return [to_figure(line) for line in lines]


def test_marks_that_are_not_secrets_are_left_alone():
    """A figure that is missing or does not apply is no hidden count."""
    missing = to_figure({"measure": "m", "sex": "man", "value": 3}).model_copy(
        update={"mark": Mark.MISSING, "value": None}
    )

    assert attack([to_figure({"measure": "m", "value": 23}), missing], [], RULES) == []


def some_unknown(yes, base, unknown, **dims):
    line = {"measure": "m", "matpunkt": "p", "numerator": yes, "denominator": base, **dims}
    return to_figure(line).model_copy(update={"missing": unknown})


def test_the_unknown_of_a_part_that_follow_from_the_others_are_found():
    """Twelve unknown in all, nine of them women: three are men, which nobody has printed, nor is the men's share."""
    whole, women, men = (
        some_unknown(40, 80, 12),
        some_unknown(20, 50, 9, sex="kvinna"),
        some_unknown(20, 30, 3, sex="man"),
    )
    for silent in (hide(men), men.model_copy(update={"missing": None})):
        breaches = attack([whole, women, silent], [], RULES)
        assert ("saknar uppgift", men.id) in {(each.part, each.figure) for each in breaches}
        assert not any("3" in each.relation for each in breaches)

    public = protect([whole, women, men], [], RULES).figures
    assert [each.missing for each in public] == [None] * 3
    assert attack(public, [], RULES) == []


def test_the_unknown_of_parts_that_are_hidden_whole_are_kept_too():
    """Women are nine of twelve unknown; the three others are in parts of which nothing is shown."""
    figures = [
        some_unknown(25, 80, 12),
        some_unknown(20, 50, 9, sex="kvinna"),
        some_unknown(3, 16, 2, sex="man"),
        some_unknown(2, 14, 1, sex="annat_okant"),
    ]
    naive = [*figures[:2], *map(hide, figures[2:])]
    assert "saknar uppgift" in {each.part for each in attack(naive, [], RULES)}

    public = protect(figures, [], RULES).figures
    assert public[1].value is not None
    assert [each.missing for each in public] == [None] * 4
    assert attack(public, [], RULES) == []


def test_those_who_said_no_are_found_where_every_part_tells_its_unknown():
    """Eleven unknown in two parts, and the whole prints the rest: two have said no."""
    whole, women, men = (
        some_unknown(37, 50, None),
        some_unknown(17, 25, 6, sex="kvinna"),
        some_unknown(20, 25, 5, sex="man"),
    )
    breaches = attack([whole, women, men], [], RULES)
    assert ("saknar uppgift", whole.id) in {(each.part, each.figure) for each in breaches}


def test_unknown_that_leave_many_or_nobody_are_no_finding():
    """Eight men of twenty unknown; and a part in which nobody is."""
    whole, women = some_unknown(40, 80, 20), some_unknown(20, 40, 12, sex="kvinna")
    men = some_unknown(20, 40, 8, sex="man")
    assert attack([whole, women, men], [], RULES) == []
    none = [some_unknown(40, 80, 12), some_unknown(20, 40, 12, sex="kvinna"), some_unknown(20, 40, 0, sex="man")]
    assert attack(none, [], RULES) == []


def test_the_attacker_shares_no_code_with_what_hides():
    """Nothing that the audit imports, however far away, is suppress, linked or what they are made of."""
    forbidden = {"suppress", "linked", "primary", "secondary", "quantities", "attainable"}
    seen, waiting = set(), [Path(audit.__file__)]
    while waiting:
        tree = ast.parse(waiting.pop().read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("samspelet_lib.release."):
                name = node.module.rpartition(".")[2]
                if name not in seen:
                    seen.add(name)
                    waiting.append(Path(audit.__file__).with_name(f"{name}.py"))

    assert not {name for name in seen if name.split("_")[0] in forbidden}


def _out_of(base, value, **dims):
    line = {"measure": "utav", "value": value, "denominator": base, "base_label": "de som har följts upp"}
    return to_figure(line | dims)


def test_the_base_of_a_count_that_a_correction_hid_still_stands_in_the_earlier_report():
    """Fourteen of twenty; corrected to seventeen the count is hidden, and the base is told by the earlier report."""
    before = [_out_of(20, 14), _out_of(20, 12, matpunkt="samma")]
    same = Same(
        first=Quantity(measure="utav", matpunkt="samma", part="denominator"),
        second=Quantity(measure="utav", part="denominator"),
    )
    rules = RULES.model_copy(update={"same": (same,)})
    hidden, other = hide(_out_of(20, 17)), _out_of(20, 12, matpunkt="samma")
    told = hidden.model_copy(update={"value": 17, "mark": None})

    assert attack([hidden, other], [before], rules, secrets={Secret.of(hidden, "complement")}) == []
    assert "complement" in {breach.part for breach in attack([told, other], [before], rules)}
