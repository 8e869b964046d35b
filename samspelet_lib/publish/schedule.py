"""Has the system call `samspelet run --due` every morning: a systemd user timer, or what to write elsewhere.

The timer is `Persistent`: a morning that the machine slept through is made up for when it wakes.
"""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from samspelet_lib.errors import SamspeletError
from samspelet_lib.project import Project

NAME, HOUR = "samspelet", 6


@dataclass(frozen=True)
class Schedule:
    """The two files of a systemd user timer."""

    service: str
    timer: str


def command_of(project: Project) -> list[str]:
    """The command that is scheduled, with all its folders, since a timer has no working folder of its own."""
    folders = ["--params", str(project.params), "--data", project.data, "--out", str(project.out)]
    return [sys.executable, "-m", "samspelet_lib.cli", "run", "--due", *folders]


def units(project: Project) -> Schedule:
    """The timer's files.

    A partly done run (exit code 5) is no failure of the service: the status file tells it.
    """
    command = " ".join(_for_systemd(word) for word in command_of(project))
    service = (
        "[Unit]\nDescription=Samspelets rapporter: det som har förfallit\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={_escaped(str(project.root))}\nExecStart={command}\n"
        "SuccessExitStatus=5\nNice=10\n"
    )
    timer = (
        "[Unit]\nDescription=Samspelets rapporter varje morgon\n\n"
        f"[Timer]\nOnCalendar=*-*-* {HOUR:02}:00:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )
    return Schedule(service, timer)


def install(project: Project) -> str:
    """What was installed, or what to write where the system has no user timers; for the terminal.

    Raises:
        SamspeletError: the password would have to be written in a file.
    """
    if "@" in project.data.partition("://")[2]:
        raise SamspeletError(
            "Databasens adress har ett lösenord, som inte ska stå i en tidtabell. Lägg adressen utan lösenord i "
            "--data och lösenordet i ~/.pgpass, och kör igen."
        )
    if sys.platform == "win32" or shutil.which("systemctl") is None:
        return by_hand(project)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    found = units(project)
    (folder / f"{NAME}.service").write_text(found.service, encoding="utf-8")
    (folder / f"{NAME}.timer").write_text(found.timer, encoding="utf-8")
    return f"Skrivet: {folder / NAME}.service och .timer\n{_enable()}"


def show(project: Project) -> str:
    """What is scheduled, and how the last call went."""
    timer, status = _folder() / f"{NAME}.timer", project.var / "status.json"
    lines = [
        f"Tidtabell: {timer}" if timer.is_file() else "Ingen tidtabell är installerad. Kör: samspelet schedule install"
    ]
    lines.append(f"Senaste läget: {status}" if status.is_file() else "run --due har inte körts ännu.")
    return "\n".join([*lines, by_hand(project)])


def by_hand(project: Project) -> str:
    """What to write where there are no user timers: the crontab line, or the Windows task."""
    if sys.platform == "win32":
        command = subprocess.list2cmdline(command_of(project)).replace('"', '\\"')
        return f'Kör i Kommandotolken:\nschtasks /Create /TN {NAME} /SC DAILY /ST {HOUR:02}:00 /TR "{command}"'
    line = f"cd {shlex.quote(str(project.root))} && {shlex.join(command_of(project))}".replace("%", "\\%")
    return f"Rad för crontab (crontab -e):\n0 {HOUR} * * * {line}"


def _enable() -> str:
    """Ask systemd to read the files; where nobody is logged in to a session, say what to run."""
    orders = (["daemon-reload"], ["enable", "--now", f"{NAME}.timer"])
    for order in orders:
        done = subprocess.run(["systemctl", "--user", *order], check=False, capture_output=True)  # noqa: S603, S607
        if done.returncode:
            return f"Starta den med: systemctl --user daemon-reload && systemctl --user enable --now {NAME}.timer"
    return f"Den körs kl. {HOUR:02}.00 varje dag. Låt den gå utan inloggning med: loginctl enable-linger"


def _folder() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def _for_systemd(word: str) -> str:
    """A word of a command as systemd reads it: quoted, with its own signs doubled."""
    return '"' + _escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$") + '"'


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
