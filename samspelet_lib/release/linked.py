"""The system of a release: its counts, what ties them, what each figure tells, and what to protect."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from samspelet_lib.figure import ABOUT_PEOPLE, OF_A_BASE, DisclosureClass, Figure, Mark
from samspelet_lib.release.concerned import concerned
from samspelet_lib.release.disclosure import FORGOTTEN, DisclosureRules, Remembered, Secret
from samspelet_lib.release.linked_draft import Draft
from samspelet_lib.release.linked_pools import pool_sums, worth_of_pools
from samspelet_lib.release.linked_splits import declared_among, sums
from samspelet_lib.release.linked_time import Step, beside_today, steps
from samspelet_lib.release.linked_versions import Cell, Doubt, ages
from samspelet_lib.release.primary import Primary
from samspelet_lib.release.quantities import Key, base_of, ident, key_of, parts_of
from samspelet_lib.release.system import System


def system_of(
    figures: Sequence[Figure],
    primaries: Mapping[str, Primary],
    history: Sequence[Sequence[Figure]],
    *,
    rules: DisclosureRules,
    remembered: Remembered = FORGOTTEN,
    doubted: Collection[str] = (),
) -> System:
    """Everything a reader could reckon with, were all but the primaries shown.

    Args:
        figures: the exact figures, their splits complete.
        primaries: the figures that are hidden at once, by id.
        history: what was published before, oldest first.
        rules: the disclosure rules.
        remembered: what is remembered of earlier releases beside what they published.
        doubted: names of counts that no reader can take to be unchanged, since what is shown contradicts that.
    """
    told = beside_today(concerned((*history, figures), rules), rules)
    *then, _ = beside_today(concerned((*remembered.exact, figures), rules), rules)
    releases = [sorted(release, key=ident) for release in told]  # no tie by the order of a file
    draft = Draft(releases, ages(releases, rules, Doubt(doubted, then)), rules)
    for number in range(len(releases)):
        _add_splits(draft, number)
        _add_declared(draft, number)
        _add_pools(draft, number, releases[number])
    _add_steps(draft, remembered._replace(exact=then))
    _add_wanted(draft, releases[-1], primaries)
    _add_hidden_before(draft, releases[:-1], remembered._replace(exact=then))
    worth = worth_of_pools(releases[-1], primaries.keys(), rules)
    for number, release in enumerate(releases):
        for figure in release:
            if number < draft.today or ident(figure) not in primaries:
                draft.show(number, figure, worth.get(ident(figure)))
    return draft.system()


def _add_splits(draft: Draft, release: int) -> None:
    """What sums to what within a release, and that those counted and those not are the base."""
    keys = set(draft.ages.counts[release])
    for each in sums(sorted(keys), draft.rules):
        if draft.bearers.keys().isdisjoint((each.whole, *each.parts)):
            continue  # always shown, all of it
        whole, *parts = (draft.ages.cell(release, key) for key in (each.whole, *each.parts))
        name = f"summan över {', '.join(sorted(each.by))}"
        if each.overlaps:
            for part in parts:
                draft.tie({part: 1, whole: -1}, (None, 0), f"del av {name}")
        else:
            draft.tie({whole: -1, **dict.fromkeys(parts, 1)}, (0, 0), name)
        keys |= {each.whole, *each.parts}
    for key in sorted(keys):
        base = base_of(key)
        if key.part in OF_A_BASE and base in keys and not draft.bearers.keys().isdisjoint((key, base)):
            draft.tie(
                {draft.ages.cell(release, key): 1, draft.complement(release, key): 1,
                 draft.ages.cell(release, base): -1},
                (0, 0),
                "komplementet i basen",
            )  # fmt: skip


def _add_declared(draft: Draft, release: int) -> None:
    """What the definitions say of other measures: the same count, stocks with their flows, and sums."""
    for rule, terms in declared_among(draft.ages.counts[release], draft.rules):
        if not draft.bearers.keys().isdisjoint(terms):
            draft.tie({draft.ages.cell(release, each): sign for each, sign in terms.items()}, (0, 0), rule.name)


def _add_pools(draft: Draft, release: int, figures: Sequence[Figure]) -> None:
    """What several insatser show together is the sum of what each would have shown."""
    for each in pool_sums(figures):
        terms = {draft.ages.cell(release, each.whole): -1} | {draft.ages.cell(release, key): 1 for key in each.parts}
        draft.tie(terms, (0, 0), "flera insatser tillsammans")


def _add_steps(draft: Draft, remembered: Remembered) -> None:
    """What a later checkpoint holds beyond an earlier one, or short of it where one of them has been corrected."""
    then = draft.cells_of(remembered.exact) | draft.known
    taken = steps(draft.ages, draft.rules)
    seen = _corrected_wholes(draft, taken)
    for step in taken:
        if draft.bearers.keys().isdisjoint(step.keys) or (not remembered.exact and draft.whole(step.later) in seen):
            continue
        if not step.is_constant or step.is_broken(then):
            _add_since(draft, step, then, is_forgotten=remembered.secrets is None)
        elif draft.whole(step.later) not in seen:  # else nobody takes a part of it to be the same
            draft.tie({step.earlier: 1, step.later: -1}, (0, 0), "samma som vid en tidigare kontrollpunkt")


def _add_since(draft: Draft, step: Step, then: Mapping[Cell, int], *, is_forgotten: bool) -> None:
    """What came or went between two checkpoints, of those counted and of those in their base who are not."""
    before, now = then.get(step.earlier), draft.known.get(step.later)
    is_less = step.is_broken(then) and (now or 0) < (before or 0)
    new = draft.difference(step.earlier, step.later)
    is_people = _is_about_people(draft, step.later.key)
    if draft.tie({step.earlier: 1, new: -1 if is_less else 1, step.later: -1}, (0, 0), "årets kontrollpunkter"):
        if before is not None and now is not None and is_people:
            draft.protect_change(new, (0, abs(now - before)), new.key)
        elif now is not None and is_forgotten and is_people:
            draft.protect_unknown_change(new, step.later)
    if is_people and draft.rules.complement and step.later.key.part in OF_A_BASE:
        _add_others_since(draft, step, then)


def _add_others_since(draft: Draft, step: Step, then: Mapping[Cell, int]) -> None:
    """Those of a base who came without being counted: six have ended since, five had a plan, so one had not."""
    cells = [(draft.newest(cell.key), cell) for cell in (step.earlier, step.later)]
    if any(base_of(cell.key) not in draft.ages.counts[number] for number, cell in cells):
        return
    bases = [then.get(draft.ages.cell(number, base_of(cell.key))) for number, cell in cells]
    counted = [then.get(cell) for _, cell in cells]
    if None in bases or None in counted:
        return
    before, now = (base - count for base, count in zip(bases, counted, strict=True))  # type: ignore[operator]
    earlier, later = (draft.complement(number, cell.key) for number, cell in cells)
    new = draft.difference(earlier, later)
    if draft.tie({earlier: 1, new: 1 if now >= before else -1, later: -1}, (0, 0), "årets kontrollpunkter"):
        draft.protect_change(new, (0, abs(now - before)), new.key)


def _corrected_wholes(draft: Draft, taken: Iterable[Step]) -> frozenset[Key]:
    """Wholes that print tells have been corrected: nobody takes a part of them to be the same as before."""
    open_to_all = (step for step in taken if step.later.key not in draft.bearers)
    return frozenset(draft.whole(step.later) for step in open_to_all if step.is_broken(draft.known))


def _is_about_people(draft: Draft, key: Key) -> bool:
    """Whether a change of the count is about people: a base only where it is of a group."""
    bearer = draft.bearers.get(key)
    if bearer is None or bearer.disclosure not in ABOUT_PEOPLE or not draft.rules.differences:
        return False
    return key.part != "denominator" or any(name in draft.rules.groups for name, _ in key.dims)


def _add_wanted(draft: Draft, figures: Sequence[Figure], primaries: Mapping[str, Primary]) -> None:
    """The counts of the primaries, and corrections that concern a few."""
    for figure in figures:
        for wanted in primaries[ident(figure)].wanted if ident(figure) in primaries else ():
            draft.protect(wanted)
        for key in (key_of(figure, part) for part in parts_of(figure)):
            now = draft.ages.counts[draft.today].get(key)
            if now is None or not _is_about_people(draft, key):
                continue
            for before in draft.told_before(key):
                named = key._replace(part=f"{key.part} rättad")
                draft.protect_change(draft.ages.cell(draft.today, key), (before, now), named)


def _add_hidden_before(draft: Draft, history: Sequence[Sequence[Figure]], remembered: Remembered) -> None:
    """What an earlier release hid stays as uncertain as it left it."""
    secrets, exact = remembered.secrets, draft.cells_of(remembered.exact)
    for number, release in enumerate(history):
        for figure in release:
            if figure.mark is not Mark.HIDDEN or not draft.rules.is_hideable(figure):
                continue
            is_experience = figure.disclosure is DisclosureClass.EXPERIENCE
            for part in parts_of(figure):
                if part != "denominator" if secrets is None else Secret.of(figure, part) in secrets:
                    cell = draft.ages.cell(number, key_of(figure, part))
                    draft.protect_before(cell, exact.get(cell) if is_experience else None)
            if secrets is not None and Secret.of(figure, "complement") in secrets:
                draft.protect_before(draft.complement(number, key_of(figure, "complement")))
