"""Exact figures of a period, and what changed between two releases, as frames."""

import pandas as pd

from samspelet_lib.explore.frame import PrivateFrame, private
from samspelet_lib.figure import Figure
from samspelet_lib.project import find_project
from samspelet_lib.release.diff import diff
from samspelet_lib.release.store import Edition, Release, Store
from samspelet_lib.report import open_report


def open_release(name: str) -> Release:
    """The exact release that `2026-10` or `2026-10@1` names; a draft where none is kept of the period.

    Raises:
        UsageError: the name is no period, or there is no such release.
    """
    if "@" in name:
        return Store(find_project().var).named(name, Edition.INTERNAL)
    return open_report("method", name, edition=Edition.INTERNAL).release


def figures(release: Release, measure: str | None = None) -> PrivateFrame:
    """A release's figures, one a row: measure, dimensions, value with what it is made of, and verdict.

    Args:
        release: an exact release, from `open_release`.
        measure: only this measure, such as `matpunkt`.
    """
    found = [figure for figure in release.figures if measure in {None, figure.measure}]
    return private(pd.DataFrame([_row(figure) for figure in found]).dropna(axis="columns", how="all"))


def _row(figure: Figure) -> dict[str, object]:
    dims = {name: value for name, value in figure.dims if name != "forbund"}
    return {
        "mått": figure.measure,
        **dims,
        "namn": figure.label,
        "visas": figure.printed,
        "värde": None if figure.value is None else float(figure.value),
        "täljare": None if figure.numerator is None else float(figure.numerator),
        "nämnare": None if figure.denominator is None else float(figure.denominator),
        "svar": figure.answers,
        "tillfrågade": figure.invited,
        "bedömning": str(figure.verdict) if figure.verdict else None,
        "id": figure.id,
    }


def changes(before: Release, after: Release) -> PrivateFrame:
    """Every figure that differs between two releases: before, after and the kind of cause."""
    found = [vars(change) for change in diff(before, after)]
    columns = {"figure": "id", "label": "namn", "before": "före", "after": "efter", "why": "varför"}
    return private(pd.DataFrame(found, columns=list(columns)).rename(columns=columns))
