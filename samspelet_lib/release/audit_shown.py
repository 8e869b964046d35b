"""What is printed though its class does not let it be: the first thing an auditor looks at."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from samspelet_lib.figure import OF_A_BASE, DisclosureClass, Figure, Unit
from samspelet_lib.period import DAYS_PER_WEEK
from samspelet_lib.release.audit_reading import printed
from samspelet_lib.release.disclosure import DisclosureRules


def printed_against_rule(figure: Figure, rules: DisclosureRules) -> Iterator[str]:
    """The rules that the figure breaks as it is printed, in words without its value."""
    counts = printed(figure)
    if figure.disclosure in rules.always_shown or (figure.value is None and not counts):
        return
    if figure.unit is Unit.SHARE and figure.value is not None and _has_more_digits(figure.value, figure.decimals):
        yield "andel med fler siffror än vad som trycks"
    if figure.disclosure is DisclosureClass.EXPERIENCE:
        base = min((n for n in (figure.answers, counts.get("denominator")) if n is not None), default=0)
        least = max(rules.experience_base, rules.option_base) if figure.dims.option else rules.experience_base
        if base < least or not figure.invited:
            yield "upplevelse med för liten bas eller okänd svarsfrekvens"
        return
    if figure.disclosure is DisclosureClass.SENSITIVE:
        yield from _sensitive(figure, counts, rules)
    if _too_small(figure, counts, rules):
        yield "för litet antal är redovisat"
    if figure.unit not in (Unit.COUNT, Unit.SHARE):
        yield from _statistic(figure, counts, rules)


def splits_of_few(figures: Sequence[Figure], rules: DisclosureRules) -> Iterator[tuple[Figure, str]]:
    """The figures that are printed though they split a whole of fewer persons than are split at all."""
    few: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if 0 < _people(figure) < rules.split_base:
            few[figure.measure].append(figure)
    for figure in figures:
        if figure.disclosure is not DisclosureClass.PERSON or figure.value is None:
            continue
        if any(_splits(figure, whole, rules) for whole in few[figure.measure]):
            yield figure, "delar upp färre personer än som delas upp"


def _splits(figure: Figure, whole: Figure, rules: DisclosureRules) -> bool:
    """Whether the figure is of some of those whom the whole, of the same measure, is of."""
    own, other = _where(figure, rules), _where(whole, rules)
    return other.items() < own.items() and _place(whole, rules) == _place(figure, rules)


def _people(figure: Figure) -> int:
    counts = printed(figure)
    return counts.get("denominator", counts.get("value", 0))


def _where(figure: Figure, rules: DisclosureRules) -> dict[str, str]:
    return {name: value for name, value in figure.dims.items() if name in rules.splitting}


def _place(figure: Figure, rules: DisclosureRules) -> dict[str, str]:
    return {name: value for name, value in figure.dims.items() if name not in rules.splitting}


def _statistic(figure: Figure, counts: dict[str, int], rules: DisclosureRules) -> Iterator[str]:
    if counts.get("denominator", 0) < rules.statistic_base:
        yield "mått om personer med för liten bas"
    if figure.unit is Unit.DAYS and figure.value is not None and figure.value % DAYS_PER_WEEK:
        yield "dagar om personer, inte hela veckor"


def _sensitive(figure: Figure, counts: dict[str, int], rules: DisclosureRules) -> Iterator[str]:
    if set(dict(figure.dims.items())) & set(rules.narrowing):
        yield "känslig uppgift under hela förbundet"
    if counts.get("denominator", counts.get("value", 0)) < rules.sensitive_base:
        yield "känslig uppgift med för liten bas"


def _too_small(figure: Figure, counts: dict[str, int], rules: DisclosureRules) -> bool:
    people = list(counts.values())
    is_sensitive = figure.disclosure is DisclosureClass.SENSITIVE
    told = [counts[part] for part in OF_A_BASE & counts.keys()]
    if told and "denominator" in counts:
        if counts["denominator"] == 0:
            return False
        if rules.complement or is_sensitive:
            people.append(counts["denominator"] - told[0])
        if figure.missing:
            people += [figure.missing, counts["denominator"] - told[0] - figure.missing]
    least = 0 if is_sensitive or rules.zeros == "small" else 1
    return any(least <= count < rules.threshold for count in people)


def _has_more_digits(share: Decimal, decimals: int) -> bool:
    return bool(share.scaleb(decimals + 2) % 1)
