"""What is published and may not be: a place and what is wrong there, never a value; and all that an audit found."""

import json
from dataclasses import dataclass

from samspelet_lib.errors import ExitCode

_LESS = (
    "Den privata loggen finns inte här för {folders}, eller inte för allt som publicerats före. Då är det inte känt "
    "vilka dolda antal som är små, och utgåvor som har ersatts är prövade bara om de finns här. Ett fynd i utgåvorna "
    "tillsammans kan gälla ett dolt antal som ändå får vara känt."
)


@dataclass(frozen=True, order=True)
class Leak:
    """Something that is published and may not be.

    Attributes:
        file: the file, below the folder of the pages.
        place: where in it.
        relation: what is wrong, or how it can be worked out; never a value.
    """

    file: str
    place: str
    relation: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.relation) if part)


@dataclass(frozen=True)
class Audited:
    """What an audit found, and what it read.

    Attributes:
        leaks: what is published and may not be.
        files: how many files were read.
        periods: the folders that they lie in.
        without_log: those whose private log, or that of a release before, is not at hand, so that less could be tried.
    """

    leaks: tuple[Leak, ...]
    files: int
    periods: tuple[str, ...]
    without_log: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """Done, or a disclosure."""
        return ExitCode.DISCLOSURE if self.leaks else ExitCode.DONE

    def to_text(self) -> str:
        """The findings as a list."""
        lines = [f"  • {leak}" for leak in self.leaks]
        heads = ["Det som är publicerat säger mer än det får:"] if lines else []
        told = f"{self.files} filer är granskade, i {', '.join(self.periods)}. {len(self.leaks)} fynd."
        less = [_LESS.format(folders=", ".join(self.without_log))] if self.without_log else []
        return "\n".join([*heads, *lines, *less, told])

    def to_json(self) -> str:
        """The findings as JSON."""
        content = vars(self) | {"leaks": [vars(leak) for leak in self.leaks]}
        return json.dumps(content, ensure_ascii=False, indent=1)
