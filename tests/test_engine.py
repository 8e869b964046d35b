"""One notebook with its parameters: both engines show the same, and every stop has a place and a cause."""

import copy
import json
import os
import re
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import nbformat
import papermill
import pytest
from engine_notebooks import ASKS, RICH, alive, write_notebook

from samspelet_lib.errors import ExitCode, UsageError
from samspelet_lib.publish.breakdown import NotebookMemoryError, explain, interrupted
from samspelet_lib.publish.engine import SamspeletEngine, check_parameters, execute
from samspelet_lib.publish.job import Job
from samspelet_lib.publish.journal import Step, journal_of
from samspelet_lib.publish.pool import run_jobs

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

ROOT = Path(__file__).parent.parent
ENGINES = ("samspelet", "nbclient")


def run_notebook(source, target, tell, *, parameters=None, engine="samspelet", imports=()):
    """The job that most tests give to a worker."""
    for name in imports:
        __import__(name)
    execute(source, target, parameters or {}, cwd=source.parent, engine=engine, on_step=tell)


def job(source, target, **options):
    return Job(source.stem, partial(run_notebook, source, target, **options), target.with_suffix(".log"))


def run(jobs, **options):
    return run_jobs(jobs, **{"workers": 2, "deadline_s": 120, "method": "fork"} | options)


def run_one(folder, text, **options):
    """Return the outcome of a notebook of that text, and the executed notebook."""
    source, target = write_notebook(folder / "insats.ipynb", text), folder / "done.ipynb"
    [outcome] = run([job(source, target, **options)])
    return outcome, nbformat.read(target, 4) if target.exists() else None


def in_one(outputs):
    """Return outputs with what was written to one stream in a row put together: a busy kernel sends it in pieces."""
    whole = []
    for output in outputs:
        if whole and output.output_type == "stream" and output.get("name") == whole[-1].get("name"):
            whole[-1]["text"] += output.text
        else:
            whole.append(copy.deepcopy(output))
    return whole


def shown(cell):
    """What a reader of the cell sees, without addresses, process numbers and the kernel's folder."""
    text = json.dumps([cell.get("execution_count"), in_one(cell.get("outputs", [])), sorted(cell.metadata)])
    return re.sub(r"/tmp/ipykernel_\d+/|ipykernel/(?=\d+\.py)| at 0x[0-9a-f]+", "", text)


def by_both(folder, text, **options):
    """Run a notebook with both engines, in fresh processes; return the outcomes and executed notebooks."""
    source = write_notebook(folder / "rich.ipynb", text)
    targets = [folder / f"{engine}.ipynb" for engine in ENGINES]
    pairs = zip(ENGINES, targets, strict=True)
    outcomes = run([job(source, target, engine=engine, **options) for engine, target in pairs], method="spawn")
    return outcomes, [nbformat.read(target, 4) for target in targets]


@pytest.mark.slow
def test_both_engines_show_the_same(tmp_path):
    """Every kind of output is the same, cell by cell, from our engine and from papermill's own."""
    outcomes, (ours, reference) = by_both(tmp_path, RICH, parameters={"period": 2030})

    assert len(ours.cells) == len(reference.cells)
    for mine, theirs in zip(ours.cells, reference.cells, strict=True):
        assert mine.source == theirs.source
        assert shown(mine) == shown(theirs), mine.source
    assert ours.metadata.language_info == reference.metadata.language_info
    assert ours.metadata.kernelspec == reference.metadata.kernelspec
    assert outcomes[0].error.breakdown.cause == outcomes[1].error.breakdown.cause
    assert outcomes[0].error.breakdown.where == outcomes[1].error.breakdown.where


@pytest.mark.slow
def test_both_engines_refuse_the_same(tmp_path):
    """Questions to the reader and bytes in place of text fail alike, though in other files of the kernel."""
    _outcomes, notebooks = by_both(tmp_path, ASKS)

    ours, reference = (
        [(output.ename, output.evalue) for cell in notebook.cells for output in cell.get("outputs", [])]
        for notebook in notebooks
    )
    assert ours == reference
    assert len(ours) == 3


@pytest.mark.slow
def test_figures_are_drawn_in_the_page_though_matplotlib_was_imported_before(tmp_path):
    """A worker inherits matplotlib from its parent and still draws in the notebook."""
    text = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"

    source, target = write_notebook(tmp_path / "a.ipynb", text), tmp_path / "done.ipynb"
    run([job(source, target, imports=["matplotlib.pyplot"])], method="spawn")

    [cell] = nbformat.read(target, 4).cells
    assert "image/png" in cell.outputs[-1].data


