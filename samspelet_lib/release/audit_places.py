"""Texts that give a number where the public release has a mark, by what a reader takes them to be about.

A text is about a figure when every word that tells the figure apart, such as its insats, its mätpunkt and
”kvinnor”, stands in the heads and headings around it. A number there has to be one that the release shows.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property

from samspelet_lib import swedish
from samspelet_lib.figure import Figure, Mark, Unit
from samspelet_lib.period import MONTHS, Period
from samspelet_lib.release.store import MatpunktEntry, Release

NUMBER = re.compile(r"\d+(?:[\u00a0\u202f]\d{3})*(?:,\d+)?")
_WHEN = re.compile(r"\b20\d\d(?:-\d\d){0,2}\b")
_WHERE = re.compile(r"\b(?:utgåva|punkt|stycke|rad)[ \u00a0]\d+", re.IGNORECASE)  # in which release or document
_SPELLED = {swedish.count_word(number): str(number) for number in range(2, 13)}
_FEW = {"ett par": "2", "en": "1", "ett": "1", "ingen": "0", "inga": "0"}  # numbers of people, and else other words
_PEOPLE = r"(?:av )?(?:de )?(?:deltagar|person|kvinn|m[aä]n\b|männen|ungdom|elev|patient|ärende)"
# Unless it counts mätpunkter, as the sentences that sum up a page do.
_OF_MATPUNKTER = (
    "mätpunkter|antal har|andelar har|är nådda|är inte nådda|är på väg|riskerar att inte nås|visas inte"
    "|går inte att bedöma|fått en annan bedömning|till(?=[.: ])"
)
_WORD = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b(?!:| (?:av \w+ )?(?:{_OF_MATPUNKTER}))", re.IGNORECASE)
_FEW_PEOPLE = re.compile(rf"\b(?:{'|'.join(_FEW)})(?= {_PEOPLE})", re.IGNORECASE)
_ONE_OF = {"kvinnor": "en kvinna", "män": "en man"}  # as a figure's label has it, and of one person
_HAS_NUMBER = re.compile(rf"\d|{_WORD.pattern}|{_FEW_PEOPLE.pattern}", re.IGNORECASE)
_WORDS = 2  # that tell a figure apart, at least; with one, everything about an insats would be about it
_SHORTEST = 5  # of a text of the plan that can be told from a bare number
_PRINTED = ("value", "numerator", "denominator", "answers", "invited", "missing", "low", "high")

Series = tuple[str, str | None, str | None]  # a measure, of an insats, and of a mätpunkt where it is of one


@dataclass(frozen=True)
class Slot:
    """A text with where it stands.

    Attributes:
        place: where, in words for whoever has to look for it.
        text: what is read there.
        context: the heads, headings and captions that say what it is about.
        section: all that stands in the same part of the page.
        table: caption of the table it is a cell of; its row head and column head then end the context.
        is_free: a sentence or a heading, rather than a value with its name.
    """

    place: str
    text: str
    context: tuple[str, ...]
    section: str = ""
    table: str = ""
    is_free: bool = False


@dataclass(frozen=True)
class _Known:
    """A figure as it was published.

    Attributes:
        words: what tells it apart.
        when: how its release is named where it is an earlier one; empty for this one.
    """

    figure: Figure
    words: frozenset[str]
    when: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number that may be printed of it."""
        return frozenset(_numbers_of(self.figure))


