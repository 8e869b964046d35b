"""nbformat and nbconvert, imported without what nobody here needs.

jsonschema, which nbformat imports, looks for a checker of international addresses, and that one compiles its
grammars as it is imported: more than half the time of all imports of a run. Nothing in a run checks such
addresses, so while jsonschema is imported in this process it is told that the checker is not installed.
"""

import sys

_GRAMMAR = "rfc3987_syntax"
_is_hidden = "jsonschema" not in sys.modules and _GRAMMAR not in sys.modules
if _is_hidden:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # Python's own way to say "not there"
try:
    import nbformat
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode
finally:
    if _is_hidden:
        del sys.modules[_GRAMMAR]

__all__ = ["NotebookNode", "TemplateExporter", "nbformat"]
