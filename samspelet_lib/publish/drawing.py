"""What a drawing says: its words, its numbers, and how long its bars are beside the table behind it.

A bar's length is a number to whoever has a ruler. So every bar must be as long as its value in the table says,
on one scale, and where the table hides a value there may be no bar but the one box that all hidden values share.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

NUMBER = re.compile(r"\d+(?:[\u00a0\u202f]\d{3})*(?:,\d+)?")
_RECTANGLE = re.compile(r"M(-?[\d.]+) (-?[\d.]+)H(-?[\d.]+)V(-?[\d.]+)H(-?[\d.]+)(?:V-?[\d.]+)?z")
_MONEY = re.compile(r"\b(?:tkr|kronor)\b")
_HIDDEN = ".."
_ROUNDED = 0.35  # how far the drawing's one decimal and the outlines of bars can move an edge
_MOST = 0.6  # share of a group's bars that must fit a column before the others are said not to
_KEY = 10.0  # the side of a square that tells what a colour means, at most
_LEAST = 4  # bars or points, before a scale can be read out of them; of three, two may fit one by chance
Bar = tuple[float, float, float, float]  # left, top, right, bottom
Points = list[tuple[float, float]]  # where along the axis, and how long
Values = Sequence[float | None]


@dataclass
class Drawing:
    """A drawing as read.

    Attributes:
        anchor: the figure's id; empty for a drawing in a text.
        alt: what is read aloud.
        texts: the words in it.
        table: rows of the table behind it, each with its row head first.
        words: caption and heads of that table.
        bars: filled rectangles by how they look.
        dots: points of lines by how they look.
    """

    anchor: str
    alt: str
    title: str = ""
    words: str = ""
    texts: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    bars: dict[str, list[Bar]] = field(default_factory=lambda: defaultdict(list))
    hidden: list[Bar] = field(default_factory=list)
    dots: dict[str, Points] = field(default_factory=lambda: defaultdict(list))

    def add(self, tag: str, given: dict[str, str]) -> None:
        """One element of the drawing."""
        look = f"{given.get('class', '')} {given.get('fill', '')}"
        found = _RECTANGLE.fullmatch(given.get("d", "")) if tag == "path" else None
        if found:
            left, top, right, bottom = (float(found[number]) for number in range(1, 5))
            bar = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            (self.hidden if "stroke-dasharray" in given else self.bars[look]).append(bar)
        elif tag == "rect":
            left, top = float(given.get("x", 0)), float(given.get("y", 0))
            right, bottom = left + float(given.get("width", 0)), top + float(given.get("height", 0))
            self.bars[look].append((left, top, right, bottom))
        elif tag in {"use", "circle"}:
            self.dots[look].append(
                (float(given.get("x", given.get("cx", 0))), float(given.get("y", given.get("cy", 0))))
            )

    def faults(self, also: Collection[str] = ()) -> Iterator[str]:
        """What the drawing says that the table behind it does not; `also` are numbers that it may name beside."""
        if not self.table:
            return
        known = numbers("\n".join([self.title, self.words, *(cell for row in self.table for cell in row)])) | set(also)
        if numbers(self.alt) - known - _more(self.alt):
            yield "alternativtexten har tal som inte står i tabellen bakom"
        if any(self._says_hidden(row) for row in self.table):
            yield "alternativtexten har tal där tabellen bakom har ”..”"
        if numbers("\n".join(self.texts)) - known and not self._has_axis():
            yield "diagrammets text har tal som inte står i tabellen bakom"
        if not _MONEY.search(f"{self.title} {self.words}"):  # money is open to all, and drawn in more ways
            yield from self._geometry()

    def _has_axis(self) -> bool:
        """Whether numbers of a scale are drawn, which no table holds."""
        return len({text for text in self.texts if text.endswith("%")} - {row[-1] for row in self.table}) > 2  # noqa: PLR2004

    def _says_hidden(self, row: Sequence[str]) -> bool:
        """Whether the words of a row that is hidden whole hold a number."""
        if set(row[1:]) - {_HIDDEN} or len(row) == 1:
            return False
        head = row[0].casefold()
        for fact in re.split(r"[;.] |; |: (?=\w+ \d)", self.alt):
            said = fact.casefold().partition(head)
            if said[1] and numbers(said[2]):
                return True
        return False

    def _geometry(self) -> Iterator[str]:
        sizes = {(round(right - left), round(bottom - top)) for left, top, right, bottom in self.hidden}
        if len(sizes) > 1:
            yield "rutor för dolda tal är olika stora"
        columns = list(_columns(self.table))
        lengths: list[Values] = [[None if value is None else abs(value) for value in column] for column in columns]
        lengths.append(_of_targets(self.table))
        for bars in self.bars.values():
            if not _is_alike(bars):
                yield "en stapel är inte lik de andra"
            elif not _is_grid(bars) and any(_misfits(points, lengths) for points in _lengths(bars)):
                yield "en stapel är inte så lång som tabellen bakom säger"
        for dots in self.dots.values():
            if _misfits(dots, columns):
                yield "en punkt står inte där tabellen bakom säger"


def numbers(text: str) -> set[str]:
    """The numbers in a text, written alike: a table gives a whole amount the decimals of its column."""
    return {re.sub(r"\s|,0+$", "", found) for found in NUMBER.findall(text)}


def _more(alt: str) -> set[str]:
    """How many facts the table holds beside those that are read aloud."""
    found = re.search(r"; och (\d+) till i tabellen\.", alt)
    return {found[1]} if found else set()


def _columns(table: Sequence[Sequence[str]]) -> Iterator[Values]:
    """The table's columns as numbers; None where a cell holds none."""
    for column in range(1, max(map(len, table))):
        yield [_number(row[column]) if column < len(row) else None for row in table]


