"""Sparklines: a row of values as a line of a word's size, for a table's cell.

Written by hand: matplotlib would take longer and ten times the bytes for what is one path, and a page has one for
each mätpunkt.
"""

from collections.abc import Sequence

from markupsafe import Markup

from samspelet_lib.figure import Mark
from samspelet_lib.swedish import Amount

Value = Amount | Mark | None

_WIDTH, _HEIGHT, _EDGE = 80.0, 20.0, 3.0


def sparkline(values: Sequence[Value], shown: Sequence[str]) -> Markup:
    """The values as a line with a dot at the last; a gap where there is none. Empty with fewer than two values.

    Args:
        values: in order of time.
        shown: the same as printed, which is what is read aloud.
    """
    known = [float(value) for value in values if value is not None and not isinstance(value, Mark)]
    if len(known) < 2:  # noqa: PLR2004  one value has no development
        return Markup("")
    points = _points(values, (min(known), max(known)))
    last = next(point for point in reversed(points) if point)
    template = Markup(
        '<svg class="spark" viewBox="0 0 80 20" width="96" role="img" aria-label="{}">'
        '<path class="s-a" stroke="#0f3a66" stroke-width="1.5" fill="none" d="{}"/>'
        '<circle class="f-a" fill="#0f3a66" cx="{}" cy="{}" r="2.5"/></svg>'
    )
    return template.format(f"Utveckling: {', '.join(shown)}", _line(points), *last)


def _points(values: Sequence[Value], extent: tuple[float, float]) -> list[tuple[str, str] | None]:
    low, high = extent
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    points: list[tuple[str, str] | None] = []
    for position, value in enumerate(values):
        if value is None or isinstance(value, Mark):
            points.append(None)
            continue
        level = (float(value) - low) / (high - low) if high > low else 0.5
        points.append((f"{_EDGE + position * step:.1f}", f"{_HEIGHT - _EDGE - level * (_HEIGHT - 2 * _EDGE):.1f}"))
    return points


def _line(points: Sequence[tuple[str, str] | None]) -> str:
    """A path that is lifted where a value is missing; a lone value between gaps is a dot."""
    steps, is_down = [], False
    for point, following in zip(points, [*points[1:], None], strict=True):
        if point is not None:
            steps.append(f"{'L' if is_down else 'M'}{point[0]} {point[1]}")
            if not is_down and following is None:
                steps.append("h.1")
        is_down = point is not None
    return "".join(steps)
