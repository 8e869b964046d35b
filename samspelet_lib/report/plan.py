"""The plan page: what was decided, what it costs, whether it holds together and what is still open."""

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from samspelet_lib.figure import Figure, Severity, Verdict
from samspelet_lib.report.amounts import TKR, digits
from samspelet_lib.report.base import Report, findings_section, questions_section
from samspelet_lib.report.defined import defined, labelled
from samspelet_lib.report.plan_charts import budget_chart, contribution_chart, equity_chart
from samspelet_lib.report.section import (
    Column,
    KeyFigure,
    Section,
    bullets,
    definitions,
    heading,
    join,
    key_figures,
    large,
    paragraphs,
    quote,
    table,
    verdict,
)
from samspelet_lib.swedish import MINUS, enumerate_words, plural, tkr


class PlanReport(Report):
    """What a reader meets on the plan page."""

    def summary(self) -> Section:
        """The message in a few sentences, and the key figures."""
        return join(bullets(list(self._messages())), key_figures(self._key_figures()))

    def _messages(self) -> Iterator[str]:
        release, year = self.release, self.release.year
        own = len(self.matpunkter(area="insats"))
        yield (
            f"Planen har {len(release.matpunkter)} mätpunkter: {own} för "
            f"{plural(len(release.insatser), 'insats', 'insatser')}, {len(self.matpunkter(area='struktur'))} för "
            f"förbundet i stort och {len(self.matpunkter(area='finans'))} för ekonomin."
        )
        yield (
            f"Kostnaderna {year} är budgeterade till {self.printed('costs', year=year)} och resultatet till "
            f"{self.printed('result', year=year)}; underskott tas ur eget kapital."
        )
        over = self.figure("equity_margin", year=year, reading="opening")
        if over is not None and over.value is not None:
            share = self.printed("equity_share", year=year, reading="opening")
            word = "över" if over.value < 0 else "under"
            distance = (over.shown or "").lstrip(MINUS)
            yield f"När {year} börjar är eget kapital {share} av tilldelade medel, {distance} tkr {word} planens tak."
        grave = Counter(finding.severity for finding in release.findings)
        yield (
            f"Planen motsäger sig själv i {plural(grave[Severity.CONTRADICTION], 'fall', 'fall')} och lämnar "
            f"{plural(len(release.questions), 'fråga öppen', 'frågor öppna')}, som avgör hur mätpunkterna räknas."
        )
        if any(finding.id.startswith("undecided.") for finding in release.findings):
            yield f"Dokumentet är ”{release.plan_status}”: det är inte visat att planen är beslutad."

    def _key_figures(self) -> list[KeyFigure]:
        year = self.release.year
        named = [
            ("Tilldelade medel", self.printed("contributions", year=year)),
            ("Budgeterade kostnader", self.printed("costs", year=year)),
            ("Resultat", self.printed("result", year=year)),
            ("Eget kapital vid årets slut", self.printed("equity_closing", year=year)),
        ]
        note = f"{year}, enligt budget"
        return [KeyFigure(labelled(self, "stallning", label), large(value), note=note) for label, value in named]

    def assignment(self) -> Section:
        """Mission, target group, tasks, perspectives and organisation, in the plan's words."""
        named = {
            "Uppdrag": "uppdrag",
            "Målgrupp": "målgrupp",
            "Uppgifter enligt lagen": "uppgift",
            "Målområden": "målområde",
            "Organisation": "organisation",
            "Kansliets arbete": "rutin",
            "Resurser": "resurs",
            "Parternas ordinarie uppdrag": "part",
        }
        perspectives = bullets([text.text for text in self.texts("perspektiv")])
        words = [self._words(title, section) for title, section in named.items()]
        return join(*words, heading("Det som ska genomsyra allt"), perspectives)

    def _words(self, title: str, section: str) -> Section:
        pairs = [(text.name, quote(text.text, self.source_text(text.source)).markup) for text in self.texts(section)]
        return join(heading(title), definitions(pairs))

    def money(self) -> Section:
        """The budget table as printed, and who pays."""
        return join(budget_chart(self), self._budget_table(), contribution_chart(self), self._contributions())

    def _budget_table(self) -> Section:
        release = self.release
        columns = [
            Column("Rad"),
            *(Column(str(year), TKR, is_number=True) for year in release.years),
            Column("Var i planen"),
        ]
        rows = [(row.name, *self._row_amounts("budget", row.id), self._row_source(row.id)) for row in release.rows]
        strong = [number for number, row in enumerate(release.rows) if row.role == "total"]
        note = "Belopp och radnamn står som i planen, summorna också. Det som inte går ihop står under Anmärkningar."
        caption = f"Budget {release.year} med prognos, som den är tryckt"
        return table(caption, columns, rows, anchor="tabell-budget", strong_rows=strong, note=note)

    def _row_amounts(self, measure: str, row: str) -> list[str]:
        return [digits(self.figure(measure, year=year, row=row)) for year in self.release.years]

    def _row_source(self, row: str) -> str:
        figure = self.figure("budget", year=self.release.year, row=row)
        return figure.sources[0].ref.rpartition(", ")[2] if figure else ""

    def _contributions(self) -> Section:
        shares = {figure.dims.payer: figure for figure in self.figures("contribution_share")}
        rows = [
            (figure.label, digits(figure), shares[figure.dims.payer].printed, figure.sources[0].ref)
            for figure in self.figures("contribution")
        ]
        columns = [
            Column("Betalare"),
            Column("Bidrag", TKR, is_number=True),
            Column("Andel av bidragen", is_number=True),
            Column("Var"),
        ]
        paid = table(f"Parternas bidrag {self.release.year}", columns, rows, anchor="tabell-bidrag")
        return join(paid, self._group_shares())

    def _group_shares(self) -> Section:
        rows = [
            (figure.label, tkr(figure.numerator or 0), figure.printed, self.source_text(figure.sources[0]))
            for figure in self.figures("group_share")
        ]
        columns = [
            Column("Betalar tillsammans"),
            Column("Bidrag", TKR, is_number=True),
            Column("Andel av bidragen", is_number=True),
            Column("Lagens regel"),
        ]
        return table("Bidragen mot lagens andelar", columns, rows, anchor="tabell-andelar")

    def position(self) -> Section:
        """Result and equity year by year, and what the board can decide for the year that comes."""
        return defined(self, ("stallning", join(equity_chart(self), self._position(), self._corridor())))

    def _position(self) -> Section:
        named = {
            "contributions": "Parternas bidrag",
            "costs": "Kostnader",
            "result": "Resultat",
            "equity_opening": "Eget kapital vid årets början",
            "equity_closing": "Eget kapital vid årets slut",
        }
        years = self.release.years
        rows = [
            (label, *(digits(self.figure(measure, year=year)) for year in years)) for measure, label in named.items()
        ]
        rows += [
            (
                f"Eget kapital {word}, andel av tilldelade medel",
                *(self.printed("equity_share", year=year, reading=at) for year in years),
            )
            for at, word in (("opening", "vid årets början"), ("closing", "vid årets slut"))
        ]
        rows.append(
            ("Planens tak för eget kapital", *(digits(self.figure("equity_most", year=year)) for year in years))
        )
        rows.append(
            (
                "Under taket vid årets början (− är över)",
                *(digits(self.figure("equity_margin", year=year, reading="opening")) for year in years),
            )
        )
        columns = [Column("Belopp"), *(Column(str(year), TKR, is_number=True) for year in years)]
        note = "Eget kapital utan buffert ovanpå. Det som ett år lämnar är det som nästa börjar med."
        return table("Resultat och eget kapital", columns, rows, anchor="tabell-stallning", note=note)

    def goals(self) -> Section:
        """The financial goals in the plan's words, and each financial mätpunkt under each reading."""
        sentences = [quote(text.text, self.source_text(text.source)) for text in self.texts("finansiellt mål")]
        return join(*sentences, *(self._goal(entry.id) for entry in self.matpunkter(area="finans")))

    def _goal(self, matpunkt: str) -> Section:
        entry = next(entry for entry in self.matpunkter(area="finans") if entry.id == matpunkt)
        figures = self.figures("financial", matpunkt=matpunkt)
        readings = {figure.dims.reading: figure.label for figure in figures}
        note = "Den första läsningen används tills något är beslutat." if len(readings) > 1 else None
        rows = [(label, *self._by_year(matpunkt, reading)) for reading, label in readings.items()]
        columns = [Column("Läsning"), *(Column(str(year)) for year in self.release.years)]
        return join(
            heading(entry.name),
            quote(entry.text, self.source_text(entry.source)),
            paragraphs(f"Så räknas det: {entry.definition} Mål: {entry.target_text}."),
            table(f"{entry.name} per läsning och år", columns, rows, anchor=f"mal-{matpunkt}", note=note),
        )

    def _by_year(self, matpunkt: str, reading: str | None) -> list[str | Markup]:
        figures = [
            self.figure("financial", year=year, matpunkt=matpunkt, **_reading(reading)) for year in self.release.years
        ]
        return [_judged(figure) for figure in figures]

    def _corridor(self) -> Section:
        least = {figure.dims.reading: figure for figure in self.figures("corridor_least")}
        most = {figure.dims.reading: figure for figure in self.figures("corridor_most")}
        if not least:
            return paragraphs("Planen har inget år att räkna fram till.")
        rows = [
            (figure.label.removeprefix("Minst, "), digits(figure), digits(most[reading]))
            for reading, figure in least.items()
        ]
        columns = [
            Column("Läsning av bufferten"),
            Column("Minst", TKR, is_number=True),
            Column("Högst", TKR, is_number=True),
        ]
        year = self.release.year + 1
        return join(
            table(f"Nya insatser {year} om eget kapital och budget ska hålla", columns, rows, anchor="tabell-korridor"),
            self._administration(year),
        )

    def _administration(self, year: int) -> Section:
        least = {figure.dims.reading: figure for figure in self.figures("corridor_administration")}
        margins = {figure.dims.reading: figure for figure in self.figures("administration_margin")}
        rows = [(figure.label, digits(margins[reading]), digits(figure)) for reading, figure in least.items()]
        columns = [
            Column("Det som räknas som administration"),
            Column(f"Andra kostnader {self.release.year} som kan bli oanvända", TKR, is_number=True),
            Column(f"Nya insatser {year} som minst behövs", TKR, is_number=True),
        ]
        note = "Går mindre pengar till annat stiger administrationens andel, utan att administrationen har ökat."
        return table(
            "Marginal för målet om administrativa kostnader", columns, rows, anchor="tabell-administration", note=note
        )

    def findings(self) -> Section:
        """What the plan says against itself or leaves out."""
        return findings_section(self, self.release.findings, anchor="tabell-anmarkningar")

    def questions(self) -> Section:
        """What has to be decided before the mätpunkter mean one thing."""
        return questions_section(self, self.release.questions, anchor="tabell-fragor")

    def insatser(self) -> Section:
        """The insatser and the förbund's own mätpunkter."""
        rows = [
            (
                entry.name,
                entry.owner,
                entry.end,
                str(len(self.matpunkter(insats=entry.id))),
                self._budget_of(entry.budget_rows),
            )
            for entry in self.release.insatser
        ]
        columns = [
            Column("Insats"),
            Column("Projektägare"),
            Column("Slut"),
            Column("Mätpunkter", is_number=True),
            Column("Budget", TKR, is_number=True),
        ]
        structural = [(e.name, e.text, e.target_text, e.source.ref) for e in self.matpunkter(area="struktur")]
        names = [Column("Mätpunkt"), Column("Planens ord"), Column("Mål"), Column("Var i planen")]
        return join(
            table(f"Insatser {self.release.year}", columns, rows, anchor="tabell-insatser"),
            table("Mätpunkter för förbundet i stort", names, structural, anchor="tabell-struktur"),
        )

    def _budget_of(self, rows: object) -> str:
        if not isinstance(rows, tuple):
            return str(rows)
        return enumerate_words([digits(self.figure("budget", year=self.release.year, row=row)) for row in rows])

    def development(self) -> Section:
        """The development work and how the work is followed up."""
        areas = {"lokalt": "Lokalt", "regionalt": "Regionalt", "nätverk": "Nätverk"}
        parts = [self._words(title, f"utvecklingsarbete, {area}") for area, title in areas.items()]
        return join(*parts, self._words("Uppföljning och utvärdering", "uppföljning"))


def _reading(reading: str | None) -> dict[str, str]:
    return {"reading": reading} if reading else {}


def _judged(figure: Figure | None) -> str | Markup:
    if figure is None:
        return "–"
    if figure.verdict is Verdict.NOT_APPLICABLE:
        return f"{figure.printed}, {figure.verdict_reason}"
    return Markup("{} {}").format(figure.printed, verdict(figure.verdict) if figure.verdict else "")
