"""How wide words are in a chart, and how they are broken into lines."""

from functools import cache, lru_cache
from importlib.resources import as_file, files

from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

TEXT = 12.0
POINTS_PER_INCH = 72
_TEXTS = 4096  # words and lines of a page, of which many stand in several charts


@cache
def add_fonts() -> None:
    """Makes the bundled font known to matplotlib."""
    for name in ("inter-regular.ttf", "inter-semibold.ttf"):
        with as_file(files("samspelet_lib.report").joinpath(f"fonts/{name}")) as path:
            font_manager.fontManager.addfont(path)


@lru_cache(maxsize=_TEXTS)
def text_width(text: str, *, is_strong: bool = False) -> float:
    """How wide the text is when drawn."""
    add_fonts()
    font = font_manager.get_font(_font_path(is_strong=is_strong))
    font.set_size(TEXT, POINTS_PER_INCH)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64


@cache
def _font_path(*, is_strong: bool) -> str:
    return font_manager.findfont(font_manager.FontProperties(family="Inter", weight=600 if is_strong else 400))


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines that fit the width; a line is as wide as its words and blanks, so none is measured whole."""
    lines, taken = [""], 0.0
    for word in text.split(" "):
        wider = taken + _blank() + text_width(word)
        if not lines[-1]:
            lines[-1], taken = word, text_width(word)
        elif wider <= width:
            lines[-1], taken = f"{lines[-1]} {word}", wider
        else:
            lines.append(word)
            taken = text_width(word)
    return lines


@cache
def _blank() -> float:
    return text_width("n n") - 2 * text_width("n")
