"""Small random data sets as figures, and the same as puzzles for brute force."""

import random
from fractions import Fraction
from itertools import product

from brute_force import Puzzle

from samspelet_lib import swedish
from samspelet_lib.figure import Dims, DisclosureClass, Figure, Unit
from samspelet_lib.release.declared import Carried, Quantity
from samspelet_lib.release.disclosure import DisclosureRules
from samspelet_lib.release.suppress import protect

AGAIN = Carried(then=Quantity(measure="kvar"), now=Quantity(measure="kvar_fran_foregaende"), days="new_year")
RULES = DisclosureRules(carried=(AGAIN,))
PERSON, ACTIVITY = DisclosureClass.PERSON, DisclosureClass.ACTIVITY
EXPERIENCE = DisclosureClass.EXPERIENCE


def figure(measure, value, disclosure=PERSON, **dims):
    """A count."""
    return Figure(
        measure=measure,
        dims=Dims(forbund="f", **({"period": "2026"} | dims)),
        label=measure,
        value=value,
        unit=Unit.COUNT,
        disclosure=disclosure,
    )


def share(numerator, denominator, disclosure=PERSON, **dims):
    """A share with both its counts; of an experience, everybody answered."""
    answers = denominator if disclosure is EXPERIENCE else None
    return Figure(
        measure="andel",
        dims=Dims(forbund="f", **({"period": "2026"} | dims)),
        label="andel",
        answers=answers,
        invited=answers,
        value=swedish.rounded(Fraction(numerator, denominator), 2) if denominator else None,
        numerator=numerator,
        denominator=denominator,
        unit=Unit.SHARE,
        disclosure=disclosure,
    )


def is_small(count):
    return 1 <= count <= 4


def split(made):
    """By what the figure is a part of something larger."""
    return {(name, value) for name, value in made.dims.items() if name in {"kommun", "sex", "age", "option"}}


def people(made):
    return made.value if made.denominator is None else made.denominator


