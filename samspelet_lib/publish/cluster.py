"""The same pages, made on a Dask cluster: each job a parcel that holds all it needs, in a process of its own there.

No engine of our own runs there: the cells run in Jupyter's standard kernel (`nbclient`), and the bytes are the
same. A worker needs this program in the same version, and nothing of the folders here. Releases leave this
machine, so the cluster must be as trusted as it is; the public edition is what readers may see anyway.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import replace
from typing import Any

from samspelet_lib.errors import SamspeletError, UsageError
from samspelet_lib.publish.job import Outcome
from samspelet_lib.publish.options import RunOptions
from samspelet_lib.publish.page_run import Page, PageRun
from samspelet_lib.publish.parcel import Returned, pack, work_off

_CONNECT_S = 15


def on_cluster(
    pages: Sequence[Page], run: PageRun, options: RunOptions, *, on_done: Callable[[Outcome], None]
) -> dict[str, Outcome]:
    """The outcome of each page, by name; finished pages stand in the stage.

    Raises:
        UsageError: the package is missing, or the cluster does not answer.
    """
    with _client(options.scheduler or "") as client, client.get_executor(pure=False) as executor:
        waiting: dict[Future[Returned], Page] = {
            executor.submit(work_off, pack(page, run), options.deadline_s): page for page in pages
        }
        outcomes = {}
        for future in as_completed(waiting):
            page = waiting[future]
            outcomes[page.name] = _received(future, page, run)
            on_done(outcomes[page.name])
    return outcomes


def _client(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise UsageError(
            "Körning på ett kluster kräver ett paket till. Installera det med: pip install 'samspelet[dask]'"
        ) from error
    try:
        made: Any = Client
        return made(address, timeout=_CONNECT_S)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"Klustret {address} svarar inte. Kontrollera adressen (till exempel tcp://server:8786) och att "
            "schemaläggaren är i gång, eller kör utan --executor."
        ) from error


def _received(future: "Future[Returned]", page: Page, run: PageRun) -> Outcome:
    """What came back: files to their places, and the outcome; a job that the cluster lost is a failure of one page."""
    try:
        returned = future.result()
    except Exception as error:  # noqa: BLE001  whatever a cluster can raise concerns this page alone
        words = f"{page.notebook.name}\nKlustret tappade jobbet ({type(error).__name__}).\nKör igen."
        return Outcome(page.name, "died", error=SamspeletError(words), kind=type(error).__name__)
    for name, content in returned.files.items():
        (run.stage / name).parent.mkdir(parents=True, exist_ok=True)
        (run.stage / name).write_bytes(content)
    if returned.notebook is not None:
        (run.executed / f"{page.name}.ipynb").write_bytes(returned.notebook)
    return replace(returned.outcome, name=page.name)
