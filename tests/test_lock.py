"""requirements.lock: every package with version and checksums, and nothing that says where it came from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NAME = r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)"
VERSION = r"==(?P<version>[0-9][0-9a-z.+]*)"
PINNED = re.compile(rf"{NAME}(?:\[[a-z0-9,-]+\])?{VERSION}(?: ; [\w\s'.<>=!()*-]+?)?(?: --hash=sha256:[0-9a-f]{{64}})+")

FORBIDDEN = {
    "a URL": r"://|\bwww\.",
    "an index or another option": r"^\s*-(?!-hash=sha256:)",
    "a path": r"(?:^|[\s@=])(?:/|~|\./|\.\./|[A-Za-z]:\\)",
    "a package from somewhere else": r"\s@\s|\bgit\+|\bfile:|^-e\b",
    "a host": r"\b[a-z0-9-]+\.(?:org|com|net|io|se|example|local|internal)\b",
}


def requirements():
    """Each requirement on one line, comments away."""
    lines = [line for line in TEXT.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [re.sub(r"\s+", " ", text) for text in "\n".join(lines).replace("\\\n", " ").splitlines()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_lock_names_no_place(what):
    """No URL, index line, path or host: the lock works wherever packages come from."""
    found = [line for line in TEXT.splitlines() if re.search(FORBIDDEN[what], line)]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a URL", "x @ https://packages.example/x.whl"),
        ("an index or another option", "--index-url https://packages.example/simple"),
        ("an index or another option", "    -i packages"),
        ("a path", "# -r /home/someone/pyproject.toml"),
        ("a path", "./wheels/x.whl"),
        ("a package from somewhere else", "-e ."),
        ("a host", "# from packages.example"),
    ],
)
def test_the_rules_would_see_a_place(what, line):
    """Each rule finds what it is there for."""
    assert re.search(FORBIDDEN[what], line)


def test_every_package_is_pinned_with_checksums():
    """Name, exact version, and at least one SHA-256; nothing else on the line but where it applies."""
    loose = [text[:80] for text in requirements() if not PINNED.fullmatch(text)]
    assert loose == []
    assert len(requirements()) > 50


def test_no_package_has_two_versions_at_once():
    """A package that stands twice does so for different environments."""
    seen = [text.split(" --hash")[0] for text in requirements()]
    names = [PINNED.fullmatch(text)["name"] for text in requirements()]
    twice = {name for name in names if names.count(name) > 1}
    assert [text for text in seen if text.split("==")[0] in twice and " ; " not in text] == []


def test_what_the_project_asks_for_is_in_the_lock():
    """Each dependency of pyproject.toml, development ones too, is pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", text)[0].lower().replace("_", "-") for text in asked}
    assert names - {PINNED.fullmatch(text)["name"] for text in requirements()} == set()
