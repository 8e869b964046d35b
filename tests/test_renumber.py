"""No pseudonym passes the door of the reading room, and one that was to be published is told all the same."""

import pandas as pd

from samspelet_lib.data.renumber import pseudonyms, renumbered
from samspelet_lib.data.traces import Traces

PEOPLE = ["QK7311", "AB1200", "ZX9004"]


def frames(order=(0, 1, 2)):
    names = [PEOPLE[at] for at in order]
    answers = [*names, names[0]]
    return {
        "deltagare": pd.DataFrame({"insats": ["stigen"] * 3, "person": names}),
        "upplevd_process": pd.DataFrame({"insats": ["stigen"] * 4, "person": answers}),
    }


def test_each_pseudonym_is_a_number_and_the_same_person_stays_the_same():
    """One for one, in every table."""
    made = renumbered(frames())
    told = dict(zip(PEOPLE, made["deltagare"]["person"], strict=True))
    assert sorted(told.values()) == ["1", "2", "3"]
    assert made["upplevd_process"]["person"].tolist() == [told[name] for name in [*PEOPLE, PEOPLE[0]]]
    assert not set(PEOPLE) & set(pseudonyms(made))


def test_the_order_of_rows_changes_no_number():
    """Numbered by pseudonym, whichever row came first."""
    first, other = renumbered(frames()), renumbered(frames((2, 0, 1)))
    assert other["deltagare"]["person"].tolist() == [first["deltagare"]["person"].tolist()[at] for at in (2, 0, 1)]


def test_a_pseudonym_in_a_text_is_told_without_being_kept():
    """By its checksum alone; what looks like any number leaves no trace."""
    traces = Traces.of([*PEOPLE, "12", "2026"])
    assert traces.are_in("<td>AB1200</td>")
    assert not traces.are_in("<td>AB1201</td> 12 av 2026")
    assert not any(name.encode() in repr(traces).encode() for name in PEOPLE)
    assert not Traces().are_in("AB1200")
