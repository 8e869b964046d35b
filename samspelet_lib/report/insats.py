"""The page of one insats: what it is for, what it may cost, and every mätpunkt in the plan's words."""

from collections.abc import Iterator

from samspelet_lib.figure import Question, Verdict
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.answers import other_surveys, ratings_section, violence_section, waves_section
from samspelet_lib.report.base import Report, findings_section, questions_section
from samspelet_lib.report.cases import cases_section, places_section
from samspelet_lib.report.counting import counting_section
from samspelet_lib.report.defined import defined, labelled
from samspelet_lib.report.delivered import delivered_section, late_section, waiting_section
from samspelet_lib.report.goal_charts import goal_charts
from samspelet_lib.report.goals import (
    comment_on,
    goal_figure,
    goal_section,
    place_of,
    place_on_page,
    said_of,
    target_of,
    value_of,
)
from samspelet_lib.report.insats_money import insats_money
from samspelet_lib.report.lookups import of_insats
from samspelet_lib.report.message import messages
from samspelet_lib.report.money import followed
from samspelet_lib.report.people import exits_section, flow_section, participants_section, until
from samspelet_lib.report.pooled import told, why
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
    link,
    paragraphs,
    quote,
    table,
)
from samspelet_lib.report.wording import judged, reason_alone
from samspelet_lib.swedish import enumerate_words, first_upper


class InsatsReport(Report):
    """What a reader meets on the page of an insats."""

    def summary(self) -> Section:
        """All that the owner's yearly talk to the board needs, on one printed sheet.

        The message in a few sentences, the key figures, the mätpunkter that have no level to reach, and what the
        owner says is in the way and is done about it.
        """
        said = [said_of(self, entry) for entry in self._entries()]
        since = self.earlier[-1].period if self.earlier else None
        sentences = list(messages(said, since=since))
        return join(
            bullets(sentences),
            late_section(self, self.insats.id),
            waiting_section(self),
            key_figures(list(self._key_figures())),
            self._without_level(),
            self._comments(),
        )

    def _key_figures(self) -> Iterator[KeyFigure]:
        year = self.release.year
        for entry in self._entries():
            if entry.target is not None:
                yield goal_figure(self, entry, label=link(entry.name, place_on_page(entry)))
        taking_part = next((f for f in self.figures("participants", insats=self.insats.id) if f.dims.sex is None), None)
        if taking_part is not None:
            label = labelled(self, "deltagare", f"Deltagare {year}")
            yield KeyFigure(label=label, value=taking_part.printed, note=first_upper(until(self)))
        if isinstance(self.insats.budget_rows, tuple):
            for row in self.insats.budget_rows:
                expected = followed(self, "ledger_forecast").get(row)
                note = f"Prognos: {expected.printed}" if expected else None
                label = labelled(self, "budget", f"Budget {year}")
                yield KeyFigure(label=label, value=large(self.printed("budget", year=year, row=row)), note=note)

    def _without_level(self) -> Section:
        """The mätpunkter that no key figure tells of, with how they stand."""
        entries = [entry for entry in self._entries() if entry.target is None]
        figures = [value_of(self, entry) for entry in entries]
        rows = [
            (link(entry.name, place_of(entry)), told(self, figure, in_full=False), judged(figure))
            for entry, figure in zip(entries, figures, strict=True)
        ]
        columns = [Column("Mätpunkt"), Column("Värde"), Column("Bedömning")]
        return table("Mätpunkter utan nivå att nå", columns, rows, anchor="tabell-utan-niva", note=why(self, figures))

    def _comments(self) -> Section:
        """What the owner says is in the way, and what is done about it."""
        said = [(entry.name, comment_on(self, entry)) for entry in self._entries()]
        rows = [(name, c.comment or "", c.obstacle or "", c.action or "") for name, c in said if c]
        columns = [Column("Mätpunkt"), Column("Kommentar"), Column("Hinder"), Column("Åtgärd")]
        return table("Projektägarens kommentarer", columns, rows, anchor="tabell-kommentarer")

    def about(self) -> Section:
        """Purpose, methods, parter, time and instruments, in the plan's words."""
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
        how = [heading("Metoder"), definitions(methods)] if methods else []
        return join(*words, definitions(facts), *how, heading("Så följs insatsen upp"), self._follow_up())

    def goals(self) -> Section:
        """Every mätpunkt in the plan's words, with its definition, base, period, target and value."""
        return join(goal_charts(self, self._entries()), *(goal_section(self, entry) for entry in self._entries()))

    def money(self) -> Section:
        """How the budget rows of the insats have fared, or why there are none."""
        rows = self.insats.budget_rows
        if not isinstance(rows, tuple):
            return paragraphs(f"Budgetrad: {rows}. Se anmärkningarna på planens sida.")
        return defined(self, ("budget", insats_money(self, rows)))

    def _follow_up(self) -> Section:
        texts = [text for text in self.texts("uppföljning") if text.id in self.insats.instruments]
        pairs = [(text.name, quote(text.text, self.source_text(text.source)).markup) for text in texts]
        return definitions(pairs) if pairs else paragraphs("Planen nämner inget uppföljningsinstrument.")

    def missing(self) -> Section:
        """What is missing before each mätpunkt can be judged, and what was to be delivered."""
        rows = [
            (
                link(entry.name, place_of(entry)),
                reason_alone(figure),
                target_of(entry) or first_upper(entry.target_text),
            )
            for entry in self._entries()
            if (figure := value_of(self, entry)).verdict is Verdict.NOT_YET
        ]
        columns = [Column("Mätpunkt"), Column("Saknas"), Column("Mål")]
        waiting = table("Mätpunkter som inte går att bedöma ännu", columns, rows, anchor="tabell-saknas")
        return join(waiting, delivered_section(self, self.insats.id))

    def participants(self) -> Section:
        """Who took part, month by month, the places and cases there were, and how it ended."""
        insats = self.insats.id
        return defined(
            self,
            ("flode", flow_section(self, insats)),
            ("deltagare", participants_section(self, insats)),
            ("avslut", exits_section(self, insats)),
            ("platser", places_section(self, insats)),
            ("arenden", cases_section(self, insats)),
        )

    def experience(self) -> Section:
        """The participants' answers, and how ratings have changed within the person."""
        parts = [
            ("upplevd_process", "Deltagarnas svar vid två tillfällen", waves_section(self, self.insats.id)),
            ("upplevd_process", "Svar på frågor", other_surveys(self, self.insats.id)),
            ("skattningar", "Skattningar hos samma person", ratings_section(self, self.insats.id)),
        ]
        return defined(self, *((name, join(heading(t), part)) for name, t, part in parts if not part.is_empty))

    def violence(self) -> Section:
        """Whether the form about violence has been answered."""
        return defined(self, ("vald", violence_section(self, self.insats.id)))

    def sources(self) -> Section:
        """How the page's figures were counted, what is not shown, and the documents it rests on."""
        return join(counting_section(self, self.insats.id), heading("Källor"), super().sources())

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
