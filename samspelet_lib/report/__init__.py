"""All that a notebook may import: tables, charts and sentences made from releases alone."""

from samspelet_lib.report.open import open_report

__all__ = ["open_report"]
