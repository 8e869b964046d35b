"""The scenario page: what may be committed for the years that come, and what the money then becomes."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from samspelet_lib.figure import Figure
from samspelet_lib.release.store import TextEntry
from samspelet_lib.report.amounts import TKR, digits, judged
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import Bar, Words, bars_against_ceiling
from samspelet_lib.report.defined import defined
from samspelet_lib.report.goals import definitions_led_to
from samspelet_lib.report.section import (
    EMPTY,
    Column,
    Section,
    bullets,
    details,
    join,
    notice,
    table,
)
from samspelet_lib.swedish import plural

_WORDS = {None: "budgeten", "forecast": "helårsprognosen"}
_BOTH, _FITS = "both", "ryms"
_ROOM = (
    "Minst: för att taket för eget kapital ska hålla; avrundat uppåt. "
    "Högst: för att budgeten ska hålla med bufferten kvar; avrundat nedåt. "
    "Ett belopp ryms när det håller båda, i båda läsningarna av bufferten."
)
Key = tuple[object, ...]


class ScenarioReport(Report):
    """What a reader meets on the scenario page."""

    def summary(self) -> Section:
        """What the board can commit for the next year, and how many scenarios fit."""
        if not self._scenarios():
            return notice("Det finns inga scenarier. De skrivs i filen scenarios.toml i planens mapp.", "missing")
        return bullets(list(self._messages()))

    def _messages(self) -> Iterator[str]:
        basis, year = self._bases()[0], self._years()[0]
        first = self._scenarios()[0]
        new = self._by("scenario_new", "scenario", "year", "basis")
        least, most = (
            self._by(f"scenario_{word}", "scenario", "year", "basis", "reading")[first.id, year, basis, _BOTH]
            for word in ("least", "most")
        )
        rest = f"scenariot ”{first.name}”" if self._changed(first) else "planens tabell"
        yield (
            f"För {year} kan styrelsen binda minst {least.printed} och högst {most.printed} i nya insatser om både "
            f"taket för eget kapital och budgeten ska hålla, i båda läsningarna av bufferten. Det vilar på "
            f"{_WORDS[basis]} för {self.release.year} och i övrigt på {rest}."
        )
        fits = [entry.name for entry in self._scenarios() if new[entry.id, year, basis].note == _FITS]
        count = plural(len(self._scenarios()), "scenario", "scenarier")
        yield f"{len(fits)} av {count} ryms {year}" + (f": {'; '.join(fits)}." if fits else ".")
        yield "Scenarierna är antaganden att räkna på. Inget av dem är ett förslag eller ett beslut."

    def assumptions(self) -> Section:
        """What each scenario assumes, year by year, and who has decided it."""
        years, new = self._years(), self._by("scenario_new", "scenario", "year", "basis")
        rows = [
            (
                entry.name,
                entry.text,
                *(digits(new.get((entry.id, year, None))) for year in years),
                bullets(self._changed(entry)).markup,
                self.source_text(entry.source),
            )
            for entry in self._scenarios()
        ]
        columns = [
            Column("Scenario"),
            Column("Antagande"),
            *(Column(f"Nya insatser {year}", TKR, is_number=True) for year in years),
            Column("Annat i tabellen"),
            Column("Var det står"),
        ]
        return table("Vad scenarierna antar", columns, rows, anchor="tabell-scenarier")

    def _changed(self, entry: TextEntry) -> list[str]:
        found = self.figures("scenario_change", scenario=entry.id)
        return [f"{figure.label} {figure.dims.year}: {figure.printed}" for figure in found]

    def room(self) -> Section:
        """What the board may commit each year under each reading of the buffer, and whether the scenario fits."""
        return defined(self, ("scenarier", self._per_basis(self._room)))

    def _room(self, year: int, basis: str | None) -> Section:
        least, most = (
            self._by(f"scenario_{word}", "scenario", "year", "basis", "reading") for word in ("least", "most")
        )
        new = self._by("scenario_new", "scenario", "year", "basis")
        readings = {figure.dims.reading: figure.label for figure in least.values()}
        rows = [
            (
                entry.name,
                digits(new.get((entry.id, year, basis))),
                (new[entry.id, year, basis].note or "") if (entry.id, year, basis) in new else "",
                *(digits(bound.get((entry.id, year, basis, name))) for name in readings for bound in (least, most)),
            )
            for entry in self._scenarios()
        ]
        columns = _room_columns(list(readings.values()))
        caption = f"Nya insatser {year}, räknat från {_WORDS[basis]} {self.release.year}"
        return table(caption, columns, rows, anchor=f"tabell-utrymme-{year}{_mark(basis)}", note=_ROOM)

    def outcome(self) -> Section:
        """Result, equity, buffer and cash at the end of each year, and equity against its ceiling."""
        return defined(self, ("scenarier", join(self._chart(), self._per_basis(self._position))))

    def _position(self, year: int, basis: str | None) -> Section:
        named = {
            "scenario_costs": Column("Kostnader", TKR, is_number=True),
            "scenario_result": Column("Resultat", TKR, is_number=True),
            "scenario_equity": Column("Eget kapital 31 december", TKR, is_number=True),
            "scenario_equity_share": Column("Eget kapital av årets bidrag", is_number=True),
            "scenario_free": Column("Eget kapital utöver bufferten", TKR, is_number=True),
            "scenario_cash": Column("Likvida medel 31 december", TKR, is_number=True),
        }
        found = {measure: self._by(measure, "scenario", "year", "basis") for measure in named}
        rows = [
            (entry.name, *(digits(found[measure].get((entry.id, year, basis))) for measure in named))
            for entry in self._scenarios()
        ]
        note = "Likvida medel kräver bokföring; fordringar och skulder antas vara som vid årets början."
        caption = f"Resultat och ställning {year}, räknat från {_WORDS[basis]} {self.release.year}"
        columns = [Column("Scenario"), *named.values()]
        return table(caption, columns, rows, anchor=f"tabell-stallning-{year}{_mark(basis)}", note=note)

    def _chart(self) -> Section:
        """Equity at the end of the next year against the plan's ceiling, scenario by scenario."""
        if not self._scenarios():
            return EMPTY
        basis, year = self._bases()[0], self._years()[0]
        shares = self._by("scenario_equity_share", "scenario", "year", "basis")
        most, base = self.figure("equity_most", year=year), self.figure("contributions", year=year)
        if most is None or base is None or not base.value:
            return EMPTY
        limit = Fraction(most.value or 0) / Fraction(base.value)
        bars = [Bar(entry.name, shares[entry.id, year, basis].share) for entry in self._scenarios()]
        ceiling = Bar("Planens tak", limit)
        over = sum(bar.value > limit for bar in bars if isinstance(bar.value, Fraction))
        title = f"Eget kapital ligger över taket i {over} av {len(bars)} scenarier när {year} är slut"
        unit = f"Eget kapital 31 december {year} av årets bidrag, bufferten inräknad, räknat från {_WORDS[basis]}"
        return bars_against_ceiling(Words("diagram-scenarier", title, unit, "Scenario"), bars, ceiling)

    def administration(self) -> Section:
        """How much new insatser administration's ceiling asks for, under each reading."""
        return defined(self, ("scenarier", self._per_basis(self._administration)))

    def _administration(self, year: int, basis: str | None) -> Section:
        found = self._by("scenario_administration", "scenario", "year", "basis", "reading")
        readings = {figure.dims.reading: figure.label for figure in found.values()}
        rows = [
            (label, *(digits(found.get((entry.id, year, basis, name))) for entry in self._scenarios()))
            for name, label in readings.items()
        ]
        columns = [
            Column("Det som räknas som administration"),
            *(Column(entry.name, TKR, is_number=True) for entry in self._scenarios()),
        ]
        caption = f"Minsta nya insatser {year} för att taket för administration ska hålla, från {_WORDS[basis]}"
        return table(caption, columns, rows, anchor=f"tabell-administration-{year}{_mark(basis)}")

    def goals(self) -> Section:
        """Each financial mätpunkt that a scenario can be held against, under each reading, year by year."""
        parts = [self._goals(entry, basis) for entry in self._scenarios() for basis in self._bases()[:1]]
        return join(definitions_led_to(self.matpunkter(area="finans")), *parts) if parts else EMPTY

    def _goals(self, scenario: TextEntry, basis: str | None) -> Section:
        found = {
            (figure.dims.matpunkt, figure.dims.reading, figure.dims.year): figure
            for figure in self.figures("scenario_financial", scenario=scenario.id, basis=basis)
        }
        names = {entry.id: entry.name for entry in self.matpunkter(area="finans")}
        rows = [
            (
                names.get(matpunkt or "", ""),
                label,
                *(judged(found.get((matpunkt, reading, year))) for year in self._years()),
            )
            for (matpunkt, reading), label in {
                (f.dims.matpunkt, f.dims.reading): f.label for f in found.values()
            }.items()
        ]
        columns = [Column("Mätpunkt"), Column("Läsning"), *(Column(str(year)) for year in self._years())]
        caption = f"{scenario.name}: de finansiella mätpunkterna, räknat från {_WORDS[basis]}"
        return details(scenario.name, table(caption, columns, rows, anchor=f"tabell-mal-{scenario.id}"))

    def _per_basis(self, show: Callable[[int, str | None], Section]) -> Section:
        """A table for each year, from the forecast where there is one; the budget's behind it."""
        if not self._scenarios():
            return EMPTY
        first, *others = self._bases()
        told = [show(year, first) for year in self._years()]
        rest = [show(year, basis) for basis in others for year in self._years()]
        return join(*told, details(f"Räknat från {_WORDS[None]} i stället", join(*rest)))

    def _scenarios(self) -> list[TextEntry]:
        return self.texts("scenario") if self._years() else []

    def _years(self) -> list[int]:
        return list(self.release.years[1:])

    def _bases(self) -> list[str | None]:
        """The forecast first, where there is one."""
        known = {figure.dims.basis for figure in self.figures("scenario_new")}
        return [basis for basis in ("forecast", None) if basis in known]

    def _by(self, measure: str, *names: str) -> dict[Key, Figure]:
        return {tuple(getattr(figure.dims, name) for name in names): figure for figure in self.figures(measure)}


def _room_columns(readings: Sequence[str]) -> list[Column]:
    bounds = [Column(f"{word}, {label}", TKR, is_number=True) for label in readings for word in ("Minst", "Högst")]
    return [Column("Scenario"), Column("Scenariots belopp", TKR, is_number=True), Column("Så ligger det"), *bounds]


def _mark(basis: str | None) -> str:
    return "" if basis else "-budget"