class Builder:
    """Collects figures and the puzzle they make, count by count."""

    def __init__(self, groups):
        self.groups = tuple(groups)
        self.counts, self.shows, self.figures, self.protected, self.primary = {}, {}, [], {}, set()
        self.history, self.before, self.hidden_before = [], set(), {}
        self.secrets, self.policy_before = frozenset(), frozenset()

    def count(self, members, disclosure=PERSON, measure="deltagare", **dims):
        """Publishes the number of people in the groups `members`."""
        made = figure(measure, self._sum(members), disclosure, **dims)
        self._add(made, {"value": frozenset(members)}, ("value",))

    def share(self, yes, base, disclosure=PERSON, **dims):
        """Publishes the share of the groups `base` that the groups `yes` are."""
        made = share(self._sum(yes), self._sum(base), disclosure, **dims)
        parts = {"numerator": frozenset(yes), "denominator": frozenset(base)}
        if disclosure is PERSON:
            parts["complement"] = parts["denominator"] - parts["numerator"]
        self._add(made, parts, ("numerator", "denominator"))

    def count_of(self, yes, base, **dims):
        """Publishes the number of people in the groups `yes`, out of the groups `base`."""
        made = figure("utav", self._sum(yes), **dims).model_copy(
            update={"base_label": "de", "denominator": self._sum(base)}
        )
        counted, whole = frozenset(yes), frozenset(base)
        parts = {"value": counted, "denominator": whole, "complement": whole - counted}
        self._add(made, parts, ("value", "denominator"))

    def pool(self, insatser):
        """Publishes the share of several insatser together; insats n has yes in group 2n and no in 2n + 1."""
        yes = [2 * place for place in insatser]
        base = [*yes, *(place + 1 for place in yes)]
        made = share(self._sum(yes), self._sum(base), pool="+".join(f"i{place}" for place in insatser))
        members = tuple(f"andel;period=2026;insats=i{place}" for place in insatser)
        parts = {"numerator": frozenset(yes), "denominator": frozenset(base)}
        parts["complement"] = parts["denominator"] - parts["numerator"]
        made = made.model_copy(update={"measure": "andel_pooled", "members": members})
        if not any(is_small(self._sum(counted)) for counted in parts.values()):  # else it is not made at all
            self._add(made, parts, ("numerator", "denominator"))

    def insatser(self, places):
        """Publishes the share of each insats, and of them all together."""
        for place in places:
            self.share({2 * place}, {2 * place, 2 * place + 1}, insats=f"i{place}")
        self.pool(places)

    def _add(self, made, parts, shown):
        self.figures.append(made)
        named = {f"{made.id}#{part}": members for part, members in parts.items()}
        self.counts |= named
        self.shows[made.id] = tuple(f"{made.id}#{part}" for part in shown)
        base = made.denominator
        if made.disclosure is EXPERIENCE and base < 10:
            self.protected |= {n: (max(0, self._sum(m) - 2), self._sum(m) + 2) for n, m in named.items()}
            self.primary.add(made.id)
        if made.disclosure is PERSON and base != 0:
            small = [name for name, members in named.items() if is_small(self._sum(members))]
            self.protected |= dict.fromkeys(small, (1, 5))
            self.primary |= {made.id} if small else set()

    def publish_before(self, before):
        """Protects and publishes another table of the same groups first."""
        protected = protect(before.figures, [], RULES)
        published = protected.figures
        self.history, self.secrets = [published], protected.secrets
        self.counts |= before.counts
        for each in published:
            name = f"0:{each.id}"
            self.before.add(name)
            self.policy_before |= {name} if each.disclosure is ACTIVITY else set()
            self.shows[name] = () if each.mark else before.shows[each.id]
        self.hidden_before = before.protected

    def since(self, earlier, members, **dims):
        """Protects what came since an earlier figure, where that was shown."""
        name = f"{figure('deltagare', 0, **dims).id}#since"
        self.counts[name] = frozenset(members)
        if self.shows[f"0:{earlier}"] and is_small(self._sum(members)):
            self.protected[name] = (1, 5)

    def answered_since(self, made):
        """Protects what was answered since the interim report's share of the same, if a few are new in it."""
        parts = ("numerator", "denominator")
        earlier = made.id.replace("period=2026", "period=2026-01..08")
        then = {part: self._sum(self.counts[f"{earlier}#{part}"]) for part in parts}
        now = {part: self._sum(self.counts[f"{made.id}#{part}"]) for part in parts}
        if self.shows[f"0:{earlier}"] and now != then and now["denominator"] - then["denominator"] < 5:
            for part in parts:
                low = max(then[part], now[part] - 2)  # nobody believes it less than what was told
                self.protected[f"{made.id}#{part}"] = (low, max(now[part] + 2, low + 4))
            self.primary.add(made.id)

    def splits_few(self, part):
        """Whether the figure is part of one about one to four people."""
        own = split(part)
        return part.disclosure is PERSON and any(
            (whole.measure, whole.dims.insats) == (part.measure, part.dims.insats)
            and split(whole) < own
            and is_small(people(whole))
            for whole in self.figures
        )

    def _sum(self, members):
        return sum(self.groups[group] for group in members)

    def puzzle(self):
        self.primary |= {each.id for each in self.figures if self.splits_few(each)}
        hideable = {
            each.id: 1 if each.members else RULES.weight(each)
            for each in self.figures
            if each.disclosure is not ACTIVITY and each.id not in self.primary
        }
        always = {each.id: 1000 * RULES.weight(each) for each in self.figures if each.disclosure is ACTIVITY}
        return Puzzle(
            self.groups,
            self.counts,
            self.shows,
            hideable,
            frozenset(self.primary),
            self.protected,
            frozenset(always) | self.policy_before,
            always,
            frozenset(self.before),
            self.hidden_before,
        )


def _people(rng, number):
    return [rng.choice((0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12)) for _ in range(number)]


