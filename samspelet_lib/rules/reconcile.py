"""Where two deliveries tell of the same thing: what rows give against what an owner has counted."""

from collections.abc import Iterable, Iterator

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.figure import Figure, Finding, Mark, Severity
from samspelet_lib.period import Period
from samspelet_lib.plan.model import Plan
from samspelet_lib.rules.aggregates import BOTH_DIFFER, aggregate
from samspelet_lib.rules.beside import Beside
from samspelet_lib.rules.indicators import KINDS, ask_about, compared, followed, shape_of, tables_missing
from samspelet_lib.rules.present import UNSPLIT, About
from samspelet_lib.rules.result import Ask, CannotCountError
from samspelet_lib.rules.select import Book
from samspelet_lib.rules.taking_part import in_the_year
from samspelet_lib.rules.window import known_until
from samspelet_lib.swedish import number

_SETTLE = "Projektägaren kontrollerar båda uppgifterna och lämnar en rättad leverans."
_SHOWN = "Raderna visas."


def reconciliations(plan: Plan, deliveries: Deliveries, period: Period) -> list[Finding]:
    """Every figure that an owner has counted and that differs from the owner's own rows.

    The rows are what is shown; the national statistics are compared for the year that is over.
    """
    book, until = Book(deliveries), known_until(deliveries, period)
    asked = ((about, ask_about(plan, book, about, period=period, until=until)) for about in followed(plan))
    counted = [finding for about, ask in asked for finding in _counted(ask, about)]
    return [*counted, *_national(Beside(plan, book, period, until))]


def to_public(findings: Iterable[Finding], figures: Iterable[Figure]) -> list[Finding]:
    """The findings with words instead of numbers where the figure they are about is protected.

    Args:
        findings: of an exact release.
        figures: of the public release, after protection.
    """
    protected = {
        _id_of(figure.dims.insats or figure.dims.forbund, figure.dims.matpunkt)
        for figure in figures
        if figure.dims.matpunkt and (figure.disclosure not in UNSPLIT or figure.mark is Mark.HIDDEN)
    }
    words = f"{BOTH_DIFFER} {_SHOWN}"
    return [finding.model_copy(update={"text": words}) if finding.id in protected else finding for finding in findings]


def _id_of(owner: str, matpunkt: str) -> str:
    return f"reconcile.{owner}.{matpunkt}"


def _counted(ask: Ask, about: About) -> Iterator[Finding]:
    counting = KINDS.get(ask.matpunkt.kind)
    if counting is None or counting.shape is None:
        return
    told = aggregate(ask, shape_of(ask, counting.shape))
    if told is None or tables_missing(ask, counting, has_own=True):
        return
    try:
        differs = compared(ask, counting, told)
    except CannotCountError:
        return
    if differs:
        owner, document, matpunkt = about
        yield Finding(
            id=_id_of(owner or ask.plan.forbund.id, matpunkt.id),
            severity=Severity.NOTICE,
            title=f"{matpunkt.name}: rader och sammanräknade uppgifter är olika",
            text=f"{differs} {_SHOWN}",
            settle=_SETTLE,
            sources=(document.pinpoint(matpunkt.ref),),
        )


def _national(look: Beside) -> Iterator[Finding]:
    for insats in look.with_rows("nationell_statistik"):
        told = look.book.rows("nationell_statistik", insats.id)
        totals = [int(total) for total in told["totalt"][told.is_any("ar", (look.period.year,))]]
        if not totals or not look.year(insats.id).is_over or "individ" not in insats.orientation:
            continue
        own = len(in_the_year(look, insats.id))
        if own and own != totals[0]:
            yield Finding(
                id=f"reconcile.national.{insats.id}",
                severity=Severity.NOTICE,
                title=f"{insats.name}: nationell statistik och egna rader är olika",
                text=f"I Uppföljning Finsam står {number(totals[0])} deltagare, raderna ger {number(own)}.",
                settle="Projektägaren kontrollerar båda uppgifterna. Det som är fel i Uppföljning Finsam rättas där.",
            )
