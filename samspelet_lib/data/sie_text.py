"""A ledger summary as text for a terminal, and the `ledger` command's whole answer."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from samspelet_lib import swedish
from samspelet_lib.data.ledger_extract_summary import SUFFIXES as EXTRACTS
from samspelet_lib.data.ledger_extract_summary import extract_summary
from samspelet_lib.data.sie import read_sie
from samspelet_lib.data.sie_model import FiscalYear
from samspelet_lib.data.sie_summary import LedgerSummary, ledger_summary, to_plain
from samspelet_lib.errors import ExitCode, RefusedError
from samspelet_lib.plan.ledger import LedgerMapping

_COLUMNS = {
    "opening_ore": "Ingående balans",
    "booked_ore": "Bokfört",
    "closing_ore": "Utgående balans",
    "result_ore": "Resultat",
    "budget_ore": "Budget",
}
_NAME_WIDTH = 40


def is_extract(path: Path) -> bool:
    """Whether the file is an extract of a kommun's ledger, by its ending, and not SIE."""
    return path.suffix.lower() in EXTRACTS


def ledger_command(
    paths: Sequence[Path], *, as_json: bool, mapping: LedgerMapping | None = None
) -> tuple[str, ExitCode]:
    """The answer to `samspelet ledger FILE… [--json]`: every file's summary or refusal, and the exit code.

    An extract of a kommun's ledger is read by the column map of the mapping.

    DONE when every file was read, whatever its findings; PARTLY when some were refused, REFUSED when all were.
    """
    answers: list[tuple[str, dict[str, Any]]] = []
    refusals = 0
    for path in paths:
        try:
            summary = extract_summary(path, mapping) if is_extract(path) else ledger_summary(read_sie(path))
            answers.append((to_text(summary), to_plain(summary)))
        except RefusedError as error:
            refusals += 1
            answers.append((str(error), _refusal(path.name, error)))
    code = ExitCode.DONE
    if refusals:
        code = ExitCode.REFUSED if refusals == len(paths) else ExitCode.PARTLY
    if as_json:
        return json.dumps([plain for _, plain in answers], ensure_ascii=False, indent=2), code
    return "\n\n".join(text for text, _ in answers), code


def to_text(summary: LedgerSummary) -> str:
    """The summary in Swedish, in columns; amounts in kronor with the file's signs."""
    return "\n".join([*_head(summary), "", *_accounts(summary), *_objects(summary), "", *_findings(summary)])


def _refusal(name: str, error: RefusedError) -> dict[str, Any]:
    faults = [{"problem": fault.problem, "remedy": fault.remedy} for fault in error.faults]
    return {"file": name, "refused": faults}


def _head(summary: LedgerSummary) -> list[str]:
    counts = summary.counts
    facts = {
        "Program": summary.program or "ej angivet",
        "Typ": summary.sie_type,
        "Teckenkodning": summary.encoding or "ej angiven",
        "Namn": summary.company or "ej angivet",
        "Kontoplan": summary.chart or "ej angiven",
        "Räkenskapsår": swedish.enumerate_words([_year(year) for year in summary.years]) or "ej angivet",
        "Innehåll": f"{swedish.plural(counts.vouchers, 'verifikation', 'verifikationer')}, "
        f"{swedish.plural(counts.trans, 'rad', 'rader')}",
    }
    if counts.rtrans or counts.btrans:
        facts["Rättelser"] = f"{counts.rtrans} #RTRANS och {counts.btrans} #BTRANS, inte medräknade"
    return [summary.file, *(f"  {name:<14} {value}" for name, value in facts.items())]


def _year(year: FiscalYear) -> str:
    return f"{year.start}–{year.end} (år {year.index})".replace("år -", f"år {swedish.MINUS}")


def _accounts(summary: LedgerSummary) -> list[str]:
    columns = [column for column in _COLUMNS if any(getattr(row, column) is not None for row in summary.accounts)]
    rows = [
        [row.number, row.name[:_NAME_WIDTH], *(_kronor(getattr(row, column)) for column in columns)]
        for row in summary.accounts
    ]
    total = ["", "Summa", *(_kronor(summary.totals[column]) for column in columns)]
    return _table(["Konto", "Namn", *(_COLUMNS[column] for column in columns)], [*rows, total])


def _objects(summary: LedgerSummary) -> list[str]:
    if not summary.objects:
        return []
    rows = [[row.key, row.name[:_NAME_WIDTH], _kronor(row.booked_ore)] for row in summary.objects]
    source = "verifikationerna" if summary.object_source == "TRANS" else "#PSALDO; raderna kan överlappa"
    return ["", f"  Objekt, ur {source}", *_table(["Objekt", "Namn", "Bokfört"], rows)]


def _findings(summary: LedgerSummary) -> list[str]:
    if not summary.findings:
        return ["  Inga anmärkningar."]
    lines = [
        f"  {f'rad {finding.line}' if finding.line else 'filen':<10} {finding.level:<8} {finding.message}"
        f" [{finding.code}]"
        for finding in summary.findings
    ]
    return [f"  {swedish.plural(len(lines), 'anmärkning', 'anmärkningar')}", *lines]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with the first two columns to the left and amounts to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if index < len(("key", "name")) else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [heads, *rows]
    ]


def _kronor(ore: int | None) -> str:
    return "" if ore is None else swedish.number(Fraction(ore, 100), 2)
