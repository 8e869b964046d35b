"""The numbers of a voucher series, as runs: gaps and repeats without keeping every number."""

from dataclasses import dataclass, field

from samspelet_lib.data.sie_findings import FindingLog

_LONGEST_NUMBER = 15


@dataclass
class Series:
    """The numbers met in one series.

    Attributes:
        line: where the series is first met.
        runs: `[first, last]` of numbers met one after another.
    """

    line: int
    runs: list[list[int]] = field(default_factory=list)

    def add(self, number: str) -> None:
        """Takes a voucher's number into account; numbers that are not digits have no order and are passed over."""
        if not (number.isascii() and number.isdigit()) or len(number) > _LONGEST_NUMBER:
            return
        value = int(number)
        if self.runs and self.runs[-1][1] + 1 == value:
            self.runs[-1][1] = value
        else:
            self.runs.append([value, value])

    def check(self, name: str, log: FindingLog) -> None:
        """Tells the repeated numbers and the gaps of the series."""
        repeated, gaps, first_gap = 0, 0, 0
        end: int | None = None
        for first, last in sorted(self.runs):
            if end is not None and first <= end:
                repeated += min(end, last) - first + 1
            elif end is not None and first > end + 1:
                first_gap = first_gap or end
                gaps += 1
            end = last if end is None else max(end, last)
        shown = name or "utan namn"
        if repeated:
            log.add("number_repeated", self.line, series=shown, count=repeated)
        if gaps:
            log.add("number_gap", self.line, series=shown, count=gaps, after=first_gap)
