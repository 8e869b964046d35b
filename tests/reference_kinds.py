"""A second way to count every kind: plain loops over rows, sets and fractions, written from the rules in words.

It imports neither rules nor pandas. Rows are dicts of plain values, None where a cell is blank. `figures`
gives, for one mätpunkt, every figure it should lead to: (measure, dimensions) → the values it should have.
"""

import calendar
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from samspelet_lib.period import Period

SCHEMAS = Path(__file__).resolve().parent.parent / "samspelet_lib" / "data" / "schemas"
NOT_STATED = "ej angivet i planen"
NOT_YET = "kan ej bedömas ännu"
DIMS = {
    "kon": "sex",
    "aldersgrupp": "age",
    "kommun": "kommun",
    "part": "part",
    "narvarande_parter": "part",
    "roll": "role",
}
YES, NO, OUTSIDE, UNKNOWN, ABSENT = "ja", "nej", "ej aktuellt", "saknas", "ingen rad"


SEXES = ("kvinna", "man", "annat_okant")


@cache
def schemas():
    """Every table as it stands in the schema files: key, date, whom it is about, and what its columns may hold."""
    documents = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMAS.glob("*.toml"))]
    codes = {name: values for document in documents for name, values in document.get("codes", {}).items()}
    shared = {name: column for document in documents for name, column in document.get("columns", {}).items()}
    tables = {}
    for document in documents:
        for raw in document.get("table", []):
            columns = {c.get("id", c.get("use")): shared.get(c.get("use"), {}) | c for c in raw["columns"]}
            for column in columns.values():
                column["values"] = codes.get(column.get("codes"), {})
            tables[raw["id"]] = {**raw, "columns": columns}
    return tables


@dataclass
class Question:
    """One mätpunkt, the delivered rows, and the days it speaks of."""

    plan: object
    rows: dict
    owner: str | None
    matpunkt: object
    first: date | None
    last: date
    end: date | None

    def of(self, table):
        """The rows of a table that concern the owner."""
        about_staff = schemas()[table]["subject"] == "personal"
        has_insats = "insats" in schemas()[table]["columns"]
        for row in self.rows.get(table, []):
            is_own = self.owner is None or not has_insats or row["insats"] == self.owner
            if is_own or (about_staff and row["insats"] is None):
                yield row

    def has(self, table):
        """Whether any row of the table has come."""
        return any(True for _ in self.of(table))

    @property
    def is_over(self):
        return self.end is not None and self.last >= self.end

    def number(self, name):
        return Fraction(getattr(self.plan.policy.follow_up, name).value)


def values_of(wanted):
    return list(wanted) if isinstance(wanted, tuple | list) else [wanted]


def holds(row, column, wanted, table):
    if row[column] is None:
        return False
    held = row[column].split(";") if schemas()[table]["columns"][column]["type"] == "codes" else [row[column]]
    return any(value in values_of(wanted) for value in held)


def fits(row, where, table):
    return all(holds(row, column, wanted, table) for column, wanted in where.items())


def may_fit(row, where, table):
    possible = all(row[column] is None or holds(row, column, wanted, table) for column, wanted in where.items())
    return possible and not fits(row, where, table)


def where_of(question, selection):
    where = dict(selection.where)
    if question.matpunkt.wave and "omgang" in schemas()[selection.table]["columns"]:
        where["omgang"] = question.matpunkt.wave
    return where


def first_and_last(row, column, table):
    value = row[column]
    if value is None or schemas()[table]["columns"][column]["type"] != "period":
        return value, value
    return Period.parse(value).start, Period.parse(value).end


def inside(row, selection, question):
    table = selection.table
    if selection.start and selection.stop and selection.statistic is None:
        began, ended = row[selection.start], row[selection.stop]
        return began <= question.last and (question.first is None or ended is None or ended >= question.first)
    column = selection.date or selection.start
    if column is None:
        column = schemas()[table].get("date")
        if column is not None:
            return row[column] is None or row[column] <= question.last
        column = "period" if "period" in schemas()[table]["columns"] else None
        if column is None:
            return True
    began, ended = first_and_last(row, column, table)
    return ended is not None and ended <= question.last and (question.first is None or began >= question.first)


def unit(row, column, table):
    if row[column] is None:
        return None
    return (row.get("insats"), row[column]) if schemas()[table]["subject"] == "deltagare" else (None, row[column])


