"""The real plan, for tests that ask what it leads to."""

from functools import cache
from pathlib import Path

from samspelet_lib.plan.load import load_plan

ROOT = Path(__file__).resolve().parent.parent
PARAMS = ROOT / "params"


@cache
def plan():
    """Samspelet's plan for 2026."""
    return load_plan(PARAMS, 2026)
