"""How fast a SIE file is read, and in how much memory: `python -m benchmarks.sie [MB …]` (default 1 5 50).

Each size is read in its own process, so that the peak is that of one file. Files are generated: 200
accounts, 50 objects, twelve months, eight rows a voucher, CP437.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from samspelet_lib.data.sie import read_sie

MEGABYTE = 1_000_000
_ACCOUNTS = [str(number) for number in range(3000, 3200)]


def write_large(path: Path, size: int) -> None:
    """Writes a sound type 4 file of at least `size` bytes."""
    with path.open("w", encoding="cp437", newline="\r\n") as out:
        out.write('#FLAGGA 0\n#PROGRAM "Prov" 1\n#FORMAT PC8\n#SIETYP 4\n#FNAMN "Förbundet Åäö"\n')
        out.write('#RAR 0 20260101 20261231\n#DIM 1 "Kostnadsställe"\n')
        out.writelines(f'#OBJEKT 1 "{number}" "Ställe {number}"\n' for number in range(50))
        out.writelines(f'#KONTO {account} "Konto {account}"\n' for account in _ACCOUNTS)
        number = 0
        while out.tell() < size:
            number += 1
            out.write(_voucher(number))


def _voucher(number: int) -> str:
    day = f"2026{1 + number % 12:02}15"
    rows = [
        f'#TRANS {_ACCOUNTS[(number * 7 + row) % 200]} {{1 "{(number + row) % 50}"}} {sign}{1000 + row // 2}.50 '
        f'{day} "Löner och köp av tjänster"\n'
        for row, sign in enumerate(["", "-"] * 4)
    ]
    return "".join([f'#VER A {number} {day} "Rekvisition från ägaren"\n', "{\n", *rows, "}\n"])


def peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(path: Path) -> str:
    """One line: size, lines, seconds, lines a second, and memory before and at the peak."""
    before, start = peak(), time.perf_counter()
    ledger = read_sie(path)
    seconds = time.perf_counter() - start
    size, lines = path.stat().st_size / MEGABYTE, ledger.counts.lines
    return (
        f"{size:6.1f} MB {lines:9} lines {seconds:6.2f} s {lines / seconds:9.0f} lines/s "
        f"memory {before:5.0f} -> {peak():5.0f} MB"
    )


def main(arguments: list[str]) -> None:
    """Measures the sizes asked for, each in a process of its own."""
    if arguments[:1] == ["--file"]:
        print(measure(Path(arguments[1])))
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments or ["1", "5", "50"]:
            path = Path(folder) / f"{size}.se"
            write_large(path, int(size) * MEGABYTE)
            command = [sys.executable, "-m", "benchmarks.sie", "--file", str(path)]
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
