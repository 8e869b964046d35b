"""params against the plan it was taken from: verbatim, complete, and with pinpoints that lead there.

The plan is text out of a PDF, so both sides go through `normalised` before they are compared; nothing
else is forgiven.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from samspelet_lib.data.tables import load_tables
from samspelet_lib.figure import DisclosureClass, Model
from samspelet_lib.plan.budget import StatedFigure
from samspelet_lib.plan.load import SourceRegister, load_plan
from samspelet_lib.plan.matpunkt import _REQUIRED, Interpretation, Kind, Matpunkt, RowSelection
from samspelet_lib.plan.model import Plan
from samspelet_lib.swedish import count_word

ROOT = Path(__file__).parents[1]
PARAMS = ROOT / "params"
PLAN_FILE = PARAMS / "2026" / "verksamhetsplan.txt"
RAW = PLAN_FILE.read_text(encoding="utf-8")
SHARED = ROOT.parent / "shared" / "verksamhetsplan-2026.txt"
ITEM = re.compile(r", (stycke|punkt|rad|område) (\d+)$")
PLAN = load_plan(PARAMS, 2026)
MATPUNKTER = [(owner or "samspelet", matpunkt) for owner, _, matpunkt in PLAN.all_matpunkter()]
NAMES = [f"{owner}.{matpunkt.id}" for owner, matpunkt in MATPUNKTER]


def normalised(text: str) -> str:
    """One blank where the text has blanks, line breaks or list marks; words broken at a line's end made whole.

    A hyphen at a line's end goes, but stays after a capital: FINSAM-lagstiftningen.
    """
    whole = re.sub(r"(?<=[a-zåäö])-\n\s*(?=[a-zåäö])", "", text)
    whole = re.sub(r"(?<=[A-ZÅÄÖ])-\n\s*", "-", whole)
    return re.sub(r"[\s•➢]+", " ", whole).strip()


TEXT = normalised(RAW)
LINES = [normalised(line).removesuffix(":") for line in RAW.splitlines()]


class Pinpointed(NamedTuple):
    """Words in params that claim to stand in the plan, and where."""

    text: str
    ref: str


def pinpointed(value: object) -> Iterator[Pinpointed]:
    """Everything below a model that has both words of the plan and a pinpoint in it."""
    if isinstance(value, Model):
        for text, ref in (("text", "ref"), ("mission", "ref"), ("years_text", "years_ref")):
            if getattr(value, text, None) and getattr(value, ref, None):
                yield Pinpointed(getattr(value, text), getattr(value, ref))
        for _, item in value:
            yield from pinpointed(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from pinpointed(item)


def refs(value: object) -> Iterator[str]:
    """Every pinpoint into the plan below a model; those into another document have a `source` of their own."""
    if isinstance(value, Model):
        in_plan = getattr(value, "source", None) in {None, "plan_2026"}
        for name, item in value:
            if in_plan and name.endswith("ref") and isinstance(item, str):
                yield item
            else:
                yield from refs(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from refs(item)


def from_plan(plan: Plan) -> tuple[Model, ...]:
    """The parts of params that were taken from the verksamhetsplan."""
    return (plan.forbund, plan.budget, plan.finance, plan.structure, plan.activities, *plan.insatser)


QUOTES = sorted({quote for part in from_plan(PLAN) for quote in pinpointed(part)})
REFS = sorted({ref for part in from_plan(PLAN) for ref in refs(part)})


def place(ref: str) -> str:
    """The pinpoint without its last items: the headings."""
    while ITEM.search(ref):
        ref = ITEM.sub("", ref)
    return ref


def headings(path: str) -> list[str] | None:
    """The path cut into headings that are lines of the plan; None where it cannot be cut so."""
    if path in LINES:
        return [path]
    parts = path.split(", ")
    for cut in range(len(parts) - 1, 0, -1):
        first, rest = ", ".join(parts[:cut]), ", ".join(parts[cut:])
        if first in LINES and (following := headings(rest)):
            return [first, *following]
    return None


ALL_HEADINGS = {heading for ref in REFS for heading in headings(place(ref)) or []}


def section(ref: str) -> str:
    """The plan's raw text from the pinpoint's innermost heading to the next heading of any pinpoint."""
    rows = RAW.splitlines(keepends=True)
    at = -1
    for heading in headings(place(ref)) or []:
        at = LINES.index(heading, at + 1)
    end = next((n for n in range(at + 1, len(LINES)) if LINES[n] in ALL_HEADINGS), len(LINES))
    return "".join(rows[at + 1 : end])


def test_the_plan_has_59_matpunkter_and_indicators() -> None:
    """Each group of the plan has as many as the plan prints."""
    finance, structure = PLAN.finance.matpunkter, PLAN.structure.matpunkter
    indicators = [matpunkt for _, matpunkt in MATPUNKTER if matpunkt.indicator]
    assert (len(MATPUNKTER), len(finance), len(structure), len(indicators)) == (59, 4, 8, 5)
    assert {insats.id: len(insats.matpunkter) for insats in PLAN.insatser} == {
        "stegen_kristinehamn": 10,
        "larlingsutbildning": 8,
        "tris": 5,
        "killstad": 4,
        "ung_arena": 4,
        "hammaro": 10,
        "grums": 6,
    }


@pytest.mark.parametrize("matpunkt", [matpunkt for _, matpunkt in MATPUNKTER], ids=NAMES)
def test_a_matpunkt_is_exactly_its_bullet(matpunkt: Matpunkt) -> None:
    """The words are those of the numbered bullet under the heading, no more and no fewer."""
    bullets = [normalised(bullet) for bullet in section(matpunkt.ref).split("•")[1:]]
    found = ITEM.search(matpunkt.ref)
    assert found is not None
    assert bullets[int(found[2]) - 1] == matpunkt.text


def test_every_bullet_under_a_matpunkter_heading_is_a_matpunkt() -> None:
    """No mätpunkt of the plan was left out."""
    printed = Counter(
        normalised(bullet)
        for path in {place(matpunkt.ref) for _, matpunkt in MATPUNKTER}
        for bullet in section(path).split("•")[1:]
    )
    assert printed == Counter(matpunkt.text for _, matpunkt in MATPUNKTER)


@pytest.mark.parametrize("quote", QUOTES, ids=[f"{quote.ref}: {quote.text[:30]}" for quote in QUOTES])
def test_a_quoted_text_stands_under_its_heading(quote: Pinpointed) -> None:
    """Every text with a pinpoint is verbatim, under the heading it points to."""
    assert quote.text in normalised(section(quote.ref))


def test_paragraphs_are_numbered_in_the_order_they_stand() -> None:
    """A later stycke of a heading never stands before an earlier one."""
    numbered = [(place(quote.ref), found, quote) for quote in QUOTES if (found := ITEM.search(quote.ref))]
    for path in {path for path, found, _ in numbered if found[1] == "stycke"}:
        body = normalised(section(path))
        places = sorted(
            (int(found[2]), body.index(quote.text))
            for other, found, quote in numbered
            if other == path and found[1] == "stycke" and not ITEM.search(ITEM.sub("", quote.ref))
        )
        last = {number: max(at for n, at in places if n == number) for number, _ in places}
        first = {number: min(at for n, at in places if n == number) for number, _ in places}
        order = sorted(last)
        assert all(last[a] < first[b] for a, b in pairwise(order)), path


@pytest.mark.parametrize("ref", REFS)
def test_a_pinpoint_names_headings_of_the_plan(ref: str) -> None:
    """Each heading of a pinpoint is a line of its own in the plan, inner ones after outer ones."""
    assert headings(place(ref)), f"ingen rubrik: {place(ref)}"


# What is neither a statement nor a heading that something points to.
INTRODUCTIONS = (
    "Varje parts ordinarie uppdrag är följande:",
    "Samspelet har, enligt Lagen om finansiell samordning till uppgift att:",
    "Genomgående för förbundets arbete ska vara följande:",
    "Utvecklingsarbete 2026",
    "Budget 2026",
    "2025-11-25 5",  # a page's foot: date and page
)


def test_no_sentence_of_the_plan_is_left_out() -> None:
    """What params quote, the headings and a few introductions are together the whole running text."""
    prose = TEXT[: TEXT.index("Medelstilldelning år 2026")]
    covered = bytearray(len(prose))
    names = [part.name for part in PLAN.forbund.parts] + [o.name for o in PLAN.structure.objectives]
    names += [activity.name for activity in PLAN.activities.activities]
    words = {quote.text for quote in QUOTES} | ALL_HEADINGS | {*INTRODUCTIONS, *names}
    for word in words:
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", prose):
            covered[found.start() : found.end()] = b"x" * len(word)
    rest = "".join(" " if covered[n] else letter for n, letter in enumerate(prose))
    assert Counter(re.findall(r"\w+", rest)) == Counter(["Kommun", "samt", *"12345"])


def printed(row: object, amounts: list[object]) -> str:
    """A row of a table without any blanks: its name and its amounts."""
    return re.sub(r"\s", "", f"{row}{''.join(str(int(str(amount))) for amount in amounts)}")


def test_the_budget_table_is_printed_so() -> None:
    """Row by row, in the plan's order and with its names, amounts and sums: the table is this and nothing else."""
    budget = PLAN.budget
    rows = sorted((*budget.income, *budget.costs, *budget.totals), key=lambda row: int(row.ref.rsplit(" ", 1)[1]))
    found = [printed(row.name, [row.amounts_tkr[year] for year in budget.years]) for row in rows]
    assert [int(row.ref.rsplit(" ", 1)[1]) for row in rows] == list(range(1, 22))
    table = re.sub(r"\s", "", RAW[RAW.index("Belopp i tkr") :])
    assert table == "Beloppitkr" + "ÅR202620272028Budget" + "".join([*found[:6], "Kostnader", *found[6:]])


