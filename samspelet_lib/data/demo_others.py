"""The rest of the demo: cases, outreach, staff surveys, deviations, members, staff in the ESF project, resources."""

from collections.abc import Iterator
from datetime import date

from samspelet_lib.data.demo_draw import Draw, drawn_columns
from samspelet_lib.data.demo_people import Row
from samspelet_lib.data.demo_subjects import Cases, Deviations, Esf, Members, Outreach, Resources, StaffSurvey

_BETWEEN: tuple[int, int] = (5, 21)  # days between two attempts to reach somebody
_COMES_AGAIN = 3  # every third takes part in one more activity


def case_rows(draw: Draw, cases: Cases) -> list[Row]:
    """A row per case; some persons have two, and some cases are closed without a recommendation."""
    days = draw.days(cases.groups)
    drawn = drawn_columns(draw, cases.columns, len(days))
    # In the third quarter of the time: in the last year, and closed by now.
    without = set(len(days) // 2 + draw.rng.permutation(len(days) // 4)[: cases.without])
    persons: list[str] = []
    rows = []
    for at, day in enumerate(days):
        has_been_here = cases.several > 0 and at and at % (len(days) // cases.several) == 0
        persons.append(persons[at // 2] if has_been_here else draw.pseudonym())
        recommended = None if at in without else draw.day(day, cases.recommended[str(day.year)])
        rows.append(
            {
                "arende": draw.pseudonym(),
                "person": persons[at],
                "inkommet_datum": day,
                "har_rekommendation": at not in without,
                "rekommendation_datum": recommended,
                "avslutat_datum": draw.day(recommended or day, cases.closed),
                **{name: values[at] for name, values in drawn.items()},
            }
        )
    return _one_sex_each(rows)


def _one_sex_each(rows: list[Row]) -> list[Row]:
    """The rows, with the first told sex of a person on all of hers."""
    first = {row["person"]: row["kon"] for row in reversed(rows)}
    return [{**row, "kon": first[row["person"]]} for row in rows]


def outreach_rows(draw: Draw, outreach: Outreach) -> Iterator[Row]:
    """A row per attempt; who is reached is so at the last one."""
    starts = draw.days(outreach.groups)
    sexes = draw.values(outreach.kon, len(starts))
    reached = draw.chosen(outreach.reached, len(starts))
    for at, start in enumerate(starts):
        person, attempts, day = draw.pseudonym(), draw.number(outreach.attempts), start
        for attempt in range(attempts):
            is_reached = reached[at] and attempt == attempts - 1
            how = draw.value(outreach.kontaktsatt)
            yield {"person": person, "datum": day, "kon": sexes[at], "kontaktsatt": how, "nadd": is_reached}
            day = draw.day(day, _BETWEEN)


def staff_survey_rows(draw: Draw, survey: StaffSurvey) -> list[Row]:
    """One row per answer of staff or employers, who have form numbers."""
    days = draw.days(survey.groups)
    drawn = drawn_columns(draw, survey.columns | survey.questions, len(days))
    rows = []
    for at, day in enumerate(days):
        head = {"svarsid": draw.pseudonym(), "datum": day, "omgang": survey.omgang}
        head |= {name: drawn[name][at] for name in survey.columns}
        rows += [{**head, "fraga": question, "svar": drawn[question][at]} for question in survey.questions]
    return rows


def asked_rows(draw: Draw, survey: StaffSurvey) -> Iterator[Row]:
    """How many were asked in each group's month; per value of the columns that the answers have too."""
    for group, asked in zip(survey.groups, survey.asked, strict=True):
        head = {"enkat": survey.table, "omgang": survey.omgang, "period": f"{group.first:%Y-%m}"}
        drawn = drawn_columns(draw, survey.columns, asked)
        told = [tuple(drawn[name][at] for name in survey.columns) for at in range(asked)]
        for values in sorted(set(told), key=str):
            yield {**head, **dict(zip(survey.columns, values, strict=True)), "antal": told.count(values)}


def deviation_rows(draw: Draw, deviations: Deviations) -> list[Row]:
    """A row per deviation; the latest have not been closed, and half of them not answered either."""
    days = draw.days(deviations.groups)
    drawn = drawn_columns(draw, deviations.columns, len(days))
    rows = []
    for at, day in enumerate(days):
        is_open = at >= len(days) - deviations.still_open
        answered = None if is_open and at % 2 else draw.day(day, deviations.answered)
        closed = None if is_open or answered is None else draw.day(answered, deviations.closed)
        told = {name: values[at] for name, values in drawn.items()}
        rows.append(
            {
                "avvikelse": draw.pseudonym(),
                "inkommen_datum": day,
                "aterkopplad_datum": answered,
                "avslutad_datum": closed,
                **told,
            }
        )
    return rows


def member_rows(draw: Draw, members: Members) -> list[Row]:
    """A row per member and group; those who are trained have the day."""
    days = draw.days(members.groups)
    parts = draw.values(members.part, len(days))
    trained = draw.chosen(members.trained, len(days))
    return [
        {
            "grupp": members.grupp,
            "insats": members.insats,
            "person": draw.pseudonym(),
            "part": parts[at],
            "fran_datum": day,
            "utbildad_datum": draw.day(day, members.after) if trained[at] else None,
        }
        for at, day in enumerate(days)
    ]


def esf_rows(draw: Draw, esf: Esf) -> list[Row]:
    """A row per person and activity; some take part in two."""
    days = draw.days(esf.groups)
    drawn = drawn_columns(draw, esf.columns, len(days))
    rows: list[Row] = []
    for at, day in enumerate(days):
        told = {name: values[at] for name, values in drawn.items()}
        is_again = bool(rows) and at % _COMES_AGAIN == 0
        who = {name: rows[-1][name] for name in ("person", *told)} if is_again else {"person": draw.pseudonym(), **told}
        rows.append({"datum": day, "aktivitet": f"aktivitet_{at % esf.activities + 1}", **who})
    return rows


def resource_rows(draw: Draw, resources: Resources, last: date) -> Iterator[Row]:
    """Hours and kronor of each month, by sex, from the year before the last day's."""
    months = [(year, month) for year in (last.year - 1, last.year) for month in range(1, 13)]
    for year, month in months:
        for kon, hours in resources.hours.items():
            spent = draw.number(hours)
            if date(year, month, 1) <= last:
                yield {
                    "period": f"{year}-{month:02}",
                    "resurs": resources.resurs,
                    "kon": kon,
                    "timmar": spent + 0.5 * (spent % 2),
                    "kostnad_ore": int((spent + 0.5 * (spent % 2)) * resources.kronor_an_hour * 100),
                }