def one_way(rng):
    """A total and its parts; the total may be one that is always shown."""
    size = rng.randint(2, 5)
    made = Builder(_people(rng, size))
    made.count(range(size), rng.choice((PERSON, ACTIVITY)))
    for place in range(size):
        made.count({place}, kommun=f"k{place}")
    return made


def two_way(rng):
    """Sex by kommun with all margins, or with some of them left out."""
    columns = rng.randint(2, 3)
    cells = list(product(range(2), range(columns)))
    made = Builder(_people(rng, len(cells)))
    if rng.random() < 0.8:
        made.count(range(len(cells)))
    for row in range(2) if rng.random() < 0.8 else ():
        made.count({n for n, cell in enumerate(cells) if cell[0] == row}, sex="km"[row])
    for column in range(columns):
        made.count({n for n, cell in enumerate(cells) if cell[1] == column}, kommun=f"k{column}")
    for n, (row, column) in enumerate(cells):
        made.count({n}, sex="km"[row], kommun=f"k{column}")
    return made


def shared_margin(rng):
    """Sex and age of the same people, in two tables."""
    ages = rng.randint(2, 3)
    cells = list(product(range(2), range(ages)))
    made = Builder(_people(rng, len(cells)))
    if rng.random() < 0.7:
        made.count(range(len(cells)), rng.choice((PERSON, ACTIVITY)))
    for row in range(2):
        made.count({n for n, cell in enumerate(cells) if cell[0] == row}, sex="km"[row])
    for age in range(ages):
        made.count({n for n, cell in enumerate(cells) if cell[1] == age}, age=f"a{age}")
    return made


def hierarchy(rng):
    """Insatser, some of them by kommun."""
    made = Builder(_people(rng, 6))
    made.count(range(6))
    for insats in range(3):
        made.count({2 * insats, 2 * insats + 1}, insats=f"i{insats}")
        for place in range(2):
            made.count({2 * insats + place}, insats=f"i{insats}", kommun=f"k{insats}{place}")
    return made


def shares(rng):
    """A share in all and by sex, each with its counts."""
    made = Builder(_people(rng, 4))
    made.share({0, 1}, range(4))
    for row in range(2):
        made.share({row}, {row, row + 2}, sex="km"[row])
    return made


def counts_out_of(rng):
    """How many of a base, in all and by sex, each with its base."""
    made = Builder(_people(rng, 4))
    made.count_of({0, 1}, range(4))
    for row in range(2):
        made.count_of({row}, {row, row + 2}, sex="km"[row])
    return made


def experiences(rng):
    """How many were content, in all and by sex; the base of a sex may be small."""
    made = Builder([rng.choice((1, 2, 4, 6, 8)) for _ in range(4)])
    made.share({0, 1}, range(4), EXPERIENCE)
    for row in range(2):
        made.share({row}, {row, row + 2}, EXPERIENCE, sex="km"[row])
    return made


def experiences_since(rng):
    """How many were content in the interim report, in all and by sex, all of them shown, and again in the year's."""
    made = Builder([rng.choice((5, 6, 8, 9)) for _ in range(4)] + [rng.choice((0, 0, 1, 2, 3, 6)) for _ in range(4)])
    before = Builder(made.groups)
    before.share({0, 1}, range(4), EXPERIENCE, period="2026-01..08")
    for row in range(2):
        before.share({row}, {row, row + 2}, EXPERIENCE, period="2026-01..08", sex="km"[row])
    made.publish_before(before)
    made.share({0, 1, 4, 5}, range(8), EXPERIENCE)
    for row in range(2):
        made.share({row, row + 4}, {row, row + 2, row + 4, row + 6}, EXPERIENCE, sex="km"[row])
    for each in made.figures:
        made.answered_since(each)
    return made


