"""Which counts hang together is derived from the dimensions of the figures."""

import pytest
from disclosure_cases import to_figure
from random_tables import ACTIVITY, figure

from samspelet_lib.errors import DisclosureError
from samspelet_lib.release.audit_publication import within_sight
from samspelet_lib.release.concerned import concerned
from samspelet_lib.release.declared import Carried, Flow, Overlap, Quantity, Same, Series
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.linked import system_of
from samspelet_lib.release.linked_rest import complete
from samspelet_lib.release.linked_splits import sums
from samspelet_lib.release.linked_time import beside_today, steps
from samspelet_lib.release.linked_versions import ages
from samspelet_lib.release.quantities import key_of, parts_of

RULES = DisclosureRules()


def lines(*figures):
    return [to_figure({"measure": "m", **figure}) for figure in figures]


def keys(figures):
    return [key_of(figure, part) for figure in figures for part in parts_of(figure)]


def told(found):
    """Sums as text: whole = part + part, the parts by the values of their dimensions."""

    def name(key):
        return "/".join(value for dim, value in key.dims if dim != "forbund") or "alla"

    return {f"{name(each.whole)} = {' + '.join(map(name, each.parts))}" for each in found}


def relations(figures, history=(), rules=RULES):
    """The relations of the system, each as its name and its cells."""
    system = system_of(figures, {}, history, rules=rules)
    return {(row.relation, len(row.terms)) for row in system.rows}


def test_a_total_is_the_sum_over_each_dimension_that_splits_it():
    """Sex and kommun split the same people, with and without each other."""
    figures = lines(
        {"value": 9},
        {"value": 5, "sex": "k"},
        {"value": 4, "sex": "m"},
        {"value": 6, "kommun": "x"},
        {"value": 3, "kommun": "y"},
        {"value": 5, "kommun": "x", "sex": "k"},
        {"value": 1, "kommun": "x", "sex": "m"},
        {"value": 0, "kommun": "y", "sex": "k"},
        {"value": 3, "kommun": "y", "sex": "m"},
    )

    assert told(sums(keys(figures), RULES)) == {
        "alla = k + m",
        "alla = x + y",
        "k = k/x + k/y",
        "m = m/x + m/y",
        "x = k/x + m/x",
        "y = k/y + m/y",
    }


def test_a_margin_that_nobody_printed_is_made_up_where_two_tables_share_it():
    """A table of sex and one of age give the same total although it is not published."""
    figures = lines(*({"value": 4, "sex": sex} for sex in "km"), *({"value": 4, "age": age} for age in "ab"))

    assert told(sums(keys(figures), RULES)) == {"alla = k + m", "alla = a + b"}


def test_margins_two_steps_apart_are_linked():
    """Only the total and the finest cells are published: the cells sum to the total."""
    figures = lines({"value": 8}, *({"value": 2, "sex": s, "kommun": k} for s in "km" for k in "xy"))

    assert told(sums(keys(figures), RULES)) == {"alla = k/x + k/y + m/x + m/y"}


def test_three_tables_in_a_ring_have_finest_cells_behind_them_and_three_in_a_chain_have_not():
    """Sex by age, age by kommun and kommun by sex tell more together than two and two."""
    ring = [{"value": 4, one: a, other: b} for one, other in ("sa", "ak", "ks") for a in "xy" for b in "xy"]
    names = {"s": "sex", "a": "age", "k": "kommun"}
    figures = lines(*({names.get(dim, dim): value for dim, value in each.items()} for each in ring))

    assert "x/x = x/x/x + x/x/y" in told(sums(keys(figures), RULES))
    chain = [figure for figure in figures if not (figure.dims.sex and figure.dims.kommun)]
    assert all(len(part.dims) <= 3 for each in sums(keys(chain), RULES) for part in each.parts)


def test_dimensions_that_do_not_add_up_are_not_summed():
    """Waves are never pooled, and readings and mätpunkter are different things."""
    figures = lines(
        {"value": 9}, {"value": 5, "wave": "3"}, {"value": 4, "wave": "avslut"}, {"value": 4, "matpunkt": "x"}
    )

    assert sums(keys(figures), RULES) == []


def test_both_counts_of_a_share_are_summed_and_its_complement_is_the_rest_of_the_base():
    """Women's and men's shares add up in numerator and denominator."""
    figures = lines(
        {"numerator": 12, "denominator": 20},
        {"numerator": 5, "denominator": 9, "sex": "k"},
        {"numerator": 7, "denominator": 11, "sex": "m"},
    )

    assert relations(figures) == {("summan över sex", 3), ("komplementet i basen", 3)}
    assert len(told(sums(keys(figures), RULES))) == 1  # the same in words for both parts
    assert len(sums(keys(figures), RULES)) == 2