class Places:
    """What a public release, and those before it, let a page say in each place.

    Args:
        release: the release that the pages are made of.
        earlier: what had been published before; its values may be repeated where they are dated.
        exact: the release within the house; only a hidden figure's own numbers are then findings.
    """

    def __init__(self, release: Release, earlier: Sequence[Release] = (), exact: Release | None = None) -> None:
        self._own = {figure.id: frozenset(_numbers_of(figure)) for figure in exact.figures} if exact else None
        self._insatser = {entry.id: entry.name.casefold() for entry in release.insatser}
        self._matpunkter = {(entry.insats, entry.id): _name(entry) for entry in release.matpunkter}
        figures = [_Known(figure, self._words(figure)) for figure in release.figures]
        self._hidden = [known for known in figures if known.figure.mark is Mark.HIDDEN]
        self._shown = [known for known in figures if known.figure.mark is None]
        for before in earlier:
            when = (before.period, Period.parse(before.period).label)
            self._shown += [_Known(f, self._words(f), when) for f in before.figures if f.mark is None]
        self._vocabulary = frozenset(word for known in (*self._hidden, *self._shown) for word in known.words)
        self._said = cache(self._words_in)
        said = {text.casefold() for text in _texts_of(release, with_comments=exact is None)}
        self._static = sorted(said, key=len, reverse=True)
        self._where = frozenset(_whereabouts(release, earlier))
        self._spoken_of = cache(self._about)

    def leaks(self, slots: Collection[Slot]) -> Iterator[tuple[str, str]]:
        """The places that give a number of a hidden figure, each with the figure's id; never the number."""
        measures = self._measures(slots)
        for slot in slots:
            if not _HAS_NUMBER.search(slot.text):
                continue
            words = self._around(slot)
            hidden = [known for known in self._spoken_of(words) if _is_meant(known, slot, measures)]
            least = max((len(known.words) for known in hidden), default=0)
            if hidden and self._unexplained(slot, words, hidden, least=least):
                yield slot.place, min(known.figure.id for known in hidden if len(known.words) == least)

    def _measures(self, slots: Collection[Slot]) -> dict[str, set[str]]:
        """Of which measures each table hides something, by its caption."""
        found: dict[str, set[str]] = {}
        for slot in slots:
            if slot.text == Mark.HIDDEN and slot.table:
                about = self._spoken_of(self._around(slot))
                found.setdefault(slot.table, set()).update(k.figure.measure for k in about if len(k.words) >= _WORDS)
        return found

    def _around(self, slot: Slot) -> frozenset[str]:
        return frozenset().union(*map(self._said, slot.context), self._said(slot.text))

    def _about(self, words: frozenset[str]) -> list[_Known]:
        """The hidden figures that every word of stands there."""
        names = words & set(self._insatser.values())
        return [known for known in self._hidden if known.words <= words and (known.figure.dims.insats or not names)]

    def _unexplained(self, slot: Slot, words: frozenset[str], hidden: Sequence[_Known], *, least: int) -> set[str]:
        """The numbers that no shown figure with as many of the words has, and no text of the plan."""
        text = _WHERE.sub(self._but_where, _WHEN.sub(" ", slot.text.casefold()))
        for said in self._static:
            if said in text:
                text = text.replace(said, " ")
        left = {_plain(found) for found in NUMBER.findall(_WORD.sub(lambda found: _SPELLED[found[0]], text))}
        few = {_FEW[found] for found in _FEW_PEOPLE.findall(text)}
        if self._own is not None:
            own = frozenset().union(*(self._own.get(known.figure.id, frozenset()) for known in hidden))
            left, few = left & own, few & own
        if not left | few:
            return left
        around = f"{slot.section}{slot.text}{''.join(slot.context)}".casefold()
        # A page may call the parts of a measure by other words than the release does.
        akin = {_series(known.figure) for known in hidden}
        names = {known.figure.id for known in hidden}
        left -= self._quotients(akin)
        for known in self._shown:
            is_meant = known.words <= words and (
                len(known.words) >= least or not names.isdisjoint(known.figure.members)
            )
            if (is_meant or _series(known.figure) in akin) and _is_dated(known, around):
                left -= known.numbers
            if is_meant and _is_dated(known, around):
                few -= known.numbers  # nobody and one are everywhere: only the figure itself explains them
        return left | few

    def _but_where(self, found: re.Match[str]) -> str:
        """Nothing, where the words are those of a document or a release that there is; else the words."""
        return " " if _plain_words(found[0]) in self._where else found[0]

    def _quotients(self, akin: Collection[Series]) -> set[str]:
        """The shares that shown counts of the same measure are of each other."""
        counts = [
            known.figure.value
            for known in self._shown
            if _series(known.figure) in akin and known.figure.unit is Unit.COUNT
        ]
        shares = [Fraction(part) / Fraction(whole) for part in counts for whole in counts if part and whole]
        return {found for share in shares if share <= 1 for found in NUMBER.findall(swedish.percent(share))}

    def _words(self, figure: Figure) -> frozenset[str]:
        dims = figure.dims
        said = figure.label.split(": ") if dims.wave is None else figure.label.rsplit(", ", 1)  # which question, when
        pieces = {swedish.without_share(piece).casefold() for piece in said if piece}
        name = self._matpunkter.get((dims.insats, dims.matpunkt or ""))
        own = {self._insatser.get(dims.insats or ""), name, _month(dims.month)}
        return frozenset(pieces | {word for word in own if word})

    def _words_in(self, text: str) -> frozenset[str]:
        said = text.casefold()
        names = sorted({name for name in self._matpunkter.values() if name in said}, key=len, reverse=True)
        rest = said  # ”kvinnor och män” in a mätpunkt's name says nothing of how many women there are
        for name in names:
            rest = rest.replace(name, " ")
        found = (word for word in self._vocabulary if _is_said(word, said))
        return frozenset(word for word in found if _is_said(word, rest) or any(name in word for name in names))


