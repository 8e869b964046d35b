"""How many gave each answer: one bar for each question, one drawing for the questions that share a scale."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from samspelet_lib.figure import Figure, Mark
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import Stack, Value, Words, stacked_scale
from samspelet_lib.report.goals import value_of
from samspelet_lib.report.section import Section, join
from samspelet_lib.swedish import first_upper, without_share

UNIT = "Andel av dem som har svarat på frågan"
_OPTION = "answer_option"


class Asked(NamedTuple):
    """A question, at the occasion where it has several, and the share of positive answers."""

    label: str
    share: Figure


Told = tuple[Asked, list[Figure]]  # a question, and how many gave each answer


def scale_charts(report: Report, asked: Sequence[Asked], *, anchor: str, rows: str, note: str | None = None) -> Section:
    """The answers one by one, by scale; empty where they are shown of no question.

    Args:
        report: the report.
        asked: the questions in the order they are drawn.
        anchor: of the first drawing.
        rows: what a row is.
        note: printed below each drawing.
    """
    by_scale: dict[tuple[str | None, ...], list[Told]] = defaultdict(list)
    for each in asked:
        if options := _options(report, each.share):
            by_scale[tuple(option.dims.option for option in options)].append((each, options))
    shown = [(scale, own) for scale, own in by_scale.items() if any(map(_is_shown, own))]
    names = [anchor, *(f"{anchor}-{scale[0]}" for scale, _ in shown[1:])]
    return join(
        *(
            _drawn(own, Words(name, _finding(own), UNIT, rows, note))
            for name, (_, own) in zip(names, shown, strict=False)
        )
    )


def surveys_section(report: Report, entries: Sequence[MatpunktEntry], *, anchor: str) -> Section:
    """The answers to what mätpunkter ask at one occasion, drawn answer by answer."""
    asked = [Asked(question(entry.name), value_of(report, entry)) for entry in entries]
    return scale_charts(report, asked, anchor=anchor, rows="Fråga")


def question(name: str) -> str:
    """What a mätpunkt asks, without its target."""
    return first_upper(without_share(name))


def _options(report: Report, share: Figure) -> list[Figure]:
    """The counts by answer beside a share, best answer first."""
    dims = share.dims
    return report.figures(_OPTION, insats=dims.insats, matpunkt=dims.matpunkt, row=dims.row, wave=dims.wave)


def _is_shown(told: Told) -> bool:
    return all(option.share is not None for option in told[1])


def _drawn(own: Sequence[Told], words: Words) -> Section:
    names = [option.label for option in own[0][1]]
    return stacked_scale(words, names, [_stack(asked.label, options) for asked, options in own])


def _stack(label: str, options: Sequence[Figure]) -> Stack:
    if any(option.share is None for option in options):  # what is hidden of one answer is hidden of all
        marks: list[Value] = [option.mark or Mark.MISSING for option in options]
        return Stack(label, marks)
    return Stack(label, [option.share for option in options], int(options[0].denominator or 0))


def _finding(own: Sequence[Told]) -> str:
    """The question with the least share of positive answers, among those that are drawn."""
    drawn = [told[0] for told in own if _is_shown(told)]
    label, lowest = min(drawn, key=lambda asked: asked.share.share or 0)
    if len(drawn) == 1:
        return f"{lowest.printed} av svaren på ”{label}” är positiva"
    return f"Lägst andel positiva svar: ”{label}”, {lowest.printed}"