def three_tables(rng):
    """Three tables that each hold two of sex, age and kommun, without their margins."""
    cells = list(product("km", "ab", "xy"))
    made = Builder(_people(rng, len(cells)))
    names = ("sex", "age", "kommun")
    for pair in ((0, 1), (1, 2), (0, 2)):
        for values in sorted({tuple(cell[n] for n in pair) for cell in cells}):
            members = {n for n, cell in enumerate(cells) if tuple(cell[d] for d in pair) == values}
            made.count(members, **dict(zip((names[d] for d in pair), values, strict=True)))
    return made


def answers(rng):
    """How everybody answered one question, in all and by sex."""
    options = rng.randint(2, 3)
    size = 2 * options
    made = Builder(_people(rng, size))
    for option in range(options):
        made.share({option, option + options}, range(size), option=f"o{option}")
        for row in range(2) if options == 2 else ():
            base = range(row * options, (row + 1) * options)
            made.share({row * options + option}, base, sex="km"[row], option=f"o{option}")
    return made


def checkpoints(rng):
    """The year after an interim report of the same table, which was published before."""
    parts = rng.randint(2, 3)
    made = Builder(_people(rng, parts) + [rng.choice((0, 1, 2, 3, 6)) for _ in range(parts)])
    disclosure = rng.choice((PERSON, ACTIVITY))
    before = Builder(made.groups)
    before.count(range(parts), disclosure, period="2026-01..08")
    for place in range(parts):
        before.count({place}, kommun=f"k{place}", period="2026-01..08")
    made.publish_before(before)
    made.count(range(2 * parts), disclosure)
    for place in range(parts):
        made.count({place, place + parts}, kommun=f"k{place}")
        made.since(f"deltagare;period=2026-01..08;kommun=k{place}", {place + parts}, kommun=f"k{place}")
    if disclosure is PERSON:
        made.since("deltagare;period=2026-01..08", range(parts, 2 * parts))
    return made


def two_years(rng):
    """Those who were left when a year ended, by kommun; the next year says it again, perhaps split otherwise too."""
    parts = rng.randint(2, 3)
    made = Builder(_people(rng, 2 * parts))
    disclosure, everybody = rng.choice((PERSON, ACTIVITY)), range(2 * parts)
    before = Builder(made.groups)
    before.count(everybody, disclosure, measure="kvar")
    for place in range(parts):
        before.count({place, place + parts}, measure="kvar", kommun=f"k{place}")
    made.publish_before(before)
    now = {"measure": "kvar_fran_foregaende", "period": rng.choice(("2027-01..08", "2027"))}
    made.count(everybody, disclosure, **now)
    for place in range(parts) if rng.random() < 0.7 else ():
        made.count({place, place + parts}, **now, kommun=f"k{place}")
    for sex in range(2) if rng.random() < 0.7 else ():
        made.count(range(sex * parts, (sex + 1) * parts), **now, sex="km"[sex])
    return made


def pool(rng):
    """The shares of small insatser, and what some of them show together."""
    made = Builder(_in_insatser(rng))
    made.insatser([0, 1, 2])
    if rng.random() < 0.3:
        made.pool([0, 1])
    return made


def pool_of_others(rng):
    """A pool that was published before, of fewer or more insatser than today's."""
    made = Builder(_in_insatser(rng))
    few, many = sorted((rng.choice(([0, 1], [1, 2])), [0, 1, 2]), key=len)
    before = Builder(made.groups)
    then, now = (few, many) if rng.random() < 0.6 else (many, few)
    before.insatser(then)
    made.publish_before(before)
    made.insatser(now)
    return made


def _in_insatser(rng):
    """Yes and no in three insatser; nobody is in an insats without people."""
    return [rng.choice((1, 2, 3, 4, 5, 6, 7, 9)) for _ in range(6)]


KINDS = (
    one_way,
    two_way,
    shared_margin,
    hierarchy,
    shares,
    three_tables,
    answers,
    checkpoints,
    experiences,
    experiences_since,
    counts_out_of,
    pool,
    pool_of_others,
    two_years,
)


def random_table(seed):
    """A random data set: the same seed gives the same one."""
    rng = random.Random(seed)
    return KINDS[seed % len(KINDS)](rng)
