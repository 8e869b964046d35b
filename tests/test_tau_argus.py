"""Against τ-ARGUS: on the same tables no more cells are hidden, where its answer protects as much.

τ-ARGUS asks for a range in per cent of the count, this project for the same range whatever the count: a reader
must believe in one and in five. So its answer is compared where it meets that too, judged by the attacker.
"""

import random
import shutil
from itertools import combinations, product

import pytest
from disclosure_cases import to_figure

from samspelet_lib.release.audit import attack
from samspelet_lib.release.disclosure import DisclosureRules, Weights
from samspelet_lib.release.marks import hide
from samspelet_lib.release.suppress import protect

pytauargus = pytest.importorskip("pytauargus", reason="τ-ARGUS för Python är inte installerat; jämförelsen hoppas över")
pytestmark = pytest.mark.slow

EVERY_CELL_ALIKE = Weights(year=1, interim=1, month=1, matpunkt=1, split=1, whole=1)
RULES = DisclosureRules(weights=EVERY_CELL_ALIKE, yielding=frozenset())
AXES = {"age": "abc", "kommun": "wxyz", "sex": "km"}
HIDDEN = {"U", "M"}  # unsafe by the rule, and hidden for another's sake


def cells(names, seed):
    """The people of every finest cell."""
    rng = random.Random(seed)
    return {place: rng.choice((2, 3, 4, 4, 5, 7, 9, 12)) for place in product(*(AXES[name] for name in names))}


def figures(names, counted):
    """The table with all its margins."""
    for size in range(len(names) + 1):
        for kept in combinations(range(len(names)), size):
            for values in product(*(AXES[names[place]] for place in kept)):
                own = [n for at, n in counted.items() if all(at[p] == v for p, v in zip(kept, values, strict=True))]
                where = {names[place]: value for place, value in zip(kept, values, strict=True)}
                yield to_figure({"measure": "m", "value": sum(own), **where})


def hidden_by_tau_argus(names, counted, folder):
    """The places that τ-ARGUS hides, each as its values of the axes; a margin has none there."""
    rows = [{**dict(zip(names, at, strict=True)), "n": 1} for at, n in counted.items() for _ in range(n)]
    try:
        made = pytauargus.protect(
            rows, list(names), "n", safety_rules="FREQ(5,100)", suppress="OPT(1)", workdir=str(folder)
        )
        table = made.tables[0].dataframe()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    records = table.to_dict("records")
    return {
        tuple(str(row[name]) if str(row[name]) in AXES[name] else None for name in names)
        for row in records
        if row["status"] in HIDDEN
    }


@pytest.mark.parametrize("names", [("age", "kommun"), ("age", "kommun", "sex")], ids=["2-D", "3-D"])
def test_no_more_cells_are_hidden_than_by_tau_argus(names, tmp_path, monkeypatch):
    """Twelve random tables of each shape, with all margins; at least some of its answers protect as much."""
    monkeypatch.chdir(tmp_path)  # its solver leaves its logs where it runs
    comparable = 0
    for seed in range(12):
        counted = cells(names, seed)
        table = list(figures(names, counted))
        theirs = hidden_by_tau_argus(names, counted, tmp_path / str(seed))
        protected = protect(table, [], RULES)
        ours = {entry.figure for entry in protected.log}
        place = {figure.id: tuple(getattr(figure.dims, name) for name in names) for figure in table}
        published = [hide(figure) if place[figure.id] in theirs else figure for figure in table]

        assert {place[entry.figure] for entry in protected.log if not entry.protects} <= theirs
        if attack(published, [], RULES, secrets=protected.secrets) == []:
            comparable += 1
            assert len(ours) <= len(theirs), (seed, sorted(ours), sorted(map(str, theirs)))
    assert comparable >= 4
