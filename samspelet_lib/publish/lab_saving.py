"""What JupyterLab saves: a notebook without its results, which may speak of persons and would stop the next run.

Below `var/`, which is private, a notebook is saved as it is.
"""

from typing import Any

_PRIVATE = "var/"


def without_results(*, model: dict[str, Any], path: str, **_server: object) -> None:
    """Empties the outputs, counts and run times of a notebook that is about to be saved."""
    if model["type"] != "notebook" or not model.get("content") or path.strip("/").startswith(_PRIVATE):
        return
    notebook = model["content"]
    notebook["metadata"]["language_info"] = {"name": "python"}  # its version is the machine's, not the notebook's
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(without_results)
