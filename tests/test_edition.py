"""What the policy tells the protection of the public edition."""

from samspelet import plan

from samspelet_lib.figure import Dims, DisclosureClass, Figure, Unit
from samspelet_lib.release.edition import rules_of
from samspelet_lib.release.suppress import protect

FLOW = {"year_stock_in": 3, "year_started": 16, "year_ended": 6, "year_stock": 13}


def figure(measure, value):
    dims = Dims(forbund="prov", period="2026", insats="liten", sex="kvinna")
    return Figure(
        measure=measure, dims=dims, label=measure, value=value, unit=Unit.COUNT, disclosure=DisclosureClass.PERSON
    )


def test_a_hidden_stock_cannot_be_worked_out_from_those_who_came_and_left():
    """3 were there, 16 came, 6 left and 13 are there: hiding only the 3 would hide nothing."""
    figures = [figure(measure, value) for measure, value in FLOW.items()]

    public = protect(figures, [], rules_of(plan())).figures

    hidden = [each.measure for each in public if each.measure in FLOW and each.value is None]
    assert "year_stock_in" in hidden
    assert len(hidden) > 1
