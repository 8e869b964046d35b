"""A large ledger is read in bounded memory."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Reads in a process of its own, so that the peak is that of the reading alone.
PROGRAM = """
import resource, sys
from pathlib import Path
from benchmarks.sie import write_large
from samspelet_lib.data.sie import read_sie
path = Path(sys.argv[1])
write_large(path, int(sys.argv[2]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
ledger = read_sie(path)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(ledger.counts.vouchers, (after - before) // 1024, len(ledger.findings))
"""


@pytest.mark.slow
@pytest.mark.long
def test_fifty_megabytes_need_no_more_memory_than_the_accounts_do(tmp_path):
    """50 MB of vouchers are read with less than 40 MB beyond what the program holds before reading."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "stor.se"), "50000000"]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()

    vouchers, megabytes, findings = map(int, answer)
    assert vouchers > 70_000
    assert megabytes < 40
    assert findings == 1  # what nothing in the file can contradict