STATES = {  # how a report could leave something behind, and how the next would see it
    "name": ("left = 1", "'left' in globals()"),
    "environ": ("os.environ['LEFT'] = '1'", "'LEFT' in os.environ"),
    "pandas option": ("pd.set_option('display.precision', 2)", "pd.get_option('display.precision') == 2"),
    "rcParams": ("mpl.rcParams['lines.linewidth'] = 9", "mpl.rcParams['lines.linewidth'] == 9"),
    "module": ("sys.modules['left'] = os", "'left' in sys.modules"),
    "builtin": ("builtins.left = 1", "hasattr(builtins, 'left')"),
    "cwd": ("os.chdir('/')", "os.getcwd() == '/'"),
    "decimal context": ("decimal.getcontext().prec = 3", "decimal.getcontext().prec == 3"),
    "patch": ("textwrap.dedent = len", "textwrap.dedent is len"),
    "thread": (
        "threading.Thread(target=time.sleep, args=(60,), name='left', daemon=True).start()",
        "'left' in {thread.name for thread in threading.enumerate()}",
    ),
}
IMPORTS = "import builtins, decimal, os, sys, textwrap, threading, time\nimport matplotlib as mpl, pandas as pd"
LEAVES = "\n".join([IMPORTS, *(left for left, _seen in STATES.values())])
LOOKS = f"{IMPORTS}\nprint([{', '.join(seen for _left, seen in STATES.values())}])"


@pytest.mark.slow
def test_the_look_would_see_what_is_left(tmp_path):
    """In one and the same notebook, all ten kinds of state are seen by the cell that looks for them."""
    _outcome, notebook = run_one(tmp_path, f"{LEAVES}\n---\n{LOOKS}")

    assert notebook.cells[-1].outputs[0].text == f"{[True] * 10}\n"


@pytest.mark.slow
def test_no_report_sees_what_another_left(tmp_path):
    """Of ten kinds of state that one report leaves, the next sees none."""
    leaves = write_notebook(tmp_path / "leaves.ipynb", LEAVES)
    looks = write_notebook(tmp_path / "looks.ipynb", LOOKS)

    outcomes = run([job(leaves, tmp_path / "1.ipynb"), job(looks, tmp_path / "2.ipynb")], workers=1)

    assert [outcome.status for outcome in outcomes] == ["ok", "ok"]
    assert nbformat.read(tmp_path / "2.ipynb", 4).cells[0].outputs[0].text == f"{[False] * 10}\n"


FAILURE = """
# Insatsen
---
print('before')
---
# Ekonomi
Så läser du tabellen.
---
{cell}
---
# Frågor
---
print('after')
"""
ENDS = {
    "raise LookupError('inget')": ("exception", "LookupError: inget"),
    "import os; os._exit(3)": ("died", "Processen dog (exit 3)."),
    "import ctypes; ctypes.string_at(0)": ("died", "Processen dog (SIGSEGV)."),
    "bytearray(2**60)": ("memory", "Minnet tog slut."),
    "exit()": ("exception", "Kärnan som kör cellerna dog eller kunde inte startas (Kernel died)."),
    "print('well')": ("ok", ""),
    "while True: pass": ("deadline", "Den blev inte klar i tid och avbröts efter 5 s."),
    "sum(range(10**15))": ("deadline", "Den blev inte klar i tid och avbröts efter 5 s."),
}


