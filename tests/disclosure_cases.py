"""The readable cases of disclosure control, as figures, rules and what is to be found."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, Figure, Mark, Target, Unit
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.marks import hide

FOLDER = Path(__file__).parent / "cases" / "disclosure"
_CONTENT = {"value", "numerator", "denominator", "base_label", "answers", "invited"}
_ABOUT = {"measure", "class", "target", "verdict", "hidden", "members"} | _CONTENT


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        naive: the publication that hides cell by cell.
        attack: what the attacker finds in it: figure, part, the values it tells (least, most), relation.
        hides: ids of what has to be hidden, where there is only one answer.
        loss: how many figures more than the naive ones have to be hidden, where there are several.
    """

    name: str
    rules: DisclosureRules
    figures: tuple[Figure, ...]
    earlier: tuple[tuple[Figure, ...], ...]
    naive: tuple[Figure, ...]
    knows_secrets: bool
    attack: dict
    hides: list[str] | None
    loss: int | None


def cases():
    """Every case of the folder, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    figures = tuple(map(to_figure, data["figures"]))
    kept = {each["figure"]: each["keeps"] for each in data["naive"] if isinstance(each, dict)}
    kept |= {each: [] for each in data["naive"] if isinstance(each, str)}
    assert kept.keys() <= {figure.id for figure in figures}, f"{path.name}: naive names no figure"
    return Case(
        path.stem,
        DisclosureRules.model_validate(data.get("rules", {})),
        figures,
        tuple(tuple(map(to_figure, release)) for release in data.get("earlier", [])),
        tuple(_without(figure, kept[figure.id]) if figure.id in kept else figure for figure in figures),
        data.get("knows_secrets", False),
        data.get("attack", {}),
        data.get("hides"),
        data.get("loss"),
    )


def to_figure(line):
    """A figure from one line of a case."""
    is_share = "numerator" in line
    content = {name: line[name] for name in _CONTENT if name in line}
    if is_share:
        content["value"] = swedish.rounded(Fraction(line["numerator"], line["denominator"]), 2)
    figure = Figure(
        measure=line["measure"],
        dims=Dims(forbund="f", **{name: value for name, value in line.items() if name not in _ABOUT}),
        label=line["measure"],
        unit=Unit.SHARE if is_share else Unit.COUNT,
        target=Target(at_least=line["target"], unit="") if "target" in line else None,
        verdict=line.get("verdict"),
        disclosure=line.get("class", "person"),
        members=tuple(line.get("members", ())),
        **content,
    )
    return hide(figure) if line.get("hidden") else figure


def _without(figure, keeps):
    """The figure as somebody would hide it who forgets what it keeps."""
    hidden = hide(figure)
    kept = {name: getattr(figure, name) for name in keeps}
    return hidden.model_copy(update=kept | ({"mark": None} if "value" in kept else {"mark": Mark.HIDDEN}))
