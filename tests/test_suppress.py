"""What is hidden keeps every protected count uncertain, and no figure is hidden in vain."""

import os
import random
from fractions import Fraction

import pytest
from brute_force import choices, exposed, least_loss, requirements
from disclosure_cases import cases, to_figure
from random_tables import ACTIVITY, EXPERIENCE, RULES, figure, random_table, share

from samspelet_lib import swedish
from samspelet_lib.figure import Mark, Unit, Verdict
from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import Remembered, Weights
from samspelet_lib.release.marks import as_printed
from samspelet_lib.release.suppress import protect

CASES = cases()
QUICK = range(32)
TABLES = range(200)
MANY_TABLES = int(os.environ.get("SAMSPELET_RANDOM_TABLES", "2000"))
HEURISTIC = RULES.model_copy(update={"exact_items": 0})


def hidden_in(protected):
    return {entry.figure for entry in protected.log}


def secondary_in(protected):
    return {entry.figure for entry in protected.log if entry.protects}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_classic_is_hidden_with_no_more_than_it_takes(case):
    """Exactly the figures are hidden that the case names, or as many as it says."""
    protected = protect(case.figures, case.earlier, case.rules)
    naive = {figure.id for figure in case.naive if figure.mark is Mark.HIDDEN}

    if case.hides is not None:
        assert hidden_in(protected) == set(case.hides)
    if case.loss is not None:
        assert len(hidden_in(protected) - naive) == case.loss


class Tried:
    """A random table, protected, and the same as a puzzle."""

    def __init__(self, seed, rules=RULES):
        self.table = random_table(seed)
        self.puzzle = self.table.puzzle()
        self.protected = protect(
            self.table.figures, self.table.history, rules, remembered=Remembered(self.table.secrets)
        )
        self.hidden = secondary_in(self.protected)
        self.wanted = list(requirements(self.puzzle))

    @property
    def loss(self):
        weights = self.puzzle.hideable | self.puzzle.yielding
        return sum(weights[name] for name in self.hidden)

    @property
    def is_exposed(self):
        return exposed(self.puzzle, self.hidden, self.wanted) is not None

    def attack(self, published):
        secrets = self.protected.secrets | self.table.secrets
        return attack(published, self.table.history, RULES, secrets=secrets)


def check(seed):
    """Everything that must hold of a random table, against brute force and the attacker."""
    tried = Tried(seed)
    hidden_at_once = hidden_in(tried.protected) - tried.hidden

    assert hidden_at_once == tried.puzzle.primary
    assert tried.is_exposed == bool(tried.protected.exposed)
    if tried.is_exposed:
        assert exposed(tried.puzzle, choices(tried.puzzle), tried.wanted)  # whatever is hidden
        return
    assert tried.loss == least_loss(tried.puzzle)
    assert tried.attack(tried.protected.figures) == []
    exact = {figure.id: figure for figure in tried.table.figures}
    is_about_people = not any(figure.disclosure is EXPERIENCE for figure in tried.table.figures)
    for name in sorted(tried.hidden):
        assert exposed(tried.puzzle, tried.hidden - {name}, tried.wanted), f"{name} is hidden in vain"
        shown = [exact[name] if figure.id == name else figure for figure in tried.protected.figures]
        if is_about_people:  # how uncertain an experience must be depends on its value, which no log holds
            assert tried.attack(shown), f"the attacker does not see what {name} gives away"


@pytest.mark.parametrize("seed", QUICK)
def test_a_few_random_tables_agree_with_brute_force(seed):
    """Safe, least, irreducible, and the attacker sees every step back: judged by plain enumeration."""
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(QUICK.stop, TABLES.stop, 28))
def test_two_hundred_random_tables_agree_with_brute_force(start):
    """The same for two hundred tables."""
    for seed in TABLES[start : start + 28]:
        check(seed)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("start", range(TABLES.stop, MANY_TABLES, 100))
def test_thousands_of_random_tables_agree_with_brute_force(start):
    """The same for two thousand tables, or as many as SAMSPELET_RANDOM_TABLES says."""
    for seed in range(start, min(start + 100, MANY_TABLES)):
        check(seed)