@pytest.fixture(scope="module")
def endings(tmp_path_factory):
    """Notebooks that end in every way: outcomes, their explanations, sources and targets."""
    folder = tmp_path_factory.mktemp("endings")
    sources = [
        write_notebook(folder / f"report-{number}.ipynb", FAILURE.format(cell=cell)) for number, cell in enumerate(ENDS)
    ]
    targets = [folder / f"done-{number}.ipynb" for number in range(len(sources))]
    jobs = list(map(job, sources, targets))
    outcomes = run(jobs[:-2]) + run(jobs[-2:], deadline_s=5.0)
    errors = map(explain, outcomes, sources, targets)
    return list(zip(outcomes, errors, sources, targets, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("number", "cell"), list(enumerate(ENDS)), ids=list(ENDS))
def test_every_end_of_a_notebook_has_its_name(endings, number, cell):
    """Exception, exit, crash and endless loop are told apart, placed, and stop no other report."""
    outcome, error, source, _target = endings[number]
    status, cause = ENDS[cell]
    place = "cell [3] under rubriken ”Frågor”" if cell == "exit()" else "cell [2] under rubriken ”Ekonomi”"

    assert outcome.status == status
    if status == "ok":
        assert error is None
    else:
        assert error.breakdown.cause == cause
        assert error.breakdown.where == f"{source.name}, {place}"
        assert error.exit_code == ExitCode.PARTLY


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(ENDS)), ids=list(ENDS))
def test_half_made_notebook_is_kept_and_marked(endings, number):
    """What a stopped notebook had shown is on disk, with an error where it stopped and a line on top."""
    outcome, _error, _source, target = endings[number]
    notebook = nbformat.read(target, 4)
    nbformat.validate(notebook)

    texts = [output.text for each in notebook.cells for output in each.get("outputs", []) if "text" in output]
    errors = [output for each in notebook.cells for output in each.get("outputs", []) if "ename" in output]
    assert texts[0] == "before\n"
    assert ("after\n" in texts) == (outcome.status == "ok")
    assert not journal_of(target).exists()
    if outcome.status != "ok":
        assert len(errors) == 1
        assert "papermill-error-cell-tag" in notebook.cells[0].metadata.tags


def test_relative_paths_are_the_callers_own(tmp_path, monkeypatch):
    """Source and target are named from the caller's folder, whatever folder the cells run in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    write_notebook(Path("a.ipynb"), "import os\nos.path.basename(os.getcwd())")

    def here(_tell):
        execute(Path("a.ipynb"), Path("done.ipynb"), {}, cwd=Path("elsewhere"))

    [outcome] = run([Job("a", here)])

    assert outcome.status == "ok", outcome.text
    assert nbformat.read("done.ipynb", 4).cells[0].outputs[0].data["text/plain"] == "'elsewhere'"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.ipynb", "done.ipynb", "elsewhere"]


TITLED = """
# Insatsen
## Vem den är till för
---
#: parameters
period = 2026
insats = None
---
print(period, insats)
---
# Frågor
```
# not a heading
```
"""


def test_steps_tell_how_far_a_notebook_has_come(tmp_path):
    """As each cell starts, its number and the heading it stands under are told; the injected cell counts."""
    source = write_notebook(tmp_path / "a.ipynb", TITLED)
    steps = []

    run(
        [job(source, tmp_path / "b.ipynb", parameters={"period": 1})],
        on_news=lambda _job, step: steps.append(step),
    )

    heading = "Vem den är till för"
    assert steps == [Step(n, 5, heading) for n in (1, 2, 3, 4)] + [Step(5, 5, "Frågor")]


def test_parameters_reach_the_notebook(tmp_path):
    """Declared parameters are set, and the others keep their defaults."""
    outcome, notebook = run_one(tmp_path, TITLED, parameters={"insats": "tris"})

    assert outcome.status == "ok"
    assert notebook.cells[3].outputs[0].text == "2026 tris\n"


@pytest.mark.parametrize("name", ["perod", "x"])
def test_unknown_parameter_is_refused(tmp_path, name):
    """A misspelt parameter stops the run before it starts, and the allowed names are told."""
    outcome, notebook = run_one(tmp_path, TITLED, parameters={name: "2026-03", "insats": "tris"})

    guess = " Menade du period?" if name == "perod" else ""
    expected = f"insats.ipynb har ingen parameter {name}.{guess} Den tar insats, period."
    assert (outcome.kind, outcome.cause) == ("UsageError", expected)
    assert notebook is None


def test_notebook_without_parameters_takes_none(tmp_path):
    """Without a cell tagged `parameters` every parameter is refused."""
    source = write_notebook(tmp_path / "plan.ipynb", "print(1)")

    with pytest.raises(UsageError, match=r"plan.ipynb tar inga parametrar, men fick period\."):
        check_parameters(source, {"period": 1})


def test_missing_notebook_is_refused(tmp_path):
    """A notebook that is not there is a mistake to mend, not a bug."""
    with pytest.raises(UsageError, match=r"a\.ipynb finns inte\."):
        check_parameters(tmp_path / "a.ipynb", {})


def test_broken_notebook_is_refused(tmp_path):
    """A file that is no notebook is a mistake to mend, not a bug."""
    (tmp_path / "a.ipynb").write_text("inte json")

    with pytest.raises(UsageError, match="går inte att läsa som anteckningsbok"):
        check_parameters(tmp_path / "a.ipynb", {})


def test_notebook_that_names_no_kernel_is_refused(tmp_path):
    """A notebook that does not say what runs its cells is a mistake to mend, not a bug."""
    source = write_notebook(tmp_path / "a.ipynb", TITLED)
    source.write_text(source.read_text().replace("kernelspec", "other"))

    with pytest.raises(UsageError, match="No kernel name"):
        check_parameters(source, {})


def test_our_own_error_is_its_own_help(tmp_path):
    """A help text raised in a cell is the failure's cause; what it says to do is the remedy."""
    imports = "from samspelet_lib.errors import UsageError"
    cell = "raise UsageError('Perioden finns inte.\\nVälj en annan.')"

    outcome, _notebook = run_one(tmp_path, f"# Insatsen\n---\n{imports}\n{cell}")

    assert outcome.cause == "insats.ipynb, cell [1] under rubriken ”Insatsen”\nPerioden finns inte.\nVälj en annan."
    assert outcome.error.exit_code == ExitCode.PARTLY


