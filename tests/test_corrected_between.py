"""A correction between the interim report and the year's: what was the same then need not be so any more."""

import pytest
from samspelet import plan

from samspelet_lib.figure import Dims, DisclosureClass, Figure, Mark, Unit
from samspelet_lib.period import Period
from samspelet_lib.release.build import build
from samspelet_lib.release.edition import to_public
from samspelet_lib.release.past import Past

INTERIM, YEAR = "2026-01..08", "2026"


def count(measure, period, value, **dims):
    kind = DisclosureClass.PERSON if "sex" in dims else DisclosureClass.ACTIVITY
    about = Dims(forbund="samspelet", period=period, insats="grums", **dims)
    return Figure(measure=measure, dims=about, label=measure, value=value, unit=Unit.COUNT, disclosure=kind)


def by_sex(measure, period, women, men):
    yield count(measure, period, women + men)
    yield count(measure, period, women, sex="kvinna")
    yield count(measure, period, men, sex="man")


def year_after(interim, year, *, is_remembered=True):
    """The year's public figures and log, when the interim report has been published."""
    then, now = (
        build(plan(), Period.parse(period)).model_copy(update={"figures": tuple(figures)})
        for period, figures in ((INTERIM, interim), (YEAR, year))
    )
    public, log = to_public(then, plan())
    return to_public(now, plan(), Past((public,), (then,), log.secrets) if is_remembered else Past((public,), (), None))


def test_one_more_was_there_from_the_beginning():
    """Two women and six men had begun before the year; by the year's end a third woman is found to have, too."""
    public, log = year_after(
        by_sex("year_stock_in", INTERIM, women=2, men=6), by_sex("year_stock_in", YEAR, women=3, men=6)
    )

    assert [figure.mark for figure in public.figures] == [None, Mark.HIDDEN, Mark.HIDDEN]
    assert log.exposed == ()


@pytest.mark.parametrize("is_remembered", [True, False])
def test_one_was_there_by_mistake(is_remembered):
    """Ten had taken part, women and men both hidden; one of the men never did, and nine are left."""
    interim, year = by_sex("participants", INTERIM, women=2, men=8), by_sex("participants", YEAR, women=2, men=7)
    public, _ = year_after(interim, year, is_remembered=is_remembered)

    assert public.figures[0].value == 9
    assert [figure.mark for figure in public.figures[1:]] == [Mark.HIDDEN, Mark.HIDDEN]
