"""What was published before: as everybody read it, and what only the store remembers of it."""

from collections.abc import Collection, Iterator
from itertools import zip_longest
from typing import NamedTuple

from samspelet_lib.period import Period
from samspelet_lib.release.disclosure import Remembered, Secret
from samspelet_lib.release.private_log import PrivateLog
from samspelet_lib.release.store import Edition, Release, Store


class Past(NamedTuple):
    """The releases of the year so far, oldest first.

    Attributes:
        public: as everybody read them.
        exact: what they spoke of: a figure whose correction had to wait spoke of what was known before it.
        secrets: every count that they had to protect; None where nobody remembers.
        exposed: figures of which they told more together than the policy would have, and could not help it.
    """

    public: tuple[Release, ...] = ()
    exact: tuple[Release, ...] = ()
    secrets: frozenset[Secret] | None = frozenset()
    exposed: frozenset[str] = frozenset()

    @property
    def remembered(self) -> Remembered:
        """What disclosure control has to know of it beside what was published."""
        return Remembered(self.secrets, tuple(release.figures for release in self.exact))

    def after(self, public: Release, exact: Release, log: PrivateLog | None) -> "Past":
        """The same with one more release, `exact` in truth; nothing is remembered without its log."""
        return Past(
            (*self.public, public),
            (*self.exact, self._meant(exact, log.waiting if log else ())),
            None if self.secrets is None or log is None else self.secrets | log.secrets,
            self.exposed | frozenset(log.exposed if log else ()),
        )

    def _meant(self, exact: Release, waiting: Collection[str]) -> Release:
        """The release as it was published, in truth: what waits is as the period's release before it had it."""
        before = next((each for each in reversed(self.exact) if each.period == exact.period), None)
        if not waiting or before is None:
            return exact
        then = {figure.id: figure for figure in before.figures if figure.id in waiting}
        now = {figure.id for figure in exact.figures}
        kept = (then.get(figure.id) if figure.id in waiting else figure for figure in exact.figures)
        gone = (figure for name, figure in then.items() if name not in now)
        return exact.model_copy(update={"figures": (*(each for each in kept if each is not None), *gone)})

    def before(self, period: str) -> Release | None:
        """The public release of the period that readers have now; None where there is none."""
        return next((release for release in reversed(self.public) if release.period == period), None)

    def releases(self, period: str) -> Iterator[tuple[Release, Release | None]]:
        """Every release of the period as it was read and as it was meant, the latter where somebody remembers."""
        for public, exact in zip_longest(self.public, self.exact):
            if public.period == period:
                yield public, exact


NOTHING_PUBLISHED = Past()


def past_of(store: Store, period: Period, *, without_newest: bool) -> Past:
    """What was published for the period's year; the period's own newest release may be left out.

    Raises:
        SamspeletError: a release or a log is damaged.
    """
    past = NOTHING_PUBLISHED
    for public in store.history(period, without_newest=without_newest):
        of, number = Period.parse(public.period), public.number
        past = past.after(public, store.read(of, Edition.INTERNAL, number), store.log(of, number))
    return past
