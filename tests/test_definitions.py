"""How a mätpunkt is counted, in words: a code has the name that its own insats gives it."""

from samspelet import plan

from samspelet_lib.rules.definitions import definition


def test_a_code_that_two_insatser_share_has_each_ones_own_name():
    """Whichever of them stands last in the plan."""
    own = plan()
    first, [code, name] = next((insats, pair) for insats in own.insatser for pair in insats.code_names.items())
    copies = {
        "code_names": {code: "Annat namn"},
        "matpunkter": [each.model_copy(deep=True) for each in first.matpunkter],
    }
    second = first.model_copy(update={**copies, "id": "en_till"})
    for order in ((first, second), (second, first)):
        shared = own.model_copy(update={"insatser": order})
        told = [" ".join(definition(shared, each) for each in insats.matpunkter) for insats in (first, second)]
        assert [(name in text, "Annat namn" in text) for text in told] == [(True, False), (False, True)]
