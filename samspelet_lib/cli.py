"""The command line: arguments only. Each command is one call, and imports what it needs itself.

So `samspelet --help` answers at once, and a mistake is told before anything heavy is loaded.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from samspelet_lib.arguments import DEADLINE_S, parser, passed_on
from samspelet_lib.errors import ExitCode, RefusedError, SamspeletError, UsageError
from samspelet_lib.project import Project, find_project

if TYPE_CHECKING:
    from samspelet_lib.publish.options import RunOptions

_Command = Callable[[argparse.Namespace, Project], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command; what the user can mend is told as text, a bug keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # a pipe on Windows would lack the minus sign
    options = parser().parse_args(arguments)
    try:
        code = _COMMANDS[options.name](options, find_project(options.params, options.data, options.out))
        sys.stdout.flush()
    except SamspeletError as error:
        _tell(error, as_json=options.json)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("Avbrutet. Det som redan var publicerat är orört.", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:  # whoever read the answer, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    return int(code)


def _tell(error: SamspeletError, *, as_json: bool) -> None:
    """The error as text to the user, or as the JSON that was asked for."""
    if not as_json:
        print(error, file=sys.stderr)
        return
    heading, faults = (error.heading, error.faults) if isinstance(error, RefusedError) else (str(error), ())
    told = {"error": heading, "exit_code": int(error.exit_code), "faults": [vars(fault) for fault in faults]}
    print(json.dumps(told, ensure_ascii=False))  # one line, as a run tells its steps


def _print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def _check(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.release.checking import check

    found = check(project, options.year)
    print(found.to_json() if options.json else found.to_text())
    return found.exit_code


def _forms(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.data.forms import write_forms
    from samspelet_lib.plan.load import load_plan, plan_years

    plan = load_plan(project.params, options.year or plan_years(project.params)[-1])
    paths = write_forms(plan, Path(options.folder))
    if options.json:
        _print_json([str(path) for path in paths])
    else:
        print("\n".join(str(path) for path in paths))
        print(f"\n{len(paths)} formulär skrivna. Fyll i och lägg dem i {project.data}; kör sedan: samspelet check")
    return ExitCode.DONE


def _demo(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.data.demo import write_demo
    from samspelet_lib.data.demo_ledger import write_demo_ledger
    from samspelet_lib.plan.load import load_plan, plan_years

    folder = Path(options.folder or project.data)
    plan = load_plan(project.params, options.year or plan_years(project.params)[-1])
    paths = [*write_demo(plan, folder), *write_demo_ledger(plan, folder / "bokforing")]
    if options.json:
        _print_json([str(path) for path in paths])
    else:
        what = f"{len(paths)} påhittade leveranser och bokföringsfiler skrivna i {folder}."
        print(f"{what} Varje sida som görs av dem säger det.")
    return ExitCode.DONE


def _ledger(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.data.sie_text import is_extract, ledger_command
    from samspelet_lib.plan.load import load_plan, plan_years

    paths, mapping = [Path(name) for name in options.files], None
    if any(is_extract(path) for path in paths):  # only an extract needs params to be read
        mapping = load_plan(project.params, plan_years(project.params)[-1]).ledger
    text, code = ledger_command(paths, as_json=options.json, mapping=mapping)
    print(text)
    return code


def _run(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.pool import keep_single_threaded

    keep_single_threaded()  # before the libraries that start threads as they are imported
    from samspelet_lib.publish.options import RunOptions, scheduler_from, today_from
    from samspelet_lib.publish.start import start

    if options.due == bool(options.period):
        raise UsageError("Ange en period, till exempel 2026-03, eller --due för det som har förfallit.")
    wanted = RunOptions(
        only=tuple(options.only),
        edition=options.edition,
        engine=options.engine,
        force=options.force,
        as_json=options.json,
        workers=options.workers,
        scheduler=scheduler_from(options.executor, options.scheduler),
        deadline_s=options.deadline or DEADLINE_S,
        today=today_from(options.today),
    )
    from samspelet_lib.publish.many import forbund_in, run_many

    if projects := forbund_in(project):
        return run_many(projects, passed_on(options), at_a_time=options.workers)
    return _run_due(project, wanted) if options.due else start(project, options.period, wanted)


def _run_due(project: Project, options: "RunOptions") -> int:
    from samspelet_lib.publish.due import run_due

    summary = run_due(project, options)
    print(summary.to_json() if options.as_json else summary.to_text())
    return int(summary.exit_code)


def _schedule(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.schedule import install, show

    print(install(project) if options.action == "install" else show(project))
    return ExitCode.DONE


def _audit(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.auditing import audit

    found = audit(project, options.period)
    print(found.to_json() if options.json else found.to_text())
    return int(found.exit_code)


def _verify(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.pool import keep_single_threaded

    keep_single_threaded()
    from samspelet_lib.publish.verify import verify

    found = verify(project, options.period)
    if options.json:
        _print_json(vars(found))
    else:
        lines = [f"skiljer sig: {name}" for name in found.differing]
        print("\n".join([*lines, f"{len(found.same)} filer är desamma, {len(found.differing)} skiljer sig."]))
    return int(found.exit_code)


def _diff(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.release.diff import diff
    from samspelet_lib.release.store import Store

    store = Store(project.var)
    before, after = (store.named(name) for name in (options.before, options.after))
    changes = diff(before, after, (store.grounds(before), store.grounds(after)))
    if options.json:
        _print_json([change.model_dump() for change in changes])
    else:
        lines = [f"{change.label}: {change.before} → {change.after} ({change.why})" for change in changes]
        print("\n".join([*lines, f"{len(changes)} tal skiljer sig."]))
    return ExitCode.DONE


def _publish(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.copying import publish

    target = publish(project, Path(options.folder))
    if options.json:
        _print_json({"folder": str(target)})
    else:
        print(f"Publicerat i {target}")
    return ExitCode.DONE


def _list(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.listing import listing
    from samspelet_lib.publish.options import today_from

    rows = listing(project, today_from(options.today))
    if options.json:
        _print_json(rows)
    else:
        print("\n".join(f"{row['kind']:<12} {row['id']:<28} {row['name']}" for row in rows))
    return ExitCode.DONE


def _lab(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.lab import open_lab

    return open_lab(project, browser=not options.no_browser, port=options.port)


_COMMANDS: dict[str, _Command] = {
    "check": _check,
    "forms": _forms,
    "demo": _demo,
    "ledger": _ledger,
    "run": _run,
    "audit": _audit,
    "verify": _verify,
    "diff": _diff,
    "schedule": _schedule,
    "publish": _publish,
    "list": _list,
    "lab": _lab,
}


if __name__ == "__main__":
    sys.exit(main())