@pytest.mark.parametrize("seed", QUICK)
def test_the_heuristic_is_safe_and_hides_nothing_in_vain(seed):
    """Where the least is not searched for, the result is still safe and irreducible."""
    tried = Tried(seed, HEURISTIC)

    assert tried.is_exposed == bool(tried.protected.exposed)
    assert tried.protected.is_least == (not tried.hidden and tried.protected.is_least)
    if not tried.is_exposed:
        assert all(exposed(tried.puzzle, tried.hidden - {name}, tried.wanted) for name in tried.hidden)


@pytest.mark.parametrize("seed", QUICK)
def test_the_order_of_the_figures_changes_nothing(seed):
    """Shuffled figures give the same figures hidden for the same reasons."""
    table = random_table(seed)
    shuffled = list(table.figures)
    random.Random(seed).shuffle(shuffled)

    first = protect(table.figures, table.history, RULES, remembered=Remembered(table.secrets))
    second = protect(shuffled, table.history, RULES, remembered=Remembered(table.secrets))

    assert hidden_in(first) == hidden_in(second)


def lines(*figures):
    return [to_figure({"measure": "m", **figure}) for figure in figures]


def test_a_hidden_figure_keeps_nothing_that_tells_its_value():
    """Counts, range, answers, verdict and notes go with the value; the target, which is public, stays."""
    (share,) = lines({"numerator": 3, "denominator": 12, "target": 0, "verdict": "nådd"})
    share = share.model_copy(
        update={"low": share.value, "high": share.value, "note": "3 av 12", "shown": "25 %", "answers": 12}
    )

    (hidden,) = protect([share], [], RULES).figures

    assert (hidden.mark, hidden.verdict, hidden.target) == (Mark.HIDDEN, Verdict.CONFIDENTIAL, share.target)
    kept = hidden.model_dump(exclude_none=True).keys() - share.model_dump(exclude_none=True).keys()
    assert kept == {"mark"}
    assert not {"value", "numerator", "denominator", "low", "high", "answers", "shown", "note"} & (
        hidden.model_dump(exclude_none=True).keys()
    )


def test_the_log_tells_ids_and_reasons_and_no_value():
    """The private log says why each figure is hidden and for whose sake, in words without numbers."""
    figures = lines({"value": 23}, {"value": 3, "sex": "kvinna"}, {"value": 20, "sex": "man"})

    protected = protect(figures, [], RULES)

    assert {entry.figure: (entry.reason, entry.protects) for entry in protected.log} == {
        "m;sex=kvinna": ("för få personer", None),
        "m;sex=man": ("skyddar en annan uppgift", "m;sex=kvinna"),
    }
    assert protected.secrets == {("f", "m;sex=kvinna", "value")}


def test_the_plans_matpunkter_and_the_year_go_last():
    """Of two figures that would do, the one that weighs less is hidden."""
    parts = [{"value": 3, "kommun": "a"}, {"value": 9, "kommun": "b"}, {"value": 9, "kommun": "c"}]
    figures = lines({"value": 21}, *parts)
    weighty = RULES.model_copy(update={"weights": Weights(whole=100)})
    weightless = RULES.model_copy(update={"weights": Weights(whole=0)})

    assert secondary_in(protect(figures, [], weighty)) == {"m;kommun=b"}
    assert secondary_in(protect(figures, [], weightless)) == {"m"}
    assert RULES.weight(lines({"value": 1, "matpunkt": "x"})[0]) > 10 * RULES.weight(figures[0])