def _of_targets(table: Sequence[Sequence[str]]) -> Values:
    """Each row's value in parts of its own target (”minst 14 elever”), as bars of several units are drawn."""
    shares: list[float | None] = []
    for row in table:
        value = _number(row[1]) if len(row) > 2 else None  # noqa: PLR2004 - row head, value, target
        found = NUMBER.search(row[2]) if value is not None else None
        target = _number(found[0]) if found else None
        shares.append(value / target if value is not None and target else None)
    return shares


def _number(cell: str) -> float | None:
    text = re.sub(r"\s", "", cell).replace("\u2212", "-").replace(",", ".")
    is_share = text.endswith("%")
    try:
        return round(float(text.removesuffix("%")) / 100, 6) if is_share else float(text)
    except ValueError:
        return None


def _is_grid(bars: Sequence[Bar]) -> bool:
    """Whether the bars are the equal cells of a matrix, or one shape."""
    sizes = {(round(right - left), round(bottom - top)) for left, top, right, bottom in bars}
    return len(sizes) == 1 and len({round(bar[0]) for bar in bars}) > 1 < len({round(bar[1]) for bar in bars})


def _is_alike(bars: Sequence[Bar]) -> bool:
    """Whether the bars, the squares of a key apart, are equally wide or equally high: each says but its length."""
    sizes = [(right - left, bottom - top) for left, top, right, bottom in bars]
    drawn = [size for size in sizes if max(size) > _KEY or abs(size[0] - size[1]) > 1]
    return not drawn or min(max(each) - min(each) for each in zip(*drawn, strict=True)) <= 1


def _lengths(bars: Sequence[Bar]) -> Iterator[Points]:
    """The bars' places and lengths, upright where they are equally wide, else lying."""
    if len({round(right - left) for left, _, right, _ in bars}) == 1:
        yield [((left + right) / 2, bottom - top) for left, top, right, bottom in bars]
    elif len({round(bottom - top) for _, top, _, bottom in bars}) == 1:
        yield [((top + bottom) / 2, right - left) for left, top, right, bottom in bars]


def _misfits(points: Points, columns: Sequence[Values]) -> bool:
    """Whether most of the points follow a column of the table on one scale, but not all of them do."""
    if len(points) < _LEAST:
        return False
    steps = _steps([place for place, _ in points])
    found = [fit for column in columns for fit in _fits(points, steps, column)]
    return _MOST <= max((share for share, _ in found), default=0.0) < 1 and not any(whole for _, whole in found)


def _steps(places: Sequence[float]) -> list[int]:
    """Which row each place is, counted from the first of them."""
    ordered = sorted(set(places))
    pitch = min((after - before for before, after in pairwise(ordered)), default=1.0)
    return [round((place - ordered[0]) / pitch) for place in places]


def _fits(points: Points, steps: Sequence[int], column: Values) -> Iterator[tuple[float, bool]]:
    """How much of the points one scale explains, and whether some scale explains all, for each row to begin at."""
    unit = _rounding(column)
    for first in range(len(column) - max(steps)):
        pairs = [(column[first + step], length) for step, (_, length) in zip(steps, points, strict=True)]
        known = [(value, length) for value, length in pairs if value is not None]
        slopes = list(_slopes(known, unit))
        if slopes:
            is_whole = max(_on_scale(known, slope, unit) for slope in slopes) == len(pairs)
            yield _on_scale(known, slopes[0], unit) / len(pairs), is_whole


def _rounding(column: Values) -> float:
    """How much the printed values may be from those that were drawn: half of the last place of shares and money."""
    known = [value for value in column if value is not None]
    places = max((len(f"{value:g}".partition(".")[2]) for value in known), default=0)
    return 0.5 * 10.0**-places if places else 0.05


def _slopes(known: Points, unit: float) -> Iterator[float]:
    """How long one unit may be: first as most pairs say, then as the two values furthest apart may say unrounded."""
    pairs = [(b[0] - a[0], b[1] - a[1]) for i, a in enumerate(known) for b in known[i + 1 :] if b[0] != a[0]]
    if not pairs:
        return
    yield median(rise / run for run, rise in pairs)
    run, rise = max(pairs, key=lambda pair: abs(pair[0]))
    for step in range(-4, 5):
        if abs(run) > 2 * unit:
            yield rise / (run + step / 2 * unit)


def _on_scale(known: Points, slope: float, unit: float) -> int:
    """The most points that lie on one line of that slope."""
    room = 2 * (_ROUNDED + abs(slope) * unit)
    starts = sorted(length - slope * value for value, length in known)
    return max(sum(0 <= other - start <= room for other in starts) for start in starts)
