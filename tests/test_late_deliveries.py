"""A late delivery corrects what was published: it is published in its turn, or waits, and nobody can be told by it."""

import random
from functools import cache
from itertools import product

import pytest
from samspelet import plan
from test_corrected_between import INTERIM, YEAR, by_sex, count

from samspelet_lib.data.demo import write_demo
from samspelet_lib.data.door import open_all
from samspelet_lib.period import Period
from samspelet_lib.release.audit import attack
from samspelet_lib.release.build import build
from samspelet_lib.release.edition import rules_of, to_public, told_then
from samspelet_lib.release.past import Past
from samspelet_lib.release.suppress import HELD

SEXES = ("kvinna", "man", "annat_okant")
MEASURES = ("participants", "year_stock_in")


@cache
def empty(period):
    return build(plan(), Period.parse(period))


def published(steps):
    """All releases of the steps, each after the ones before it."""
    past = Past()
    for number, (period, figures) in enumerate(steps, start=1):
        exact = empty(period).model_copy(update={"figures": tuple(figures), "sequence": number})
        past = past.after(*_made(exact, past))
    return past


def _made(exact, past):
    public, log = to_public(exact, plan(), past)
    return public, exact, log


def split(measure, period, people):
    """How many took part, in all and by sex."""
    yield count(measure, period, sum(people))
    yield from (count(measure, period, value, sex=sex) for sex, value in zip(SEXES, people, strict=True))


def test_a_corrected_interim_report_does_not_stop_the_year():
    """Three women and thirteen men were told as sixteen, then as seventeen; in the year both are many."""
    told = [(INTERIM, by_sex("participants", INTERIM, women, 13)) for women in (3, 4)]
    past = published([*told, (YEAR, by_sex("participants", YEAR, 24, 23))])

    values = [[figure.value for figure in release.figures] for release in past.public]
    assert values == [[16, None, None], [17, None, None], [47, 24, 23]]


def test_what_cannot_wait_is_held_back_and_the_page_says_so():
    """Ten were told in the interim report, then eighteen; the year, never published before, has nothing to keep."""
    steps = [(INTERIM, (4, 6, 0)), (INTERIM, (10, 7, 1)), (YEAR, (19, 11, 5))]
    past = published([(period, split("participants", period, people)) for period, people in steps])
    public, log = to_public(past.exact[-1], plan(), Past(past.public[:2], past.exact[:2], past.secrets))

    assert [figure.value for figure in public.figures] == [35, None, None, None]
    assert HELD in {entry.reason for entry in log.hidden}
    assert log.waiting == ()
    assert [text.text for text in public.texts if "rättelser" in text.text]
    seen = [tuple(told_then(each.figures, each.period, plan().policy)) for each in past.public]
    assert attack(seen[-1], seen[:-1], rules_of(plan()), secrets=past.secrets) == []


def test_what_waits_is_remembered_as_it_was_published():
    """Nine became ten, and that waits: what the release spoke of in truth is nine."""
    past = published([(INTERIM, by_sex("participants", INTERIM, women, 20)) for women in (9, 10)])
    log = to_public(past.exact[0], plan(), past)[1]
    waited = log.__class__(waiting=tuple(figure.id for figure in past.exact[0].figures))
    ten = past.exact[0].model_copy(update={"figures": tuple(by_sex("participants", INTERIM, 10, 20))})

    after = Past(past.public[:1], past.exact[:1]).after(past.public[0], ten, waited)
    assert [figure.value for figure in after.exact[-1].figures] == [29, 9, 20]


def corrections(seed):
    """A measure and what was counted: an interim report, its corrections, the year, and perhaps one of that."""
    rng = random.Random(seed)
    measure = rng.choice(MEASURES)
    people = (rng.randint(1, 25), rng.randint(1, 25), rng.randint(0, 3))
    steps = [(INTERIM, people)]

    def corrected(by):
        return tuple(max(0, each + rng.choice(by)) for each in steps[-1][1])

    steps.append((INTERIM, corrected((0, 0, 1, 2, 6, -1))))
    if rng.random() < 0.5:
        steps.append((INTERIM, corrected((0, 0, 1, 2, 6, -1))))
    steps.append((YEAR, corrected((0, 0, 1, 4, 9) if measure == "participants" else (0, 0, 0, 1))))
    if rng.random() < 0.5:
        steps.append((YEAR, corrected((0, 0, 1, 2, 6, -1))))
    return measure, steps


def worlds(told):
    """Every way in which the parts of a release can be, for who sees nothing else."""
    whole, *parts = (figure.value for figure in told)
    ways = product(*([int(part)] if part is not None else range(int(whole) + 1) for part in parts[:-1]))
    for way in ways:
        last = int(whole) - sum(way)
        if last >= 0 and parts[-1] in {None, last}:
            yield (*way, last)