def explained(folder, run_it):
    [outcome] = run([Job("a", run_it)])
    return explain(outcome, folder / "insats.ipynb", folder / "done.ipynb")


def test_job_that_is_done_needs_no_explanation(tmp_path):
    """Nothing is said of a job that went well."""
    assert explained(tmp_path, lambda _tell: None) is None


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (UsageError("Fel namn.\n  Menade du period?"), ["Fel namn.", "Menade du period?"]),
        (UsageError("Fel namn."), ["Fel namn.", "Rätta det och kör igen."]),
        (
            LookupError("tom mall"),
            ["LookupError: tom mall", "Det är ett fel i programmet. Visa det för den som sköter det."],
        ),
        (
            MemoryError(),
            ["Minnet tog slut.", "Stäng andra program, eller kör färre rapporter samtidigt, och kör igen."],
        ),
    ],
)
def test_error_outside_the_cells_has_its_three_lines_too(tmp_path, error, lines):
    """What stops a job before or after the notebook is explained in the same way."""

    def fails(_tell):
        raise error

    assert str(explained(tmp_path, fails)).splitlines() == ["insats.ipynb", *lines]


def test_what_a_child_of_a_cell_prints_is_in_the_log(tmp_path):
    """The text of a process that a cell has forked is not lost, though no output of the cell."""
    forks = "import os\nif os.fork() == 0:\n    print('child', flush=True)\n    os._exit(0)\nos.wait();"

    outcome, notebook = run_one(tmp_path, f"print('mine', end='')\n{forks}")

    assert outcome.status == "ok"
    assert [output.text for output in notebook.cells[0].outputs] == ["mine"]
    assert (tmp_path / "done.log").read_text() == "child\n"


@pytest.mark.slow
def test_memory_error_is_both_kinds(endings):
    """A notebook that lacked memory fails as a notebook and as memory, also in the parent."""
    error = endings[list(ENDS).index("bytearray(2**60)")][1]

    assert isinstance(error, NotebookMemoryError)
    assert isinstance(error, MemoryError)


def test_journal_cut_off_in_the_middle_is_read_to_there(tmp_path):
    """A notebook killed as it wrote its journal is kept up to the line before."""
    text = "print('kept')\n---\nprint('cut')\n---\nimport os; os._exit(9)"
    source, target = write_notebook(tmp_path / "a.ipynb", text), tmp_path / "b.ipynb"
    [outcome] = run([job(source, target)])
    *lines, done, _started = journal_of(target).read_text().splitlines(keepends=True)
    journal_of(target).write_text("".join(lines) + done[:-20])

    error = interrupted(source, target, outcome.cause)

    assert error.breakdown.where == "a.ipynb, cell [2]"
    _top, kept, cut, _exits = nbformat.read(target, 4).cells
    assert kept.outputs[0].text == "kept\n"
    assert cut.execution_count == 2
    assert [output.output_type for output in cut.outputs] == ["error"]


def test_stop_after_the_last_cell_says_so(tmp_path):
    """A process killed when the notebook was done, as its page was made, leaves the notebook as it is."""
    source, target = write_notebook(tmp_path / "a.ipynb", "1"), tmp_path / "b.ipynb"

    def dies_afterwards(tell):
        run_notebook(source, target, tell)
        os._exit(1)

    [outcome] = run([Job("a", dies_afterwards)])
    error = explain(outcome, source, target)

    assert str(error) == "a.ipynb\nProcessen dog (exit 1).\nDet hände efter sista cellen. Kör igen."
    assert len(nbformat.read(target, 4).cells) == 1


