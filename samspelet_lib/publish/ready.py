"""Loading what is heavy, once and before the fork."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Load what is heavy without looking for garbage meanwhile: it leaves none, and the search takes a sixth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def get_ready() -> None:
    """Import what every page's worker would import anew."""
    with loading():
        from samspelet_lib.publish.engine import preload  # noqa: PLC0415 - heavy, and only where pages are made
        from samspelet_lib.publish.page import exporter  # noqa: PLC0415

        preload()
        exporter()
