"""Opens JupyterLab in the project."""

import subprocess
import sys
from importlib.util import find_spec

from samspelet_lib.errors import UsageError
from samspelet_lib.project import Project


def open_lab(project: Project) -> int:
    """JupyterLab's exit code, once the analyst has closed it.

    Raises:
        UsageError: JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab är inte installerat i den här miljön. Kör: make venv")
    command = [sys.executable, "-m", "jupyterlab", str(project.notebooks), f"--ServerApp.root_dir={project.root}"]
    return subprocess.run(command, cwd=project.root, check=False).returncode  # noqa: S603 - our own interpreter
