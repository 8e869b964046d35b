"""The method page, "Så räknas det": words, verdicts, classes and the definition of every mätpunkt."""

from collections import Counter

from markupsafe import Markup, escape

from samspelet_lib.figure import Mark, Nature, Verdict
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.defined import definitions_table
from samspelet_lib.report.goals import definition_anchor, place_of, value_of
from samspelet_lib.report.pooled import pool_of
from samspelet_lib.report.section import (
    Column,
    Section,
    bullets,
    definitions,
    heading,
    join,
    link,
    paragraphs,
    table,
    verdict,
)
from samspelet_lib.swedish import first_lower, first_upper, number

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


_WHY = (
    (
        "Talen handlar om människor som är sjuka, unga, fattiga eller utsatta för våld, och insatserna är små. "
        "Den som känner någon i en insats ska inte kunna läsa sig till något om just den personen."
    ),
    (
        "Därför visas inte små antal i de slag av uppgifter som säger något om den enskilde: {person} och {sensitive}. "
        "De övriga slagen har egna regler, som står nedan. Inte heller visas de tal som skulle göra att ett dolt tal "
        "gick att räkna ut: en summa minus det andra, en andel vars bas är känd, de få som inte räknas när nästan alla "
        "i en bas gör det, en månad minus nästa, eller ett tal som tidigare har visats. Innan en utgåva sparas prövar "
        "programmet självt att räkna ut det dolda. Går det, publiceras inget."
    ),
    (
        "De färdiga sidorna läses också igenom innan de publiceras. Den läsningen märker orden en, ingen och ett par "
        "bara före ett ord för personer, och inte tal med bokstäver i meningar som räknar mätpunkter. Den mäter inte "
        "diagram med färre än fyra staplar eller punkter, och kan inte skilja ett dolt tal från ett visat av samma "
        "mått i samma insats. Det som nästa år säger igen, till exempel hur många som var kvar vid årsskiftet, prövas "
        "mot året före och året efter, men inte mot fler år på en gång."
    ),
)
_MEANS = (
    "Två punkter (..) betyder att talet finns men inte visas. Det säger inget om hur stort talet är.",
    "När ett tal är dolt visas inte heller bedömningen; den skulle säga på vilken sida om målet talet ligger.",
    (
        "{experience}, {person} och {sensitive} visas bara vid delår och helår. Däremellan upprepas mätpunkternas "
        "värden, läget vid avslut och hur skattningarna har ändrats, med den period de visades för. Allt annat av de "
        "slagen är två punkter (..) tills det visas igen."
    ),
    (
        "I slaget {person} visas medianer och liknande mått bara när de gäller tillräckligt många. I slagen {activity} "
        "och {open} visas andelar och antal också när de gäller få, till exempel 1 av 3. I slaget {experience} visas "
        "andelar när tillräckligt många har svarat, också när nästan alla har svarat detsamma."
    ),
    (
        "Är insatserna för små var för sig kan deras tal visas tillsammans, med namnen på dem det gäller. Det görs "
        "bara när de frågar precis samma sak om samma slags deltagare, vid samma tillfälle. Det gemensamma talet får "
        "inte heller gå att använda för att räkna ut vad en av dem har, ens med det som har visats tidigare."
    ),
    (
        "Det som ändå inte visas är ensamt om sin fråga, är om för få personer också tillsammans, handlar om hälsa, "
        "eller skulle visas på bekostnad av en annan insats eget tal."
    ),
    "Det finns aldrig en rad eller en punkt för en person.",
)
_SHOWN = {
    "Visas helt": "Värde, bedömning och alla delar står på sidorna.",
    "Visas delvis": "Värdet står, men minst en del av det visas inte.",
    "Visas tillsammans": "Värdet visas inte för insatsen själv, men ihop med andra som frågar samma sak.",
    "Visas inte": "Värdet finns men visas inte, av hänsyn till enskilda personer.",
    "Har inget tal": "Följs upp med ord, eller har inte fått några uppgifter ännu.",
}
_PARTS = ("matpunkt", "matpunkt_part", "matpunkt_wave", "matpunkt_open_after", "matpunkt_resource", "matpunkt_previous")


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
        """Who may see what, by class; how it works, and how much is shown."""
        classes = self.texts("sekretess")
        pairs = [(text.name, text.text) for text in classes]
        called = {text.id: f"”{text.name}”" for text in classes}
        return join(
            paragraphs(*(text.format_map(called) for text in _WHY)),
            heading("Vad som visas om vad"),
            definitions(pairs),
            heading("Vad det betyder för den som läser"),
            bullets([text.format_map(called) for text in _MEANS]),
            self._shown(),
            paragraphs("Reglerna står i förbundets policy, med källa och vem som har beslutat dem."),
        )

    def _shown(self) -> Section:
        """How many mätpunkter are shown whole, in part or not at all, in the edition that is read."""
        found = Counter(self._how_shown(entry) for entry in self.release.matpunkter)
        rows = [(word, number(found[word]), _SHOWN[word]) for word in _SHOWN]
        rows.append(("Alla mätpunkter", number(len(self.release.matpunkter)), ""))
        columns = [Column("Så visas mätpunkten"), Column("Mätpunkter", "antal", is_number=True), Column("Betyder")]
        caption = f"Hur många mätpunkter som visas, {self.period.label}"
        return table(caption, columns, rows, anchor="tabell-visas", strong_rows=[len(rows) - 1])

    def _how_shown(self, entry: MatpunktEntry) -> str:
        main = value_of(self, entry)
        if main.mark is Mark.HIDDEN:
            return "Visas tillsammans" if pool_of(self, main) else "Visas inte"
        own = {"matpunkt": entry.id, **({"insats": entry.insats} if entry.insats else {})}
        beside = [figure for measure in _PARTS for figure in self.figures(measure, **own)]
        if any(figure.mark is Mark.HIDDEN for figure in beside):
            return "Visas delvis"
        return "Visas helt" if main.value is not None else "Har inget tal"

    def money(self) -> Section:
        """How the financial mätpunkter are counted."""
        return self._definitions("finans", None, "Ekonomi")

    def insatser(self) -> Section:
        """How every mätpunkt of every insats is counted."""
        return join(
            *(
                join(heading(entry.name), self._definitions(None, entry.id, entry.name))
                for entry in self.release.insatser
            )
        )

    def structure(self) -> Section:
        """How the förbund's own mätpunkter are counted."""
        return self._definitions("struktur", None, "Förbundet i stort")

    def others(self) -> Section:
        """How the figures that are no mätpunkter are counted."""
        return definitions_table(self)

    def _definitions(self, area: str | None, insats: str | None, title: str) -> Section:
        rows = [
            (_anchored(entry), _counted(entry), entry.target_text, self.source_text(entry.source))
            for entry in self.matpunkter(area=area, insats=insats)
        ]
        columns = [Column("Mätpunkt"), Column("Så räknas det"), Column("Mål"), Column("Var i planen")]
        anchor = f"definition-{insats or area}"
        return table(f"Så räknas mätpunkterna: {title}", columns, rows, anchor=anchor)


def _anchored(entry: MatpunktEntry) -> Markup:
    """The name where a link finds it; it leads on to the mätpunkt's values where it is an insats'."""
    name = link(entry.name, place_of(entry)) if entry.insats else escape(entry.name)
    return Markup('<span id="{}">{}</span>').format(definition_anchor(entry), name)


def _counted(entry: MatpunktEntry) -> Markup:
    kind = f"{first_upper(entry.kind)}; {entry.period}. Sekretess: {first_lower(entry.disclosure)}."
    return Markup("{}<br>{}").format(entry.definition, kind)
