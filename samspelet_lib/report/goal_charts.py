"""Values against their targets, drawn: shares on one scale, and counts as how much of the target they are."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from samspelet_lib.figure import Figure, Mark, Target, Unit
from samspelet_lib.release.store import MatpunktEntry
from samspelet_lib.report.base import Report
from samspelet_lib.report.charts import Bar, Bullet, Words, bullet_bars
from samspelet_lib.report.goals import value_of
from samspelet_lib.report.section import EMPTY, Section, join
from samspelet_lib.report.wording import made_of
from samspelet_lib.swedish import count_word

Bound = Literal["at_least", "at_most"]
_RANGE = "Den tunna linjen visar vad värdet kunde vara om alla hade svarat."
_NONE_ONE = {"andelar": ("ingen", "en"), "antal": ("inget", "ett")}  # what goes before the noun when it is few
_FEWEST = 2  # one bar compares nothing


def goal_charts(report: Report, entries: Sequence[MatpunktEntry]) -> Section:
    """The mätpunkter that have a level to reach; empty where fewer than two values are shown."""
    judged = [(entry, value_of(report, entry), entry.target) for entry in entries]
    known = [(entry, figure, target) for entry, figure, target in judged if target is not None]
    # The target tells the unit; a figure without a value may have none.
    shares = [_share(entry, figure, target) for entry, figure, target in known if target.unit == Unit.SHARE]
    counts = [
        bullet
        for entry, figure, target in known
        if target.unit != Unit.SHARE and figure.unit is Unit.COUNT
        for bullet in _count(entry, figure, target)
    ]
    return join(
        _drawn("andelar", "Andelar mot målen", shares),
        _drawn("antal", "Antal, som andel av målet", counts),
    )


def _drawn(kind: str, unit: str, bullets: Sequence[Bullet]) -> Section:
    shown = [bullet for bullet in bullets if _is_known(bullet)]
    if len(shown) < _FEWEST:
        return EMPTY
    well = sum(map(_is_well, shown))
    # Where a value stands says less than a verdict: before the time is out nothing is reached by it.
    told = _NONE_ONE[kind][well] if well < len(_NONE_ONE[kind]) else count_word(well)
    of = count_word(len(shown)) if len(shown) == len(bullets) else f"de {count_word(len(shown))}"
    whole = kind if len(shown) == len(bullets) else f"{kind} som kan visas"
    title = f"Just nu ligger {told} av {of} {whole} {_side(shown)} sitt mål"
    note = " ".join(["Strecket är målet.", *([_RANGE] if any(bullet.low is not None for bullet in shown) else [])])
    return bullet_bars(Words(f"diagram-{kind}", title, unit, "Mätpunkt", note), bullets)


def _side(bullets: Sequence[Bullet]) -> str:
    """Where a value stands that does well, in words that hold for every target."""
    return "på eller över" if all(bullet.bound == "at_least" for bullet in bullets) else "på rätt sida om"


def _share(entry: MatpunktEntry, figure: Figure, target: Target) -> Bullet:
    wanted, bound = _wanted(target)
    value = figure.share if figure.value is not None else figure.mark or Mark.MISSING
    bar = Bar(entry.name, value, detail=made_of(figure, in_full=False) or None)
    is_open = figure.low is not None and figure.low != figure.high
    low, high = (figure.low, figure.high) if is_open else (None, None)
    return Bullet(bar, wanted, bound, low=low, high=high, verdict=figure.verdict)


def _count(entry: MatpunktEntry, figure: Figure, target: Target) -> Iterator[Bullet]:
    wanted, bound = _wanted(target)
    if wanted > 0 and bound == "at_least":
        is_shown = figure.value is not None
        value = Fraction(figure.value or 0) / wanted if is_shown else figure.mark or Mark.MISSING
        bar = Bar(entry.name, value, shown=figure.printed if is_shown else None)
        yield Bullet(bar, Fraction(1), bound, verdict=figure.verdict, target_shown=entry.target_text)


def _wanted(target: Target) -> tuple[Fraction, Bound]:
    if target.at_least is not None:
        return Fraction(target.at_least), "at_least"
    return Fraction(target.at_most or 0), "at_most"


def _is_known(bullet: Bullet) -> bool:
    return bullet.bar.value is not None and not isinstance(bullet.bar.value, Mark)


def _is_well(bullet: Bullet) -> bool:
    value, target = bullet.bar.value, bullet.target
    if value is None or isinstance(value, Mark) or target is None:
        return False
    return value >= target if bullet.bound == "at_least" else value <= target