def is_told_by_sums(past, period, whole):
    """The report before showed every part, and few have come since: sums that are always shown say as much.

    Source: params/policy.toml, accepted.
    """
    before = [release for release in past.public if release.period != period]
    if period != YEAR or not before or any(figure.value is None for figure in before[-1].figures):
        return False
    return whole - before[-1].figures[0].value < 5


def check_nobody_is_told(seed):
    """No hidden count of one to four is told by its own release, nor by all that hide it taken to be the same.

    Who takes all to be the same may be sure that there is nobody: that is a mistake, and tells of no one.
    """
    measure, steps = corrections(seed)
    past = published([(period, split(measure, period, people)) for period, people in steps])
    told, before = {}, 0
    for public, exact in zip(past.public, past.exact, strict=True):
        if public.period == YEAR and public.figures[0].value - before < 5:
            continue  # the whole, always shown, and the interim report's parts tell how few are left anyway
        before = sum(figure.value or 0 for figure in public.figures[1:])
        told.setdefault(public.period, []).append((public.figures[1:], set(worlds(public.figures)), exact.figures[1:]))
    for period, versions in told.items():
        same = set.intersection(*(own for _, own, _ in versions))
        for (_, own, exact), place in product(versions, range(len(SEXES))):
            is_always_hidden = all(shown[place].value is None for shown, _, _ in versions)
            whole = sum(figure.value for figure in exact)
            if 1 <= exact[place].value <= 4 and whole >= 5 and not is_told_by_sums(past, period, whole):
                for ways in (own, same if is_always_hidden else set()):
                    values = {way[place] for way in ways}
                    assert max(values, default=0) == 0 or (min(values) <= 1 and max(values) >= 5), (seed, place)
    seen = [tuple(told_then(release.figures, release.period, plan().policy)) for release in past.public]
    assert attack(seen[-1], seen[:-1], rules_of(plan()), secrets=past.secrets) == [], seed


@pytest.mark.parametrize("seed", range(40))
def test_corrections_neither_stop_nor_tell(seed):
    """Interim reports that are corrected once or twice, and the year after them."""
    check_nobody_is_told(seed)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", range(40, 1000))
def test_many_corrections_neither_stop_nor_tell(seed):
    """The same, many times."""
    check_nobody_is_told(seed)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """The demo's deliveries in a folder."""
    folder = tmp_path_factory.mktemp("late")
    write_demo(plan(), folder)
    return folder


def built(folder, period, *, without=()):
    """The exact release of what has come in, which some files have not."""
    moved = [(path, path.with_suffix(".senare")) for name in without for path in folder.rglob(name)]
    assert len(moved) == len(without)
    for path, aside in moved:
        path.rename(aside)
    came = open_all(str(folder), plan())
    for path, aside in moved:
        aside.rename(path)
    return build(plan(), Period.parse(period), came.deliveries, ledgers=came.ledgers)


@pytest.mark.slow
@pytest.mark.parametrize(
    "late", [("Killstad kv 3.xlsx",), ("Stegen kvartal 3.xlsx",), ("Grums kvartal 3.xlsx", "Killstad kv 3.xlsx")]
)
def test_a_quarter_that_comes_after_the_interim_report(delivered, late):
    """The report is made again with it, and so is the year: nothing stops, and all that is told tells of nobody."""
    past = Past()
    releases = [
        built(delivered, INTERIM, without=late),
        built(delivered, INTERIM),
        built(delivered, YEAR),
    ]
    for exact in releases:
        past = past.after(*_made(exact, past))

    assert [release.period for release in past.public] == [INTERIM, INTERIM, YEAR]
    seen = [tuple(told_then(release.figures, release.period, plan().policy)) for release in past.public]
    assert attack(seen[-1], seen[:-1], rules_of(plan()), secrets=past.secrets) == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("late", ["Grums november och december.xlsx", "Stegen november och december.xlsx"])
def test_what_comes_after_the_years_first_release(delivered, late):
    """The year is made again with it, and what would tell of somebody beside the first release is hidden or waits."""
    past = Past()
    for exact in (built(delivered, INTERIM), built(delivered, YEAR, without=[late]), built(delivered, YEAR)):
        past = past.after(*_made(exact, past))

    assert [release.period for release in past.public] == [INTERIM, YEAR, YEAR]
    seen = [tuple(told_then(release.figures, release.period, plan().policy)) for release in past.public]
    assert attack(seen[-1], seen[:-1], rules_of(plan()), secrets=past.secrets) == []
