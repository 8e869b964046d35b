"""What the command line accepts, and argparse's words in Swedish."""

import argparse
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from samspelet_lib.errors import EXIT_MEANINGS, ExitCode

DEADLINE_S = 300.0  # for one page
_PERIOD_HELP = "2026-03, 2026-01..08 eller 2026"
_HEADINGS = {"usage:": "användning:", "positional arguments:": "argument:", "options:": "val:"}
_REFUSALS = (
    (r"the following arguments are required: (.*)", r"Det här saknas: \1."),
    (r"unrecognized arguments: (.*)", r"Okänt: \1."),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 kan betyda flera saker: \2."),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\2 finns inte. Välj bland: \3."),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 behöver ett värde."),
    (r"argument (\S+): invalid int value: (.*)", r"\1 ska vara ett heltal, inte \2."),
    (r"argument (\S+): (ska vara .*)", r"\1 \2"),
    (r"argument (\S+): ignored explicit argument (\S+)", r"\1 tar inget värde."),
)


class SwedishParser(argparse.ArgumentParser):
    """argparse, in Swedish; a name is written whole."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def format_help(self) -> str:
        """The help text with Swedish headings."""
        text = super().format_help()
        for english, swedish in _HEADINGS.items():
            text = text.replace(english, swedish)
        return text.replace("show this help message and exit", "visa den här hjälpen")

    def error(self, message: str) -> NoReturn:
        """A refusal in Swedish, with where to look."""
        for pattern, words in _REFUSALS:
            message = re.sub(pattern, words, message)
        self.exit(ExitCode.USAGE, f"{message}\nSkriv {self.prog} --help för att se hur kommandot skrivs.\n")


@dataclass(frozen=True)
class Argument:
    """One argument of a command; `options` is what argparse wants to know of it."""

    name: str
    options: dict[str, Any]


def _argument(name: str, **options: Any) -> Argument:
    return Argument(name, options)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"ska vara ett heltal från 1, inte {text}.")
    return int(text)


_YEAR = _argument("--year", type=int, metavar="ÅR", help="verksamhetsplanens år; annars det senaste")
_PERIOD = _argument("period", metavar="PERIOD", help=_PERIOD_HELP)
_TODAY = _argument("--today", metavar="DAG", help="låtsas att det är den dagen, till exempel 2026-03-20")
_COMMON = (
    _argument("--params", metavar="MAPP", help="det som är beslutat (params)"),
    _argument("--data", metavar="KÄLLA", help="det som kommit in: en mapp eller en databasadress (leveranser)"),
    _argument("--out", metavar="MAPP", help="mappen som får reports/ och var/"),
    _argument("--json", action="store_true", help="skriv svaret som JSON"),
)

# Each command with what it does and what it takes.
COMMANDS: dict[str, tuple[str, tuple[Argument, ...]]] = {
    "check": ("läs params och leveranser och visa allt som inte går ihop", (_YEAR,)),
    "forms": (
        "skriv formulär att fylla i, ett per insats",
        (
            _argument("folder", nargs="?", default="formular", metavar="MAPP", help="mappen de skrivs i (formular)"),
            _YEAR,
        ),
    ),
    "demo": (
        "skriv påhittade leveranser att prova med",
        (_argument("folder", nargs="?", metavar="MAPP", help="mappen de skrivs i (leveranser)"), _YEAR),
    ),
    "ledger": (
        "läs bokföringsfiler (SIE 1–4, eller ett utdrag ur en kommuns huvudbok) och stäm av dem",
        (_argument("files", nargs="+", metavar="FIL", help="SIE-filer, eller utdrag i CSV eller Excel"),),
    ),
    "run": (
        "gör en periods sidor",
        (
            _argument("period", nargs="?", metavar="PERIOD", help=_PERIOD_HELP),
            _argument("--due", action="store_true", help="gör det som har förfallit enligt utgivningsplanen i params"),
            _TODAY,
            _argument("--only", action="append", default=[], metavar="NAMN", help="bara den här boken eller sidan"),
            _argument("--edition", choices=["publik", "intern"], default="publik", help="sidor eller arbetsmaterial"),
            _argument("--force", action="store_true", help="gör alla sidor, också de som inte har ändrats"),
            _argument("--workers", type=_count, metavar="N", help="så många sidor samtidigt; annars en per kärna"),
            _argument(
                "--deadline", type=_count, metavar="S", help=f"så många sekunder får en sida ta ({DEADLINE_S:g})"
            ),
            _argument("--executor", choices=["local", "dask"], default="local", help="var sidorna görs"),
            _argument("--scheduler", metavar="ADRESS", help="Dask-klustrets adress, till exempel tcp://server:8786"),
            _argument("--engine", choices=["samspelet", "nbclient"], default="samspelet", help="hur cellerna körs"),
        ),
    ),
    "audit": (
        "granska det som är publicerat: säger något mer än det får?",
        (_argument("period", nargs="?", metavar="PERIOD", help=f"{_PERIOD_HELP}; annars alla perioder"),),
    ),
    "verify": ("gör en periods sidor igen och jämför dem med de publicerade", (_PERIOD,)),
    "diff": (
        "visa vilka tal som skiljer två utgåvor, och varför",
        (
            _argument("before", metavar="FÖRE", help="2026-02 eller 2026-02@1"),
            _argument("after", metavar="EFTER", help="2026-03 eller 2026-03@2"),
        ),
    ),
    "schedule": (
        "låt datorn köra ”run --due” varje morgon",
        (_argument("action", choices=["install", "show"], metavar="VAD", help="install eller show"),),
    ),
    "publish": (
        "kopiera de publika sidorna till en mapp, allt på en gång",
        (_argument("folder", metavar="MAPP", help="mappen som läsarna når"),),
    ),
    "list": ("visa insatser, anteckningsböcker, perioder, utgåvor och leveranser som är sena eller saknas", (_TODAY,)),
    "lab": (
        "öppna JupyterLab i projektet, bara för den här datorn",
        (
            _argument("--no-browser", action="store_true", help="öppna ingen webbläsare; adressen skrivs ut"),
            _argument("--port", type=_count, metavar="N", help="den första port som prövas (8888)"),
        ),
    ),
}

# What a command's own help says beside what it does.
_MORE = {
    "audit": "Läser det som är publicerat: sidor, alternativtexter, diagrammens mått, filer att hämta och alla "
    "utgåvor i den ordning de gavs ut. Bara för att veta vilka dolda antal som är få läser den också de privata "
    "loggarna i var/. Prövar inte den som vet hur programmet väljer vad som ska döljas, eller den som "
    "känner personerna. Slutkod 4 om något säger för mycket; fyndet nämner stället, aldrig talet."
}


def passed_on(options: argparse.Namespace) -> list[str]:
    """What was asked of `run`, as words for a run of one förbund; folders and the number of workers apart."""
    _, arguments = COMMANDS["run"]
    words: list[str] = []
    for argument in arguments:
        name = argument.name.lstrip("-")
        value = getattr(options, name)
        if argument.name == "--workers" or not value or value == argument.options.get("default"):
            continue
        if not argument.name.startswith("-"):
            words.append(value)
        elif value is True:
            words.append(argument.name)
        else:
            words += [
                word for each in (value if isinstance(value, list) else [value]) for word in (argument.name, str(each))
            ]
    return [*words, "--json"] if options.json else words


def parser() -> SwedishParser:
    """The parser of the whole command line; `options.name` is the command."""
    codes = "\n".join(f"  {int(code):>3}  {meaning}" for code, meaning in EXIT_MEANINGS.items())
    whole = SwedishParser(
        prog="samspelet",
        description="Från verksamhetsplan och leveranser till läsbara sidor.",
        epilog=f"slutkoder:\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = whole.add_subparsers(metavar="KOMMANDO", required=True, dest="name")
    for name, (text, arguments) in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=" ".join([text, _MORE[name]]) if name in _MORE else text
        )
        for argument in (*arguments, *_COMMON):
            command.add_argument(argument.name, **argument.options)
    return whole
