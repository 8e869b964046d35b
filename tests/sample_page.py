"""A page with every part and every chart, as an insats report would have them; what the page tests look at.

Its figures are made up and say so.
"""

from fractions import Fraction

import nbformat
from nbformat import v4

from samspelet_lib.figure import Mark, Verdict
from samspelet_lib.publish.page import Banner, Shell, part, to_page, to_site_page
from samspelet_lib.report import charts as c
from samspelet_lib.report import section as s

N = "\u00a0"
SHELL = Shell(
    site="Samordningsförbundet Exemplet",
    home="../index.html",
    trail=[("Rapporter", "../index.html"), ("Oktober 2026", "index.html")],
    facts=["Period: oktober 2026", "Utgåva 2", "Uppgifter till och med 31 oktober 2026"],
    banners=[Banner("synthetic", "Uppgifterna är påhittade och beskriver ingen verklig verksamhet.")],
    footer=[
        "Samordningsförbundet Exemplet. Utgåva 2 av oktober 2026.",
        s.link("Tillgänglighetsredogörelse", "../tillganglighet.html"),
    ],
)


def message():
    return s.paragraphs(
        "Av elva mätpunkter är fyra nådda, tre på väg, en i riskzonen och en inte nådd. Två kan inte bedömas ännu.",
        "Sedan september har formuläret om våld gått från på väg till risk: 27 av 34 är besvarade, 79 procent.",
        "Hälso- och sjukvårdens leverans saknas, därför kan ledtiderna inte bedömas.",
    )


def key_figures():
    return s.key_figures(
        [
            s.KeyFigure(
                "Deltagare som har börjat",
                "34",
                target="Mål: minst 40",
                verdict=Verdict.ON_TRACK,
                trend="3 fler än i september",
            ),
            s.KeyFigure(
                "Besvarade formulär om våld",
                f"79{N}%",
                target=f"Mål: minst 90{N}%",
                verdict=Verdict.AT_RISK,
                trend=f"ned från 84{N}%",
                note="27 av 34 har svarat",
            ),
            s.KeyFigure("Utfall av budget", f"812{N}tkr", target=f"Budget: 1{N}150{N}tkr", verdict=Verdict.REACHED),
            s.KeyFigure("Upplevt inflytande", "..", target=f"Mål: minst 90{N}%", verdict=Verdict.CONFIDENTIAL),
        ]
    )


def goals():
    columns = [
        s.Column("Mätpunkt"),
        s.Column("Värde", is_number=True),
        s.Column("Underlag"),
        s.Column("Svarande"),
        s.Column("Mål"),
        s.Column("Utveckling"),
        s.Column("Läge"),
    ]
    spark = c.sparkline([3, 5, None, 4, 7, 9], ["3", "5", "–", "4", "7", "9"])
    rows = [
        ["Besvarade formulär om våld", f"79{N}%", "27 av 34", "34", f"minst 90{N}%", spark, s.verdict(Verdict.AT_RISK)],
        ["Upplevt inflytande", Mark.HIDDEN, Mark.HIDDEN, "7", f"minst 90{N}%", "", s.verdict(Verdict.CONFIDENTIAL)],
        ["Förberedande platser", "8", "8", "–", "minst 8", spark, s.verdict(Verdict.REACHED)],
        ["Deltagare med planering", f"41{N}%", "7 av 17", "17", f"100{N}%", spark, s.verdict(Verdict.NOT_REACHED)],
        ["Ledtider kortas", Mark.MISSING, Mark.MISSING, Mark.NOT_APPLICABLE, "inget", "", s.verdict(Verdict.NOT_YET)],
    ]
    return s.join(
        s.heading("Formulär om våld i nära relationer", anchor="vald"),
        s.quote(
            "Antal besvarade frågeformulär om våld i nära relationer ska uppgå till 90% av de som har börjat.",
            "Stegen, Mätpunkter, punkt 5",
        ),
        s.definitions([("Så räknas det", "Besvarade formulär delat med deltagare som har börjat under året.")]),
        s.notice("Sju formulär är inte besvarade och trettio dagar har gått.", "warning"),
        s.notice("Leverans från regionen saknas.", "missing"),
        s.bullets(["Åtgärd: påminnelse vid tredje mötet.", "Ansvarig: projektägaren."]),
        s.table(
            "Mätpunkter i oktober 2026", columns, rows, anchor="matpunkter", note="Bas är deltagare som har börjat."
        ),
    )