def test_answers_to_one_question_share_their_base_and_sum_to_it():
    """The base is not split by what was answered; the numerators are, and sum to it."""
    figures = lines(*({"numerator": n, "denominator": 12, "option": o} for n, o in ((5, "a"), (7, "b"))))

    (found,) = sums(keys(figures), RULES)

    assert (found.whole.part, [part.part for part in found.parts]) == ("denominator", ["numerator"] * 2)


def test_answers_that_may_overlap_are_only_parts_of_their_base():
    """Several answers each: no sum, but nobody answers without being in the base."""
    rules = DisclosureRules(overlapping=(Overlap(measure="m", dim="option"),))
    figures = lines(*({"numerator": n, "denominator": 12, "option": o} for n, o in ((9, "a"), (7, "b"))))

    assert relations(figures, rules=rules) == {("del av summan över option", 2), ("komplementet i basen", 3)}
    assert complete(figures, rules) == figures


def test_who_is_in_the_whole_but_in_no_part_becomes_a_part():
    """Thirty participants, eighteen women and ten men: two are of another or unknown sex."""
    figures = lines({"value": 30}, {"value": 18, "sex": "kvinna"}, {"value": 10, "sex": "man"})

    *rest, added = complete(figures, RULES)

    assert rest == figures
    assert (added.id, added.value, added.disclosure) == ("m;sex=övriga", 2, figures[1].disclosure)


def test_the_one_part_that_is_missing_is_called_by_its_name():
    """Where only the men of one insats were left out, the rest is the men."""
    figures = lines(
        {"value": 30},
        {"value": 18, "sex": "kvinna"},
        {"value": 12, "sex": "man"},
        {"value": 20, "insats": "a"},
        {"value": 10, "insats": "b"},
        *({"value": 9, "insats": i, "sex": "kvinna"} for i in "ab"),
        {"value": 11, "insats": "a", "sex": "man"},
    )

    (added,) = complete(figures, RULES)[len(figures) :]

    assert (added.id, added.value) == ("m;insats=b;sex=man", 1)


def test_the_rest_of_a_share_has_both_its_counts():
    """Numerator and base of the rest are what the parts leave, the share in printed digits."""
    figures = lines({"numerator": 20, "denominator": 30}, {"numerator": 9, "denominator": 16, "sex": "kvinna"})

    (added,) = complete(figures, RULES)[2:]

    assert (added.numerator, added.denominator, str(added.value)) == (11, 14, "0.79")


def test_parts_that_are_more_than_their_whole_are_refused_without_a_value():
    """Overlapping parts must be declared; the refusal names the figure and the dimension only."""
    figures = lines({"value": 30}, {"value": 21, "sex": "kvinna"}, {"value": 17, "sex": "man"})

    with pytest.raises(DisclosureError, match="”m”: delarna efter sex är fler än helheten") as refusal:
        complete(figures, RULES)

    assert not any(sign.isdigit() for sign in str(refusal.value))


@pytest.mark.parametrize("whole", [{"value": 20, "sex": "k"}, {"value": 20}])
def test_a_measure_that_is_split_in_some_places_only_is_refused_with_what_is_not_split(whole):
    """One insats tells the sexes and another does not: nobody can say which of them the rest are."""
    figures = lines(
        whole,
        {"value": 20, "insats": "a"},
        {"value": 10, "insats": "b"},
        *({"value": n, "insats": "a", "sex": sex} for sex, n in (("k", 9), ("m", 11))),
        *({"value": n, "sex": sex} for sex, n in (("m", 9),)),
    )

    with pytest.raises(DisclosureError, match=r"inte i ”m;insats=b”.*eget mått") as refusal:
        complete(figures, RULES)

    assert not any(sign.isdigit() for sign in str(refusal.value))


def test_always_shown_figures_may_overlap_undeclared():
    """Deltaganden over insatser are more than the unique participants, and nobody is hidden among them."""
    figures = lines(
        *({"value": n, "class": "activity"} | d for n, d in ((9, {}), (8, {"insats": "a"}), (7, {"insats": "b"})))
    )

    assert complete(figures, RULES) == figures
    assert relations(figures) == set()


def test_declared_measures_are_linked_where_their_other_dimensions_agree():
    """The same count under two names, and a stock with its flows, per sex."""
    quantities = {name: Quantity(measure=name) for name in ("ut", "in", "nya", "slut", "m2")}
    rules = DisclosureRules(
        same=(Same(first=Quantity(measure="ut"), second=quantities["m2"]),),
        flows=(
            Flow(
                opening=quantities["in"],
                inflow=quantities["nya"],
                outflow=quantities["slut"],
                closing=quantities["ut"],
            ),
        ),
    )
    figures = [to_figure({"measure": name, "sex": "k", "value": 6}) for name in quantities]

    assert relations(figures, rules=rules) == {
        ("samma antal i flera tabeller", 2),
        ("ingående + nya − avslutade", 4),
    }


