"""Runs one notebook with its parameters.

Two engines give the same outputs. `samspelet` runs the cells in the process itself (see `kernel`), for
workers that are forked for one report each. `nbclient` is papermill's own, with a kernel in a process of its
own; it is the reference. papermill's command line takes either: `papermill --engine samspelet`.
"""

import difflib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from samspelet_lib.errors import UsageError
from samspelet_lib.publish.breakdown import cell_error, interrupted
from samspelet_lib.publish.journal import Journal, Step, journal_of

EngineName = Literal["samspelet", "nbclient"]
Parameters = Mapping[str, object]


class SamspeletEngine:
    """What papermill finds as its engine `samspelet`.

    papermill loads every registered engine as it is itself imported; so the engine proper, which needs
    papermill, is imported when it is used.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Return the notebook with the outputs of its cells."""
        from samspelet_lib.publish.kernel import InProcessEngine  # noqa: PLC0415

        return InProcessEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the name of the kernel that the notebook asks for."""
        from papermill.utils import nb_kernel_name  # noqa: PLC0415

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language that the notebook is written in."""
        from papermill.utils import nb_language  # noqa: PLC0415

        return str(nb_language(nb, language))


def preload() -> None:
    """Import and look up what running a notebook needs, also what the shell leaves until it starts, before the fork.

    Without it every worker would compile nbformat's schemas anew and look for matplotlib's backends among all that
    is installed: half of what a small page takes.
    """
    for name in ("light", "kernel"):  # in this order, for what the first leaves out
        import_module(f"samspelet_lib.publish.{name}")
    import nbformat  # noqa: PLC0415

    from samspelet_lib.report.chart_canvas import look_up_backends  # noqa: PLC0415

    for is_lenient in (False, True):  # read with one, written with the other
        empty = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
        nbformat.validate(empty, relax_add_props=is_lenient)
    look_up_backends()


def check_parameters(source: Path, parameters: Parameters) -> None:
    """Refuse parameters that the notebook does not declare; papermill would run it with the defaults.

    Raises:
        UsageError: a name is unknown, or the notebook cannot be read.
    """
    from nbformat.reader import NotJSONError  # noqa: PLC0415
    from papermill import inspect_notebook  # noqa: PLC0415

    try:
        allowed = sorted(inspect_notebook(str(source)))
    except FileNotFoundError as error:
        raise UsageError(f"{source} finns inte. Kontrollera namnet.") from error
    except (NotJSONError, ValueError) as error:
        raise UsageError(f"{source} går inte att läsa som anteckningsbok: {error}") from error
    unknown = sorted(set(parameters) - set(allowed))
    if unknown:
        raise UsageError("\n".join(_unknown(source.name, name, allowed) for name in unknown))


def _unknown(notebook: str, name: str, allowed: list[str]) -> str:
    if not allowed:
        return f"{notebook} tar inga parametrar, men fick {name}. Cellen märkt parameters saknas eller är tom."
    near = difflib.get_close_matches(name, allowed, n=1)
    guess = f" Menade du {near[0]}?" if near else ""
    return f"{notebook} har ingen parameter {name}.{guess} Den tar {', '.join(allowed)}."


def execute(
    source: Path,
    target: Path,
    parameters: Parameters,
    *,
    cwd: Path,
    engine: EngineName = "samspelet",
    on_step: Callable[[Step], None] = lambda _step: None,
) -> None:
    """Write the notebook with its parameters and outputs to `target`, which should be a private place.

    When a cell fails, `target` holds the notebook so far, marked where it stopped. When the process is
    killed, `breakdown.interrupted` makes the same of the journal beside it.

    Args:
        source: the notebook; it is not changed.
        target: the executed notebook.
        parameters: values by name, each declared in the cell tagged `parameters`.
        cwd: the folder that the cells run in.
        engine: `samspelet` takes the process itself, once; `nbclient` starts a kernel.
        on_step: called as each cell starts.

    Raises:
        UsageError: an unknown parameter, or a notebook that cannot be read; nothing was run.
        NotebookError: a cell failed, or the kernel died.
    """
    from jupyter_client.kernelspec import NoSuchKernel  # noqa: PLC0415
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415
    from papermill import PapermillExecutionError  # noqa: PLC0415

    check_parameters(source, parameters)
    target.unlink(missing_ok=True)  # of an earlier run; what is there afterwards is of this one
    journal = Journal(journal_of(target.absolute()), on_step)  # the cells run in another folder
    options = {"parameters": dict(parameters), "engine_name": engine, "cwd": str(cwd), **journal.hooks()}
    try:
        _papermill(source, target, options)
    except PapermillExecutionError as error:
        journal.remove()
        heading = journal.heading_at(error.cell_index)
        raise cell_error(source, target, heading=heading, error=error) from error
    except (DeadKernelError, CellTimeoutError, NoSuchKernel) as error:
        cause = f"Kärnan som kör cellerna dog eller kunde inte startas ({error})."
        raise interrupted(source, target, cause) from error
    journal.remove()


def _papermill(source: Path, target: Path, options: dict[str, Any]) -> None:
    """Run papermill without progress bar and without saving at every cell; the journal does that cheaper."""
    import papermill  # noqa: PLC0415

    papermill.engines.papermill_engines.register("samspelet", SamspeletEngine)  # also where not installed
    silent = {"progress_bar": False, "request_save_on_cell_execute": False}
    with _nobodys_settings() if options["engine_name"] == "nbclient" else nullcontext():
        papermill.execute_notebook(str(source), str(target), **options, **silent)


@contextmanager
def _nobodys_settings() -> Iterator[None]:
    """Keep start-up files and settings of the user's own IPython out of the report."""
    before = os.environ.get("IPYTHONDIR")
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        os.environ["IPYTHONDIR"] = folder
        try:
            yield
        finally:
            del os.environ["IPYTHONDIR"]
            if before is not None:
                os.environ["IPYTHONDIR"] = before
