"""Forms: one workbook per insats to fill in, and one for the förbund's own tables."""

from pathlib import Path

from samspelet_lib.data.form_contents import forms_of
from samspelet_lib.data.form_workbook import write_form
from samspelet_lib.plan.model import Plan

OWN = "forbundet"


def write_forms(plan: Plan, folder: Path) -> list[Path]:
    """The forms that were written to the folder, in the plan's order, the förbund's own last.

    The same plan gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in forms_of(plan):
        path = folder / f"blankett-{form.insats or OWN}.xlsx"
        write_form(form, path)
        written.append(path)
    return written