def words(anchor, title, unit, rows, note=None):
    return c.Words(anchor, title, unit, rows, note)


def contributions():
    bars = [
        c.Bar("Försäkringskassan, även för Arbetsförmedlingen", Fraction(1, 2), detail=f"4{N}987 tkr"),
        c.Bar("Region Värmland", Fraction(1, 4), detail=f"2{N}493,5 tkr"),
        c.Bar("Karlstads kommun", Fraction(15, 100), detail=f"1{N}496,1 tkr"),
        c.Bar("Kristinehamns kommun", Mark.HIDDEN),
        c.Bar("Hammarö kommun", None),
    ]
    return c.share_bars(
        words("bidrag", "Staten står för hälften av medlen", "Andel av tilldelningen 2026", "Part"), bars
    )


def budget():
    stacks = [
        c.Stack("2026", [500_000_000, 320_000_000, 210_000_000, 60_000_000]),
        c.Stack("2027", [480_000_000, 310_000_000, 215_000_000, 30_000_000]),
        c.Stack("2028", [480_000_000, None, 220_000_000, 30_000_000]),
    ]
    groups = ["Individinriktade insatser", "Strukturer", "Kansli", "Utvärdering"]
    return c.stacked_bars(
        words("budget-ar", "Insatserna tar halva budgeten alla år", "Tusen kronor", "År"), groups, stacks
    )


def ceiling():
    bars = [
        c.Bar("Eget kapital av tilldelningen", Fraction(2070, 9974)),
        c.Bar("Eget kapital av budgetramen", Fraction(2070, 11560)),
    ]
    limit = c.Bar("högst", Fraction(1, 5))
    heading = words(
        "kapital", "Eget kapital ligger över gränsen i en av två läsningar", "Andel 31 december 2025", "Läsning"
    )
    return c.bars_against_ceiling(heading, bars, limit)


def targets():
    bullets = [
        c.Bullet(
            c.Bar("Besvarade formulär om våld", Fraction(27, 34)),
            Fraction(9, 10),
            low=Fraction(27, 40),
            high=Fraction(33, 40),
            verdict=Verdict.AT_RISK,
        ),
        c.Bullet(c.Bar("Tydlig planering vid avslut", Fraction(1)), Fraction(1), verdict=Verdict.REACHED),
        c.Bullet(c.Bar("Eget inflytande", Mark.HIDDEN), Fraction(9, 10), verdict=Verdict.CONFIDENTIAL),
        c.Bullet(c.Bar("Mer redo att arbeta", None), Fraction(6, 10), verdict=Verdict.NOT_YET),
    ]
    return c.bullet_bars(
        words("mal", "Formulären ligger elva procentenheter under målet", "Andel i oktober 2026", "Mätpunkt"), bullets
    )


def flow():
    values = [
        (4, 0, 12),
        (3, 2, 13),
        (5, 1, 17),
        (2, 4, 15),
        (0, 0, 15),
        (1, 3, 13),
        (0, 0, 13),
        (6, 2, 17),
        (4, 1, 20),
    ]
    months = [c.FlowMonth(month, *value) for month, value in enumerate(values, start=1)]
    months.append(c.FlowMonth(10, Mark.HIDDEN, Mark.HIDDEN, None))
    return c.stock_and_flow(
        words("flode", "Fler började än slutade under året", "Antal deltagare 2026", "Månad"), months
    )


def money():
    rows = [
        c.MoneyRow("Stegen", 115_000_000, 81_200_000, 109_000_000),
        c.MoneyRow("Ung Arena", 210_000_000, 190_000_000, 228_000_000),
        c.MoneyRow("Kansli", 90_000_000, None, None),
    ]
    return c.budget_outcome_forecast(
        words("utfall", "Ung Arena drar över sin budget", "Tusen kronor till och med oktober 2026", "Budgetrad"), rows
    )


def change():
    stacks = [
        c.Stack("Tilltro till egen förmåga", [Fraction(12, 20), Fraction(6, 20), Fraction(2, 20)], 20),
        c.Stack("Hälsa", [Mark.HIDDEN, Mark.HIDDEN, Mark.HIDDEN], 6),
        c.Stack("Sökbeteende", [Fraction(9, 21), Fraction(3, 21), Fraction(9, 21)], 21),
    ]
    return c.better_same_worse(
        words("bip", "Sex av tio har fått större tilltro", "Andel mellan första och senaste mätning", "Indikator"),
        stacks,
    )


