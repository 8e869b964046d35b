"""What was published before: as everybody read it, and what only the store remembers of it."""

from typing import NamedTuple

from samspelet_lib.period import Period
from samspelet_lib.release.disclosure import Remembered, Secret
from samspelet_lib.release.store import Edition, Release, Store


class Past(NamedTuple):
    """The releases of the year so far, oldest first.

    Attributes:
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

    def before(self, period: str) -> Release | None:
        """The public release of the period that readers have now; None where there is none."""
        return next((release for release in reversed(self.public) if release.period == period), None)


NOTHING_PUBLISHED = Past()


def past_of(store: Store, period: Period, *, without_newest: bool) -> Past:
    """What was published for the period's year; the period's own newest release may be left out.

    Raises:
        SamspeletError: a release or a log is damaged.
    """
    public = store.history(period, without_newest=without_newest)
    names = [(Period.parse(release.period), release.number) for release in public]
    exact = (store.read(of, Edition.INTERNAL, number) for of, number in names)
    found = [store.log(of, number) for of, number in names]
    logs = [log for log in found if log is not None]
    secrets = frozenset(secret for log in logs for secret in log.secrets)
    exposed = frozenset(name for log in logs for name in log.exposed)
    return Past(tuple(public), tuple(exact), secrets if len(logs) == len(found) else None, exposed)
