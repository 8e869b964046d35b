"""Every mätpunkt of params, counted two ways on random deliveries: the rules and plain loops must agree."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
import reference_kinds as reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kind_rows import INSATS, from_frames
from samspelet import plan

from samspelet_lib.data.tables import ROW, SOURCE, load_tables
from samspelet_lib.figure import Target, Unit
from samspelet_lib.period import Period
from samspelet_lib.plan.matpunkt import Baseline
from samspelet_lib.rules.indicators import KINDS, indicator_figures
from samspelet_lib.swedish import rounded

PERIODS = ("2026", "2026-10", "2026-01..08", "2026-02", "2027")
FIRST_DAY, DAYS = date(2025, 6, 1), 640
QUESTIONS = {
    "upplevd_process": ("stod_som_behovs", "eget_inflytande", "stod_i_kontakter", "redo_for_arbete"),
    "samtal": ("nojdhet",),
    "elevenkat": ("nojd_med_utbildningen",),
    "arbetsgivarenkat": ("nojd_med_utbildningen",),
    "tris_deltagarenkat": ("delaktighet",),
    "tris_personalenkat": ("forutsattningar",),
    "partenkat": ("kunskap_om_varandra", "battre_samverkan"),
    "skattningar": ("maende", "formaga"),
}
OPEN_CODES = {
    "plats": ("killstad_gard", "annan_plats"),
    "instrument": ("bip", "stoppa_valdet"),
    "utbildning": ("u1", "u2"),
    "handelse": ("1", "2", None),
    "resurs": ("handledning", None),
    "alternativ": (None,),
    "aktivitet": ("a1",),
}
LIKELY = {
    "typ": (
        "deltagarrad",
        "avstamning",
        "natverksmote",
        "kompetensutvecklingsdag",
        "bedomning",
        "handlingsplan",
        "steg",
        "avbrott",
    ),
    "nasta_steg": ("rehabiliteringssamverkan", "arbete", "inget"),
    "svar": (
        "i_stor_utstrackning",
        "inte_alls",
        "nojd",
        "missnojd",
        "instammer_helt",
        "instammer_inte",
        "ej_aktuellt",
        "ja",
    ),
    "kalla": ("deltagare", "deltagare", "handlaggare"),
    "planering": ("ja", "ja", "ja", "nej"),
    "omgang": ("avslut", "avslut", "arlig"),
    "resultat": ("avslutat", "avslutat", "avbrutet"),
    "lage": ("klar", "pagar", "forsenad"),
    "remitterande_part": ("forsakringskassan", "karlstad"),
    "forsorjning_start": ("ekonomiskt_bistand", "sjukpenning"),
}
FIXED = {
    "bool": (True, True, False),
    "text": ("ord",),
    "period": ("2026", "2026-01", "2026-02", "2026-03", "2026-01..08", "2026-01..10", "2025"),
}


class Drawn:
    """Random rows of every table, the same for the same seed."""

    def __init__(self, seed, size):
        self.random = random.Random(seed)
        self.size = size
        self.insatser = [INSATS] * 9 + ["annan"]
        self.parts = [part.id for part in plan().forbund.parts]
        self.noted = [m.id for m in _gathered() if m.value and m.value.table == "lagesnoter"]

    def rows(self):
        """Table → rows, each key once."""
        names = [
            name for name in load_tables() if name not in {"leverans", "aggregat", "kommentarer", "nationell_statistik"}
        ]
        return {name: self.table(name) for name in names if self.random.random() < 0.9}

    def table(self, name):
        table = load_tables()[name]
        found = {}
        for _ in range(self.random.randint(0, self.size)):
            row = self.row(table)
            found.setdefault(tuple(row[key] for key in table.key), row)
        return list(found.values())

    def row(self, table):
        row = {}
        for column in table.columns:
            row[column.id] = self.value(table, column, row)
        for one, other in ((c, c.needed_when) for c in table.columns if c.needed_when):
            if row[one.id] is None and all(row[name] == value for name, value in other.items()):
                row[one.id] = self.filled(table, one, row)
        if table.any_of and all(row[name] is None for name in table.any_of):
            row[table.any_of[0]] = self.filled(table, table.column(table.any_of[0]), row)
        return row

    def value(self, table, column, row):
        if not column.required and self.random.random() < (0.25 if column.type == "date" else 0.08):
            return None
        return self.filled(table, column, row)

    def filled(self, table, column, row):
        pick = self.random.choice
        if column.type == "date":
            earliest = row.get(column.not_before) or FIRST_DAY
            return earliest + timedelta(days=self.random.randint(0, DAYS if earliest == FIRST_DAY else 200))
        if column.type == "pseudonym":
            return f"{column.id[0]}{self.random.randint(1, max(2, self.size // 5))}"
        if column.type in {"int", "decimal", "money"}:
            return self.number(column)
        return pick(FIXED[column.type]) if column.type in FIXED else self.code(table, column)

    def number(self, column):
        named = {"ar": (2026, 2027), "fodelsear": range(1960, 2012), "steg": range(4), "platser": range(6, 11)}
        if column.id in named:
            return self.random.choice(named[column.id])
        number = self.random.randint(1, 10)
        return number / 2 if column.type == "decimal" else number

    def code(self, table, column):
        pick = self.random.choice
        named = {"insats": self.insatser, "part": self.parts, "kommun": self.parts, "matpunkt": self.noted}
        if column.lookup in named:
            if column.type == "codes":
                return ";".join(sorted(self.random.sample(self.parts, self.random.randint(1, 4))))
            likely = LIKELY.get(column.id)
            return pick(likely) if likely else pick(named[column.lookup])
        if column.id == "typ" and table.id == "utbildningar":
            return pick(("serviceassistent", "yrkesutbildning_utokad_malgrupp"))
        if column.id == "fraga":
            return pick((*QUESTIONS[table.id], *QUESTIONS[table.id], "annan_fraga"))
        likely = [code for code in LIKELY.get(column.id, ()) if code in column.codes]
        if column.codes:
            return pick(likely) if likely and self.random.random() < 0.8 else pick(list(column.codes))
        return pick(OPEN_CODES[column.id])


def _varied(drawn):
    """The plan with small targets, baselines, lags and starts, so that verdicts of every kind occur."""
    rng = drawn.random

    def vary(matpunkt):
        update = {}
        if isinstance(matpunkt.target, Target):
            share = matpunkt.target.unit == "/1"
            least = Decimal(rng.choice(("0.25", "0.5", "0.75", "1"))) if share else Decimal(rng.randint(1, 6))
            update["target"] = matpunkt.target.model_copy(update={"at_least": least})
        if matpunkt.direction and rng.random() < 0.5:
            value = Decimal(rng.choice(("0.25", "0.5", "30", "60")))
            update["baseline"] = Baseline(value=value, unit="x", dated=date(2025, 12, 31), source="plan_2026")
        if str(matpunkt.kind) == "lagged_count" and rng.random() < 0.7:
            update["lag_days"] = rng.choice((0, 20, 90))
        return matpunkt.model_copy(update=update)

    real = plan()
    gathered = {"id": INSATS, "matpunkter": tuple(map(vary, _gathered()))}
    start = rng.choice((real.insatser[0].start, date(2025, 9, 1), date(2026, 3, 1)))
    insats = real.insatser[0].model_copy(update={**gathered, "start": start})
    structure = real.structure.model_copy(update={"matpunkter": tuple(map(vary, real.structure.matpunkter))})
    return real.model_copy(update={"insatser": (insats,), "structure": structure})


@cache
def _gathered():
    """The mätpunkter of every insats as if they were of one, so that few rows are enough for all of them."""
    named = ((insats.id, matpunkt) for insats in plan().insatser for matpunkt in insats.matpunkter)
    return tuple(matpunkt.model_copy(update={"id": f"{insats}_{matpunkt.id}"}) for insats, matpunkt in named)


def _frames(rows):
    frames = {}
    for name, own in rows.items():
        table = load_tables()[name]
        columns = {}
        for column in table.columns:
            values = pd.Series([row.get(column.id) for row in own], dtype=object)
            columns[column.id] = (
                pd.to_datetime(values).astype("datetime64[us]")
                if column.type == "date"
                else values.astype(column.dtype)
            )
        frames[name] = pd.DataFrame({**columns, SOURCE: pd.Series(0, index=range(len(own)), dtype="int32")})
        frames[name][ROW] = range(len(own))
    return frames


def _leverans(last):
    row = {
        "insats": None,
        "period": str(last.year),
        "inlamnad_datum": date(2028, 1, 1),
        "version": 1,
        "uppgifter_tom": last,
        "lamnad_av": None,
    }
    return {"leverans": [row]}


def _readings(matpunkt):
    """The mätpunkt as it stands, and under every open reading that can be counted."""
    yield None, matpunkt
    seen = set()
    for interpretation in matpunkt.interpretations:
        for place, reading in enumerate(interpretation.readings):
            if interpretation.decided_by == "ej beslutat" and (place == 0 or reading.sets) and reading.id not in seen:
                seen.add(reading.id)
                yield reading.id, matpunkt.read_as(reading)


def _expected(asked, rows, period, last):
    """Figure id parts → expected values, for every mätpunkt that is not about money."""
    financial = {m.id for m in asked.finance.matpunkter}
    expected = {}
    for owner, _, matpunkt in asked.all_matpunkter():
        if owner is None and matpunkt.id in financial:
            continue
        for reading, as_read in _readings(matpunkt):
            found = reference.figures(reference.asked(asked, rows, (owner, as_read), period=period, last=last))
            if reading is not None:
                expected[owner, matpunkt.id, "matpunkt", ("reading", reading)] = found["matpunkt", ()]
            else:
                expected |= {(owner, matpunkt.id, *key): values for key, values in found.items()}
    return expected


def _check(figure, expected):
    value = expected["value"]
    if value is None:
        assert figure.value is None
    else:
        decimals = figure.decimals + (2 if figure.unit is Unit.SHARE else 0)
        assert figure.value == rounded(value, decimals), figure.id
        if figure.numerator is not None and figure.unit is Unit.SHARE:
            assert Fraction(figure.numerator) / Fraction(figure.denominator) == value
    if expected.get("nothing"):
        assert figure.verdict == expected["verdict"]
        return
    for key in ("numerator", "denominator", "answers", "invited", "missing", "on", "verdict"):
        assert getattr(figure, key) == expected.get(key), (
            f"{figure.id}: {key} {getattr(figure, key)} {expected.get(key)}"
        )
    for key in ("low", "high"):
        bound = expected.get(key)
        assert getattr(figure, key) == (None if bound is None else rounded(bound, 4)), f"{figure.id}: {key}"
    for key, said in (("not_due", "har ännu inte haft sin tid"), ("unmeasured", "har färre än två")):
        apart = expected.get(key)
        assert (f"{apart} {said}" in (figure.note or "")) == bool(apart), figure.id


def _agree(seed, size, period_text):
    drawn = Drawn(seed, size)
    asked, rows = _varied(drawn), drawn.rows()
    last = FIRST_DAY + timedelta(days=drawn.random.choice((drawn.random.randint(200, DAYS), 760)))
    period = Period.parse(period_text)
    figures = indicator_figures(asked, from_frames(_frames(rows | _leverans(last))), period)
    expected = _expected(asked, rows, period, min(period.end, last))
    found = {}
    for figure in figures:
        dims = [
            (name, value)
            for name, value in figure.dims.items()
            if name not in {"forbund", "insats", "matpunkt", "period"}
        ]
        found[figure.dims.insats, figure.dims.matpunkt, figure.measure, dims[0] if dims else ()] = figure
    assert set(found) == set(expected)
    for key, figure in found.items():
        _check(figure, expected[key])


def test_every_kind_is_counted_a_second_way():
    """A new kind needs a second implementation, and a mätpunkt of the plan that is compared."""
    kinds = {str(kind) for kind in KINDS}
    assert set(reference.COUNTING) == kinds
    compared = {str(matpunkt.kind) for matpunkt in (*_gathered(), *plan().structure.matpunkter)}
    assert compared == kinds


@given(seed=st.integers(0, 10**9), size=st.integers(0, 60), period=st.sampled_from(PERIODS))
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
def test_two_ways_of_counting_agree_on_a_few_deliveries(seed, size, period):
    """Every figure of every mätpunkt and reading is the one that plain loops give."""
    _agree(seed, size, period)


@pytest.mark.slow
@pytest.mark.long
@given(seed=st.integers(0, 10**9), size=st.integers(0, 150), period=st.sampled_from(PERIODS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_two_ways_of_counting_agree_on_many_deliveries(seed, size, period):
    """The same on many and larger deliveries."""
    _agree(seed, size, period)


def _told(asked, frames, period):
    return {figure.id: figure for figure in indicator_figures(asked, from_frames(frames), Period.parse(period))}


@pytest.mark.slow
@given(seed=st.integers(0, 10**9), period=st.sampled_from(PERIODS))
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_rows_changes_nothing(seed, period):
    """The same rows in another order give the same figures."""
    drawn = Drawn(seed, 60)
    asked, frames = _varied(drawn), _frames(drawn.rows() | _leverans(date(2026, 12, 31)))
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in frames.items()}
    assert _told(asked, turned, period) == _told(asked, frames, period)


@pytest.mark.slow
@given(seed=st.integers(0, 10**9), period=st.sampled_from(PERIODS))
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
def test_another_insats_changes_no_figure_of_this_one(seed, period):
    """Whatever another insats delivers, the figures of this one stay as they were."""
    drawn = Drawn(seed, 60)
    asked, rows = _varied(drawn), drawn.rows() | _leverans(date(2026, 12, 31))
    alone = {name: [row for row in own if row.get("insats") != "annan"] for name, own in rows.items()}
    both, one = _told(asked, _frames(rows), period), _told(asked, _frames(alone), period)
    assert {i: f for i, f in both.items() if f.dims.insats} == {i: f for i, f in one.items() if f.dims.insats}