def test_notebook_of_an_earlier_run_is_not_taken_for_this_ones(tmp_path):
    """A run that stops in its first cell leaves nothing of the run before."""
    target = tmp_path / "b.ipynb"
    run([job(write_notebook(tmp_path / "a.ipynb", "print('old')"), target)])
    source = write_notebook(tmp_path / "a.ipynb", "import os; os._exit(1)")

    [outcome] = run([job(source, target)])

    assert not target.exists()
    assert explain(outcome, source, target).breakdown.where == "a.ipynb, cell [1]"


@pytest.mark.parametrize("journal", [None, "", '{"notebook": {"cel'])
def test_stop_before_the_first_cell_leaves_no_notebook(tmp_path, journal):
    """A process killed before the first cell has nothing to show, and says so."""
    if journal is not None:
        journal_of(tmp_path / "b.ipynb").write_text(journal)

    error = interrupted(tmp_path / "a.ipynb", tmp_path / "b.ipynb", "Processen dog.")

    assert str(error) == "a.ipynb\nProcessen dog.\nDet hände före första cellen. Kör igen."
    assert not (tmp_path / "b.ipynb").exists()


def test_marked_notebook_can_be_run_again(tmp_path):
    """The line on top of a stopped notebook goes away when papermill runs the file anew."""
    source, target = write_notebook(tmp_path / "a.ipynb", "import os; os._exit(1)"), tmp_path / "b.ipynb"
    [outcome] = run([job(source, target)])
    interrupted(source, target, outcome.cause)

    nb = papermill.execute_notebook(target, tmp_path / "c.ipynb", prepare_only=True, progress_bar=False)

    assert len(nb.cells) == 1


def test_a_process_runs_one_notebook(tmp_path):
    """A second notebook in the same process would see what the first left, and is refused."""
    source = write_notebook(tmp_path / "a.ipynb", "1")

    def twice(tell):
        run_notebook(source, tmp_path / "b.ipynb", tell)
        run_notebook(source, tmp_path / "c.ipynb", tell)

    [outcome] = run([Job("a", twice)])

    assert outcome.kind == "UsageError"
    assert outcome.message.startswith("Motorn samspelet kör en anteckningsbok per process")


def papermills_own(source, options, _tell):
    papermill.engines.papermill_engines.register("samspelet", SamspeletEngine)
    papermill.execute_notebook(source, None, engine_name="samspelet", progress_bar=False, **options)


@pytest.mark.parametrize(
    ("language", "options", "message"),
    [
        ("R", {}, "kör bara Python, inte R."),
        ("python", {"execution_timeout": 5}, "kan inte avbryta en cell."),
    ],
)
def test_what_the_engine_cannot_do_is_refused(tmp_path, language, options, message):
    """Other languages and time limits per cell are for the reference engine."""
    kernelspec = {"name": "any", "language": language, "display_name": "Any"}
    source = write_notebook(tmp_path / "a.ipynb", "1", kernelspec)

    [outcome] = run([Job("a", partial(papermills_own, source, options))])

    assert outcome.kind == "UsageError"
    assert message in outcome.message
    assert outcome.message.endswith("motorn nbclient.")


def test_windows_cannot_be_opened(tmp_path):
    """A notebook that asks for a window on the screen is stopped."""
    outcome, _notebook = run_one(tmp_path, "get_ipython().enable_gui('tk')")

    assert outcome.error.breakdown.cause.startswith("En rapport kan inte öppna fönster (tk).")


@pytest.mark.parametrize("engine", [ENGINES[0], pytest.param(ENGINES[1], marks=pytest.mark.slow)])
def test_settings_of_the_users_own_do_not_reach_a_report(tmp_path, monkeypatch, engine):
    """A start-up file of the user's own IPython does not run, and the variable that points there is kept."""
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    source, target = write_notebook(tmp_path / "a.ipynb", "'mine' in globals()"), tmp_path / "b.ipynb"

    def looks_afterwards(tell):
        run_notebook(source, target, tell, engine=engine)
        return os.environ["IPYTHONDIR"]

    [outcome] = run([Job("a", looks_afterwards)])

    assert outcome.value == str(tmp_path / "home")
    assert [path.name for path in (tmp_path / "home").rglob("*") if path.is_file()] == ["mine.py"]
    assert [path.name for path in (tmp_path / "home" / "profile_default").iterdir()] == ["startup"]
    assert nbformat.read(target, 4).cells[0].outputs[0].data["text/plain"] == "False"