def units(rows, column, table):
    return {found for row in rows if (found := unit(row, column, table)) is not None}


def result(value, unit="antal", **more):
    return {"value": value, "unit": unit, "verdict": None} | more


# --- counting -------------------------------------------------------------------------------------------------


def count(q):
    s = q.matpunkt.count
    where = where_of(q, s)
    rows = [row for row in q.of(s.table) if inside(row, s, q)]
    found, unsure, opening = set(), set(), set()
    for number, row in enumerate(rows):
        key = number if s.per is None else unit(row, s.per, s.table)
        if key is None:
            continue
        if fits(row, where, s.table):
            found.add(key)
            if s.start and not s.statistic and q.first and row[s.start] < q.first:
                opening.add(key)
        elif may_fit(row, where, s.table):
            unsure.add(key)
    missing = len(unsure - found) or None
    return {(): result(Fraction(len(found)), missing=missing, opening=len(opening))}


def answer_of(row, where, table, outside):
    columns = schemas()[table]["columns"]
    key = schemas()[table]["key"]
    asked = [c for c in where if not columns[c].get("required") and c not in key]
    about = {c: w for c, w in where.items() if c not in asked}
    if fits(row, where, table):
        return YES
    if may_fit(row, where, table):
        return UNKNOWN
    if not fits(row, about, table):
        return ABSENT
    if any(columns[c]["type"] == "code" and row[c] in outside for c in asked):
        return OUTSIDE
    return NO


def lagged_count(q):
    base, follow = q.matpunkt.base, q.matpunkt.count
    lag, tolerance = q.matpunkt.lag_days, int(q.number("lag_tolerance"))
    anchors = {}
    for row in q.of(base.table):
        day = row[base.date or base.stop]
        if inside(row, base, q) and fits(row, where_of(q, base), base.table) and day is not None and day <= q.last:
            key = unit(row, base.per, base.table)
            anchors[key] = min(day, anchors.get(key, date.max))
    due = {key: day for key, day in anchors.items() if day + timedelta(days=lag or 0) <= q.last}
    yes = known = 0
    for key, day in due.items():
        told = []
        for row in q.of(follow.table):
            if unit(row, base.per, follow.table) != key or row[follow.date] > q.last:
                continue
            said = answer_of(row, where_of(q, follow), follow.table, q.plan.policy.follow_up.not_applicable)
            if said in {YES, NO} and row[follow.date] >= day + timedelta(days=max(0, (lag or 0) - tolerance)):
                told.append((row[follow.date], said))
        if told:
            chosen = max(told)[0] if lag is None else min(told)[0]
            known += 1
            yes += any(said == YES for day_read, said in told if day_read == chosen)
    missing = len(due) - known
    more = {"numerator": yes, "denominator": len(due), "missing": missing or None, "not_due": len(anchors) - len(due)}
    return {(): result(None if due and not known else Fraction(yes), **more)}


def events(q):
    s = q.matpunkt.count
    where = where_of(q, s)
    rows = [row for row in q.of(s.table) if inside(row, s, q)]
    held = [row for row in rows if fits(row, where, s.table)]
    wanted = int(q.matpunkt.target.at_least) if has_target(q) else 0
    days = sorted(row[s.date] for row in held)
    on = days[wanted - 1] if 0 < wanted <= len(days) else None
    missing = sum(may_fit(row, where, s.table) for row in rows) or None
    found = {(): result(Fraction(len(held)), on=on, missing=missing)}
    for column in q.matpunkt.by:
        for part in q.plan.forbund.parts:
            number = sum(holds(row, column, part.id, s.table) for row in held)
            found["matpunkt", (DIMS[column], part.id)] = result(Fraction(number))
    return found


def event_window(q):
    s, days = q.matpunkt.count, q.matpunkt.window
    held, planned = [], []
    for row in q.of(s.table):
        day = row[s.date]
        if day is None or not days.first <= day <= days.last:
            continue
        if day <= q.last:
            if fits(row, where_of(q, s), s.table):
                held.append(day)
        elif fits(row, {c: w for c, w in s.where.items() if w is not True}, s.table):
            planned.append(day)
    return {(): result(Fraction(len(held)), on=min(held, default=None), planned=planned)}


def all_of_set(q):
    s = q.matpunkt.count
    found = {row[s.per] for row in q.of(s.table) if inside(row, s, q) and fits(row, where_of(q, s), s.table)}
    members = [part.id for part in q.plan.forbund.parts] if q.matpunkt.members == "parter" else q.matpunkt.members
    number = sum(member in found for member in members)
    return {(): result(Fraction(number), numerator=number, denominator=len(members))}


