"""A real JupyterLab in a project of its own, driven as an analyst drives it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import browser as b

from samspelet_lib.publish.lab import KERNEL_LABEL

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "prov"
READY_S, DONE_MS = 120, 300_000
RUN_ALL = "Run All Cells"
# JupyterLab opens what was open before as well, each notebook in a tab of its own: only the one in front is meant.
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
IS_DONE = f"""() => {{
  const marks = [...document.querySelectorAll('{FRONT} .jp-CodeCell .jp-InputPrompt')].map(mark => mark.textContent);
  return marks.length > 0 && !marks.some(text => text.includes('*')) && marks.some(text => /\\d/.test(text));
}}"""


def lab_project(folder, *, insats_files):
    """The real params and notebooks, and the made-up deliveries of one owner; the folder."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    command(folder, "demo", str(folder / "alla"))
    for path in sorted((folder / "alla").rglob(insats_files)):
        target = folder / "leveranser" / path.relative_to(folder / "alla")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.rmtree(folder / "alla")
    return folder


def environment(folder):
    """As on a machine where nobody has used Jupyter; root may start it, as in a container."""
    settings = folder / "jupyter"
    settings.mkdir(exist_ok=True)
    (settings / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"allow_root": True}}))
    ours = {
        "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_DATA_DIR": str(settings / "data"),
        "JUPYTER_RUNTIME_DIR": str(settings / "runtime"),
        "IPYTHONDIR": str(settings / "ipython"),
        "JUPYTER_TOKEN": TOKEN,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
    }
    outside = {key: value for key, value in os.environ.items() if not key.startswith(("SAMSPELET_", "JUPYTER_"))}
    return outside | ours


def command(folder, *arguments):
    """One command of the program in the project."""
    whole = [sys.executable, "-m", "samspelet_lib.cli", *arguments]
    return subprocess.run(whole, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)


@contextmanager
def started(folder):
    """The port of `samspelet lab`, once it answers; ended as a user does, with a signal."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "lab.log").open("w") as log:
        whole = [sys.executable, "-m", "samspelet_lib.cli", "lab", "--no-browser", "--port", str(port)]
        server = subprocess.Popen(whole, cwd=folder, env=environment(folder), stdout=log, stderr=log)
        try:
            wait_for(port, server, folder / "lab.log")
            yield port
        finally:
            server.terminate()
            server.wait(60)


def wait_for(port, server, log):
    """Return when the server answers.

    Raises:
        AssertionError: it ended, or took too long; with its own words.
    """
    for _ in range(READY_S * 2):
        assert server.poll() is None, log.read_text()
        if status(port, f"/api/status?token={TOKEN}") == 200:
            return
        time.sleep(0.5)
    raise AssertionError(log.read_text())


def status(port, address):
    """The HTTP status of an address; None where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}") as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def addresses(port):
    """The local addresses that a port is listened to on, as Linux tells them."""
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:] if Path(table).exists() else []:
            local, state = line.split()[1], line.split()[3]
            if state == "0A" and int(local.split(":")[1], 16) == port:
                found.append(local.split(":")[0])
    return found


@contextmanager
def notebook(browser, port, path):
    """A notebook open in JupyterLab with its kernel ready; the page and every address it asked for."""
    page = browser.new_page(viewport={"width": b.DESKTOP, "height": 1000})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"http://127.0.0.1:{port}/lab/tree/{path}?token={TOKEN}", timeout=DONE_MS)
    page.wait_for_selector(f".lm-TabBar-tab.jp-mod-current >> text={Path(path).name}", timeout=DONE_MS)
    page.wait_for_selector(f"{FRONT} .jp-CodeCell", timeout=DONE_MS)
    ready(page)
    try:
        yield page, asked
    finally:
        page.close()


def ready(page):
    """Return when the kernel of the notebook in front waits for work; before it has one it is called idle too."""
    page.wait_for_selector(f"{FRONT} .jp-KernelName >> text={KERNEL_LABEL}", timeout=DONE_MS)
    page.wait_for_selector(f"{FRONT} .jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=DONE_MS)


def run_all(page):
    """Run → Run All Cells, as by hand, until every cell has run or one has failed."""
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(f".lm-Menu-itemLabel:text-is('{RUN_ALL}')")
    page.wait_for_function(IS_DONE, timeout=DONE_MS)
    ready(page)


def outputs(page):
    """What every code cell shows, as text without its style sheets; nothing where it shows nothing."""
    texts = page.evaluate(
        """front => [...document.querySelectorAll(front + ' .jp-CodeCell')].map(cell => {
      const copy = (cell.querySelector('.jp-OutputArea-output') || document.createElement('i')).cloneNode(true);
      copy.querySelectorAll('style').forEach(style => style.remove());
      return copy.textContent;
    })""",
        FRONT,
    )
    return [plain(text) for text in texts]


def plain(text):
    """Text with every run of blanks as one."""
    return re.sub(r"\s+", " ", text).strip()