def test_activity_and_open_figures_are_shown_however_small():
    """An insats with three participants says so; money is never a count."""
    figures = lines({"value": 3, "class": "activity"}, {"value": 2, "class": "open", "insats": "a"})

    assert protect(figures, [], RULES).figures == tuple(figures)


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ({"numerator": 6, "denominator": 10, "answers": 10, "invited": 14}, True),
        ({"numerator": 1, "denominator": 10, "answers": 10, "invited": 14}, True),
        ({"numerator": 6, "denominator": 9, "answers": 9, "invited": 14}, False),
        ({"numerator": 6, "denominator": 9, "answers": 10, "invited": 14}, False),
        ({"numerator": 6, "denominator": 10, "answers": 10}, False),
    ],
)
def test_an_experience_is_shown_from_ten_answers_with_a_known_answer_rate(line, is_shown):
    """The base counts, not the numerator; without the number invited nothing is shown."""
    (figure,) = protect(lines({"class": "experience", **line}), [], RULES).figures

    assert (figure.mark is None) == is_shown


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ({"numerator": 5, "denominator": 20}, True),
        ({"numerator": 5, "denominator": 19}, False),
        ({"numerator": 4, "denominator": 20}, False),
        ({"numerator": 0, "denominator": 20}, False),
        ({"numerator": 16, "denominator": 20}, False),
        ({"numerator": 20, "denominator": 20}, False),
        ({"numerator": 10, "denominator": 40, "insats": "a"}, False),
    ],
)
def test_a_sensitive_figure_is_shown_only_for_the_whole_forbund(line, is_shown):
    """Base twenty, neither the count nor its complement small, and never below the whole."""
    (figure,) = protect(lines({"class": "sensitive", **line}), [], RULES).figures

    assert (figure.mark is None) == is_shown


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ({"value": 5}, True),
        ({"value": 4}, False),
        ({"value": 0}, True),
        ({"numerator": 5, "denominator": 10}, True),
        ({"numerator": 10, "denominator": 10}, True),
        ({"numerator": 4, "denominator": 10}, False),
        ({"numerator": 6, "denominator": 10}, False),
    ],
)
def test_a_person_figure_is_shown_without_small_counts(line, is_shown):
    """One to four are hidden, in a share's complement too; nobody and everybody may be told."""
    (figure,) = protect(lines(line), [], RULES).figures

    assert (figure.mark is None) == is_shown


def test_small_zeros_are_hidden_where_the_policy_says_so():
    """With zeros = small, nobody is a small group."""
    small = RULES.model_copy(update={"zeros": "small"})

    assert protect(lines({"value": 0}), [], small).figures[0].mark is Mark.HIDDEN


def test_a_statistic_about_people_needs_a_base_of_twenty():
    """A median of nineteen people is hidden, one of twenty is shown."""
    (line,) = lines({"value": 42})
    medians = [
        line.model_copy(update={"unit": "dagar", "denominator": base, "measure": f"m{base}"}) for base in (19, 20)
    ]

    assert [figure.mark for figure in protect(medians, [], RULES).figures] == [Mark.HIDDEN, None]


def test_few_people_are_not_split_at_all():
    """The one who left would be known by the zeros: did not begin to work, did not begin to study."""
    classes = {"arbete": 0, "studier": 0, "narmare": 1}
    whole = figure("exit", 1, ACTIVITY, insats="hammaro")
    parts = [figure("exit", value, insats="hammaro", option=name) for name, value in classes.items()]
    protected = protect([whole, *parts], [], RULES)

    assert [each.mark for each in protected.figures] == [None, Mark.HIDDEN, Mark.HIDDEN, Mark.HIDDEN]
    assert {entry.reason for entry in protected.log} == {"för få personer att dela upp", "för få personer"}
    assert attack(protected.figures, [], RULES, secrets=protected.secrets) == []
    shown = [parts[0] if each.id == parts[0].id else each for each in protected.figures]
    assert [str(each) for each in attack(shown, [], RULES, secrets=protected.secrets)] == [
        "exit;period=2026;insats=hammaro;option=arbete (redovisat): delar upp färre personer än som delas upp"
    ]


def test_where_a_few_are_not_is_no_split_of_them():
    """Three began to work in all, none of them in Grums: that tells nothing of the three but that."""
    figures = [figure("exit", 3, option="arbete"), figure("exit", 0, insats="grums", option="arbete")]

    assert protect(figures, [], RULES).figures[1].mark is None


def test_forbund_in_one_release_do_not_disturb_each_other():
    """Each förbund is hidden as if it were alone."""
    one = random_table(1).figures
    other = [
        figure.model_copy(update={"dims": figure.dims.model_copy(update={"forbund": "g"})})
        for figure in random_table(9).figures
    ]
    together = protect([*one, *other], [], RULES).figures

    assert together == protect(one, [], RULES).figures + protect(other, [], RULES).figures


def test_knowing_what_was_secret_saves_what_was_not():
    """A figure that was hidden for another's sake need not stay hidden for its own."""
    before = protect(lines(*({"period": "2026-01..08"} | d for d in _kommuner(4, 6))), [], RULES)
    year = lines(*({"period": "2026"} | d for d in _kommuner(5, 12)))

    forgetful = protect(year, [before.figures], RULES)
    mindful = protect(year, [before.figures], RULES, remembered=Remembered(before.secrets))

    assert hidden_in(mindful) < hidden_in(forgetful)
    assert attack(mindful.figures, [before.figures], RULES, secrets=before.secrets | mindful.secrets) == []


