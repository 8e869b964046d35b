"""The month, interim and year pages: every mätpunkt in one place, what is missing and what has changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samspelet_lib.figure import Figure, Verdict
from samspelet_lib.release.store import MatpunktEntry, Release
from samspelet_lib.report.base import Report
from samspelet_lib.report.calendar import calendar_section
from samspelet_lib.report.changes import changes_section
from samspelet_lib.report.delivered import delivered_section
from samspelet_lib.report.goals import goal_table, value_of
from samspelet_lib.report.money import follow_up_section, has_ledger, income_section
from samspelet_lib.report.people import deviations_section, exits_section, national_section, participants_section
from samspelet_lib.report.section import (
    Column,
    KeyFigure,
    Section,
    bullets,
    heading,
    join,
    key_figures,
    paragraphs,
    table,
)
from samspelet_lib.report.statements import report_texts_section, signatures_section, statements_section
from samspelet_lib.swedish import number, plural

_MOST_NAMED = 4


@dataclass(frozen=True)
class PeriodReport(Report):
    """What a reader meets on the page of a period.

    Attributes:
        before: the release that this one is compared with; None for the first.
    """

    before: Release | None = None

    def summary(self) -> Section:
        """The message in a few sentences, and how many mätpunkter have which verdict."""
        return join(bullets(list(self._messages())), key_figures(list(self._counts())))

    def _messages(self) -> Iterator[str]:
        for word, sentence in (
            (Verdict.REACHED, "Nått: {}."),
            (Verdict.NOT_REACHED, "Inte nått: {}."),
            (Verdict.AT_RISK, "I riskzonen: {}."),
        ):
            names = [self._name(entry) for entry in self._judged(word)]
            if names:
                yield sentence.format(_some(names))
        waiting = len(self._judged(Verdict.NOT_YET))
        if waiting:
            count = plural(waiting, "mätpunkt", "mätpunkter")
            yield f"{count} kan inte bedömas ännu; varför står under Vad som saknas."
        flipped = len(self._changed())
        if self.before is not None:
            yield f"{plural(flipped, 'mätpunkt har', 'mätpunkter har')} fått en annan bedömning sedan förra utgåvan."

    def _counts(self) -> Iterator[KeyFigure]:
        found = Counter(value_of(self, entry).verdict for entry in self.release.matpunkter)
        whole = len(self.release.matpunkter)
        for word in Verdict:
            if found[word]:
                yield KeyFigure(label=f"Mätpunkter: {word}", value=number(found[word]), note=f"av {whole}")

    def insatser(self) -> Section:
        """Every mätpunkt of every insats, with value, target and verdict."""
        return join(*(self._insats(entry.id, entry.name) for entry in self.release.insatser))

    def _insats(self, insats: str, name: str) -> Section:
        entries = self.matpunkter(insats=insats)
        return join(heading(name), goal_table(self, entries, caption=f"Mätpunkter: {name}", anchor=f"mal-{insats}"))

    def structure(self) -> Section:
        """The mätpunkter of the förbund as a whole."""
        entries = self.matpunkter(area="struktur")
        return goal_table(self, entries, caption="Mätpunkter för förbundet i stort", anchor="mal-struktur")

    def money(self) -> Section:
        """Budget, outcome and forecast; the financial mätpunkter on the basis that is known."""
        entries = self.matpunkter(area="finans")
        if not has_ledger(self):
            note = paragraphs(
                "Bokföringen har inte kommit in; talen vilar på budgeten. Varje läsning står på planens sida."
            )
            return join(goal_table(self, entries, caption="Finansiella mätpunkter", anchor="mal-finans"), note)
        return join(follow_up_section(self), income_section(self))

    def statements(self) -> Section:
        """Resultaträkning, balansräkning, kassaflöde and driftredovisning, or what stops them."""
        return join(statements_section(self), report_texts_section(self), signatures_section(self))

    def participants(self) -> Section:
        """Who took part in each insats, and how it ended."""
        return join(participants_section(self), exits_section(self), national_section(self))

    def deviations(self) -> Section:
        """Avvikelser in cooperation, from part to part."""
        return deviations_section(self)

    def missing(self) -> Section:
        """The mätpunkter that cannot be judged and what is missing; what was to come in, and how many rows count."""
        rows = [
            (self._name(entry), value_of(self, entry).verdict_reason or "", entry.target_text)
            for entry in self._judged(Verdict.NOT_YET)
        ]
        columns = [Column("Mätpunkt"), Column("Saknas"), Column("Mål")]
        waiting = table("Mätpunkter som inte kan bedömas", columns, rows, anchor="tabell-saknas")
        return join(waiting, delivered_section(self), calendar_section(self))

    def changes(self) -> Section:
        """The mätpunkter that have another value or verdict than in the release before, and why; the rest in number."""
        if self.before is None:
            return paragraphs("Det finns ingen tidigare utgåva att jämföra med.")
        return changes_section(self, against=self.before.period, names=dict(self._changing()))

    def _changing(self) -> Iterator[tuple[str, str]]:
        """The mätpunkter, by the id that their change is told under."""
        ending = f";period={self.release.period}"
        for entry in self.release.matpunkter:
            yield value_of(self, entry).id.replace(ending, ""), self._name(entry)

    def _judged(self, word: Verdict) -> list[MatpunktEntry]:
        return [entry for entry in self.release.matpunkter if value_of(self, entry).verdict is word]

    def _changed(self) -> list[MatpunktEntry]:
        return [entry for entry, then, now in self._pairs() if then.verdict != now.verdict]

    def _pairs(self) -> Iterator[tuple[MatpunktEntry, Figure, Figure]]:
        if self.before is None:
            return
        earlier = Report(self.before)
        known = {(entry.insats, entry.id): entry for entry in self.before.matpunkter}
        for entry in self.release.matpunkter:
            then = known.get((entry.insats, entry.id))
            if then is not None:
                yield entry, value_of(earlier, then), value_of(self, entry)

    def _name(self, entry: MatpunktEntry) -> str:
        names = {insats.id: insats.name for insats in self.release.insatser}
        return f"{entry.name} ({names[entry.insats]})" if entry.insats else entry.name


def _some(names: Sequence[str]) -> str:
    """The first few names, and how many there are besides."""
    if len(names) <= _MOST_NAMED:
        return "; ".join(names)
    return f"{'; '.join(names[:_MOST_NAMED])} och {len(names) - _MOST_NAMED} till"