def test_the_contributions_are_printed_so() -> None:
    """The six payers in the plan's order, and their printed sum."""
    budget = PLAN.budget
    table = re.sub(r"\s", "", RAW[RAW.index("Medelstilldelning år 2026") : RAW.index(f" {budget.name}")])
    rows = [printed(payer.name, [payer.amount_sek]) for payer in budget.contributions]
    assert [payer.ref for payer in budget.contributions] == [f"Medelstilldelning år 2026, rad {n}" for n in range(1, 7)]
    assert table == "".join(["Medelstilldelningår2026", *rows, f"Summaintäkter{budget.contributions_total_sek}"])


@pytest.mark.parametrize("stated", PLAN.budget.stated, ids=lambda stated: stated.id)
def test_a_stated_figure_is_in_its_sentence(stated: StatedFigure) -> None:
    """The amount, and whether it is approximate or preliminary, are as the sentence has them."""
    amount = re.search(r"([\d ]+) tkr", stated.text)
    assert amount is not None
    assert amount[1].replace(" ", "") == str(int(stated.amount_tkr))
    assert stated.is_approximate == ("cirka" in stated.text)
    assert stated.is_preliminary == ("preliminärt" in stated.text)


def test_the_committed_plan_is_the_registered_one() -> None:
    """The text that every pinpoint leads into is byte for byte the one in the register."""
    source = next(source for source in PLAN.sources if source.id == "plan_2026")
    assert source.file == PLAN_FILE.relative_to(ROOT).as_posix()
    assert hashlib.sha256(PLAN_FILE.read_bytes()).hexdigest() == source.sha256


