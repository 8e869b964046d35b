"""Plants one leak in a folder of finished pages, as a slip, a bug or somebody in haste might.

Knows the pages as anybody who opens them does, and nothing of how they are read back.
"""

import json
import re
import zipfile

MARK = '<span role="img" aria-label="uppgiften visas inte, av hänsyn till enskilda personer">..</span>'
PERSONNUMMER = "811218-9876"  # a test number of Skatteverket's, of nobody


def change(path, old, new, *, of_many=False):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1 or (of_many and old in text), f"{old[:60]!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def with_mark(folder):
    """A page that hides something in a table."""
    return next(path for path in sorted(folder.glob("insats-*.html")) if MARK in path.read_text(encoding="utf-8"))


def with_bars(folder):
    """A page with a drawing of several bars."""
    return next(path for path in sorted(folder.glob("insats-*.html")) if _bars(path.read_text(encoding="utf-8")))


def _bars(text):
    return re.findall(r'd="M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+z"', text)


def in_a_cell(folder):
    change(with_mark(folder), MARK, "3", of_many=True)


def in_the_words_of_a_mark(folder):
    change(with_mark(folder), MARK, MARK.replace("personer", "personer (3)"), of_many=True)


def in_an_alt_text(folder):
    path = with_bars(folder)
    text = path.read_text(encoding="utf-8")
    alt = re.search(r'<svg(?! class="spark")[^>]*role="img" aria-label="([^"]*)"', text)[1]
    change(path, alt, f"{alt} Av dem är 97 kvinnor.")


def in_a_drawings_title(folder):
    path = with_bars(folder)
    text = path.read_text(encoding="utf-8")
    opening = re.search(r'<svg(?! class="spark")[^>]*role="img"[^>]*>', text)[0]
    change(path, opening, f"{opening}<title>Kvinnor: 97</title>")


def in_a_bars_length(folder):
    """The third bar is drawn as long as something else."""
    path = with_bars(folder)
    bar = _bars(path.read_text(encoding="utf-8"))[2]
    left, top, right, bottom, back = re.findall(r"[\d.]+", bar)
    longer = f'd="M{left} {float(top) - 7.3:.1f}H{right}V{bottom}H{back}z"'
    change(path, bar, longer)


def in_one_bar_more(folder):
    """A bar where the table has none, between two others."""
    path = with_bars(folder)
    bar = _bars(path.read_text(encoding="utf-8"))[2]
    left, top, right, bottom, back = re.findall(r"[\d.]+", bar)
    added = f'd="M{left} {float(top) - 11:.1f}H{right}V{bottom}H{back}z"'
    change(path, f"<path {bar}", f'<path {added} class="f-a" fill="#0f3a66" /><path {bar}')


def with_sentence(folder, sentence):
    """A paragraph under the table that has a hidden number."""
    change(with_mark(folder), "</table></div>", f"</table></div><p>{sentence}</p>", of_many=True)


def in_a_sentence(folder):
    with_sentence(folder, "Av deltagarna är 3 kvinnor.")


def in_letters(folder):
    """The number is written as a word."""
    with_sentence(folder, "Av deltagarna är tre kvinnor.")


def in_the_smallest_of_words(folder):
    """The number is one, which in letters is another word too."""
    with_sentence(folder, "Av deltagarna är en kvinna.")


def in_the_word_for_nobody(folder):
    """That there is nobody is a number as well."""
    with_sentence(folder, "Inga kvinnor är bland deltagarna.")


def in_the_word_for_a_couple(folder):
    with_sentence(folder, "Ett par av kvinnorna är deltagare.")


def after_the_word_of_a_document(folder):
    """A number that stands where a paragraph of a document would be named, and no such paragraph is."""
    with_sentence(folder, "Kvinnor bland deltagarna: punkt 97.")


def in_the_answers_of_a_wave(folder):
    """In the table of what was answered at two occasions."""
    path = next(
        p for p in sorted(folder.glob("insats-*.html")) if 'id="tabell-upplevd"' in p.read_text(encoding="utf-8")
    )
    text = path.read_text(encoding="utf-8")
    start = text.index('id="tabell-upplevd"')
    assert MARK in text[start : text.index("</table>", start)]
    path.write_text(text[:start] + text[start:].replace(MARK, "97", 1), encoding="utf-8")


def in_a_comment(folder):
    change(with_mark(folder), "</main>", "<!-- exakt: 3 --></main>")


def in_metadata(folder):
    change(with_mark(folder), "</title>", '</title><meta name="description" content="3 kvinnor">')


def in_a_data_attribute(folder):
    change(with_mark(folder), "<main", '<main data-kvinnor="3"')


def in_a_script(folder):
    change(with_mark(folder), "</main>", '<script type="application/json">{"kvinnor": 3}</script></main>')


def in_a_class(folder):
    change(with_mark(folder), MARK, MARK.replace("<span ", '<span class="secondary" '), of_many=True)


def in_a_csv(folder):
    """A download with a table of the page, where one cell says more."""
    path = _download(folder, "csv", ";")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("..", "3", 1), encoding="utf-8")


def in_a_csv_of_no_page(folder):
    (folder / "underlag.csv").write_text("kvinnor;män\n3;12\n", encoding="utf-8")


