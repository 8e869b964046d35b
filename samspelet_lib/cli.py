"""The command line: arguments only. Each command is one call, and imports what it needs itself.

So `samspelet --help` answers at once, and a mistake is told before anything heavy is loaded.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from samspelet_lib.errors import EXIT_MEANINGS, ExitCode, SamspeletError, UsageError
from samspelet_lib.project import Project, find_project

if TYPE_CHECKING:
    from samspelet_lib.publish.options import RunOptions

_Command = Callable[[argparse.Namespace, Project], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command; what the user can mend is told as text, a bug keeps its traceback."""
    options = _parser().parse_args(arguments)
    try:
        command: _Command = options.command
        return command(options, find_project(options.params, options.data, options.out))
    except SamspeletError as error:
        print(error, file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("Avbrutet. Det som redan var publicerat är orört.", file=sys.stderr)
        return ExitCode.INTERRUPTED


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
    print("\n".join(str(path) for path in paths))
    print(f"\n{len(paths)} formulär skrivna. Fyll i och lägg dem i {project.data}; kör sedan: samspelet check")
    return ExitCode.DONE


def _demo(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.data.demo import write_demo
    from samspelet_lib.plan.load import load_plan, plan_years

    folder = Path(options.folder or project.data)
    plan = load_plan(project.params, options.year or plan_years(project.params)[-1])
    paths = write_demo(plan, folder)
    print(f"{len(paths)} påhittade leveranser skrivna i {folder}. Varje sida som görs av dem säger det.")
    return ExitCode.DONE


def _ledger(options: argparse.Namespace, _project: Project) -> int:
    from samspelet_lib.data.sie_text import ledger_command

    text, code = ledger_command([Path(name) for name in options.files], as_json=options.json)
    print(text)
    return code


def _run(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.pool import keep_single_threaded

    keep_single_threaded()  # before the libraries that start threads as they are imported
    from samspelet_lib.publish.options import RunOptions, today_from
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
        today=today_from(options.today),
    )
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


def _verify(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.pool import keep_single_threaded

    keep_single_threaded()
    from samspelet_lib.publish.verify import verify

    found = verify(project, options.period)
    print("\n".join(f"skiljer sig: {name}" for name in found.differing))
    print(f"{len(found.same)} filer är desamma, {len(found.differing)} skiljer sig.")
    return int(found.exit_code)


def _diff(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.release.diff import diff
    from samspelet_lib.release.store import Store

    store = Store(project.var)
    changes = diff(*(store.named(name) for name in (options.before, options.after)))
    if options.json:
        print(json.dumps([vars(change) for change in changes], ensure_ascii=False, indent=1))
    else:
        lines = [f"{change.label}: {change.before} → {change.after} ({change.why})" for change in changes]
        print("\n".join([*lines, f"{len(changes)} tal skiljer sig."]))
    return ExitCode.DONE


def _publish(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.copying import publish

    print(f"Publicerat i {publish(project, Path(options.folder))}")
    return ExitCode.DONE


def _list(options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.listing import listing

    rows = listing(project)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{row['kind']:<12} {row['id']:<28} {row['name']}" for row in rows))
    return ExitCode.DONE


def _lab(_options: argparse.Namespace, project: Project) -> int:
    from samspelet_lib.publish.lab import open_lab

    return open_lab(project)


class _SwedishParser(argparse.ArgumentParser):
    """argparse, in Swedish."""

    def format_help(self) -> str:
        """The help text with Swedish headings."""
        text = super().format_help()
        for english, swedish in (
            ("usage:", "användning:"),
            ("positional arguments:", "argument:"),
            ("options:", "val:"),
        ):
            text = text.replace(english, swedish)
        return text.replace("show this help message and exit", "visa den här hjälpen")

    def error(self, message: str) -> NoReturn:
        """A refusal in Swedish, with where to look."""
        for pattern, words in _REFUSALS:
            message = re.sub(pattern, words, message)
        self.exit(ExitCode.USAGE, f"{message}\nSkriv {self.prog} --help för att se hur kommandot skrivs.\n")


_REFUSALS = (
    (r"the following arguments are required: (.*)", r"Det här saknas: \1."),
    (r"unrecognized arguments: (.*)", r"Okänt: \1."),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\2 finns inte. Välj bland: \3."),
    (r"argument (\S+): expected one argument", r"\1 behöver ett värde."),
    (r"argument (\S+): invalid int value: (\S+)", r"\1 ska vara ett heltal, inte \2."),
)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"ska vara ett heltal från 1, inte {text}.")
    return int(text)


def _parser() -> _SwedishParser:
    codes = "\n".join(f"  {int(code):>3}  {meaning}" for code, meaning in EXIT_MEANINGS.items())
    parser = _SwedishParser(
        prog="samspelet",
        description="Från verksamhetsplan och leveranser till läsbara sidor.",
        epilog=f"slutkoder:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common = _SwedishParser(add_help=False)
    common.add_argument("--params", metavar="MAPP", help="det som är beslutat (params)")
    common.add_argument(
        "--data", metavar="KÄLLA", help="det som kommit in: en mapp eller en databasadress (leveranser)"
    )
    common.add_argument("--out", metavar="MAPP", help="mappen som får reports/ och var/")
    common.add_argument("--json", action="store_true", help="skriv svaret som JSON")
    commands = parser.add_subparsers(metavar="KOMMANDO", required=True)

    def add(name: str, command: _Command, text: str) -> _SwedishParser:
        found = commands.add_parser(name, parents=[common], help=text, description=text)
        found.set_defaults(command=command)
        return found

    check = add("check", _check, "läs params och leveranser och visa allt som inte går ihop")
    check.add_argument("--year", type=int, metavar="ÅR", help="verksamhetsplanens år; annars det senaste")
    forms = add("forms", _forms, "skriv formulär att fylla i, ett per insats")
    forms.add_argument("folder", nargs="?", default="formular", metavar="MAPP", help="mappen de skrivs i (formular)")
    forms.add_argument("--year", type=int, metavar="ÅR", help="verksamhetsplanens år; annars det senaste")
    demo = add("demo", _demo, "skriv påhittade leveranser att prova med")
    demo.add_argument("folder", nargs="?", metavar="MAPP", help="mappen de skrivs i (leveranser)")
    demo.add_argument("--year", type=int, metavar="ÅR", help="verksamhetsplanens år; annars det senaste")
    ledger = add("ledger", _ledger, "läs bokföringsfiler (SIE 1–4) och stäm av dem")
    ledger.add_argument("files", nargs="+", metavar="FIL", help="SIE-filer")
    run = add("run", _run, "gör en periods sidor")
    run.add_argument("period", nargs="?", metavar="PERIOD", help="2026-03, 2026-01..08 eller 2026")
    run.add_argument("--due", action="store_true", help="gör det som har förfallit enligt utgivningsplanen i params")
    run.add_argument("--today", metavar="DAG", help="låtsas att det är den dagen, till exempel 2026-03-20")
    run.add_argument(
        "--only", action="append", default=[], metavar="NAMN", help="bara den här anteckningsboken eller sidan"
    )
    run.add_argument(
        "--edition", choices=["publik", "intern"], default="publik", help="publika sidor eller arbetsmaterial"
    )
    run.add_argument("--force", action="store_true", help="gör alla sidor, också de som inte har ändrats")
    run.add_argument("--workers", type=_count, metavar="N", help="så många sidor samtidigt; annars en per kärna")
    run.add_argument("--engine", choices=["samspelet", "nbclient"], default="samspelet", help="hur cellerna körs")
    verify = add("verify", _verify, "gör en periods sidor igen och jämför dem med de publicerade")
    verify.add_argument("period", metavar="PERIOD", help="2026-03, 2026-01..08 eller 2026")
    diff = add("diff", _diff, "visa vilka tal som skiljer två utgåvor, och varför")
    diff.add_argument("before", metavar="FÖRE", help="2026-02 eller 2026-02@1")
    diff.add_argument("after", metavar="EFTER", help="2026-03 eller 2026-03@2")
    schedule = add("schedule", _schedule, "låt datorn köra ”run --due” varje morgon")
    schedule.add_argument("action", choices=["install", "show"], metavar="VAD", help="install eller show")
    publish = add("publish", _publish, "kopiera de publika sidorna till en mapp, allt på en gång")
    publish.add_argument("folder", metavar="MAPP", help="mappen som läsarna når")
    add("list", _list, "visa insatser, anteckningsböcker, perioder och utgåvor")
    add("lab", _lab, "öppna JupyterLab i projektet")
    return parser


if __name__ == "__main__":
    sys.exit(main())
