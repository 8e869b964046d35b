"""Damaged ledger files: never a traceback, and never another sum without a finding."""

from pathlib import Path

import pytest
from sie_damage import Original, damaged
from sie_reading import altered, codes, read_content
from sie_writer import SMALL, Layout, to_sie

LAYOUTS = {
    "4E": Layout(),
    "4E med månader och objekt": Layout(has_months=True, has_object_balances=True),
    "4E med kontrollsumma": Layout(is_sealed=True),
    "4E med allt": Layout(is_sealed=True, has_months=True, has_object_balances=True),
    "4E i UTF-8": Layout(encoding="utf-8", newline="\n", has_months=True),
    "4I": Layout(has_balances=False, has_previous=False, has_budget=False),
    "1": Layout("1", has_vouchers=False, has_budget=False),
    "2": Layout("2", has_vouchers=False, has_months=True),
    "3": Layout("3", has_vouchers=False, has_months=True, has_object_balances=True),
}
IMPORT = LAYOUTS["4I"]


@pytest.fixture(params=LAYOUTS)
def original(request, tmp_path) -> Original:
    path = tmp_path / "hel.se"
    path.write_bytes(to_sie(SMALL, LAYOUTS[request.param]))
    return Original(path)


def check(original: Original, folder: Path, seeds: range) -> None:
    path = folder / "skadad.se"
    for seed in seeds:
        path.write_bytes(damaged(original.content, seed))
        assert original.unsaid(path) == [], f"seed {seed}"


def test_damaged_bytes_never_change_a_sum_unsaid(original, tmp_path):
    """Whatever bytes are changed: the same sums, a new finding, or a refusal."""
    check(original, tmp_path, range(40))


@pytest.mark.slow
@pytest.mark.long
def test_ten_thousand_damaged_files(original, tmp_path):
    """The same for ten thousand damaged files in all."""
    check(original, tmp_path, range(40, 40 + 10_000 // len(LAYOUTS) + 1))


def test_a_cut_file_is_refused_or_told(original, tmp_path):
    """Wherever a file is cut: refused, a finding, or sums the file itself declares that nothing can contradict."""
    path = tmp_path / "avhuggen.se"
    # A file whose vouchers nothing counts may end after any of them; it says so itself.
    excused = {"amounts", "months", "accounts"} if "vouchers" in original.unverified else set()
    for end in range(0, len(original.content), 29):
        path.write_bytes(original.content[:end])
        assert set(original.unsaid(path)) <= excused, f"cut at {end}"


LAST_VOUCHER = (
    '#VER B 2 20260331 Rekvisition\r\n{\r\n#TRANS 7010 {1 "Söder"} 2500.00 20260331 Rekvisition\r\n'
    "#TRANS 2440 {} -2500.00 20260331 Rekvisition\r\n}\r\n"
)
# What a file without checksum cannot know of itself: the change, the layout, and the group it is declared under.
UNKNOWABLE = {
    "konto i en fil utan balanser": ("#TRANS 3010 {} -90000.00", "#TRANS 6110 {} -90000.00", IMPORT, "accounts"),
    "två rader som tar ut varandra": (
        "#TRANS 3010 {} -90000.00 20260228 Medlemsavgift\r\n",
        "#TRANS 3010 {} -90000.00 20260228 Medlemsavgift\r\n#TRANS 5010 {} 5\r\n#TRANS 7010 {} -5\r\n",
        IMPORT,
        "accounts",
    ),
    "en hel verifikation": (
        LAST_VOUCHER,
        "",
        IMPORT,
        "vouchers",
    ),
    "objekt": ('#TRANS 5010 {1 "Nord"}', '#TRANS 5010 {1 "Söder"}', Layout(), "objects"),
    "budget": ("#PBUDGET 0 202601 3010 {} -90000.00", "#PBUDGET 0 202601 3010 {} -80000.00", Layout(), "budget"),
    "konto året före": ("#RES -1 7010 75000.00", "#RES -1 5010 75000.00", Layout(), "previous_years"),
}


@pytest.mark.parametrize("what", UNKNOWABLE)
def test_what_a_file_cannot_know_of_itself_it_declares(tmp_path, what):
    """Some changes leave a file that agrees with itself: no reader can see them, and the file's findings say so."""
    old, new, layout, group = UNKNOWABLE[what]
    sound = read_content(tmp_path, to_sie(SMALL, layout))
    changed = read_content(tmp_path, altered(old, new, layout))

    assert (changed.movements, changed.balances, changed.periods) != (sound.movements, sound.balances, sound.periods)
    assert codes(changed) == codes(sound)
    assert group in changed.unverified


@pytest.mark.parametrize("what", [what for what, change in UNKNOWABLE.items() if change[2] is not IMPORT])
def test_a_checksum_sees_what_the_file_otherwise_could_not(tmp_path, what):
    """The same changes in a file with a checksum break it."""
    old, new, _, _ = UNKNOWABLE[what]

    assert "checksum_differs" in codes(read_content(tmp_path, altered(old, new, Layout(is_sealed=True))))