def days_from(first, last):
    while first <= last:
        yield first
        first += timedelta(days=1)


def asked_days(q):
    return (q.last, q.last) if q.matpunkt.period == "year_end" else (q.first or q.last, q.last)


def minimum(q):
    s = q.matpunkt.value
    series = defaultdict(dict)
    for row in q.of(s.table):
        if fits(row, where_of(q, s), s.table) and row[s.column] is not None and row[s.date] <= q.last:
            names = [c for c in schemas()[s.table]["key"] if c not in {"insats", s.date}]
            series[tuple(row[c] for c in names)][row[s.date]] = row[s.column]
    known_from = min((min(values) for values in series.values()), default=None)
    first, last = asked_days(q)
    levels = []
    for day in days_from(first, last):
        if known_from is not None and day >= known_from:
            now = [values[max(d for d in values if d <= day)] for values in series.values() if min(values) <= day]
            levels.append(sum(now))
    unknown = known_from is None or known_from > first
    return {(): result(level(levels), missing=1 if unknown else None, on=on_day(q))}


def keep_level(q):
    s = q.matpunkt.value
    rows = [row for row in q.of(s.table) if inside(row, s, q) and fits(row, where_of(q, s), s.table)]
    first, last = asked_days(q)
    levels = [
        len(
            {
                unit(row, s.per, s.table)
                for row in rows
                if row[s.start] <= day and (row[s.stop] is None or row[s.stop] >= day)
            }
        )
        for day in days_from(first, last)
    ]
    return {(): result(level(levels), missing=None, on=on_day(q))}


def level(levels):
    return Fraction(min(levels)) if levels else None


def on_day(q):
    return q.last if q.matpunkt.period == "year_end" else None


def standings(q):
    """Unit of the base → its answer, or None when it is not yet due."""
    base, counted = q.matpunkt.base, q.matpunkt.count
    per = base.per or counted.per
    in_base, due = set(), set()
    for row in q.of(base.table):
        key = unit(row, per, base.table)
        if key is None or not (inside(row, base, q) and fits(row, where_of(q, base), base.table)):
            continue
        in_base.add(key)
        if is_due(q, base, row):
            due.add(key)
    where = where_of(q, counted)
    said = defaultdict(set)
    for row in q.of(counted.table):
        if inside(row, counted, q):
            outside = q.plan.policy.follow_up.not_applicable
            said[unit(row, per, counted.table)].add(answer_of(row, where, counted.table, outside))
    columns, key_columns = schemas()[counted.table]["columns"], schemas()[counted.table]["key"]
    can_say_no = any(not columns[c].get("required") and c not in key_columns for c in counted.where)
    silent = NO if counted.table == base.table or q.matpunkt.due_days is not None or not can_say_no else UNKNOWN
    answers = {}
    for key in in_base:
        heard = next((each for each in (YES, NO, OUTSIDE, UNKNOWN) if each in said[key]), silent)
        answers[key] = heard if key in due else None
    return answers


def is_due(q, base, row):
    if not q.matpunkt.due_days:
        return True
    limit = q.last
    if not base.date and row[base.stop] is not None:
        limit = min(limit, row[base.stop])
    return row[base.date or base.start] + timedelta(days=q.matpunkt.due_days) <= limit


def tally(answers):
    yes, unknown = answers.count(YES), answers.count(UNKNOWN)
    base = yes + answers.count(NO) + unknown
    more = {"numerator": yes, "denominator": base, "missing": unknown or None, "not_due": answers.count(None)}
    if base and unknown:
        more |= {"low": Fraction(yes, base), "high": Fraction(yes + unknown, base)}
    return result(Fraction(yes, base) if base else None, "/1", **more)


def share(q):
    return {(): tally(list(standings(q).values()))}


def share_by_sex(q):
    answers = standings(q)
    sexes = {}
    for row in sorted(q.of("deltagare"), key=lambda row: row["startdatum"]):
        if row["kon"] is not None:
            sexes[unit(row, "person", "deltagare")] = row["kon"]
    found = {(): tally(list(answers.values()))}
    for sex in SEXES:
        own = [said for key, said in answers.items() if sexes.get(key, "annat_okant") == sex]
        found["matpunkt", ("sex", sex)] = tally(own)
    return found


