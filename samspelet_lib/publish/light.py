"""nbformat and nbconvert, imported without what nobody here needs.

jsonschema, which nbformat imports, looks for checkers of addresses, durations and the like, and takes those
that are installed. One compiles its grammars as it is imported: more than half the time of all imports of a
run. Nothing in a run checks such texts, so while jsonschema is imported in this process it is told that the
checkers are not installed.
"""

import sys

_CHECKERS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")  # the three that take time
_hidden = [] if "jsonschema" in sys.modules else [name for name in _CHECKERS if name not in sys.modules]
for name in _hidden:
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say "not there"
try:
    import nbformat
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode
finally:
    for name in _hidden:
        del sys.modules[name]

__all__ = ["NotebookNode", "TemplateExporter", "nbformat"]
