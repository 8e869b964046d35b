"""What `samspelet check` tells: the plan's findings, and every fault of every delivery."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samspelet_lib.data.delivery import Deliveries
from samspelet_lib.data.door import open_deliveries
from samspelet_lib.data.to_correct import write_to_correct
from samspelet_lib.errors import ExitCode
from samspelet_lib.figure import Finding
from samspelet_lib.plan.load import load_plan, plan_years
from samspelet_lib.project import Project
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.private import privately
from samspelet_lib.rules.lint import lint
from samspelet_lib.swedish import plural

TO_CORRECT = "att_ratta.xlsx"
_MOST_LINES = 40


@dataclass(frozen=True)
class Checked:
    """What was found; `to_correct` is the list for the owners, where there is one."""

    year: int
    findings: list[Finding]
    deliveries: Deliveries | None
    to_correct: Path | None

    @property
    def exit_code(self) -> ExitCode:
        """Done, or partly where a delivery was refused."""
        return ExitCode.PARTLY if self.deliveries and self.deliveries.refused else ExitCode.DONE

    def to_json(self) -> str:
        """The findings as JSON."""
        content: dict[str, Any] = {"plan": [finding.model_dump(mode="json") for finding in self.findings]}
        faults = self.deliveries.findings if self.deliveries else ()
        content["deliveries"] = [
            {"level": f.level, "reason": f.reason, "where": f"{f.source.file}, {f.fault.place}", "problem": f.problem}
            for f in faults
        ]
        return json.dumps(content, ensure_ascii=False, indent=1)

    def to_text(self) -> str:
        """The findings for a terminal."""
        lines = [f"{finding.severity.value:<12} {finding.id}: {finding.title}" for finding in self.findings]
        lines += ["", f"Params godtas. Planen för {self.year} har {len(self.findings)} anmärkningar."]
        return "\n".join([*lines, *self._deliveries()])

    def _deliveries(self) -> list[str]:
        if self.deliveries is None:
            return ["Inga leveranser har kommit in."]
        refused = self.deliveries.refused
        lines = [f"  • {finding.fault}" for finding in refused[:_MOST_LINES]]
        more = len(refused) - len(lines)
        lines += [f"  … och {more} till; alla står i listan."] if more > 0 else []
        counted = sum(count.counted for count in self.deliveries.counts)
        lines.append(f"Leveranser: {plural(counted, 'rad räknas', 'rader räknas')}, {len(refused)} saker att rätta.")
        return [*lines, *([f"Listan ligger i {self.to_correct}"] if self.to_correct else [])]


def check(project: Project, year: int | None = None) -> Checked:
    """Reads params and deliveries and gathers all that is wrong or odd.

    Raises:
        SamspeletError: params are refused, or a personnummer was found.
    """
    plan = load_plan(project.params, year or plan_years(project.params)[-1])
    rules_of(plan)  # a policy that names a measure which nothing makes is told now, not at the first release
    deliveries = open_deliveries(project.data, plan)
    return Checked(plan.year, lint(plan), deliveries, keep_to_correct(project, deliveries))


def keep_to_correct(project: Project, deliveries: Deliveries | None) -> Path | None:
    """Writes the list of what to correct among the private files; None where there is nothing."""
    if deliveries is None or not deliveries.findings:
        return None
    path = project.var / TO_CORRECT
    with privately(project.var):
        write_to_correct(deliveries.findings, path)
    return path
