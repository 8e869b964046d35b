r"""One line of a SIE file cut into label and fields.

Fields are divided by blanks and tabs; quotes hold blanks, `\"` is a quote inside quotes, and `{ … }` is a
list of objects with blanks anywhere. Any other backslash is itself (paths like `C:\data\` are common) and
apostrophes mean nothing. What does not fit is read as far as it goes, and told.

Source: SIE filformat 4B (2008-09-30), section 5.
"""

import re
from typing import TypeAlias

from samspelet_lib.data.sie_model import Fields

_LABEL = re.compile(r'#([^ \t"{}]*)')
# The last alternative takes the rest of the line, so that no line costs more than one walk through it.
_TOKEN = re.compile(
    r'"((?:[^"\\]|\\"|\\)*)"(?=[ \t{}]|$)|([^ \t"{}]+)(?=[ \t{}]|$)|([{}])|([^ \t].*)',
    re.DOTALL,
)
_BLANKS = " \t"
_Token: TypeAlias = tuple[str, str, str, str]


def lex(line: str) -> tuple[str, Fields, bool]:
    """The label in capitals without `#`, the fields, and whether everything on the line fitted.

    A lone brace is its own label; a line that does not begin with a label has the empty one.
    """
    text = line.strip(_BLANKS)
    if text in {"{", "}"}:
        return text, (), True
    label = _LABEL.match(text)
    if not label:
        return "", (), False
    fields, is_whole = _fields(_TOKEN.findall(text, label.end()))
    return label[1].upper(), fields, is_whole


def _fields(tokens: list[_Token]) -> tuple[Fields, bool]:
    fields: list[str | tuple[str, ...]] = []
    opened: list[str] | None = None
    is_whole = True
    for quoted, bare, brace, rest in tokens:
        if brace == "{":
            is_whole = is_whole and opened is None
            opened = opened or []
        elif brace:
            is_whole = is_whole and opened is not None
            fields.append(tuple(opened or ()))
            opened = None
        else:
            is_whole = is_whole and not rest
            (fields if opened is None else opened).append(quoted.replace('\\"', '"') or bare or rest)
    if opened is not None:
        fields.append(tuple(opened))
    return tuple(fields), is_whole and opened is None
