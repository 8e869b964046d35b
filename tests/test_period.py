"""Periods as people and papermill write them."""

from datetime import date

import pytest

from samspelet_lib.errors import UsageError
from samspelet_lib.period import Period, PeriodKind


@pytest.mark.parametrize(
    ("text", "folder", "label", "kind", "start", "end"),
    [
        ("2026-03", "2026-03", "mars 2026", PeriodKind.MONTH, date(2026, 3, 1), date(2026, 3, 31)),
        (
            "2026-01..08",
            "2026-01_08",
            "januari–augusti 2026",
            PeriodKind.INTERIM,
            date(2026, 1, 1),
            date(2026, 8, 31),
        ),
        (
            "2026-01_08",
            "2026-01_08",
            "januari–augusti 2026",
            PeriodKind.INTERIM,
            date(2026, 1, 1),
            date(2026, 8, 31),
        ),
        ("2026", "2026", "2026", PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (2026, "2026", "2026", PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-01..12", "2026", "2026", PeriodKind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2028-02", "2028-02", "februari 2028", PeriodKind.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_period_has_a_folder_a_label_and_its_days(text, folder, label, kind, start, end):
    """Every way of writing a period gives its folder, Swedish label, kind and first and last day."""
    period = Period.parse(text)

    assert (folder, label, kind, start, end) == (
        period.folder, period.label, period.kind, period.start, period.end,
    )  # fmt: skip
    assert period == Period.parse(str(period)) == Period.parse(period.folder)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-08..01", "oktober", "", "26-10", "2026-1", None, 0])
def test_what_is_no_period_is_refused_with_the_three_ways_to_write_one(text):
    """The refusal shows how a month, an interim period and a year are written."""
    with pytest.raises(UsageError, match=r"2026-03.*2026-01\.\.08.*2026"):
        Period.parse(text)