def _kommuner(one, other):
    return {"value": one + other}, {"value": one, "kommun": "a"}, {"value": other, "kommun": "b"}


def test_where_no_safe_revision_exists_it_is_said():
    """Earlier publications and an always shown total expose a count whatever is hidden: its id is returned."""
    before = lines(
        {"value": 20, "class": "activity", "period": "2026-01..08"},
        {"value": 0, "kommun": "a", "period": "2026-01..08"},
        {"value": 20, "kommun": "b", "period": "2026-01..08"},
    )
    year = lines(
        {"value": 22, "class": "activity", "period": "2026"},
        {"value": 2, "kommun": "a", "period": "2026"},
        {"value": 20, "kommun": "b", "period": "2026"},
    )
    unyielding = RULES.model_copy(update={"yielding": frozenset()})

    stuck = protect(year, [before], unyielding)
    solved = protect(year, [before], RULES)

    assert "m;period=2026;kommun=a" in stuck.exposed
    assert attack(stuck.figures, [before], RULES) != []
    assert attack(stuck.figures, [before], unyielding) == []  # at most two: told by what the policy always shows
    assert (solved.exposed, solved.figures[0].mark) == ((), Mark.HIDDEN)


def test_a_correction_by_many_is_shown():
    """Six women more than was published is a correction of a group, not of a person."""
    before, after = lines({"value": 12, "sex": "k"}), lines({"value": 18, "sex": "k"})

    assert protect(after, [before], RULES).figures == tuple(after)


@pytest.mark.slow
@pytest.mark.long
def test_large_tables_are_hidden_exactly_up_to_the_limit_and_heuristically_beyond():
    """Both ways are safe on a table of 176 figures; the exact one loses no more."""
    rng = random.Random(1)
    cells = {
        (f"a{a}", f"k{k:02}"): rng.choice((0, 0, 0, 0, 1, 5, 6, 7, 8, 9, 14)) for a in range(10) for k in range(15)
    }
    figures = lines(
        {"value": sum(cells.values())},
        *(
            {"age": age, "value": sum(n for (a, _), n in cells.items() if a == age)}
            for age in sorted({a for a, _ in cells})
        ),
        *(
            {"kommun": k, "value": sum(n for (_, b), n in cells.items() if b == k)}
            for k in sorted({k for _, k in cells})
        ),
        *({"age": age, "kommun": kommun, "value": n} for (age, kommun), n in cells.items()),
    )

    exact, quick = protect(figures, [], RULES), protect(figures, [], HEURISTIC)

    assert (exact.is_least, quick.is_least) == (True, False)
    assert len(exact.log) <= len(quick.log)
    for protected in (exact, quick):
        assert attack(protected.figures, [], RULES, secrets=protected.secrets) == []


def test_those_who_are_unknown_do_not_tell_how_many_said_no():
    """Thirty-one of thirty-six have a plan and four are unknown: so one has none, which nobody may be told."""
    told = share(31, 36).model_copy(
        update={
            "missing": 4,
            "low": swedish.rounded(Fraction(31, 36), 2),
            "high": swedish.rounded(Fraction(35, 36), 2),
            "note": "7 har ännu inte haft sin tid. 4 saknar uppgift.",
            "verdict": Verdict.AT_RISK,
            "verdict_reason": "31 av 36 (86,1 %). 4 saknar uppgift.",
        }
    )
    [public] = protect([told], [], RULES).figures

    assert (public.numerator, public.denominator, public.missing, public.low, public.high) == (31, 36, None, None, None)
    assert (public.note, public.verdict_reason) == ("7 har ännu inte haft sin tid.", "31 av 36 (86,1 %).")
    assert attack([public], [], RULES) == []
    assert attack([told], [], RULES) != []


def test_many_unknown_who_leave_few_are_not_told_either():
    """Six unknown of thirty-eight are many; but two are left who said no."""
    told = share(30, 38).model_copy(update={"missing": 6, "note": "6 saknar uppgift."})
    [public] = protect([told], [], RULES).figures

    assert (public.missing, public.note) == (None, None)
    assert attack([told], [], RULES) != []
    enough = share(30, 42).model_copy(update={"missing": 6, "note": "6 saknar uppgift."})
    assert protect([enough], [], RULES).figures == (enough,)


