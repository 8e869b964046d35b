"""The method page, "Så räknas det": words, verdicts, classes and the definition of every mätpunkt."""

from samspelet_lib.figure import Mark, Nature, Verdict
from samspelet_lib.report.base import Report
from samspelet_lib.report.section import Column, Section, definitions, heading, join, paragraphs, table, verdict

_VERDICTS = {
    Verdict.REACHED: "Målet är nått.",
    Verdict.ON_TRACK: "Målet är inte nått än, men värdet är så långt kommet som det bör vara.",
    Verdict.AT_RISK: "Målet kan bli missat om inget ändras.",
    Verdict.NOT_REACHED: "Tiden är ute, eller nivån har brutits, och målet är inte nått.",
    Verdict.NOT_YET: "Något saknas; vad det är står bredvid.",
    Verdict.NO_TARGET: "Planen vill att värdet redovisas, men anger ingen nivå.",
    Verdict.NOT_APPLICABLE: "Frågan har inget svar, till exempel en andel av ingenting.",
    Verdict.QUALITATIVE: "Följs genom noteringar med datum och underlag, inte med ett tal.",
    Verdict.CONFIDENTIAL: "Värdet finns, men att visa det kan röja en person.",
}
_MARKS = {
    Mark.HIDDEN: "Visas inte: att visa talet kan röja en person.",
    Mark.NOT_APPLICABLE: "Ej tillämpligt.",
    Mark.MISSING: "Uppgift saknas.",
}
_NATURES = {
    Nature.PROCESS: "Visar att något är gjort, inte vad det ledde till.",
    Nature.EXPERIENCE: "Visar vad de som svarade upplever.",
    Nature.OUTCOME: "Visar hur det gick, inte vad det berodde på.",
}


class MethodReport(Report):
    """What a reader meets on the method page."""

    def words(self) -> Section:
        """Verdicts, marks and kinds of knowledge."""
        return join(
            heading("Bedömningar"),
            definitions([(verdict(word), text) for word, text in _VERDICTS.items()]),
            heading("Tecken i stället för tal"),
            definitions([(mark.value, text) for mark, text in _MARKS.items()]),
            heading("Vad ett tal kan säga"),
            definitions([(nature.value, text) for nature, text in _NATURES.items()]),
            paragraphs("Inget tal här visar en effekt: vad som hade hänt utan insatsen är inte mätt."),
        )

    def disclosure(self) -> Section:
        """Who may see what, by class."""
        pairs = [(text.name, text.text) for text in self.texts("sekretess")]
        return join(
            definitions(pairs), paragraphs("Reglerna står i params/policy.toml, med källa och den som beslutat.")
        )

    def money(self) -> Section:
        """How the financial mätpunkter are counted."""
        return self._definitions("finans", None, "Ekonomi")

    def insatser(self) -> Section:
        """How every mätpunkt of every insats is counted."""
        return join(*(self._definitions(None, entry.id, entry.name) for entry in self.release.insatser))

    def structure(self) -> Section:
        """How the förbund's own mätpunkter are counted."""
        return self._definitions("struktur", None, "Förbundet i stort")

    def _definitions(self, area: str | None, insats: str | None, title: str) -> Section:
        rows = [
            (entry.name, entry.kind, entry.definition, entry.period, entry.target_text, entry.source.ref)
            for entry in self.matpunkter(area=area, insats=insats)
        ]
        columns = [
            Column("Mätpunkt"),
            Column("Slag"),
            Column("Så räknas det"),
            Column("Tid"),
            Column("Mål"),
            Column("Var i planen"),
        ]
        return join(
            heading(title), table(f"Definitioner: {title}", columns, rows, anchor=f"definition-{insats or area}")
        )
