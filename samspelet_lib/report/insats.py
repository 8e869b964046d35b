"""The page of one insats: what it is for, what it may cost, and every mätpunkt in the plan's words."""

from collections import Counter
from collections.abc import Iterator

from samspelet_lib.figure import NOT_STATED, Figure, Question, Verdict
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.base import Report, findings_section, questions_section
from samspelet_lib.report.delivered import delivered_section
from samspelet_lib.report.goals import goal_section, value_of
from samspelet_lib.report.lookups import of_insats
from samspelet_lib.report.people import exits_section, flow_section, participants_section, waves_section
from samspelet_lib.report.section import (
    Column,
    KeyFigure,
    Section,
    bullets,
    definitions,
    heading,
    join,
    key_figures,
    paragraphs,
    quote,
    table,
)
from samspelet_lib.swedish import enumerate_words, plural


class InsatsReport(Report):
    """What a reader meets on the page of an insats."""

    def summary(self) -> Section:
        """The message in a few sentences, and the key figures."""
        return join(bullets(list(self._messages())), key_figures(list(self._key_figures())))

    def _messages(self) -> Iterator[str]:
        entries = self._entries()
        verdicts = Counter(figure.verdict for figure in self._values() if figure.verdict)
        yield f"Planen har {plural(len(entries), 'mätpunkt', 'mätpunkter')} för {self.insats.name}."
        words = [f"{plural(count, 'mätpunkt', 'mätpunkter')}: {word}" for word, count in sorted(verdicts.items())]
        yield f"Läget {self.period.label}: {enumerate_words(words)}."
        without = [entry.name for entry in entries if entry.target_text == NOT_STATED]
        if without:
            yield f"Planen anger inget målvärde för {plural(len(without), 'mätpunkt', 'mätpunkter')}."
        open_questions = len(self._questions())
        if open_questions:
            yield f"{plural(open_questions, 'fråga', 'frågor')} om hur mätpunkterna ska läsas är inte beslutade."

    def _key_figures(self) -> Iterator[KeyFigure]:
        if isinstance(self.insats.budget_rows, tuple):
            for row in self.insats.budget_rows:
                value = self.printed("budget", year=self.release.year, row=row)
                yield KeyFigure(label="Budget", value=value, note=str(self.release.year))
        for entry in self._entries():
            if entry.target is not None:
                figure = value_of(self, entry)
                yield KeyFigure(
                    label=entry.name, value=figure.printed, note=f"Mål: {entry.target_text}", verdict=figure.verdict
                )

    def about(self) -> Section:
        """Purpose, methods, parter and time, in the plan's words."""
        insats = self.insats
        parts = insats.parts if isinstance(insats.parts, str) else enumerate_words(insats.parts)
        facts = [
            ("Målområde", insats.objective),
            ("Inriktning", enumerate_words(insats.orientation)),
            ("Projektägare", insats.owner),
            ("Parter", parts),
            ("Start", insats.start),
            ("Slut", f"{insats.end} ({self.source_text(insats.end_source)})"),
        ]
        methods = [(text.name, quote(text.text, self.source_text(text.source)).markup) for text in insats.methods]
        words = [quote(text.text, self.source_text(text.source)) for text in insats.purpose]
        return join(*words, definitions(facts), *([heading("Metoder"), definitions(methods)] if methods else []))

    def goals(self) -> Section:
        """Every mätpunkt in the plan's words, with its definition, base, period, target and value."""
        return join(*(goal_section(self, entry) for entry in self._entries()))

    def money(self) -> Section:
        """The budget rows of the insats, or why there are none."""
        rows = self.insats.budget_rows
        if not isinstance(rows, tuple):
            return paragraphs(f"Budgetrad: {rows}. Se anmärkningarna på planens sida.")
        years = self.release.years
        found = [(row, self.figures("budget", row=row)) for row in rows]
        cells = [
            (figures[0].label, *(figure.printed for figure in figures), figures[0].sources[0].ref)
            for _, figures in found
        ]
        columns = [Column("Budgetrad"), *(Column(str(year), is_number=True) for year in years), Column("Var i planen")]
        return table("Budget som den är tryckt", columns, cells, anchor="tabell-budget")

    def follow_up(self) -> Section:
        """The instruments the insats is followed up with."""
        texts = [text for text in self.texts("uppföljning") if text.id in self.insats.instruments]
        pairs = [(text.name, quote(text.text, self.source_text(text.source)).markup) for text in texts]
        return definitions(pairs) if pairs else paragraphs("Planen nämner inget uppföljningsinstrument.")

    def missing(self) -> Section:
        """What is missing before each mätpunkt can be judged, and what was to be delivered."""
        rows = [
            (entry.name, figure.verdict_reason or "", entry.target_text)
            for entry in self._entries()
            if (figure := value_of(self, entry)).verdict is Verdict.NOT_YET
        ]
        columns = [Column("Mätpunkt"), Column("Saknas"), Column("Mål")]
        waiting = table("Mätpunkter utan underlag", columns, rows, anchor="tabell-saknas")
        return join(waiting, delivered_section(self, self.insats.id))

    def participants(self) -> Section:
        """Who took part, month by month, and how it ended."""
        insats = self.insats.id
        return join(flow_section(self, insats), participants_section(self, insats), exits_section(self, insats))

    def experience(self) -> Section:
        """The participants' answers after three months and at exit."""
        return waves_section(self, self.insats.id)

    def findings(self) -> Section:
        """The findings about this insats, and the questions to decide."""
        return join(
            findings_section(self, of_insats(self.release, "findings", self.insats.id), anchor="tabell-anmarkningar"),
            questions_section(self, self._questions(), anchor="tabell-fragor"),
        )

    def _entries(self) -> list[MatpunktEntry]:
        return self.matpunkter(insats=self.insats.id)

    def _questions(self) -> list[Question]:
        return of_insats(self.release, "questions", self.insats.id)

    def _values(self) -> list[Figure]:
        return [value_of(self, entry) for entry in self._entries()]
