"""matplotlib's SVG made safe to put inside a page.

A strict content policy must pass and nothing may leak out of the drawing: no style sheet, no style attribute, no
metadata, no ids but the few that are pointed at, and those prefixed. A colour becomes the class of its role, so
that the page decides what it is in light, dark and print; the attribute beside it serves a place without the
page's style sheet, such as JupyterLab.
"""

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from markupsafe import Markup

_NAMESPACE = re.compile(r"\{[^}]*\}")
_KEPT = {"stroke-width", "stroke-dasharray", "text-anchor", "font-weight", "font-size"}
_DEFAULTS = {"stroke-width": "1", "text-anchor": "start", "font-weight": "400", "font-size": "12"}
_TILE = "6"
_TILES = {
    "diagonal": "M-1 1L1 -1M0 6L6 0M5 7L7 5",
    "reverse": "M-1 5L1 7M0 0L6 6M5 -1L7 1",
    "horizontal": "M0 3H6",
    "vertical": "M3 0V6",
}


def to_inline(drawn: str, roles: Mapping[str, str], *, prefix: str, alt: str) -> Markup:
    """The drawing as one element that can stand in a page.

    Args:
        drawn: what matplotlib wrote, with text as text.
        roles: the role of each colour that may occur, by its six-digit hex.
        prefix: begins every id that is left; the chart's own anchor.
        alt: what the drawing says, in words and figures.

    Raises:
        ValueError: a colour has no role, which is a bug in a chart.
    """
    root = ET.fromstring(drawn)  # noqa: S314  our own drawing
    _drop_namespaces(root)
    names = {found: f"{prefix}-{number}" for number, found in enumerate(_pointed_at(root), start=1)}
    made = _Cleaner(roles, names).element(root)
    made.attrib = {
        "class": "drawing f-ink",
        "viewBox": root.attrib["viewBox"],
        "width": "460",
        "role": "img",
        "aria-label": alt,
        "fill": "currentColor",
        "font-family": "Inter, sans-serif",
        "font-size": _DEFAULTS["font-size"],
    }
    return Markup(ET.tostring(made, encoding="unicode"))  # noqa: S704  serialised, so escaped


def _drop_namespaces(root: ET.Element) -> None:
    for element in root.iter():
        element.tag = _NAMESPACE.sub("", element.tag)
        element.attrib = {_NAMESPACE.sub("", name): value for name, value in element.attrib.items()}


def _pointed_at(root: ET.Element) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter():
        for name in ("href", "style"):
            for found in re.findall(r"#([A-Za-z]\w*)\b(?=$|\))", element.get(name, "")):
                if found not in seen:
                    seen.add(found)
                    yield found


class _Cleaner:
    """Rewrites elements one by one; knows the roles of colours and the names that ids get."""

    def __init__(self, roles: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._roles, self._names = roles, names

    def element(self, old: ET.Element) -> ET.Element:
        made = ET.Element(old.tag, self._attributes(old))
        made.text = old.text if old.tag == "text" else None
        if old.tag == "pattern":
            made.append(self._tile(old))
            return made
        for child in old:
            made.extend(self._flattened(child))
        return made

    def _flattened(self, old: ET.Element) -> list[ET.Element]:
        """The element, or its children where it is a group that says nothing itself."""
        if old.tag in {"metadata", "style", "clipPath"}:
            return []
        made = self.element(old)
        if old.tag == "g" or (old.tag == "defs" and not len(made)):
            return list(made)
        return [made]

    def _attributes(self, old: ET.Element) -> dict[str, str]:
        kept = {name: value for name, value in old.attrib.items() if name in {"x", "y", "transform", "patternUnits"}}
        kept = {name: _rounded(value) for name, value in kept.items()}
        if re.fullmatch(r"rotate\(-?0 .*\)", kept.get("transform", "")):
            del kept["transform"]
        if old.tag == "pattern":
            kept = {"patternUnits": "userSpaceOnUse", "width": _TILE, "height": _TILE}
        if "d" in old.attrib:
            kept["d"] = _path(old.attrib["d"])
        if old.get("id") in self._names:
            kept["id"] = self._names[old.attrib["id"]]
        if "href" in old.attrib:
            kept["href"] = f"#{self._names[old.attrib['href'][1:]]}"
        return kept | self._painted(dict(_declarations(old.get("style", ""))))

    def _painted(self, style: dict[str, str]) -> dict[str, str]:
        kept = {name: _rounded(style[name]).replace("px", "") for name in style if name in _KEPT}
        kept = {name: value for name, value in kept.items() if value != _DEFAULTS.get(name)}
        classes = []
        for name in ("fill", "stroke"):
            value = style.get(name)
            if value is None:
                continue
            pointed = re.fullmatch(r"url\(#(\w+)\)", value)
            if value == "none" or pointed:
                kept[name] = f"url(#{self._names[pointed[1]]})" if pointed else value
                continue
            role = self._role(value)
            if (name, role) != ("fill", "ink"):  # what the drawing as a whole is
                classes.append(f"{name[0]}-{role}")
                kept[name] = "currentColor" if role == "ink" else value
        return ({"class": " ".join(classes)} if classes else {}) | kept

    def _role(self, colour: str) -> str:
        if colour not in self._roles:
            raise ValueError(f"the colour {colour} has no role")
        return self._roles[colour]

    def _tile(self, old: ET.Element) -> ET.Element:
        """A hatch of a few bytes in place of matplotlib's, which fills 72 by 72 units."""
        path = next(child for child in old if child.tag == "path")
        x1, y1, x2, y2 = map(float, re.findall(r"-?[\d.]+", path.attrib["d"])[:4])
        kind = (
            "horizontal" if y1 == y2 else "vertical" if x1 == x2 else "reverse" if x1 < x2 and y1 < y2 else "diagonal"
        )
        stroke = dict(_declarations(path.attrib["style"]))["stroke"]
        return ET.Element("path", {"d": _TILES[kind]} | self._painted({"stroke": stroke, "stroke-width": "1.5"}))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in filter(str.strip, style.split(";")):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _rounded(text: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda found: _short(float(found[0])), text)


def _short(value: float) -> str:
    shortened = f"{round(value, 1):.1f}".removesuffix(".0")
    return "0" if shortened == "-0" else shortened


def _path(data: str) -> str:
    """The path with one decimal, and lines along an axis in their short form."""
    steps = re.findall(r"([MLCQz])([^MLCQz]*)", data)
    made, at = [], ("", "")
    for command, numbers in steps:
        values = [_short(float(number)) for number in numbers.split()]
        if command == "L" and values[1] == at[1]:
            made.append(f"H{values[0]}")
        elif command == "L" and values[0] == at[0]:
            made.append(f"V{values[1]}")
        else:
            made.append(command + " ".join(values))
        at = (values[-2], values[-1]) if values else at
    return "".join(made)