def _is_meant(known: _Known, slot: Slot, measures: Mapping[str, set[str]]) -> bool:
    """Whether the words are enough: one alone has to head a row or column of a table that hides the same measure."""
    if len(known.words) >= _WORDS:
        return not slot.is_free or _names(known.words, slot)
    heads = {head.casefold() for head in slot.context[-2:]}
    return known.words <= heads and known.figure.measure in measures.get(slot.table, ())


def _names(words: frozenset[str], slot: Slot) -> bool:
    """Whether a sentence itself, with the page's title, has the words; what stands above it may be of another thing."""
    said = f"{slot.text} {' '.join(slot.context[:1])}".casefold()
    return all(_is_said(word, said) for word in words)


def _is_said(word: str, text: str) -> bool:
    """Whether the text has the word, or what one of them is called."""
    return word in text or _ONE_OF.get(word, word) in text


def _series(figure: Figure) -> Series:
    return figure.measure, figure.dims.insats, figure.dims.matpunkt


def _is_dated(known: _Known, around: str) -> bool:
    return not known.when or any(when.casefold() in around for when in known.when)


def _name(entry: MatpunktEntry) -> str:
    """What a mätpunkt is called where a page leaves out the share to reach."""
    return swedish.without_share(entry.name).casefold()


def _whereabouts(release: Release, earlier: Sequence[Release]) -> Iterator[str]:
    """Every place of a document that the release names, and every release that there has been of its year."""
    named = {text for entry in (release.model_dump(mode="json"),) for text in _strings(entry)}
    yield from (_plain_words(found) for text in named for found in _WHERE.findall(text))
    most = max(each.number for each in (release, *earlier))
    yield from (f"utgåva {number}" for number in range(1, most + 1))


def _plain_words(text: str) -> str:
    return text.casefold().replace("\u00a0", " ")


def _month(month: str | None) -> str | None:
    return MONTHS[int(month[-2:]) - 1] if month else None


def _plain(number: str) -> str:
    return re.sub(r"\s", "", number)


def _numbers_of(figure: Figure) -> Iterator[str]:
    texts = [figure.printed, figure.verdict_reason, figure.note, figure.label, figure.base_label, figure.shown]
    yield from (_plain(found) for text in texts if text for found in NUMBER.findall(text))
    for name in _PRINTED:
        value = getattr(figure, name)
        if value is None:
            continue
        for decimals in range(3):
            yield _plain(swedish.number(value, decimals)).lstrip("\u2212")
            if figure.unit is Unit.SHARE:
                yield from (_plain(found) for found in NUMBER.findall(swedish.percent(value, decimals)))
    if figure.answers is not None and figure.invited:
        yield from NUMBER.findall(swedish.percent(Fraction(figure.answers, figure.invited)))


def _texts_of(release: Release, *, with_comments: bool) -> set[str]:
    """Every text of the release with a number in it, that is longer than a number.

    What an owner has written is held against the exact figures where they are at hand: it may tell one of them.
    """
    parts = (
        release.matpunkter, release.texts, release.findings, release.questions, release.insatser, release.sources,
        release.deliveries, release.rows, *([release.comments] if with_comments else []),
    )  # fmt: skip
    found = {text for part in parts for entry in part for text in _strings(entry.model_dump(mode="json"))}
    found |= {
        text
        for figure in release.figures
        if figure.mark is None
        for text in (figure.verdict_reason, figure.note)
        if text
    }
    found |= {piece for figure in release.figures for piece in (figure.label, *re.split(": |, ", figure.label))}
    found |= {release.period, Period.parse(release.period).label}
    return {text for text in found if len(text) >= _SHORTEST and _HAS_NUMBER.search(text)}


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from _strings(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _strings(value)
