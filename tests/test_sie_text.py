"""What `samspelet ledger` answers: text, JSON and exit code."""

import json

import pytest
from sie_reading import FULL, altered, read_content
from sie_writer import SMALL, Layout, to_sie

from samspelet_lib.data.sie_summary import ledger_summary, to_json
from samspelet_lib.data.sie_text import ledger_command, to_text
from samspelet_lib.errors import ExitCode


@pytest.fixture
def paths(tmp_path):
    sound, page = tmp_path / "bokföring.se", tmp_path / "sida.se"
    sound.write_bytes(to_sie(SMALL, FULL))
    page.write_text("<html>Logga in</html>")
    return sound, page


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_text_shows_what_the_file_is_and_its_sums(tmp_path):
    """Program, type, encoding, years, sums per account and object, totals and findings, amounts in kronor."""
    text = plain(to_text(ledger_summary(read_content(tmp_path, to_sie(SMALL, FULL)))))
    lines = [line.split() for line in text.splitlines()]

    for start in (
        "Program Provprogram 1.0",
        "Typ 4E",
        "Teckenkodning CP437",
        "Räkenskapsår 2026-01-01–2026-12-31 (år 0) och 2025-01-01–2025-12-31 (år −1)",
        "Innehåll 5 verifikationer, 10 rader",
        "1930 Bank 50 000,00 46 400,00 96 400,00",
        "7010 Löner 33 500,00 33 500,00 60 000,00",
        "Summa 0,00 0,00 43 900,00 −43 900,00 −30 000,00",
        "1:Nord Kontor Nord 43 500,50",
        "filen notera Utan godkänd kontrollsumma",
    ):
        assert any(line[: len(start.split())] == start.split() for line in lines), start


def test_the_text_of_a_sealed_file_has_no_remarks(tmp_path):
    """Nothing found is said in words, too."""
    text = to_text(ledger_summary(read_content(tmp_path, to_sie(SMALL, Layout(is_sealed=True)))))

    assert text.endswith("Inga anmärkningar.")


def test_json_holds_the_same_figures_in_ore(tmp_path):
    """The JSON gives whole öre, ISO dates, findings with code and figures, and what is unverified."""
    changed = altered("#RES 0 3010 -90000.00", "#RES 0 3010 -91000.00")
    answer = json.loads(to_json(ledger_summary(read_content(tmp_path, changed))))

    assert answer["totals"]["booked_ore"] == 0
    bank = next(row for row in answer["accounts"] if row["number"] == "1930")
    assert bank == {
        "number": "1930",
        "name": "Bank",
        "opening_ore": 5000000,
        "booked_ore": 4640000,
        "closing_ore": 9640000,
        "result_ore": None,
        "budget_ore": None,
    }
    assert answer["objects"][0] == {"key": "1:Nord", "name": "Kontor Nord", "booked_ore": 4350050}
    assert answer["years"][0] == {"index": 0, "start": "2026-01-01", "end": "2026-12-31"}
    finding = next(row for row in answer["findings"] if row["code"] == "result_differs")
    assert (finding["level"], finding["figures"]["difference_ore"]) == ("avviker", -100000)
    assert answer["unverified"] == ["budget", "previous_years"]


def test_objects_of_a_file_without_vouchers_stand_as_the_file_gives_them(tmp_path):
    """A type 3 file has sums per list of objects, which may overlap and are never added together."""
    rows = '#PSALDO 0 202601 7010 {1 "Nord" 6 "P1"} 31000.00\r\n#PSALDO 0 202601 7010 {6 "P1"} 31000.00\r\n'
    layout = Layout("3", has_vouchers=False, has_months=True)
    text = altered("#PSALDO 0 202601 7010", rows + "#PSALDO 0 202601 7010", layout)
    summary = ledger_summary(read_content(tmp_path, text))

    assert summary.object_source == "PSALDO"
    assert [(row.key, row.booked_ore) for row in summary.objects] == [
        ("1:Nord + 6:P1", 3100000),
        ("6:P1", 3100000),
    ]
    assert "raderna kan överlappa" in to_text(summary)


def test_corrections_are_named_in_the_text(tmp_path):
    """Rows of corrected vouchers are counted and said not to be in the sums."""
    changed = altered("#TRANS 3010 {} -90000.00", "#BTRANS 3010 {} 7.00\r\n#TRANS 3010 {} -90000.00")

    assert "0 #RTRANS och 1 #BTRANS, inte medräknade" in to_text(ledger_summary(read_content(tmp_path, changed)))


def test_identity_numbers_are_masked(tmp_path):
    """An object that is a personnummer, and a name that holds one, are shown as dots in text and JSON."""
    text = altered('#TRANS 5010 {1 "Nord"}', '#TRANS 5010 {7 "19121212-1212"}')
    summary = ledger_summary(read_content(tmp_path, text.replace("Kontor Söder", "Eva 19121212-1212")))

    for shown in (to_text(summary), to_json(summary)):
        assert "1212-1212" not in shown
        assert "7:••••••-••••" in shown


def test_control_characters_never_reach_the_terminal(tmp_path):
    """An escape sequence in a name is shown as a question mark."""
    text = altered("Kontor Nord", "Kontor \x1b[31mNord")

    assert "\x1b" not in to_text(ledger_summary(read_content(tmp_path, text)))


@pytest.mark.parametrize(
    ("chosen", "code"),
    [((0,), ExitCode.DONE), ((0, 1), ExitCode.PARTLY), ((1,), ExitCode.REFUSED)],
)
def test_the_exit_code_tells_what_was_refused(paths, chosen, code):
    """All read is done, findings or not; some refused is partly; all refused is refused."""
    assert ledger_command([paths[index] for index in chosen], as_json=False)[1] is code


def test_several_files_are_answered_in_order_and_by_name_alone(paths):
    """Each file's summary or refusal comes in the order asked, without the folder it lies in."""
    text, _ = ledger_command(paths, as_json=False)
    answers = json.loads(ledger_command(paths, as_json=True)[0])

    assert text.index("bokföring.se") < text.index("sida.se kan inte läsas")
    assert str(paths[0].parent) not in text
    assert answers[0]["file"] == "bokföring.se"
    assert answers[1]["file"] == "sida.se"
    assert "webbsida" in answers[1]["refused"][0]["problem"]