def test_a_later_checkpoint_of_the_year_holds_an_earlier_one_and_what_came_since():
    """Interim and year are linked, in one release or over two; a snapshot and another year are not."""
    interim, year, last_year = lines(
        {"value": 12, "sex": "k", "period": "2026-01..08"},
        {"value": 14, "sex": "k", "period": "2026"},
        {"value": 9, "sex": "k", "period": "2025"},
    )
    snapshots = DisclosureRules(snapshots=(Series(measure="m"),))

    assert relations([interim, year, last_year]) == {("årets kontrollpunkter", 3)}
    assert relations([year], [[interim], [last_year]]) == {("årets kontrollpunkter", 3)}
    assert relations([year], [[interim]], snapshots) == set()


def test_a_checkpoint_that_was_later_corrected_downwards_tells_who_is_gone():
    """Twelve at the interim and ten at the year's end: two were taken away, and they are as few as two who came."""
    interim, year = lines(
        {"value": 12, "sex": "k", "period": "2026-01..08"}, {"value": 10, "sex": "k", "period": "2026"}
    )

    assert relations([year], [[interim]]) == {("årets kontrollpunkter", 3)}


def test_a_count_is_the_same_in_every_release_until_it_is_visibly_corrected():
    """Versions count visible corrections; hidden counts keep the version they had."""
    first, hidden, same, other = lines({"value": 7}, {"hidden": True}, {"value": 7}, {"value": 9})
    (key,) = keys([first])

    found = ages([[first], [hidden], [same], [other]], RULES)

    assert [each[key] for each in found.versions] == [0, 0, 0, 1]
    assert steps(found, RULES) == []


def test_a_hidden_count_that_cannot_be_todays_is_taken_for_corrected():
    """Total and men were shown, so the hidden women were nine; today they are ten."""
    before = lines({"value": 20}, {"sex": "m", "value": 11}, {"sex": "k", "hidden": True})
    today = lines({"sex": "k", "value": 10})
    (women,) = keys(today)

    found = ages([before, today], RULES)

    assert [each[women] for each in found.versions] == [0, 1]


def test_only_what_can_hang_together_with_people_is_reckoned_with():
    """A count that is always shown and that no relation names is left out; an insats' total is not, nor a named one."""
    total, by_sex = figure("deltagare", 20, ACTIVITY), figure("deltagare", 8, sex="man")
    named, other = figure("aven_deltagare", 20, ACTIVITY), figure("moten", 3, ACTIVITY)
    same = Same(first=Quantity(measure="deltagare"), second=Quantity(measure="aven_deltagare"))
    rules = RULES.model_copy(update={"same": (same,)})

    assert concerned([[total, other], [by_sex, named, other]], rules) == [[total], [by_sex, named]]
    assert concerned([[total, other], [named, other]], RULES) == [[], []]

    apart = [figure("deltagare", 8, insats=insats, sex="man") for insats in ("a", "b")]
    pool = figure("deltagare_pooled", 16, pool="a+b").model_copy(update={"members": tuple(each.id for each in apart)})
    assert concerned([[total, other, pool]], RULES) == [[total, pool]]


@pytest.mark.parametrize("left", [beside_today, within_sight])
def test_what_nothing_of_today_can_add_to_is_left_out(left):
    """A month's own figures, another year's; not what counts from new year, has no period, or is of the same one."""
    periods = ("2026-01", "2026-03", "2026-01..08", "2025", "2026", None)
    history = [[to_figure({"measure": "m", "value": 7, "period": period})] for period in periods]

    def kept(today):
        *before, _ = left([*history, [to_figure({"measure": "m", "value": 9, "period": today})]], RULES)
        return [period for period, found in zip(periods, before, strict=True) if found]

    assert kept("2026") == ["2026-01", "2026-01..08", "2026", None]
    assert kept("2026-01") == ["2026-01", "2026-01..08", "2026", None]
    assert kept("2026-03") == ["2026-03", None]
    assert kept("2025") == ["2025", None]


@pytest.mark.parametrize("left", [beside_today, within_sight])
def test_the_year_before_and_the_same_months_of_it_are_kept_where_a_year_is_told_again(left):
    """Who was left at the end of 2026 is told in 2027; what 2025 told is not."""
    periods = ("2025", "2026", "2026-01..08", "2026-03", "2026-05", "2027-01..08")
    history = [[to_figure({"measure": "m", "value": 7, "period": period})] for period in periods]
    again = Carried(then=Quantity(measure="m"), now=Quantity(measure="m2"), days="new_year")

    def kept(today):
        told = [*history, [to_figure({"measure": "m", "value": 9, "period": today})]]
        *before, _ = left(told, RULES.model_copy(update={"carried": (again,)}))
        return [period for period, found in zip(periods, before, strict=True) if found]

    assert kept("2027") == ["2026", "2026-01..08", "2027-01..08"]
    assert kept("2027-03") == ["2026-03"]
