"""Pictures of the pages, to be looked at: `make screenshots` fills the folder screenshots/. Not a test itself.

Of each page a desktop window, a phone, the dark scheme and the printed sheets. What is there is taken: the public
pages below reports/, and working material where it has been made.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import browser as b

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 2400  # pixels; the top of a page is what is looked at
WINDOWS = {"dator": (1100, "light"), "telefon": (b.PHONE, "light"), "morkt": (1100, "dark")}


def chosen(root: Path) -> Iterator[tuple[str, Path]]:
    """A page of every kind, and of the insatser the one with the least and the one with the most to tell."""
    yield "startsida", root / "reports/index.html"
    for period in sorted(path.parent for path in (root / "reports").glob("*/pages.json")):
        insatser = sorted(period.glob("insats-*.html"), key=lambda path: path.stat().st_size)
        named = {"insats_liten": insatser[0], "insats_stor": insatser[-1]} if insatser else {}
        others = {path.stem: path for path in sorted(period.glob("*.html")) if not path.stem.startswith("insats-")}
        yield from ((f"{period.name}_{name}", path) for name, path in (others | named).items())
    yield from ((path.stem, path) for path in sorted((root / "reports").glob("*.html")) if path.stem != "index")
    yield from ((f"matpunkt_{path.stem}", path) for path in sorted((root / "reports/matpunkt").glob("*.html"))[4:6])
    yield "matpunkt_index", root / "reports/matpunkt/index.html"
    for path in sorted((root / "var/arbetsmaterial").glob("*/*.html")):
        yield f"arbetsmaterial_{path.parent.name}_{path.stem}", path


def take(browser, name: str, file: Path, folder: Path) -> None:
    """The page in every window, and its printed sheets where poppler can draw them."""
    for kind, (width, scheme) in WINDOWS.items():
        with b.visited(browser, file, width=width, scheme=scheme) as visit:
            height = min(visit.page.evaluate("() => document.documentElement.scrollHeight"), LONGEST)
            visit.page.set_viewport_size({"width": width, "height": height})
            visit.page.screenshot(path=folder / f"{name}.{kind}.png")
            if kind == "dator":
                visit.page.emulate_media(media="print")
                visit.page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True, print_background=True)
    if shutil.which("pdftoppm"):
        sheets = ["pdftoppm", "-png", "-r", "60", "-l", "3", folder / f"{name}.pdf", folder / f"{name}.utskrift"]
        subprocess.run(sheets, check=True)


def main(root: Path, folder: Path, wanted: str = "") -> None:
    """Every chosen page whose name holds the wanted word."""
    folder.mkdir(exist_ok=True)
    with b.started() as browser:
        for name, file in chosen(root):
            if wanted in name and file.is_file():
                take(browser, name, file, folder)


if __name__ == "__main__":
    main(ROOT, ROOT / "screenshots", *sys.argv[1:])
