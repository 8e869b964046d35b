"""seaborn, imported without scipy: it asks for it only for density curves and clustered heat maps.

That halves what importing the charts takes, in every run and every notebook. Where scipy is imported already,
nothing is hidden.
"""

import sys

_is_hidden = "scipy" not in sys.modules
if _is_hidden:
    sys.modules["scipy"] = None  # type: ignore[assignment]  # Python's own way to say "not there"
try:
    import seaborn as sns
finally:
    if _is_hidden:
        del sys.modules["scipy"]

__all__ = ["sns"]
