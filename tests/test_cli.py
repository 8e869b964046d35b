"""The command line: what it takes, what it refuses in which words, and which exit code each end has."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import tomllib
from pathlib import Path

import pytest
from small_project import small_project

from samspelet_lib import cli
from samspelet_lib.arguments import COMMANDS
from samspelet_lib.errors import EXIT_MEANINGS, ExitCode

HERE = Path(__file__).parent
ROOT = HERE.parent
BROKEN = HERE / "bad_params"


@pytest.fixture
def run(capsys, tmp_path):
    """A command in this process, writing to a folder of its own: exit code and what was said."""

    def run_command(*arguments):
        try:
            code = cli.main([*arguments, "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data")])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def python(*arguments, **options):
    """A fresh Python in the project."""
    nothing = {"SAMSPELET_DATA": str(HERE / "nosuch")}  # whatever has been delivered to the project is left alone
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | nothing | options.pop("env", {})
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=options.pop("cwd", ROOT),
        env=environment,
        capture_output=True,
        check=False,
        **options,
    )


HEAVY = {"IPython", "jinja2", "jupyter_client", "matplotlib", "nbconvert", "nbformat", "numpy", "pandas", "papermill"}
HEAVY |= {"pyarrow", "pydantic", "scipy", "seaborn", "sqlalchemy"}


def test_help_and_refusals_import_nothing_heavy():
    """`--help` of every command and every misspelt command answer before any library is loaded."""
    code = """
        import sys
        from samspelet_lib import cli
        from samspelet_lib.arguments import COMMANDS
        wanted = [["--help"], ["nosuch"], [], ["run"], ["run", "--nosuch"]] + [[name, "--help"] for name in COMMANDS]
        for arguments in wanted:
            try:
                cli.main(arguments)
            except SystemExit as end:
                print(end.code, file=sys.stderr)
        print(*(name for name in sys.modules if "." not in name), file=sys.stderr)
    """
    done = python("-c", textwrap.dedent(code), text=True)
    *_, modules = done.stderr.splitlines()
    assert done.returncode == 0
    assert "argparse" in modules.split()
    assert HEAVY & set(modules.split()) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_help_in_swedish(run, name):
    """What it does, its arguments, the common options, and no English headings."""
    code, out, err = run(name, "--help")
    assert (code, err) == (ExitCode.DONE, "")
    assert out.startswith(f"användning: samspelet {name}")
    assert COMMANDS[name][0] in re.sub(r"\s+", " ", out)
    assert {"--params", "--data", "--out", "--json", "--help"} <= set(re.findall(r"--\w+", out))
    assert not re.search(r"usage|positional|options:|show this", out)


def test_every_command_does_something():
    """The table of arguments and the table of functions have the same commands."""
    assert list(COMMANDS) == list(cli._COMMANDS)


def test_help_tells_the_exit_codes(run):
    """Every code with its meaning, as in errors and in the README."""
    _, out, _ = run("--help")
    told = dict(re.findall(r"^ +(\d+)  (.+)$", out.split("slutkoder:")[1], flags=re.MULTILINE))
    assert told == {str(int(code)): meaning for code, meaning in EXIT_MEANINGS.items()}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Det här saknas: KOMMANDO."),
        (["chek"], "'chek' finns inte. Välj bland: 'check'"),
        (["verify"], "Det här saknas: PERIOD."),
        (["run", "2026-10", "--edition", "hemlig"], "'hemlig' finns inte. Välj bland: 'publik', 'intern'."),
        (["run", "2026-10", "--engine", "x"], "'x' finns inte. Välj bland: 'samspelet', 'nbclient'."),
        (["run", "2026-10", "--onlu", "x"], "Okänt: --onlu x."),
        (["run", "2026-10", "--onl", "x"], "Okänt: --onl x."),
        (["check", "--params"], "--params behöver ett värde."),
        (["check", "--year", "i år"], "--year ska vara ett heltal, inte 'i år'."),
        (["check", "--json=ja"], "--json tar inget värde."),
        (["diff", "2026-01"], "Det här saknas: EFTER."),
    ],
)
def test_a_misspelt_command_is_refused_in_swedish(capsys, arguments, says):
    """Exit code 2: what is wrong, and how to see what there is."""
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    said = capsys.readouterr()
    assert end.value.code == ExitCode.USAGE
    assert says in said.err
    assert "--help" in said.err
    assert said.out == ""


@pytest.mark.parametrize("period", ["oktober", "2026-13", "2026-00", "2026-05..02", "202610", "2026-1", " "])
def test_what_is_no_period_is_refused(run, period):
    """Exit code 2 with the three ways to write a period."""
    code, out, err = run("run", period)
    assert (code, out) == (ExitCode.USAGE, "")
    assert f"”{period}” är ingen period. Skriv en månad (2026-03)" in err


@pytest.mark.parametrize("period", [[], [""]])
def test_a_run_without_a_period_is_told_how_to_name_one(run, period):
    """A period, or everything that is due."""
    code, _, err = run("run", *period)
    assert code == ExitCode.USAGE
    assert "Ange en period, till exempel 2026-03, eller --due" in err


def test_no_params_folder_is_told(run, tmp_path):
    """Its name, and how to name another."""
    code, _, err = run("check", "--params", str(tmp_path / "beslut"))
    assert code == ExitCode.USAGE
    assert err == "Mappen beslut finns inte. Ange en mapp med --params, eller gå till projektets mapp.\n"


@pytest.mark.parametrize("inside", [[], ["utkast"], ["plan 2026"], ["99"]])
def test_a_params_folder_without_a_plan_is_told(run, tmp_path, inside):
    """What a plan would be, with an example; folders that are no years do not count."""
    for name in ["beslut", *(f"beslut/{name}" for name in inside)]:
        (tmp_path / name).mkdir()
    code, _, err = run("check", "--params", str(tmp_path / "beslut"))
    assert code == ExitCode.USAGE
    assert "Mappen beslut har ingen verksamhetsplan." in err
    assert "params/2026" in err


def test_a_file_instead_of_a_params_folder_is_told(run, tmp_path):
    """A file is no folder."""
    (tmp_path / "beslut").write_text("")
    code, _, err = run("list", "--params", str(tmp_path / "beslut"))
    assert (code, "Mappen beslut finns inte." in err) == (ExitCode.USAGE, True)


def test_a_plan_of_another_year_is_told(run):
    """Which years there are."""
    code, _, err = run("check", "--year", "2031")
    assert code == ExitCode.USAGE
    assert err == "Det finns ingen verksamhetsplan för 2031 i mappen params. Planer finns för: 2026.\n"


def test_an_empty_folder_named_as_a_year_is_a_fault_for_each_file(run, tmp_path):
    """A year that is begun but not written: the files that are missing, exit code 3."""
    shutil.copytree(ROOT / "params", tmp_path / "params", ignore=shutil.ignore_patterns("2026"))
    (tmp_path / "params" / "2026").mkdir()
    code, _, err = run("check", "--params", str(tmp_path / "params"))
    assert code == ExitCode.REFUSED
    told = set(re.findall(r"2026/(\w+)\.toml: filen saknas", err))
    assert {"budget", "finance", "structure", "activities"} <= told


def test_broken_params_are_refused_with_all_faults(run):
    """Exit code 3, nothing on standard output, one line a fault."""
    code, out, err = run("check", "--params", str(BROKEN))
    assert (code, out) == (ExitCode.REFUSED, "")
    assert err.startswith("Params godtas inte: ")
    assert len(err.splitlines()) > 1 + 40
    assert {line[:4] for line in err.splitlines()[1:]} == {"  • "}


def test_the_refusal_as_json_has_every_fault(run):
    """One line of JSON on standard output: file, place, problem and remedy of each."""
    code, out, err = run("list", "--params", str(BROKEN), "--json")
    told = json.loads(out)
    assert (code, err, len(out.splitlines())) == (ExitCode.REFUSED, "", 1)
    assert told["exit_code"] == ExitCode.REFUSED
    assert {frozenset(fault) for fault in told["faults"]} == {frozenset({"file", "place", "problem", "remedy"})}
    assert f"{len(told['faults'])} fel" in told["error"]


def test_check_as_json_has_every_finding(run):
    """What is told as text is told as data."""
    code, out, _ = run("check", "--json")
    _, text, _ = run("check")
    findings = json.loads(out)["plan"]
    assert code == ExitCode.DONE
    assert [finding["id"] for finding in findings] == re.findall(r"^\S+ +(\S+): ", text, flags=re.MULTILINE)
    assert f"har {len(findings)} anmärkningar" in text


def test_list_tells_what_there_is(run):
    """Plans, insatser and notebooks, as text and as data."""
    code, out, _ = run("list", "--json")
    rows = json.loads(out)
    names = {(row["kind"], row["id"]) for row in rows}
    assert code == ExitCode.DONE
    assert {("plan", "2026"), ("insats", "stegen_kristinehamn"), ("bok", "insats"), ("bok", "method")} <= names
    _, text, _ = run("list")
    assert [line.split()[1] for line in text.splitlines()] == [row["id"] for row in rows]


def test_list_tells_which_deliveries_are_late_or_missing(run, tmp_path):
    """Nothing is due on New Year's Day; in April all of the first quarter is missing but what has come late."""
    _, before, _ = run("list", "--json", "--today", "2026-01-01")
    assert not [row for row in json.loads(before) if row["kind"] == "leverans"]
    (tmp_path / "data").mkdir()
    rows = "Insats;Datum;Typ\nGrums;2026-02-01;styrgrupp\n"
    (tmp_path / "data" / "grums_handelser_2026-01..03_2026-04-20.csv").write_text(rows, encoding="utf-8")
    _, out, _ = run("list", "--json", "--today", "2026-04-30")
    told = {row["id"]: row["name"] for row in json.loads(out) if row["kind"] == "leverans"}
    late, needed = told["grums"].split(". Behövs för: ")
    assert late == "Insatsens uppgifter januari–mars 2026 skulle ha kommit 2026-04-15: sen, kom 2026-04-20"
    assert "; 15 personer under projekttiden; " in needed
    assert "Våld i nära relationer" in needed
    assert "skulle ha kommit 2026-04-15: saknas. Behövs för: " in told["hammaro"]
    own = [row["name"].partition(" skulle")[0] for row in json.loads(out) if row["id"] == "samspelet"]
    assert own == ["Förbundets egna uppgifter januari–mars 2026", "Bokföringen januari–mars 2026"]
    _, text, _ = run("list", "--today", "2026-04-30")
    assert told["grums"] in text