@pytest.mark.slow
def test_kernel_of_the_reference_engine_dies_with_its_job(tmp_path):
    """A kernel in an endless loop, in a session of its own, is gone after the deadline."""
    text = f"import os\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n---\nsum(range(10**15))"
    source, target = write_notebook(tmp_path / "a.ipynb", text), tmp_path / "b.ipynb"

    [outcome] = run([job(source, target, engine="nbclient")], deadline_s=12)
    error = interrupted(source, target, outcome.cause)

    assert outcome.status == "deadline"
    assert error.breakdown.where == "a.ipynb, cell [2]"
    assert not alive(int((tmp_path / "pid").read_text()))


@pytest.mark.slow
def test_kernel_that_dies_is_a_named_failure(tmp_path):
    """With the reference engine a crash takes the kernel; the notebook says where."""
    outcome, notebook = run_one(tmp_path, "# Insatsen\n---\nimport os; os._exit(3)", engine="nbclient")

    assert outcome.error.breakdown.where == "insats.ipynb, cell [1] under rubriken ”Insatsen”"
    assert "Kernel died" in outcome.error.breakdown.cause
    assert notebook.cells[-1].outputs[-1].ename == "Avbruten"


IMPORTED = """
    import sys
    from samspelet_lib.publish import breakdown, engine, journal, pool
    heavy = {"IPython", "ipykernel", "jsonschema", "nbclient", "nbformat", "pandas", "papermill", "psutil"}
    print(sorted(heavy & set(sys.modules)))
    engine.preload()
    print("jsonschema" in sys.modules, "lark" in sys.modules)
    import rfc3987_syntax, papermill
    print(rfc3987_syntax.is_valid_syntax("iri", "http://å"))
"""
WORKS = """
    import sys
    from pathlib import Path
    from samspelet_lib.publish import engine
    engine.preload()
    before = set(sys.modules)
    engine.execute(Path(sys.argv[1]), Path(sys.argv[2]), {}, cwd=Path.cwd())
    jupyter = ("IPython.core", "ipykernel", "jupyter", "nb", "papermill")
    print(sorted(name for name in set(sys.modules) - before if name.startswith(jupyter)))
"""


@pytest.mark.slow
def test_nothing_heavy_is_imported_before_it_is_needed():
    """The engine and the pool cost no start-up time, and the slow grammars of jsonschema are not compiled."""
    assert printed(IMPORTED) == ["[]", "True False", "True"]


@pytest.mark.slow
def test_worker_finds_its_imports_done(tmp_path):
    """After `preload`, running a notebook imports no more of Jupyter."""
    source = write_notebook(tmp_path / "a.ipynb", TITLED)

    assert printed(WORKS, source, tmp_path / "b.ipynb") == ["[]"]


def printed(code, *arguments):
    """Return the lines that a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture
def installed(tmp_path):
    """The environment of a program that finds our engine where pip would have registered it."""
    metadata = tmp_path / "site" / "samspelet-1.dist-info"
    metadata.mkdir(parents=True)
    registered = "[papermill.engine]\nsamspelet = samspelet_lib.publish.engine:SamspeletEngine\n"
    (metadata / "entry_points.txt").write_text(registered)
    return os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'site'}"}


@pytest.mark.slow
def test_papermills_own_command_takes_the_engine(tmp_path, installed):
    """`papermill --engine samspelet` runs a notebook in its own process, kernel and all."""
    source = write_notebook(tmp_path / "a.ipynb", f"{TITLED}---\nimport os\nos.getppid()")
    command = [sys.executable, "-m", "papermill", "--engine", "samspelet", "--no-progress-bar"]

    subprocess.run([*command, source, tmp_path / "b.ipynb", "-p", "insats", "tris"], check=True, env=installed)

    cells = nbformat.read(tmp_path / "b.ipynb", 4).cells
    assert cells[3].outputs[0].text == "2026 tris\n"
    assert cells[-1].outputs[0].data["text/plain"] == str(os.getpid())


@pytest.mark.slow
@pytest.mark.parametrize("first", ["papermill", "engine", "kernel"])
def test_papermill_and_the_engine_are_imported_in_any_order(installed, first):
    """papermill loads the engine while it is itself half loaded, whoever is asked for first."""
    first = first if first == "papermill" else f"samspelet_lib.publish.{first}"
    code = f"import {first}\nfrom papermill import engines\nengines.papermill_engines.get_engine('samspelet')"

    subprocess.run([sys.executable, "-c", code], check=True, env=installed)