def survey_share(q):
    s = q.matpunkt.value
    scale = next(scale for scale in q.plan.policy.scales if scale.id == q.matpunkt.scale)
    last = {}
    rows = [row for row in q.of(s.table) if inside(row, s, q) and fits(row, where_of(q, s), s.table)]
    said = [row for row in rows if row[s.column] is not None]
    for row in sorted(said, key=lambda row: (row[s.date], row[s.column])):
        person = unit(row, "person", s.table) if row.get("person") else ("form", unit(row, "svarsid", s.table))
        about = None if schemas()[s.table]["subject"] == "deltagare" else row.get("insats")
        last[person, about] = row
    answers = list(last.values())
    found = {(): survey_tally(q, scale, answers, invited(q, {}))}
    for column in q.matpunkt.by:
        for value in [*(part.id for part in q.plan.forbund.parts), None]:
            own = [row for row in answers if row[column] == value]
            if value is not None or own:
                name = value or "uppgift_saknas"
                could = invited(q, {column: name})
                found["matpunkt", (DIMS[column], name)] = survey_tally(q, scale, own, could)
    return found | answered_so(scale, [row[s.column] for row in answers], found[()])


def answered_so(scale, said, whole):
    """How many gave each answer of the scale, of all whose answer is on it."""
    base = whole["denominator"]
    same = {key: whole[key] for key in ("denominator", "answers", "invited", "missing")}
    return {
        ("answer_option", ("option", option)): result(
            Fraction(said.count(option), base), "/1", numerator=said.count(option), **same
        )
        for option in scale.answers
        if base
    }


def survey_tally(q, scale, rows, could):
    said = [row[q.matpunkt.value.column] for row in rows]
    positive = sum(each in scale.positive for each in said)
    usable = sum(each in scale.answers for each in said)
    outside = sum(each in q.plan.policy.follow_up.not_applicable for each in said)
    more = {"numerator": positive, "denominator": usable, "answers": usable, "invited": None, "missing": None}
    if could is not None:
        more["invited"] = max(0, could - outside)
        more["missing"] = missing = max(0, more["invited"] - usable)
        if usable and missing:
            more |= {
                "low": Fraction(positive, usable + missing),
                "high": Fraction(positive + missing, usable + missing),
            }
    return result(Fraction(positive, usable) if usable else None, "/1", **more)


def invited(q, only):
    base = q.matpunkt.base
    if base is not None and base.table != "tillfragade" and not only and q.has(base.table):
        rows = [row for row in q.of(base.table) if inside(row, base, q) and fits(row, where_of(q, base), base.table)]
        return len(units(rows, base.per, base.table))
    where = {"enkat": q.matpunkt.value.table} | only
    if q.matpunkt.wave:
        where["omgang"] = q.matpunkt.wave
    told = asked_among(q, q.of("tillfragade"), where)
    if told is None and schemas()[q.matpunkt.value.table]["subject"] != "deltagare":
        # who answers for no insats in particular answers for each of them, and so does the number of them asked
        told = asked_among(q, [row for row in q.rows.get("tillfragade", []) if row["insats"] is None], where)
    return told


def asked_among(q, among, where):
    rows = []
    for row in among:
        period = Period.parse(row["period"])
        is_inside = period.end <= q.last and (q.first is None or period.start >= q.first)
        if is_inside and fits(row, where, "tillfragade"):
            rows.append(row)
    return sum(row["antal"] for row in widest(rows, "tillfragade")) if rows else None


def widest(rows, table):
    """The rows whose period lies in no other row's of the same series."""
    series = [c for c in schemas()[table]["key"] if c != "period"]
    kept = []
    for row in rows:
        mine = Period.parse(row["period"])
        others = [Period.parse(o["period"]) for o in rows if o is not row and all(o[c] == row[c] for c in series)]
        if not any(o.start <= mine.start and mine.end <= o.end for o in others):
            kept.append(row)
    return kept


def a_year_before(q):
    def back(day):
        return day and date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)

    return Question(q.plan, q.rows, q.owner, q.matpunkt, back(q.first), back(q.last), back(q.end))


def direction(q):
    found = survey_share(q)
    before = survey_share(a_year_before(q))[()]
    if before["value"] is not None:
        found["matpunkt_previous", ()] = before
    return found