def in_a_workbook(folder):
    path = next(iter(sorted((folder / "data").glob("*.xlsx"))), None) if (folder / "data").is_dir() else None
    path = path or folder / "data" / f"{with_mark(folder).stem}.xlsx"
    if not path.exists():
        import xlsxwriter  # noqa: PLC0415

        path.parent.mkdir(exist_ok=True)
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("Om filen").write(0, 0, "Tabeller")
            book.add_worksheet("1").write_row(0, 0, ["Kvinnor", 3])
        return
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/comments1.xml"] = b"<comments><comment>3</comment></comments>"
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def in_data(folder):
    """The public release with a value under a mark."""
    path = folder / "release.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    next(figure for figure in content["figures"] if figure.get("mark") == "..")["denominator"] = 3
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def in_an_earlier_release(folder):
    """The figures of an earlier release, one of which is hidden now."""
    figures = json.loads((folder / "release.json").read_text(encoding="utf-8"))["figures"]
    hidden = next(figure for figure in figures if figure.get("mark") == "..")
    figure = {key: value for key, value in hidden.items() if key != "mark"} | {"value": 3}
    (folder / "release-1.json").write_text(json.dumps({"figures": [figure]}), encoding="utf-8")


def in_the_notes_of_matpunkter(folder):
    """What the pages of the mätpunkter are made from."""
    change(folder / "matpunkter.json", '"value": ".."', '"value": "3"', of_many=True)


def in_an_older_number(folder):
    path = folder / "release.json"
    content = json.loads(path.read_text(encoding="utf-8")) | {"number": 7}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def in_a_page_of_before(folder):
    """One page of an earlier release among the new ones."""
    change(with_mark(folder), "<li>Utgåva 1</li>", "<li>Utgåva 3</li>")


def in_a_path(folder):
    change(with_mark(folder), "</main>", "<p>Källa: /home/kansli/leveranser/stegen.xlsx</p></main>")


def in_a_database_address(folder):
    change(with_mark(folder), "</main>", "<p>postgresql://kansli:hemligt@db.kommun.se/finsam</p></main>")


def in_a_mail_address(folder):
    change(with_mark(folder), "</main>", "<p>Fråga anna.andersson@kommun.se</p></main>")


def in_a_title(folder):
    change(with_mark(folder), "<title>", f"<title>{PERSONNUMMER} ")


def _download(folder, ending, separator):
    page = with_mark(folder)
    made = sorted((folder / "data" / page.stem).glob(f"*.{ending}")) if (folder / "data" / page.stem).is_dir() else []
    for path in made:
        if ".." in path.read_text(encoding="utf-8"):
            return path
    text = page.read_text(encoding="utf-8")
    whole = next(found for found in re.findall(r'<table id="[^"]+">.*?</table>', text, re.DOTALL) if MARK in found)
    name = re.search(r'id="([^"]+)"', whole)[1]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", whole)]
    path = folder / "data" / page.stem / f"{name}.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [separator.join(re.sub(r"<[^>]*>", "", cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def a_value_of_a_matpunkt(folder):
    """On its page over time."""
    change(_hiding(folder), MARK, "3", of_many=True)


def a_number_beside_a_matpunkts_mark(folder):
    change(_hiding(folder), "</table></div>", "</table></div><!-- exakt: 3 -->", of_many=True)


def a_verdict_of_a_matpunkt(folder):
    """What is hidden is judged all the same."""
    change(_hiding(folder), "redovisas inte (sekretess)</span>", "ej nådd</span>", of_many=True)


def a_day_of_a_matpunkt(folder):
    """How far a hidden value reaches, which tells when its answers came."""
    path = _hiding(folder)
    text = path.read_text(encoding="utf-8")
    row = next(found for found in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if MARK in found)
    path.write_text(text.replace(row, row.replace("<td></td></tr>", "<td>2026-05-31</td></tr>")), encoding="utf-8")


def a_cell_of_a_matpunkts_file(folder):
    change(folder / f"data/{_hiding(folder).stem}/varden.csv", ";..;", ";3;", of_many=True)


def a_cell_of_a_matpunkts_workbook(folder):
    path = folder / f"data/{_hiding(folder).stem}.xlsx"
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    texts = parts["xl/sharedStrings.xml"]
    assert b"<t>..</t>" in texts
    parts["xl/sharedStrings.xml"] = texts.replace(b"<t>..</t>", b"<t>3</t>")
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def a_file_of_no_matpunkt(folder):
    (folder / "underlag.csv").write_text("kvinnor;män\n3;12\n", encoding="utf-8")


def a_name_on_a_matpunkts_page(folder):
    change(_hiding(folder), "</main>", "<p>Fråga anna.andersson@kommun.se</p></main>")


def _hiding(folder):
    """The page of a mätpunkt that hides a value and is alone about it in its workbook."""
    return next(
        path
        for path in sorted(folder.glob("*.html"))
        if path.stem != "index" and MARK in path.read_text(encoding="utf-8")
    )


COMMON_PLANTS = [planted for name, planted in sorted(globals().items()) if name.startswith("a_")]
PLANTS = [planted for name, planted in sorted(globals().items()) if name.startswith(("in_", "after_"))]
