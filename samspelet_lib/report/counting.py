"""How the page's figures were counted: where each definition stands, the rows that count, and what is not shown."""

from collections.abc import Iterator, Sequence

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.release.store import Edition, MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.goals import place_of, value_of
from samspelet_lib.report.section import Cell, Column, Section, bullets, join, link, table
from samspelet_lib.swedish import number, plural

# The measures that can be hidden and that a page shows; of money and deliveries nothing is.
_MEASURES = (
    "matpunkt", "matpunkt_part", "matpunkt_wave", "matpunkt_open_after", "matpunkt_resource", "matpunkt_previous",
    "participants", "exit", "exit_goal", "experience", "rating_change", "violence_form", "national",
)  # fmt: skip


def counting_section(report: Report, insats: str | None = None) -> Section:
    """Where the definitions stand, the rows read, and which rule has hidden what; of one insats where it is named."""
    return join(bullets(_told(report, insats)), _hidden(report, insats))


def _told(report: Report, insats: str | None) -> Iterator[Cell]:
    place = f"method.html#definition-{insats}" if insats else "method.html"
    yield link("Definitionen av varje mätpunkt och vad bedömningarna betyder", place)
    counts = () if insats else report.release.table_counts  # else one owner's correction would change every page
    if counts:
        read, counted, refused = (sum(getattr(c, name) for c in counts) for name in ("read", "counted", "refused"))
        yield (
            f"Ur alla insatsers leveranser har {plural(read, 'rad', 'rader')} lästs: {number(counted)} räknas och "
            f"{number(refused)} är underkända."
        )
    if report.release.edition is not Edition.PUBLIC:
        yield "Det här är arbetsmaterial: talen är exakta och inget är dolt."
    elif not _hidden_figures(report, insats):
        yield "Inget tal på sidan är dolt."


def _hidden(report: Report, insats: str | None) -> Section:
    """Each class that hides a figure: its rule, how many figures, and the mätpunkter whose value it is."""
    figures = _hidden_figures(report, insats)
    entries = report.matpunkter(insats=insats)
    rows = [
        (text.name, text.text, number(len(own)), _named(report, entries, own))
        for text in report.texts("sekretess")
        if (own := [figure for figure in figures if figure.disclosure == text.id])
    ]
    columns = [
        Column("Slag av uppgift"),
        Column("Vad som gäller"),
        Column("Dolda tal", "antal", is_number=True),
        Column("Mätpunkter vars värde inte visas"),
    ]
    note = "Ett dolt tal visas som två punkter (..). Alla delar räknas med, till exempel varje månad och varje kön."
    caption = f"Det som inte visas, {report.period.label}"
    return table(caption, columns, rows, anchor="tabell-dolt", note=note)


def _hidden_figures(report: Report, insats: str | None) -> list[Figure]:
    own = {} if insats is None else {"insats": insats}
    figures = [figure for measure in _MEASURES for figure in report.figures(measure, **own)]
    return [figure for figure in figures if figure.mark is Mark.HIDDEN and figure.dims.reading is None]


def _named(report: Report, entries: Sequence[MatpunktEntry], hidden: Sequence[Figure]) -> Cell:
    ids = {figure.id for figure in hidden}
    own = [entry for entry in entries if value_of(report, entry).id in ids]
    if not own:
        return "Ingen: bara delar av värden"
    return bullets([link(entry.name, place_of(entry)) for entry in own]).markup
