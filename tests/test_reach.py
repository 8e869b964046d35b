"""What a reader can believe, and what hangs together: judged by trying every filling of a few small cells."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspelet_lib.release.nearby import ALWAYS, Net
from samspelet_lib.release.reach import Question, Reach, answers, as_far
from samspelet_lib.release.system import Item, Row, Standing, System, at_most, exactly, total
from samspelet_lib.release.worlds import Bound

MOST = 4  # no cell of a random system is larger
NODES = 1000


def system(cells, rows, items, floors=None):
    """A system in which every item may be hidden."""
    made = tuple(Item(f"i{number}", tuple(each), Standing.HIDEABLE) for number, each in enumerate(items))
    return System(tuple(f"c{n}" for n in range(cells)), floors or (0,) * cells, tuple(rows), made, ())


def fits(row, world):
    found = sum(factor * world[cell] for cell, factor in row.terms)
    return (row.low is None or found >= row.low) and (row.high is None or found <= row.high)


def worlds(of, hidden=frozenset()):
    """Every filling that agrees with what is shown."""
    rows = [*of.rows, *(row for place, item in enumerate(of.items) if place not in hidden for row in item.rows)]
    ranges = [range(floor, MOST + 1) for floor in of.floors]
    return [world for world in product(*ranges) if all(fits(row, world) for row in rows)]


def can_be(of, bound, hidden):
    return any(bound.holds(world[bound.cell]) for world in worlds(of, hidden))


WOMEN, MEN, ALL = 0, 1, 2
SEXES = system(
    3,
    [total(ALL, [WOMEN, MEN], "summan")],
    [[exactly(WOMEN, 2, "kvinnor")], [exactly(MEN, 7, "män")], [exactly(ALL, 9, "alla")]],
)


@pytest.mark.parametrize(
    ("hidden", "least", "most"),
    [
        ({WOMEN}, 2, 2),  # told by the two others
        ({WOMEN, MEN}, 0, 9),
        ({WOMEN, ALL}, 0, 10**6),
        ({MEN}, 2, 2),  # stands in print
    ],
)
def test_how_far_a_count_goes_is_what_the_rest_leaves_open(hidden, least, most):
    """Two women and seven men are nine: with one of them hidden the others tell it."""
    reach = Reach(SEXES, NODES)

    assert [reach.extreme(WOMEN, sign, frozenset(hidden)) for sign in (-1, 1)] == [least, most]


def test_what_rules_a_bound_out_is_named_by_its_items_and_its_relations():
    """The women cannot be five because of the men and of all; what stands in print rules out by itself."""
    reach, bound = Reach(SEXES, NODES), Bound(WOMEN, 1, 5)

    assert answers([Question(reach, bound, frozenset({WOMEN}))]) == [frozenset({MEN, ALL})]
    assert set(reach.reasons(bound, frozenset({WOMEN}))) == {"summan", "män", "alla"}
    assert answers([Question(reach, bound, frozenset({MEN}))]) == [frozenset({WOMEN})]
    assert reach.reasons(bound, frozenset({MEN})) == ["kvinnor"]


def test_a_half_person_is_nobody():
    """Twice a count is the same as three: fractions would do, and whole people do not."""
    odd = system(2, [Row(((0, 2), (1, -2)), 0, 0, "lika")], [[Row(((0, 1), (1, 1)), 3, 3, "tre")]])
    reach = Reach(odd, NODES)

    assert not reach.believes(Bound(0, 1, 1), frozenset())
    assert reach.believes(Bound(0, 1, 1), frozenset({0}))
    with pytest.raises(ValueError, match="contradicts itself"):
        reach.extreme(0, 1, frozenset())


def test_numbers_that_contradict_each_other_allow_nothing_until_one_of_them_is_hidden():
    """Women and men are more than all: nobody can believe anything, which is no proof of safety."""
    wrong = [[exactly(WOMEN, 6, "kvinnor")], [exactly(MEN, 7, "män")], [exactly(ALL, 9, "alla")]]
    reach = Reach(system(3, SEXES.rows, wrong), NODES)

    assert not reach.believes(Bound(WOMEN, 1, 0), frozenset())
    assert reach.believes(Bound(WOMEN, -1, 2), frozenset({WOMEN}))
    assert not reach.believes(Bound(WOMEN, 1, 3), frozenset({WOMEN}))


def test_nearest_is_the_lightest_way_out():
    """To believe in five women, the men or all must give way; all weigh more."""
    items = [
        Item(name, (exactly(cell, value, name),), Standing.HIDEABLE, weight)
        for name, cell, value, weight in (("kvinnor", WOMEN, 2, 1), ("män", MEN, 7, 1), ("alla", ALL, 9, 9))
    ]
    made = System(SEXES.cells, SEXES.floors, SEXES.rows, tuple(items), ())

    assert Reach(made, NODES).nearest(Bound(WOMEN, 1, 5), frozenset({WOMEN})) == {WOMEN, MEN}


def test_a_count_in_print_ties_nothing_together():
    """Four counts in a row, each at most the next: with the middle one in print its sides are apart."""
    chain = [at_most(n, n + 1, "högst") for n in range(3)]
    net = Net(system(4, chain, [[exactly(1, 2, "tal")]]))

    assert net.around(0, 0).cells == (0,)
    assert (net.around(2, 0).cells, net.around(2, 0).edge) == ((2, 3), (1,))
    assert net.around(0, 0b1).cells == (0, 1, 2, 3)
    assert net.whole(0b1).rows == (0, 1, 2)


COUNTS = st.integers(0, MOST)


@st.composite
def rows_of(draw, truth):
    """A relation or a statement, mostly true."""
    cells = draw(st.lists(st.integers(0, len(truth) - 1), min_size=1, max_size=3, unique=True))
    terms = tuple((cell, draw(st.sampled_from((1, 1, -1, 2)))) for cell in cells)
    value = sum(factor * truth[cell] for cell, factor in terms) + draw(st.sampled_from((0, 0, 0, 0, 0, 0, 1)))
    low, high = draw(st.sampled_from(((0, 0), (0, 0), (-1, 1), (0, None), (None, 0))))
    return Row(terms, None if low is None else value + low, None if high is None else value + high, "tal")


@st.composite
def systems(draw):
    """Three or four cells of at most four people each, what ties them and up to five items."""
    truth = draw(st.lists(COUNTS, min_size=3, max_size=4))
    limits = [Row(((cell, 1),), None, MOST, "högst") for cell in range(len(truth))]
    ties = draw(st.lists(rows_of(truth), max_size=2))
    items = draw(st.lists(st.lists(rows_of(truth), min_size=1, max_size=2), min_size=1, max_size=5))
    floors = tuple(draw(st.sampled_from((0, 0, min(1, value)))) for value in truth)
    return system(len(truth), [*limits, *ties], items, floors)


@st.composite
def questions(draw):
    of = draw(systems())
    hidden = st.frozensets(st.sampled_from(range(len(of.items))))
    bounds = st.builds(Bound, st.sampled_from(range(len(of.cells))), st.sampled_from((-1, 1)), st.integers(0, MOST))
    return of, draw(st.lists(st.tuples(bounds, hidden), min_size=1, max_size=12))


@settings(max_examples=40)
@given(questions())
def test_every_answer_is_what_trying_every_filling_gives(asked):
    """Whatever was asked before; and what is said to rule a bound out does so with everything else hidden."""
    of, each = asked
    reach = Reach(of, NODES)
    everything = frozenset(range(len(of.items)))

    for bound, hidden in each:
        (core,) = answers([Question(reach, bound, hidden)])
        assert (core is None) == can_be(of, bound, hidden)
        if core is not None:
            assert core <= everything - hidden
            assert not can_be(of, bound, everything - core)


@settings(max_examples=30)
@given(questions())
def test_every_end_is_what_trying_every_filling_gives(asked):
    """The least and the most a cell can be, and how near to a bound it comes."""
    of, each = asked
    reach = Reach(of, NODES)

    for bound, hidden in each:
        values = [world[bound.cell] for world in worlds(of, hidden)]
        if not values:
            with pytest.raises(ValueError, match="contradicts itself"):
                reach.extreme(bound.cell, bound.sign, hidden)
            continue
        end = max(bound.sign * value for value in values) * bound.sign
        assert reach.extreme(bound.cell, bound.sign, hidden) == end
        is_far = bound.sign * end >= bound.sign * bound.value
        assert as_far([Question(reach, bound, hidden)]) == [bound.value if is_far else end]


@settings(max_examples=30)
@given(questions())
def test_a_part_is_what_shown_rows_tie_over_unknown_cells(asked):
    """Nothing outside a part can change what is believed of it, and every part is closed."""
    of, each = asked
    net = Net(of)

    for (cell, _, _), hidden in each:
        bits = sum(1 << item for item in hidden)
        shown = [
            number for number in range(len(net.rows)) if net.owners[number] == ALWAYS or net.is_shown(number, bits)
        ]
        stated = {net.rows[number].fixes for number in shown} - {None}
        if cell in stated:
            assert net.stated_by(cell, bits) in shown
            continue
        part = net.around(cell, bits)
        assert cell in part.cells
        assert stated.isdisjoint(part.cells)
        assert stated.issuperset(part.edge)
        for number in shown:
            spoken = {other for other, _ in net.rows[number].terms}
            if not spoken.isdisjoint(part.cells):
                assert number in part.rows
                assert spoken <= {*part.cells, *part.edge}
        assert set(part.rows) <= set(shown)
