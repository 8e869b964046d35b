"""Opens JupyterLab in the project: one kernel, a start notebook, nothing sent out and no result left in a file.

What it needs is written below `var/lab` each time, and found there through Jupyter's own search paths; nothing is
written in the user's home, but for what JupyterLab itself remembers of its looks.
"""

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from samspelet_lib.errors import UsageError
from samspelet_lib.project import Project
from samspelet_lib.release.private import privately

KERNEL_NAME, KERNEL_LABEL = "python3", "Samspelet"  # the name that notebooks hold, so that they run anywhere
START = Path("utforska") / "start.ipynb"
_SAVING = "samspelet_lib.publish.lab_saving"
_ONLY_THIS_MACHINE = "127.0.0.1"


def open_lab(project: Project, *, browser: bool = True, port: int | None = None) -> int:
    """The exit code, once the analyst has closed JupyterLab.

    Args:
        project: where notebooks, params and deliveries are; also for the kernels.
        browser: whether to open the user's browser; its address with token is printed in any case.
        port: the first to try; Jupyter's own choice where None.

    Raises:
        UsageError: JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab är inte installerat i den här miljön. Kör: make venv")
    _write_settings(project)
    os.environ |= _search_paths(project)
    from jupyterlab.labapp import LabApp  # noqa: PLC0415 - heavy, and reads the search paths

    LabApp.launch_instance(argv=_arguments(project, browser=browser, port=port))
    return 0


def _arguments(project: Project, *, browser: bool, port: int | None) -> list[str]:
    """What holds whatever the user's own settings say."""
    start = project.notebooks / START
    return [
        *([str(start)] if start.is_file() else []),
        f"--ServerApp.root_dir={project.root}",
        f"--ServerApp.ip={_ONLY_THIS_MACHINE}",
        "--log-level=WARN",  # the address is told all the same
        *([] if browser else ["--no-browser"]),
        *([f"--port={port}"] if port else []),
    ]


def _search_paths(project: Project) -> dict[str, str]:
    """Our folders first, then those that the user already has."""
    ours = {"JUPYTER_PATH": _folder(project) / "share", "JUPYTER_CONFIG_PATH": _folder(project) / "etc"}
    return {name: os.pathsep.join([str(path), *filter(None, [os.environ.get(name)])]) for name, path in ours.items()}


def _folder(project: Project) -> Path:
    return project.var / "lab"


def _write_settings(project: Project) -> None:
    folder = _folder(project)
    contents: dict[str, dict[str, Any]] = {
        f"share/kernels/{KERNEL_NAME}/kernel.json": _kernel(project),
        "etc/jupyter_server_config.json": _server(project),
        "etc/labconfig/default_setting_overrides.json": _LOOKS,
    }
    with privately(project.var):  # the kernel is told the address of a database, which may hold a password
        for name, content in contents.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _kernel(project: Project) -> dict[str, Any]:
    """The kernelspec: this environment's Python, with the project's own folders."""
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": KERNEL_LABEL,
        "language": "python",
        "metadata": {"debugger": True},
        "env": project.environment(),
    }


def _server(project: Project) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {_SAVING: True}},
        "KernelSpecManager": {"allowed_kernelspecs": [KERNEL_NAME]},
        # Open tabs belong to the project. Nothing is asked of an address outside.
        "LabApp": {
            "workspaces_dir": str(_folder(project) / "workspaces"),
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        },
    }


_LOOKS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True},  # there is but one
}