def duration(q):
    found = durations(q)
    before = durations(a_year_before(q))[()]
    if before["value"] is not None:
        found["matpunkt_previous", ()] = before
    return found


def durations(q):
    s = q.matpunkt.value
    first = {}
    for row in q.of(s.table):
        if inside(row, s, q) and fits(row, where_of(q, s), s.table):
            key = unit(row, s.per, s.table)
            if key not in first or row[s.start] < first[key][s.start]:
                first[key] = row
    cases = []
    for row in first.values():
        stop = row[s.stop]
        is_done = stop is not None and stop <= q.last
        cases.append((((stop if is_done else q.last) - row[s.start]).days, is_done))
    if not cases:
        return {(): result(None, "dagar")}
    curve = survival(cases)
    found = {(): result(reached(curve, Fraction(1, 2)), "dagar", denominator=len(cases))}
    late = reached(curve, 1 - q.number("duration_high"))
    if late is not None:
        found["matpunkt_most", ()] = result(late, "dagar", denominator=len(cases))
    return found | open_after(q, cases, curve)


def open_after(q, cases, curve):
    """The share still open at every step of the grid, until too few can be followed."""
    found = {}
    step = int(q.number("duration_step"))
    for day in range(step, max(days for days, _ in cases) + 1, step):
        at_risk = sum(days >= day for days, _ in cases)
        if at_risk < q.number("duration_at_risk"):
            break
        still = [share for when, share in curve if when <= day]
        value = still[-1] if still else Fraction(1)
        found["matpunkt_open_after", ("row", str(day))] = result(value, "/1", denominator=at_risk)
    return found


def survival(cases):
    """Kaplan and Meier by hand: at each day with a finished case, the share that is still open after it."""
    share, curve = Fraction(1), []
    for day in sorted({days for days, _ in cases}):
        at_risk = sum(days >= day for days, _ in cases)
        done = sum(days == day and is_done for days, is_done in cases)
        share *= 1 - Fraction(done, at_risk)
        curve.append((day, share))
    return curve


def reached(curve, share):
    return next((Fraction(day) for day, still in curve if still <= share), None)


def changes(q, series_columns):
    """Person → list of changes, one for each series with at least two days; and how many have one day only."""
    s = q.matpunkt.value
    told = defaultdict(dict)
    for row in q.of(s.table):
        if inside(row, s, q) and fits(row, where_of(q, s), s.table) and row[s.column] is not None:
            key = unit(row, s.per, s.table)
            value = Fraction(str(row[s.column])) * (-1 if q.matpunkt.direction == "down" else 1)
            told[key, tuple(row[c] for c in series_columns)].setdefault(row[s.date], []).append(value)
    persons, everyone = defaultdict(list), set()
    for (key, _), values in told.items():
        everyone.add(key)
        if len(values) > 1:
            persons[key].append(max(values[max(values)]) - max(values[min(values)]))
    return persons, len(everyone) - len(persons)