def test_the_committed_plan_is_the_one_that_was_handed_over() -> None:
    """The committed text equals the original, where the original is at hand."""
    if not SHARED.exists():
        pytest.skip("Originalet av verksamhetsplanen finns inte bredvid projektet; jämförelsen är inte gjord.")
    assert PLAN_FILE.read_bytes() == SHARED.read_bytes()


def as_read(matpunkt: Matpunkt) -> Iterator[Matpunkt]:
    """The mätpunkt as it stands and under every reading."""
    yield matpunkt
    for interpretation in matpunkt.interpretations:
        for reading in interpretation.readings:
            yield matpunkt.read_as(reading)


def selection_faults(selection: RowSelection) -> Iterator[str]:
    """What a selection names that the tables of a delivery do not have."""
    table = load_tables().get(selection.table)
    if table is None:
        yield f"tabellen {selection.table}"
        return
    single = (selection.date, selection.per, selection.column, selection.start, selection.stop)
    for name in {*selection.where, *filter(None, single)} - set(table.ids):
        yield f"{selection.table}.{name}"
    for name, value in selection.where.items():
        codes = table.column(name).codes if name in table.ids else {}
        values = value if isinstance(value, tuple) else (value,)
        yield from (f"{selection.table}.{name} = {v}" for v in values if codes and v not in codes)


@pytest.mark.parametrize("matpunkt", [matpunkt for _, matpunkt in MATPUNKTER], ids=NAMES)
def test_a_matpunkt_counts_what_a_delivery_can_hold(matpunkt: Matpunkt) -> None:
    """Tables, columns and codes exist, as the mätpunkt stands and under every reading."""
    faults = [
        fault
        for reading in as_read(matpunkt)
        for selection in (reading.base, reading.count, reading.value, reading.proxy)
        if isinstance(selection, RowSelection)
        for fault in selection_faults(selection)
    ]
    assert faults == []


def test_only_a_duration_measures_the_days_between() -> None:
    """From and to with a statistic is a length; without one it is what lasts."""
    measured = {
        matpunkt.id
        for _, matpunkt in MATPUNKTER
        for reading in as_read(matpunkt)
        for selection in (reading.base, reading.count, reading.value, reading.proxy)
        if isinstance(selection, RowSelection) and selection.start and selection.statistic
    }
    assert measured == {matpunkt.id for _, matpunkt in MATPUNKTER if matpunkt.kind is Kind.DURATION}


INTERPRETATIONS = [
    (matpunkt, interpretation) for _, matpunkt in MATPUNKTER for interpretation in matpunkt.interpretations
]


