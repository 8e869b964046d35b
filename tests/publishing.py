"""Releases of made-up figures, published one after the other as a year's runs would."""

from samspelet import plan

from samspelet_lib.period import Period
from samspelet_lib.release.build import build
from samspelet_lib.release.edition import to_public
from samspelet_lib.release.past import Past


def plan_of(period):
    """The plan of the period's year; where it is not written, that of 2026 as of that year."""
    return plan().model_copy(update={"year": int(period[:4])})


def published(*told):
    """Each public release with its private log, protected beside those before it; `told` is (period, figures)."""
    past, found = Past(), []
    for period, figures in told:
        exact = build(plan_of(period), Period.parse(period)).model_copy(update={"figures": tuple(figures)})
        public, log = to_public(exact, plan_of(period), past)
        past = past.after(public, exact, log)
        found.append((public, log))
    return found