def test_the_module_and_the_installed_command_are_the_same():
    """`python -m samspelet_lib.cli` does what `samspelet` does."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {"samspelet": "samspelet_lib.cli:main"}
    done = python("-m", "samspelet_lib.cli", "--help", text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("användning: samspelet ")


def test_a_bug_keeps_its_traceback_and_exit_code_1():
    """What the user cannot mend is for the one who looks after the program."""
    code = (
        "from samspelet_lib import cli; cli._COMMANDS['list'] = lambda *_: 1 / 0; raise SystemExit(cli.main(['list']))"
    )
    done = python("-c", code, text=True)
    assert done.returncode == ExitCode.BUG
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_what_is_said_survives_a_narrow_pipe(encoding, tmp_path):
    """A console of another encoding neither stops the command nor loses the minus sign."""
    nowhere = ("--data", str(tmp_path / "inget"), "--out", str(tmp_path))
    done = python("-m", "samspelet_lib.cli", "check", *nowhere, env={"PYTHONIOENCODING": encoding})
    assert done.returncode == ExitCode.DONE
    assert "−1\u00a0186" in done.stdout.decode("utf-8")


@pytest.mark.slow
def test_a_reader_that_has_had_enough_ends_the_command_quietly():
    """`samspelet list | head -1`: no traceback, no complaint."""
    command = [
        sys.executable,
        "-c",
        "import os, sys; os.close(0); from samspelet_lib.cli import main; sys.exit(main(['list']))",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == ExitCode.DONE


# Whole commands, in a project of their own.


@pytest.fixture
def project(tmp_path):
    """The real params and one small notebook."""
    return small_project(tmp_path)


def command(folder, *arguments):
    return python("-m", "samspelet_lib.cli", *arguments, cwd=folder, text=True)


def written(folder):
    """What a command left in the project."""
    return sorted(path.name for name in ("reports", "var/releases") for path in (folder / name).glob("*"))


@pytest.mark.slow
def test_a_run_of_a_year_without_a_plan_writes_nothing(project):
    """Exit code 2, and which years there are."""
    done = command(project, "run", "2031-01")
    assert done.returncode == ExitCode.USAGE
    assert "ingen verksamhetsplan för 2031" in done.stderr
    assert written(project) == []


@pytest.mark.slow
def test_a_run_on_broken_params_writes_nothing(project):
    """Exit code 3 and the list; no release, no page."""
    done = command(project, "run", "2026-10", "--params", str(BROKEN))
    assert done.returncode == ExitCode.REFUSED
    assert "2026/insatser/okant_slag.toml, matpunkt ”antal”, kind" in done.stderr
    assert written(project) == []


@pytest.mark.slow
def test_an_unknown_page_or_insats_is_refused_before_any_page_is_made(project):
    """Exit code 2 with the names that there are."""
    done = command(project, "run", "2026-10", "--only", "stegen")
    assert done.returncode == ExitCode.USAGE
    assert "”stegen” finns inte. Välj bland: " in done.stderr
    assert not list(project.glob("reports/*/*.html"))


@pytest.mark.slow
def test_a_notebook_with_an_unknown_parameter_is_refused_before_anything_runs(project):
    """papermill only warns; here it is a fault of the notebook, exit code 3, and nothing is written."""
    path = project / "notebooks" / "words.ipynb"
    path.write_text(path.read_text().replace('period = \\"2026-10\\"', 'perod = \\"2026-10\\"'))
    done = command(project, "run", "2026-10")
    assert done.returncode == ExitCode.REFUSED
    assert "words.ipynb, parameters: parametern period saknas" in done.stderr
    assert "parametern perod anges inte av någon körning" in done.stderr
    assert written(project) == []


@pytest.mark.slow
def test_ctrl_c_ends_a_run_with_130_and_leaves_what_was_published(project):
    """Interrupted in the middle of a page: told in a sentence, no traceback, the pages untouched."""
    assert command(project, "run", "2026-10").returncode == ExitCode.DONE
    before = {path: path.read_bytes() for path in project.glob("reports/**/*.*")}
    arguments = [sys.executable, "-m", "samspelet_lib.cli", "run", "2026-10", "--force", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        arguments, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline()  # it has begun
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, out + err
    assert "Avbrutet. Det som redan var publicerat är orört." in err
    assert "Traceback" not in err
    assert {path: path.read_bytes() for path in project.glob("reports/**/*.*")} == before
    assert not list(project.glob("var/stage/*"))
    time.sleep(0.1)
    assert command(project, "run", "2026-10").returncode == ExitCode.DONE


@pytest.mark.skipif(not hasattr(os, "register_at_fork"), reason="Utan fork finns inget att avbryta mitt i.")
def test_ctrl_c_in_the_middle_of_a_fork_is_not_lost():
    """Python prints and forgets what is raised there; the interrupt waits until the worker is started."""
    code = """
        import os, signal
        from samspelet_lib.publish.job import Job
        from samspelet_lib.publish.pool import run_jobs
        os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
        try:
            run_jobs([Job("a", print)], workers=1, deadline_s=30.0, method="fork")
        except KeyboardInterrupt:
            raise SystemExit(130)
    """
    done = python("-c", textwrap.dedent(code), text=True)
    assert (done.returncode, "Exception ignored" in done.stderr) == (ExitCode.INTERRUPTED, False), done.stderr
