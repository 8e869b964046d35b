"""Loading what is heavy, once and before the fork."""

from samspelet_lib.garbage import unsearched


def get_ready() -> None:
    """Import what every page's worker would import anew."""
    with unsearched():
        from samspelet_lib.publish.engine import preload  # noqa: PLC0415 - heavy, and only where pages are made
        from samspelet_lib.publish.page import exporter  # noqa: PLC0415

        preload()
        exporter()
