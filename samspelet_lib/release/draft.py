"""Makes sure that a release is as new as params and deliveries; run as a process of its own by report.

Prints the path of the file to read: the newest kept release when its content is today's, else a draft.
"""

import sys

from samspelet_lib.data.door import open_all
from samspelet_lib.errors import SamspeletError
from samspelet_lib.period import Period
from samspelet_lib.plan.load import load_plan
from samspelet_lib.project import find_project
from samspelet_lib.release.keep import draft
from samspelet_lib.release.private import privately
from samspelet_lib.release.store import Edition


def main(arguments: list[str]) -> int:
    """Prints the path of the current release of a period and edition."""
    period, edition = Period.parse(arguments[0]), Edition(arguments[1])
    try:
        project = find_project()
        plan = load_plan(project.params, period.year)
        came = open_all(project.data, plan)
        with privately(project.var):
            print(draft(project, plan, period, came=came, edition=edition))  # noqa: T201 - the answer
    except SamspeletError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the caller shows it
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
