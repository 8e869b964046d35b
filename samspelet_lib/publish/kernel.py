"""A Jupyter kernel inside the process that asks for it, so that a report costs no start of Python.

The front end is papermill's own (nbclient) and the shell is the standard kernel's own (ipykernel); both are
used as they are, and only the wire between them is replaced. What a cell shows and counts is therefore
decided by the same code as in JupyterLab. Three things differ: widgets stay empty (nobody answers their
messages); bytes written past Python, straight to file descriptor 1 or 2, go to the log of the process; and a
warning names its cell `ipykernel/123.py` where the standard kernel has a temporary folder and a process
number, which would make the same report differ from run to run.

A process can house one kernel and run one notebook: the state it leaves behind is the process itself.
"""

import asyncio
import builtins
import getpass
import os
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import application, completer, completerlib, logger, oinspect  # noqa: F401  see `preload`
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError
from papermill.engines import NBClientEngine
from traitlets.config import Config

from samspelet_lib.errors import UsageError
from samspelet_lib.publish.wire import Channel, Message, Stream, Wire

LANGUAGE_INFO: Message = {  # what the standard kernel answers, and the executed notebook says
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class _Compiler(XCachingCompiler):
    """The standard kernel's compiler, but a cell's file name holds no folder and no process number."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        standard: str = super().get_code_name(raw_code, code, number)  # type: ignore[no-untyped-call]
        return f"ipykernel/{Path(standard).name}"


class _Shell(ZMQInteractiveShell):
    """The standard kernel's shell, without an application around it that could open windows."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept only figures in the page, which is what `%matplotlib inline` asks for."""
        if gui not in {None, "inline"}:
            raise UsageError(
                f"En rapport kan inte öppna fönster ({gui}). Ta bort raden, eller skriv %matplotlib inline."
            )
        self.active_eventloop = gui


class LocalKernel:
    """What nbclient asks of a kernel, of its manager and of its client, answered in this process."""

    has_kernel = True
    eventloop = None  # the shell asks for it when a cell calls exit()
    allow_stdin = False

    def __init__(self, ipython_dir: str) -> None:
        self._session = Session(key=b"")
        self._request: Message = {}
        outputs: deque[Message] = deque()
        self._wire: Any = Wire(self._session, outputs)
        self.iopub_channel = Channel(outputs)
        self._replies: deque[Message] = deque()
        self.shell_channel = Channel(self._replies)
        self.shell = self._new_shell(ipython_dir)

    def _new_shell(self, ipython_dir: str) -> Any:
        settings = Config()
        settings.HistoryManager.enabled = False  # no database; In, Out and _ work all the same
        shell: Any = _Shell.instance(config=settings, ipython_dir=ipython_dir, kernel=self, compiler_class=_Compiler)
        for publisher in (shell.displayhook, shell.display_pub):
            publisher.session, publisher.pub_socket = self._session, self._wire
        return shell

    def client(self) -> "LocalKernel":
        """Return the kernel itself."""
        return self

    def start_channels(self) -> None:
        """Do nothing: the lists are always open."""

    def wait_for_ready(self, timeout: float) -> None:
        """Do nothing: the shell stands ready when the kernel does."""

    def is_alive(self) -> bool:
        """Return whether no cell has called exit()."""
        return not self.shell.exit_now

    def kernel_info(self) -> str:
        """Answer which language the cells are written in; return the question's id."""
        self._require_alive()
        question = self._session.msg("kernel_info_request")
        self._answer(question, {"language_info": LANGUAGE_INFO})
        return str(question["header"]["msg_id"])

    async def execute(self, code: str, *, store_history: bool = True, **_options: object) -> str:
        """Run a cell to its end; its outputs and its reply then lie in the lists. Return the request's id."""
        self._require_alive()
        self._request = self._session.msg("execute_request", {"code": code})
        self.shell.set_parent(self._request)
        self.publish("status", {"execution_state": "busy"})
        self.publish("execute_input", {"code": code, "execution_count": self.shell.execution_count})
        result = await self._run(code, store_history=store_history)
        sys.stdout.flush()
        sys.stderr.flush()
        self._answer(self._request, self._reply(result))
        self.publish("status", {"execution_state": "idle"})
        return str(self._request["header"]["msg_id"])

    def publish(self, kind: str, content: Message) -> None:
        """Hand a message of the running cell to the front end."""
        self._session.send(self._wire, kind, content, self._request)

    def _require_alive(self) -> None:
        if not self.is_alive():
            raise DeadKernelError("Kernel died")  # what exit() does to a kernel in a process of its own

    def _answer(self, question: Message, content: Message) -> None:
        self._replies.append(self._session.msg("reply", content, parent=question))

    async def _run(self, code: str, *, store_history: bool) -> Any:
        """Run the cell as the standard kernel does: with `await` in the running loop, without it straight."""
        shell, failure = self.shell, None
        try:
            transformed = shell.transform_cell(code)
        except Exception:  # noqa: BLE001  the shell shows it as the cell's own error
            transformed, failure = code, sys.exc_info()
        how = {"transformed_cell": transformed, "preprocessing_exc_tuple": failure}
        if not shell.should_run_async(code, **how):
            return shell.run_cell(code, store_history=store_history)
        result = None
        try:
            result = await asyncio.ensure_future(shell.run_cell_async(code, store_history=store_history, **how))
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result

    def _reply(self, result: ExecutionResult) -> Message:
        shell, error = self.shell, result.error_before_exec or result.error_in_exec
        count = {"execution_count": shell.execution_count - 1}
        if result.success and not getattr(shell, "_last_traceback_during_displayhook", False):
            return {"status": "ok", **count}
        return {
            "status": "error",
            "ename": type(error).__name__,
            "evalue": str(error),
            "traceback": shell._last_traceback or [],  # noqa: SLF001  as ipykernel's own kernel does
            **count,
        }


def _refusing(asked: str) -> Any:
    """Return what stands in for `input` and `getpass`: nobody is there to answer."""

    def refuse(prompt: object = "", stream: object = None) -> NoReturn:  # noqa: ARG001
        raise StdinNotImplementedError(f"{asked} was called, but this frontend does not support input requests.")

    return refuse


def _import_from_here() -> None:
    """Let cells import from the folder they run in, after the standard library, where IPython puts it."""
    packages = ("site-packages", "dist-packages")
    place = next((n for n, path in enumerate(sys.path) if Path(path).name in packages), len(sys.path))
    if "" not in sys.path:
        sys.path.insert(place, "")


@contextmanager
def _streams_to(kernel: LocalKernel) -> Iterator[None]:
    """Let prints, prompts and local imports behave as in a kernel of its own, until the notebook is done."""
    before = sys.stdout, sys.stderr, builtins.input, getpass.getpass
    sys.stdout = Stream("stdout", kernel.publish, sys.__stdout__ or before[0])
    sys.stderr = Stream("stderr", kernel.publish, sys.__stderr__ or before[1])
    builtins.input, getpass.getpass = _refusing("raw_input"), _refusing("getpass")
    path = list(sys.path)
    _import_from_here()
    try:
        yield
    finally:
        sys.path[:] = path
        kernel.shell.restore_sys_module_state()
        sys.stdout, sys.stderr, builtins.input, getpass.getpass = before


def _draw_in_page() -> None:
    """Choose matplotlib's backend as the standard kernel does, also if it was imported before the fork."""
    inline = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib and matplotlib.get_backend(auto_select=False) is None:
        matplotlib.rcParams["backend"] = inline


@contextmanager
def local_kernel() -> Iterator[LocalKernel]:
    """Yield the one kernel of this process, which knows nobody's home folder.

    Raises:
        UsageError: the process runs a notebook, or has run one.
    """
    if InteractiveShell.initialized():
        raise UsageError(
            "Motorn samspelet kör en anteckningsbok per process, och den här processen har redan kört en. "
            "Starta en ny process, eller välj motorn nbclient."
        )
    _draw_in_page()
    with tempfile.TemporaryDirectory(prefix="samspelet-") as folder:
        kernel = LocalKernel(folder)
        with _streams_to(kernel):
            yield kernel


class InProcessEngine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """papermill's own engine, with its kernel in this process."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        """Run the notebook's cells; papermill's manager holds the outputs.

        Raises:
            UsageError: the notebook is not in Python, cells have a time limit, or the process is used.
        """
        language = cls.nb_language(nb_man.nb)
        if language != "python":
            raise UsageError(f"Motorn samspelet kör bara Python, inte {language}. Välj motorn nbclient.")
        if kwargs.get("execution_timeout"):
            raise UsageError(
                "Motorn samspelet kan inte avbryta en cell. Ta bort tidsgränsen, eller välj motorn nbclient."
            )
        with local_kernel() as kernel:
            super().execute_managed_notebook(nb_man, kernel_name, km=kernel, **kwargs)