@pytest.mark.parametrize(
    ("matpunkt", "interpretation"), INTERPRETATIONS, ids=[f"{m.id}.{i.id}" for m, i in INTERPRETATIONS]
)
def test_the_first_reading_is_the_one_in_use(matpunkt: Matpunkt, interpretation: Interpretation) -> None:
    """The first reading changes nothing, every other one that sets something does."""
    changes = [matpunkt.read_as(reading) != matpunkt for reading in interpretation.readings]
    sets = [bool(reading.sets) for reading in interpretation.readings]
    assert changes == [n > 0 and has for n, has in enumerate(sets)]


def test_a_reading_means_one_thing_in_a_matpunkt() -> None:
    """Where two questions about a mätpunkt share a reading, it is the same reading to the letter."""
    found = {
        (name, r.id, r.model_dump_json())
        for name, (_, m) in zip(NAMES, MATPUNKTER, strict=True)
        for i in m.interpretations
        for r in i.readings
    }
    assert [key for key, count in Counter(entry[:2] for entry in found).items() if count > 1] == []


def test_undefined_words_are_words_of_the_matpunkt() -> None:
    """A word that the plan leaves undefined stands in the text it is said to."""
    wrong = [(m.id, word) for _, m in MATPUNKTER for word in m.undefined_words if word not in m.text]
    assert wrong == []


def test_insatser_stand_in_the_order_of_the_plan() -> None:
    """The order of the insatser is that of their headings."""
    places = [LINES.index(insats.ref) for insats in PLAN.insatser]
    assert places == sorted(places)


def test_no_params_file_is_longer_than_200_lines() -> None:
    """A file a person keeps can be read in one go."""
    long = {path.name for path in PARAMS.rglob("*.toml") if len(path.read_text(encoding="utf-8").splitlines()) > 200}
    assert long == set()


def keys(model: type[Model]) -> Iterator[str]:
    """The keys of a model and of every model below it, as they are written in TOML."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        yield from below(field.annotation)


def below(annotation: object) -> Iterator[str]:
    """The keys of the models an annotation holds."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield from keys(annotation)
    for part in getattr(annotation, "__args__", ()):
        yield from below(part)


def test_the_readme_explains_every_key() -> None:
    """The table of keys in params/README.md has every key that the models read, and no other."""
    table = (PARAMS / "README.md").read_text(encoding="utf-8").split("## Nycklar")[1].split("\n## ")[0]
    explained = {
        key for row in re.findall(r"^\| (`[^|]*) \|", table, flags=re.MULTILINE) for key in re.findall(r"`(\w+)`", row)
    }
    models = {
        SourceRegister,
        *(
            type(part)
            for part in (
                *from_plan(PLAN),
                PLAN.policy,
                PLAN.deliveries,
                PLAN.ledger,
                PLAN.statements,
                PLAN.calendar,
                PLAN.decisions,
                PLAN.scenarios,
            )
        ),
    }
    assert explained == {key for model in models for key in keys(model)}


def test_the_readme_says_what_each_kind_needs() -> None:
    """The table of kinds in params/README.md has every kind with the keys that loading asks for."""
    table = (PARAMS / "README.md").read_text(encoding="utf-8").split("## Slag av mätpunkter")[1]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", table, flags=re.MULTILINE)
    explained = {kind: tuple(re.findall(r"`(\w+)`", needs)) for kind, needs in rows}
    assert explained == {kind.value: needs for kind, needs in _REQUIRED.items()}


def test_the_policys_sentences_say_the_numbers_of_its_rules() -> None:
    """Changed in one place, a threshold is changed in what the method page tells as well."""
    policy = PLAN.policy
    person, answers = policy.rule(DisclosureClass.PERSON), policy.disclosure.answers
    assert "Antal 1–4 visas inte" in policy.told(person)
    assert f"minst {answers.min_base} har svarat" in policy.told(answers)

    fewer = policy.disclosure.model_copy(update={"split_base": 6})
    told = policy.model_copy(update={"smallest_shown": 8, "disclosure": fewer}).told(person)
    assert "Antal 1–7 visas inte" in told
    assert "Färre än sex personer" in told


def test_no_sentence_of_the_policy_has_a_threshold_of_its_own() -> None:
    """Neither in figures nor in letters: each is one of the policy's numbers, in braces."""
    words = "|".join(count_word(number) for number in range(4, 13))
    for rule in (*PLAN.policy.classes, PLAN.policy.disclosure.answers, *PLAN.policy.disclosure.accepted):
        said = re.sub(r"\{\w+\}|\b1–(?=\{largest_hidden\})", "", rule.text)
        assert not re.search(rf"\d|\b(?:{words})\b", said), rule.name
