"""The message of a page: a few sentences that name the mätpunkter, so that a verdict that flips changes them."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from samspelet_lib.figure import Figure, Verdict
from samspelet_lib.period import Period
from samspelet_lib.report.wording import exact_enough, reason_alone
from samspelet_lib.swedish import count_word, enumerate_words, first_lower, first_upper

_MOST = 8  # names in one sentence, or below it
_MOST_REASONS = 3
_FORBUND = "Förbundet"  # whose a mätpunkt is that no insats has


@dataclass(frozen=True)
class Said:
    """A mätpunkt as the sentences need it.

    Attributes:
        name: what the reader calls it, without quotation marks.
        insats: whose it is, where the page is about several.
        figure: its main figure.
        target: its target in words.
        before: its verdict in the period before, where that was another.
    """

    name: str
    figure: Figure
    target: str = ""
    before: Verdict | None = None
    insats: str | None = None

    @property
    def quoted(self) -> str:
        """The name within quotation marks."""
        return f"”{self.name}”"

    @property
    def with_value(self) -> str:
        """The name with value and target, for what needs attention."""
        if self.figure.value is None or not self.target:
            return self.quoted
        return f"{self.quoted} ({exact_enough(self.figure, self.target)}, mål {self.target})"


def messages(said: Sequence[Said], *, since: Period | None, is_brief: bool = False) -> Iterator[str]:
    """What is reached, at risk, changed, and what cannot be judged and why; at most five, each of a sentence or two.

    Args:
        said: every mätpunkt of the page.
        since: the period that changes are told against; None where there is none.
        is_brief: the page is about several insatser, whose names stand before their mätpunkter, and its tables tell
            what goes well.
    """
    if said and all(one.figure.verdict is Verdict.NOT_YET for one in said):
        yield f"Ingen av {_whole(said)} går att bedöma ännu. {' '.join(_common_reasons(said))}"
        return
    if said:
        yield _well_in_brief(said) if is_brief else _well(said, _MOST)
    if is_brief:
        parts = [*_badly_in_brief(said), _changed_in_brief(said, since), _unknown_in_brief(said)]
    else:
        parts = [_badly(said, _MOST), _changed(said, since, most=_MOST), _unknown(said, _MOST)]
    yield from filter(None, parts)


def _of(said: Iterable[Said], *verdicts: Verdict) -> list[Said]:
    return [one for one in said if one.figure.verdict in verdicts]


def _well(said: Sequence[Said], most: int) -> str:
    reached, coming = _of(said, Verdict.REACHED), _of(said, Verdict.ON_TRACK)
    whole = _whole(said)
    if reached:
        first = _sentence(reached, f" av {whole}", _is_are("nådd", "nådda"), most=most)
    else:
        first = f"Ingen av {whole} är nådd ännu." if coming else f"Ingen av {whole} är nådd."
    return " ".join(filter(None, [first, _sentence(coming, "", _is_are("på väg", "på väg"), most=most)]))


def _well_in_brief(said: Sequence[Said]) -> str:
    reached, coming = len(_of(said, Verdict.REACHED)), len(_of(said, Verdict.ON_TRACK))
    told = "Ingen" if reached == 0 else first_upper(count_word(reached))
    rest = f" och {count_word(coming)} är på väg" if coming else ""
    return f"{told} av {_whole(said)} är {'nådda' if reached > 1 else 'nådd'}{rest}."


def _whole(said: Sequence[Said]) -> str:
    return f"{count_word(len(said))} {'mätpunkt' if len(said) == 1 else 'mätpunkter'}"


def _badly(said: Sequence[Said], most: int) -> str:
    risk, missed = _of(said, Verdict.AT_RISK), _of(said, Verdict.NOT_REACHED)
    parts = [
        _sentence(missed, "", _is_are("inte nådd", "inte nådda"), most=most, named=_with_value),
        _sentence(risk, "", lambda _: "riskerar att inte nås", most=most, named=_with_value),
    ]
    return " ".join(filter(None, parts))


def _badly_in_brief(said: Sequence[Said]) -> Iterator[str]:
    missed, risk = _of(said, Verdict.NOT_REACHED), _of(said, Verdict.AT_RISK)
    if missed:
        verb = _is_are("inte nådd", "inte nådda")(len(missed))
        yield _below(f"{first_upper(count_word(len(missed)))} {verb}:", missed, _with_value)
    if risk:
        yield _below(f"{first_upper(count_word(len(risk)))} riskerar att inte nås:", risk, _with_value)


def _below(lead: str, said: Sequence[Said], told: Callable[[Said], str]) -> Markup:
    """The sentence, and below it a line for each insats with its mätpunkter."""
    by_insats: dict[str, list[str]] = defaultdict(list)
    for one in said[:_MOST]:
        by_insats[one.insats or _FORBUND].append(told(one))
    lines = [f"{insats}: {'; '.join(names)}" for insats, names in by_insats.items()]
    rest = len(said) - _MOST
    lines += [f"{count_word(rest)} till, se tabellerna"] if rest > 0 else []
    listed = Markup("").join(Markup(" <li>{}</li>").format(line) for line in lines)
    return Markup("{}<ul>{}</ul>").format(lead, listed)


def _changed(said: Sequence[Said], since: Period | None, *, most: int) -> str:
    lead, flipped = _change(said, since)
    told = [_from_to(one) for one in flipped]
    return f"{lead}: {_listed(told, most)}." if flipped else lead


def _changed_in_brief(said: Sequence[Said], since: Period | None) -> str:
    lead, flipped = _change(said, since)
    return _below(f"{lead}:", flipped, _from_to) if flipped else lead


def _change(said: Sequence[Said], since: Period | None) -> tuple[str, list[Said]]:
    """How many have another verdict than in the period before, and which."""
    if since is None:
        return "", []
    flipped = [one for one in said if one.before is not None]
    when = f"Sedan redovisningen för {since.label}"
    if not flipped:
        return f"{when} har ingen bedömning ändrats.", []
    return f"{when} har {count_word(len(flipped))} fått en annan bedömning", flipped


def _from_to(one: Said) -> str:
    return f"{one.quoted} från {one.before} till {one.figure.verdict}"


def _unknown(said: Sequence[Said], most: int) -> str:
    waiting, hidden = _of(said, Verdict.NOT_YET), _of(said, Verdict.CONFIDENTIAL)
    parts = []
    if waiting:
        parts += [f"{first_upper(count_word(len(waiting)))} går inte att bedöma ännu.", *_why(waiting, most)]
    if hidden:
        verb = "visas inte, av hänsyn till enskilda personer"
        parts.append(_sentence(hidden, "", lambda _: verb, most=most))
    return " ".join(parts)


def _unknown_in_brief(said: Sequence[Said]) -> str:
    waiting, hidden = _of(said, Verdict.NOT_YET), _of(said, Verdict.CONFIDENTIAL)
    parts = []
    if waiting:
        parts += [f"{first_upper(count_word(len(waiting)))} går inte att bedöma ännu.", *_common_reasons(waiting)]
    if hidden:
        parts.append(f"{first_upper(count_word(len(hidden)))} visas inte, av hänsyn till enskilda personer.")
    return " ".join(parts)


def _common_reasons(waiting: Sequence[Said]) -> Iterator[str]:
    """The most common reasons, with how many wait for each where they differ."""
    reasons = Counter(_first_sentence(one.figure) for one in waiting)
    if len(reasons) == 1:
        yield from reasons
        return
    commonest = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    for reason, times in commonest[:_MOST_REASONS]:
        yield f"För {count_word(times)}: {first_lower(reason)}"
    rest = sum(times for _, times in commonest[_MOST_REASONS:])
    if rest:
        yield f"För {count_word(rest)}: {'ett annat skäl' if rest == 1 else 'andra skäl'}, se tabellen."


def _first_sentence(figure: Figure) -> str:
    """The first of the sentences that tell what is missing."""
    return re.split(r"(?<=\.)\s", reason_alone(figure) or "Något saknas.")[0]


def _why(waiting: Sequence[Said], most: int) -> Iterator[str]:
    """Those that wait for the same thing together, the most common first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for one in waiting:
        by_reason[_first_sentence(one.figure)].append(one.quoted)
    for reason, names in sorted(by_reason.items(), key=lambda pair: -len(pair[1]))[:most]:
        yield f"{_listed(names, most)}: {first_lower(reason)}"


def _sentence(
    said: Sequence[Said],
    whole: str,
    verb: Callable[[int], str],
    *,
    most: int,
    named: Callable[[Said], str] | None = None,
) -> str:
    if not said:
        return ""
    names = [(named or _quoted)(one) for one in said]
    return f"{first_upper(count_word(len(said)))}{whole} {verb(len(said))}: {_listed(names, most)}."


def _quoted(one: Said) -> str:
    return one.quoted


def _with_value(one: Said) -> str:
    return one.with_value


def _is_are(one: str, many: str) -> Callable[[int], str]:
    return lambda count: f"är {one if count == 1 else many}"


def _listed(names: Sequence[str], most: int) -> str:
    """The names as a list in a sentence; past the limit it says how many more there are."""
    rest = len(names) - most
    return enumerate_words([*names[:most], *([f"{count_word(rest)} till"] if rest > 0 else [])])
