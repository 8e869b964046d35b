"""Frames that say that they may not be published, in every cell that shows one."""

from typing import Any

import pandas as pd

from samspelet_lib.report.section import notice

WARNING = notice("Får inte publiceras. Underlaget gäller enskilda personer.", "warning")


class PrivateFrame(pd.DataFrame):
    """A frame under its warning; what is picked or worked out of it is one too."""

    @property
    def _constructor(self) -> type["PrivateFrame"]:
        return PrivateFrame

    def _repr_html_(self) -> str | None:
        table: str | None = pd.DataFrame(self)._repr_html_()  # type: ignore[operator]  # pandas has it, its stubs do not
        return f"{WARNING.html}{table}" if table else None

    def __repr__(self) -> str:
        return f"{WARNING}\n{super().__repr__()}"


def private(columns: Any) -> PrivateFrame:
    """The columns, or the frame, as a frame under its warning; rows are numbered from 1."""
    frame = PrivateFrame(columns).reset_index(drop=True)
    frame.index = frame.index + 1
    return frame