def paired_change(q):
    s = q.matpunkt.value
    date_column = s.date
    series = [c for c in schemas()[s.table]["key"] if c not in {"insats", s.per, date_column}]
    persons, single = changes(q, series)
    if s.statistic == "share":
        return {(): moved(persons, single)}
    means = sorted(sum(each, Fraction(0)) / len(each) for each in persons.values())
    middle = None
    if means:
        middle = (means[(len(means) - 1) // 2] + means[len(means) // 2]) / 2
    return {(): result(middle, "skalsteg", denominator=len(means), unmeasured=single)}


def moved(persons, without):
    better = sum(sum(each) > 0 for each in persons.values())
    value = Fraction(better, len(persons)) if persons else None
    return result(value, "/1", numerator=better, denominator=len(persons), unmeasured=without)


def step_change(q):
    persons, without = changes(q, [])
    base = q.matpunkt.base
    if base is not None:
        rows = [row for row in q.of(base.table) if inside(row, base, q) and fits(row, where_of(q, base), base.table)]
        without = len(units(rows, base.per, base.table) - set(persons))
    return {(): moved(persons, without)}


def spells(q, base):
    """(start, stop) of every unbroken stay; rows of one person that overlap are one."""
    by_person = defaultdict(list)
    for row in q.of(base.table):
        if fits(row, where_of(q, base), base.table) and row[base.start] <= q.last:
            stop = row[base.stop] if row[base.stop] is not None and row[base.stop] <= q.last else None
            by_person[unit(row, base.per, base.table)].append((row[base.start], stop))
    found = []
    for stays in by_person.values():
        merged = []
        for start, stop in sorted(stays, key=lambda stay: stay[0]):
            if merged and (merged[-1][1] is None or start <= merged[-1][1]):
                latest = None if stop is None or merged[-1][1] is None else max(stop, merged[-1][1])
                merged[-1] = (merged[-1][0], latest)
            else:
                merged.append((start, stop))
        found += merged
    return found


def flow(q):
    first = q.first or date.min
    stays = spells(q, q.matpunkt.base)
    found = {
        (): result(Fraction(sum(stop is None or stop > q.last for _, stop in stays))),
        ("matpunkt_stock_in", ()): result(
            Fraction(sum(start < first and (stop is None or stop >= first) for start, stop in stays))
        ),
        ("matpunkt_started", ()): result(Fraction(sum(start >= first for start, _ in stays))),
        ("matpunkt_ended", ()): result(Fraction(sum(stop is not None and stop >= first for _, stop in stays))),
    }
    away = q.matpunkt.value
    if away is not None and away.per:
        rows = [row for row in q.of(away.table) if inside(row, away, q) and fits(row, where_of(q, away), away.table)]
        found["matpunkt_interrupted", ()] = result(Fraction(len(units(rows, away.per, away.table))))
    for rule in q.plan.policy.follow_up.retention:
        months = int(rule.value)
        begun = [stay for stay in stays if stay[0] >= first]
        due = [(start, stop) for start, stop in begun if months_after(start, months) <= q.last]
        kept = sum(stop is None or stop >= months_after(start, months) for start, stop in due)
        more = {"numerator": kept, "denominator": len(due), "not_due": len(begun) - len(due)}
        value = Fraction(kept, len(due)) if due else None
        found[f"matpunkt_retention_{months}", ()] = result(value, "/1", **more)
    return found


def months_after(day, months):
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def distribution(q):
    base = q.matpunkt.base
    latest = {}
    rows = [row for row in q.of(base.table) if inside(row, base, q) and fits(row, where_of(q, base), base.table)]
    for row in sorted(rows, key=lambda row: row[base.start or base.date]):
        latest[unit(row, base.per, base.table)] = row
    found = {(): result(Fraction(len(latest)))}
    for column in q.matpunkt.by:
        numbers = defaultdict(int)
        for row in latest.values():
            value = age_group(row) if column == "aldersgrupp" else row[column]
            numbers[value or ("annat_okant" if column == "kon" else "uppgift_saknas")] += 1
        names = list(schemas()[base.table]["columns"][column]["values"])
        is_told = numbers["uppgift_saknas"] or column in {"aldersgrupp", "kommun"}
        for name in [*names, *(["uppgift_saknas"] if is_told else [])]:
            found["matpunkt", (DIMS[column], name)] = result(Fraction(numbers[name]))
    return found | resources(q)


def age_group(row):
    if row["aldersgrupp"] is not None or row["fodelsear"] is None:
        return row["aldersgrupp"]
    age = row["startdatum"].year - row["fodelsear"]
    for name in schemas()["deltagare"]["columns"]["aldersgrupp"]["values"]:
        low, _, high = name.partition("_")
        if low == "under":
            low, high = 0, int(high) - 1
        elif low == "over":
            low, high = int(high) + 1, 999
        if int(low) <= age <= int(high):
            return name
    return None


def resources(q):
    s = q.matpunkt.value
    if s is None:
        return {}
    rows = [row for row in q.of(s.table) if inside(row, s, q) and fits(row, where_of(q, s), s.table)]
    rows = widest([row for row in rows if row[s.column] is not None], s.table)
    if any(row["resurs"] is None for row in rows):
        rows = [row for row in rows if row["resurs"] is None]
    totals = defaultdict(Fraction)
    for row in rows:
        totals[row["kon"]] += Fraction(str(row[s.column]))
    if set(totals) - {"alla"}:
        totals |= {sex: totals[sex] for sex in SEXES}
    unit_name = "öre" if s.column == "kostnad_ore" else "timmar"
    return {
        ("matpunkt_resource", () if sex == "alla" else ("sex", sex)): result(total, unit_name)
        for sex, total in totals.items()
    }


def note_of(q):
    notes = [
        row
        for row in q.of("lagesnoter")
        if row["matpunkt"] == q.matpunkt.id and row["datum"] <= q.last and (q.owner or row["insats"] is None)
    ]
    return max(notes, key=lambda row: row["datum"], default=None)


def deliverable(q):
    note = note_of(q)
    if note is None:
        return {(): result(None, verdict=NOT_YET)}
    state = next(state for state in q.plan.policy.states if state.id == note["lage"])
    if state.needs_evidence and note["underlag"] is None:
        return {(): result(None, verdict=NOT_YET)}
    verdict = str((state.after if q.is_over else state.before).value)
    return {(): result(None, verdict=verdict, on=note["datum"] if verdict == "nådd" else None)}


def qualitative(q):
    note = note_of(q)
    main = result(None, verdict=NOT_YET)
    if note is not None:
        main = result(None, verdict="följs upp kvalitativt", on=note["datum"])
    return {(): main} | proxy(q)


def proxy(q):
    s, base = q.matpunkt.proxy, q.matpunkt.base
    if s is None or not q.has(s.table):
        return {}
    if s.statistic != "share":
        number = sum(inside(row, s, q) and fits(row, where_of(q, s), s.table) for row in q.of(s.table))
        return {("matpunkt_proxy", ()): result(Fraction(number))}
    days = timedelta(days=q.matpunkt.due_days)
    here = set()
    for row in q.of(base.table):
        stays = row[base.stop] is None or row[base.stop] > q.last
        if fits(row, where_of(q, base), base.table) and stays and row[base.start] + days <= q.last:
            here.add(unit(row, base.per, base.table))
    rated = {
        unit(row, base.per, s.table)
        for row in q.of(s.table)
        if fits(row, where_of(q, s), s.table) and q.last - days <= row[s.date] <= q.last
    }
    numerator = len(here & rated)
    value = Fraction(numerator, len(here)) if here else None
    return {("matpunkt_proxy", ()): result(value, "/1", numerator=numerator, denominator=len(here))}


# --- judging --------------------------------------------------------------------------------------------------


def has_target(q):
    return q.matpunkt.target is not None and q.matpunkt.target != NOT_STATED


def judged(q, main, found):
    """The verdict in the rules' words, decided anew."""
    kind = str(q.matpunkt.kind)
    if main["verdict"] is not None:
        return main["verdict"]
    if kind in WITHOUT_TARGET:
        return WITHOUT_TARGET[kind](q, main)
    if not has_target(q) or kind in {"step_change", "flow", "distribution"}:
        return NOT_YET if q.matpunkt.target_stands_in else "redovisas utan målvärde"
    if main["value"] is None:
        return NOT_YET
    wanted = Fraction(q.matpunkt.target.at_least)
    if kind == "share_by_sex":
        sexes = [p for (_, dims), p in found.items() if dims[1] in {"kvinna", "man"} and p["value"] is not None]
        return worst([judged_share(q, each, wanted) for each in [main, *sexes]])
    return WITH_TARGET[kind](q, main, wanted)


def judged_change(q, main):
    if main["value"] is None:
        return NOT_YET
    return outcome(q, main["value"] > (q.number("majority") if q.matpunkt.value.statistic == "share" else 0))


def outcome(q, is_well):
    if q.is_over:
        return "nådd" if is_well else "ej nådd"
    return "på väg" if is_well else "risk"


def worst(verdicts):
    return min(verdicts, key=["ej nådd", "risk", NOT_YET, "på väg", "nådd"].index)


def elapsed(q):
    if q.first is None or q.end is None:
        return None
    return min(Fraction(1), Fraction((q.last - q.first).days + 1, (q.end - q.first).days + 1))


def judged_count(q, main, wanted):
    if main["value"] >= wanted:
        return "nådd"
    if q.is_over:
        return NOT_YET if main["value"] + (main["missing"] or 0) >= wanted else "ej nådd"
    if elapsed(q) is None:
        return NOT_YET
    opening = main.get("opening", 0)
    expected = opening + (wanted - opening) * elapsed(q)
    return "på väg" if main["value"] >= q.number("on_track") * expected else "risk"


def judged_whole(q, main, wanted):
    if main["value"] >= wanted:
        return "nådd"
    if q.is_over:
        return NOT_YET if main["value"] + (main.get("missing") or 0) >= wanted else "ej nådd"
    expected = int(wanted * (elapsed(q) or 0))
    if expected == 0 and main["value"] == 0:
        return NOT_YET
    return "på väg" if main["value"] >= expected else "risk"


def judged_window(q, main, wanted):
    if main["value"] >= wanted:
        return "nådd"
    if q.last >= q.matpunkt.window.last:
        return "ej nådd"
    return "på väg" if main["planned"] else NOT_YET


def judged_lagged(q, main, wanted):
    if q.matpunkt.lag_days is None:
        return NOT_YET
    if main["value"] >= wanted:
        return "nådd"
    could = main["value"] + (main["missing"] or 0) + main["not_due"]
    return "ej nådd" if q.is_over and could < wanted else NOT_YET


def judged_level(q, main, wanted):
    if main["on"] is not None:
        return outcome(q, main["value"] >= wanted)
    if main["value"] < wanted:
        return "ej nådd"
    return NOT_YET if main["missing"] else outcome(q, is_well=True)


def judged_share(q, each, wanted):
    if each["value"] is None:
        return NOT_YET
    if each["value"] < wanted <= each.get("high", Fraction(-1)):
        return NOT_YET
    return outcome(q, each["value"] >= wanted)


def enough(q, main):
    invited_number = main.get("invited")
    return invited_number is not None and main["answers"] >= q.number("answer_rate") * invited_number


def judged_survey(q, main, wanted):
    return outcome(q, main["value"] >= wanted) if enough(q, main) else NOT_YET


def judged_direction(q, main):
    baseline = q.matpunkt.baseline
    if baseline is None or baseline == NOT_STATED or main["value"] is None:
        return NOT_YET
    if main["unit"] == "/1" and not enough(q, main):
        return NOT_YET
    before = Fraction(baseline.value)
    return outcome(q, main["value"] < before if q.matpunkt.direction == "down" else main["value"] > before)


WITHOUT_TARGET = {
    "duration": judged_direction,
    "direction": judged_direction,
    "paired_change": judged_change,
    "all_of_set": lambda q, main: judged_whole(q, main, Fraction(main["denominator"])),
}
WITH_TARGET = {
    "count": judged_count,
    "events": judged_whole,
    "event_window": judged_window,
    "lagged_count": judged_lagged,
    "minimum": judged_level,
    "keep_level": judged_level,
    "share": judged_share,
    "survey_share": judged_survey,
}

# --- one mätpunkt ---------------------------------------------------------------------------------------------

NEEDS = {
    "count": ["count"], "lagged_count": ["base", "count"], "events": ["count"], "event_window": ["count"],
    "all_of_set": ["count"], "minimum": ["value"], "keep_level": ["value"], "share": ["base", "count"],
    "share_by_sex": ["base", "count"], "survey_share": ["value"], "duration": ["value"], "direction": ["value"],
    "paired_change": ["value"], "step_change": ["value"], "flow": ["base"], "distribution": ["base"],
    "deliverable": [], "qualitative": [],
}  # fmt: skip
COUNTING = {name: globals()[name] for name in NEEDS}


def asked(plan, rows, about, *, period, last):
    """The question a mätpunkt asks, with the days of its period rule."""
    owner, matpunkt = about
    rule = str(matpunkt.period)
    first, end = date(period.year, 1, 1), date(period.year, 12, 31)
    if rule == "rolling_year":
        year_ago = date(last.year - 1, last.month, min(last.day, 28) if last.month == 2 else last.day)
        first, end = year_ago + timedelta(days=1), last
    if rule == "project_time":
        insats = plan.insats(owner) if owner else None
        first, end = (insats.start, insats.end) if insats else (None, None)
        first, end = (day if isinstance(day, date) else None for day in (first, end))
    return Question(plan, rows, owner, matpunkt, first, last, end)


def figures(question):
    """(measure, dimensions) → what the figure should be; the mätpunkt's own stands under ("matpunkt", ())."""
    kind = str(question.matpunkt.kind)
    nothing = {("matpunkt", ()): result(None, verdict=NOT_YET, nothing=True)}
    if question.first is not None and question.last < question.first:
        return nothing
    if not all(question.has(getattr(question.matpunkt, key).table) for key in NEEDS[kind]):
        return nothing
    found = COUNTING[kind](question)
    main = found.pop(())
    main["verdict"] = judged(question, main, found)
    if kind == "share_by_sex":
        for part in found.values():
            wanted = Fraction(question.matpunkt.target.at_least) if has_target(question) else None
            part["verdict"] = "redovisas utan målvärde" if wanted is None else judged_share(question, part, wanted)
    return {("matpunkt", ()): main} | found
