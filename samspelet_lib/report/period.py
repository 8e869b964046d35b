"""The month, interim and year pages: every mätpunkt in one place, what is missing and what has changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from samspelet_lib.figure import Verdict
from samspelet_lib.release.store import MatpunktEntry, Release
from samspelet_lib.report.answer_scales import surveys_section
from samspelet_lib.report.answers import violence_section
from samspelet_lib.report.attainment import attainment_section
from samspelet_lib.report.base import Report
from samspelet_lib.report.calendar import calendar_section
from samspelet_lib.report.cases import deviations_section
from samspelet_lib.report.changes import changes_section
from samspelet_lib.report.counting import counting_section
from samspelet_lib.report.defined import defined, labelled
from samspelet_lib.report.delivered import delivered_section, late_section, waiting_section
from samspelet_lib.report.goals import goal_table, place_of, said_of, value_of
from samspelet_lib.report.message import Said, messages
from samspelet_lib.report.money import follow_up_section, has_ledger, income_section, periodised_costs
from samspelet_lib.report.people import exits_section, national_section, participants_section, until
from samspelet_lib.report.section import (
    EMPTY,
    Cell,
    Column,
    KeyFigure,
    Section,
    bullets,
    heading,
    join,
    key_figures,
    large,
    link,
    notice,
    paragraphs,
    table,
)
from samspelet_lib.report.statements import report_texts_section, signatures_section, statements_section
from samspelet_lib.report.wording import reason_alone
from samspelet_lib.swedish import NBSP, count_word, enumerate_words, first_upper, number, tkr

_COLUMNS: dict[str, tuple[Verdict, ...]] = {
    "Nådda": (Verdict.REACHED,),
    "På väg": (Verdict.ON_TRACK,),
    "Risk": (Verdict.AT_RISK,),
    "Ej nådda": (Verdict.NOT_REACHED,),
    "Går ej att bedöma": (Verdict.NOT_YET,),
    "Övriga": (),
}


@dataclass(frozen=True)
class PeriodReport(Report):
    """What a reader meets on the page of a period.

    Attributes:
        before: the release that this one is compared with; None for the first.
    """

    before: Release | None = None

    def summary(self) -> Section:
        """The message in a few sentences, the key figures, and the verdicts of each insats."""
        names = {entry.id: entry.name for entry in self.release.insatser}
        said = [said_of(self, entry, insats=names.get(entry.insats or "")) for entry in self.release.matpunkter]
        since = self.earlier[-1].period if self.earlier else None
        return join(
            self._unfinished(),
            bullets([*messages(said, since=since, is_brief=True), *self._besides(said)]),
            late_section(self),
            waiting_section(self),
            key_figures(list(self._key_figures())),
            self._verdicts(),
        )

    def _unfinished(self) -> Section:
        """That the year is not over, where a reader could take the page for a closing."""
        last = self.release.data_until
        if last is None or date.fromisoformat(last) >= self.period.end:
            return EMPTY
        return notice(
            f"Uppgifter {until(self)}; {self.period.label} är inte slut, och det här är inget bokslut.", "warning"
        )

    def _besides(self, said: Sequence[Said]) -> Iterator[str]:
        """What is told without a verdict of its own."""
        found = Counter(one.figure.verdict for one in said)
        without, qualitative = found[Verdict.NO_TARGET], found[Verdict.QUALITATIVE]
        if without or qualitative:
            told = [
                *([f"{count_word(without)} saknar målvärde i planen"] if without else []),
                *([f"{count_word(qualitative)} följs upp med ord i stället för tal"] if qualitative else []),
            ]
            yield f"{first_upper(enumerate_words(told))}."

    def _key_figures(self) -> Iterator[KeyFigure]:
        """Deltaganden, how many have ended, money so far and at the year's end."""
        year = self.release.year
        total = next((f for f in self.figures("participants", insats=None) if f.dims.sex is None), None)
        if total is not None:
            label = labelled(self, "deltagare", f"Deltaganden {year}")
            yield KeyFigure(label, total.printed, note=f"{first_upper(until(self))}, alla insatser")
        ended = next((f for f in self.figures("exit", insats=None) if f.dims.option is None), None)
        if ended is not None:
            yield KeyFigure(labelled(self, "avslut", f"Avslut {year}"), ended.printed, note="Alla insatser")
        yield from self._costs()

    def _costs(self) -> Iterator[KeyFigure]:
        """What the months so far have cost, with what is booked of it beside, and the forecast; none without books.

        Owners claim their money late, so that what is booked says little of how much of the budget is spent.
        """
        year = self.release.year
        booked, expected = (self.figure("ledger_costs", year=year, basis=basis) for basis in ("outcome", "forecast"))
        budget = f"Budget: {self.printed('costs', year=year)}"
        if booked is not None:
            shown = f"{tkr(periodised_costs(self))}{NBSP}tkr"
            label = labelled(self, "budget", "Kostnader hittills, periodiserat")
            yield KeyFigure(label, large(shown), note=f"Bokfört: {booked.printed}. {budget}")
        if expected is not None:
            label = labelled(self, "budget", "Kostnader, prognos för året")
            yield KeyFigure(label, large(expected.printed), note=budget)

    def _verdicts(self) -> Section:
        """How many mätpunkter of each insats have which verdict."""
        groups: list[tuple[Cell, list[MatpunktEntry]]] = [
            (link(entry.name, f"insats-{entry.id}.html"), self.matpunkter(insats=entry.id))
            for entry in self.release.insatser
        ]
        groups += [("Förbundet i stort", self.matpunkter(area="struktur")), ("Ekonomi", self.matpunkter(area="finans"))]
        groups = [(name, entries) for name, entries in groups if entries]
        rows = [[name, *self._counted(entries)] for name, entries in groups]
        rows.append(["Alla mätpunkter", *self._counted(self.release.matpunkter)])
        columns = [Column("Mätpunkter för"), *(Column(name, is_number=True) for name in _COLUMNS)]
        note = "Övriga redovisas utan målvärde, följs upp med ord, är inte tillämpliga eller visas inte."
        return table("Bedömningar", columns, rows, anchor="tabell-lage", strong_rows=[len(groups)], note=note)

    def _counted(self, entries: Sequence[MatpunktEntry]) -> list[str]:
        found = Counter(value_of(self, entry).verdict for entry in entries)
        named = [found[word] for words in _COLUMNS.values() for word in words]
        return [*map(number, named), number(len(entries) - sum(named))][: len(_COLUMNS)]

    def insatser(self) -> Section:
        """Every mätpunkt of every insats, with value, target and verdict."""
        return join(*(self._insats(entry.id, entry.name) for entry in self.release.insatser))

    def _insats(self, insats: str, name: str) -> Section:
        entries = self.matpunkter(insats=insats)
        return join(heading(name), goal_table(self, entries, caption=f"Mätpunkter: {name}", anchor=f"mal-{insats}"))

    def structure(self) -> Section:
        """The mätpunkter of the förbund as a whole, and the answers behind those that ask."""
        entries = self.matpunkter(area="struktur")
        told = goal_table(self, entries, caption="Mätpunkter för förbundet i stort", anchor="mal-struktur")
        return join(told, surveys_section(self, entries, anchor="diagram-svar"))

    def money(self) -> Section:
        """Budget, outcome and forecast; the financial mätpunkter on the basis that is known."""
        entries = self.matpunkter(area="finans")
        if not has_ledger(self):
            note = paragraphs(
                "Bokföringen har inte kommit in; talen vilar på budgeten. Varje läsning står på planens sida."
            )
            return join(goal_table(self, entries, caption="Finansiella mätpunkter", anchor="mal-finans"), note)
        return defined(self, ("budget", join(follow_up_section(self), income_section(self))))

    def statements(self) -> Section:
        """Resultaträkning, balansräkning, kassaflöde and driftredovisning, or what stops them; the year's goals."""
        kept = defined(self, ("rakenskaper", statements_section(self)))
        return join(report_texts_section(self), kept, attainment_section(self), signatures_section(self))

    def participants(self) -> Section:
        """Who took part in each insats, how it ended, and whether the form about violence was answered."""
        return defined(
            self,
            ("deltagare", participants_section(self)),
            ("avslut", exits_section(self)),
            ("vald", violence_section(self)),
            ("deltagare", national_section(self)),
        )

    def deviations(self) -> Section:
        """Avvikelser in cooperation, from part to part."""
        return defined(self, ("avvikelser", deviations_section(self)))

    def missing(self) -> Section:
        """The mätpunkter that cannot be judged and what is missing; what was to come in, and how many rows count."""
        rows = [
            (link(self._name(entry), place_of(entry)), reason_alone(value_of(self, entry)))
            for entry in self.release.matpunkter
            if value_of(self, entry).verdict is Verdict.NOT_YET
        ]
        columns = [Column("Mätpunkt"), Column("Saknas")]
        waiting = table("Mätpunkter som inte går att bedöma ännu", columns, rows, anchor="tabell-saknas")
        return join(waiting, delivered_section(self), calendar_section(self))

    def sources(self) -> Section:
        """How the page's figures were counted, what is not shown, and the documents it rests on."""
        return join(counting_section(self), heading("Källor"), super().sources())

    def changes(self) -> Section:
        """The mätpunkter that have another value or verdict than in the release before, and why; the rest in number."""
        if self.before is None:
            return EMPTY
        return changes_section(self, against=self.before.period, names=dict(self._changing()))

    def _changing(self) -> Iterator[tuple[str, str]]:
        """The mätpunkter, by the id that their change is told under."""
        ending = f";period={self.release.period}"
        for entry in self.release.matpunkter:
            yield value_of(self, entry).id.replace(ending, ""), self._name(entry)

    def _name(self, entry: MatpunktEntry) -> str:
        names = {insats.id: insats.name for insats in self.release.insatser}
        return f"{entry.name} ({names[entry.insats]})" if entry.insats else entry.name