def answers():
    options = ["Till mycket stor del", "Till stor del", "Till liten del", "Inte alls"]
    stacks = [
        c.Stack(
            "Jag får det stöd jag behöver", [Fraction(14, 28), Fraction(9, 28), Fraction(3, 28), Fraction(2, 28)], 28
        ),
        c.Stack("Jag kan påverka mitt stöd", [Fraction(8, 28), Fraction(8, 28), Fraction(7, 28), Fraction(5, 28)], 28),
        c.Stack("Jag är mer redo att arbeta", [None, None, None, None], 0),
    ]
    return c.stacked_scale(
        words("svar", "Åtta av tio får det stöd de behöver", "Andel av dem som svarat", "Fråga"), options, stacks
    )


def lead_times():
    steps = [
        (0, Fraction(0)),
        (30, Fraction(3, 20)),
        (60, Fraction(11, 20)),
        (90, Fraction(15, 20)),
        (120, Fraction(17, 20)),
        (150, Mark.HIDDEN),
    ]
    return c.lead_time_curve(
        words(
            "ledtid",
            "Hälften får sin plan inom åtta veckor",
            "Andel av 20 ärenden",
            "Tid",
            "Kurvan slutar där färre än tio ärenden återstår.",
        ),
        steps,
        median=c.Median(56, "hälften inom 8 veckor"),
    )


def matrix():
    heads = ["Karlstad", "Grums", "Hammarö", "Kristinehamn"]
    rows = [
        c.HeatRow("Stegen", [12, 3, None, 25]),
        c.HeatRow("Ung Arena", [30, 8, 5, 14]),
        c.HeatRow("Grön rehabilitering på landet", [Mark.HIDDEN, 16, 9, 0]),
    ]
    return c.matrix_heat(
        words("matris", "Flest deltagare kommer från Karlstad", "Antal deltagare 2026", "Insats"), heads, rows
    )


CHARTS = [contributions, budget, ceiling, targets, flow, money, change, answers, lead_times, matrix]


def section_cell(made):
    data, metadata = made._repr_mimebundle_()
    output = v4.new_output("execute_result", data=data, metadata=metadata, execution_count=1)
    return v4.new_code_cell("rapport.del()", execution_count=1, outputs=[output])


def notebook(*cells):
    made = v4.new_notebook(cells=list(cells))
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"  # nbformat draws random ids
    return made


def text(source, **metadata):
    return v4.new_markdown_cell(source, metadata=metadata)


def sample_notebook():
    return notebook(
        text("# Stegen Kristinehamn, oktober 2026"),
        v4.new_code_cell("period = '2026-10'", execution_count=1),
        text("## Läget i korthet"),
        section_cell(message()),
        section_cell(key_figures()),
        text("## Mål för mål\n\nVarje mätpunkt med planens egna ord.", tags=["ny-sida"]),
        section_cell(goals()),
        section_cell(targets()),
        text("## Pengar"),
        *(section_cell(made()) for made in (money, contributions, budget, ceiling)),
        text("## Deltagare och flöde"),
        *(section_cell(made()) for made in (flow, lead_times, matrix)),
        text("## Upplevelse och förändring"),
        *(section_cell(made()) for made in (answers, change)),
        text("## TRIS\n\nDen här insatsen har inget TRIS-ärende."),
        section_cell(s.EMPTY),
        text("## Så har vi räknat\n\nSe *metodsidan*.\n\n### Källor\n\n- Verksamhetsplan 2026\n- Leveranser"),
    )


def sample_page():
    return to_page(sample_notebook(), SHELL)


def sample_site_page():
    listed = s.bullets([s.link("Stegen Kristinehamn, oktober 2026", "2026-10/insats-stegen.html")])
    top = Shell(site=SHELL.site, footer=SHELL.footer, banners=[Banner("draft"), Banner("internal"), Banner("older")])
    return to_site_page("Rapporter", [part(None, s.paragraphs("Nyast först.")), part("Oktober 2026", listed)], top)


def write(folder):
    nbformat.validate(sample_notebook())
    for name, page in (("sida", sample_page()), ("index", sample_site_page())):
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