def test_unknown_in_a_whole_are_not_told_where_a_part_may_not_tell_its_own():
    """Six unknown in all and five of them women leave one man, and so the men who said no."""
    whole = share(14, 29).model_copy(update={"missing": 6, "note": "6 saknar uppgift."})
    women, men = (
        share(yes, base, sex=sex).model_copy(update={"missing": unknown, "note": f"{unknown} saknar uppgift."})
        for sex, yes, base, unknown in (("kvinna", 8, 18, 5), ("man", 6, 11, 1))
    )
    public = protect([whole, women, men], [], RULES).figures

    assert [(each.missing, each.note) for each in public] == [(None, None)] * 3


def test_where_unknown_are_not_told_nor_is_who_was_asked():
    """Thirty were asked and twenty-seven have answered: that is three unknown."""
    asked = {"answers": 27, "invited": 30, "missing": 3, "verdict": Verdict.REACHED, "verdict_reason": "27 av 30."}
    [public] = protect([share(20, 27).model_copy(update=asked)], [], RULES).figures

    assert public.value is not None
    assert (public.missing, public.answers, public.invited, public.verdict_reason) == (None, None, None, None)


def test_a_hidden_share_keeps_no_decimals():
    """35 of 39 is printed as 89,7 % so as not to look like the target 90 %: the decimal says how near it is."""
    near = share(35, 39).model_copy(update={"decimals": 1})
    [public] = protect([near], [], RULES).figures

    assert (public.mark, public.decimals) == (Mark.HIDDEN, 0)


def test_one_who_answered_otherwise_is_not_told_beside_an_experience():
    """Share and base are told from ten answers; a sentence about one of them is not.

    Whom the question does not concern is: the policy accepts it, as the bases of the wave's questions tell it anyway.
    """
    note = "1 har svarat ej aktuellt och räknas inte. 1 saknar uppgift."
    told = {"disclosure": EXPERIENCE, "answers": 12, "invited": 16, "note": note}
    [public] = protect([share(8, 12).model_copy(update=told)], [], RULES).figures

    assert (public.numerator, public.denominator) == (8, 12)
    assert public.note == "1 har svarat ej aktuellt och räknas inte."


def test_what_was_in_print_is_printed_alike_again():
    """A figure that waits is already as it may stand in print."""
    (line,) = lines({"value": 116})
    once = as_printed(line.model_copy(update={"unit": Unit.DAYS, "denominator": 20, "note": "Från start."}), RULES)

    assert as_printed(once, RULES) == once
    assert once.note == "Från start. Avrundat till hela veckor."


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Uppgifter till och med 3 april 2026.", True),
        ("Följs upp 3 månader efter avslut; målet är minst 4 elever.", True),
        ("2 saknar uppgift.", False),
        ("Kvinnor: 3 av 17.", False),
        ("3 årsarbetare deltog.", False),
        ("2 dagverksamma ingår.", False),
        ("Mätt efter 2 veckor och 3 år.", True),
    ],
)
def test_only_sentences_about_a_few_people_are_left_out(said, kept):
    """Days, times and targets are no people."""
    told = share(30, 42).model_copy(update={"note": said})

    assert protect([told], [], RULES).figures[0].note == (said if kept else None)


def test_a_base_without_a_value_is_people_too():
    """Between checkpoints: forty of forty-seven cases go on, so seven have ended and nothing else is told of them."""
    (line,) = lines({"value": 1})
    waits = line.model_copy(
        update={"value": None, "mark": Mark.MISSING, "unit": "dagar", "denominator": 47, "note": "40 ärenden pågår."}
    )
    [public] = protect([waits], [], RULES).figures

    assert (public.mark, public.denominator, public.note) == (Mark.MISSING, None, None)


def test_days_about_people_are_told_in_whole_weeks():
    """A median of 116 days may be the very day of one of them: it is told as 119, seventeen weeks."""
    (line,) = lines({"value": 116})
    median = line.model_copy(update={"unit": Unit.DAYS, "denominator": 20})
    [public] = protect([median], [], RULES).figures

    assert (public.value, public.note) == (119, "Avrundat till hela veckor.")
    assert attack([public], [], RULES) == []
    assert attack([median], [], RULES) != []
