"""Everything a browser can find wrong with a page, in few visits. Not a test itself: tests and evidence use it."""

import browser as b

OUTSIDE = """() => [...document.querySelectorAll('svg.drawing text')].filter(text => {
  const box = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
  return box.left < frame.left - 1 || box.right > frame.right + 1;
}).map(text => text.textContent)"""
CUT = """() => [...document.querySelectorAll('tr')].filter(row => getComputedStyle(row).breakInside !== 'avoid')
  .map(row => row.textContent)"""
CLOSED = """() => [...document.querySelectorAll('details table')].filter(e => !e.getBoundingClientRect().height)
  .map(e => e.id)"""
OPEN = "() => document.querySelectorAll('details').forEach(d => d.open = true)"
GROUND = "() => getComputedStyle(document.body).backgroundColor"
CHECKS = {
    "axe": "WCAG 2.2 A and AA as far as a machine can tell, with nothing left undecided, in both colour schemes",
    "outside": "nothing leaves the page: its address is the only one in the browser's log, and no policy is broken",
    "reflow": "at 320 pixels and at 200 per cent nothing reaches outside, also when text is spaced out (WCAG 1.4.12)",
    "drawings": "no word in a drawing is cut at the edge",
    "keyboard": "Tab follows the reading order from the skip link on, and where it is can always be seen",
    "paper": "on A4 no row is cut, nothing is cut at the side, and what a click shows is printed, on white",
}


def look(browser, file):
    """What is wrong with the page, by check."""
    found = {check: [] for check in CHECKS}
    with b.visited(browser, file) as visit:
        visit.page.evaluate("() => document.fonts.ready")
        found["axe"] += b.axe_faults(visit)
        found["outside"] += [url for url in visit.requests if url != file.as_uri() and not url.startswith("data:")]
        found["outside"] += visit.log
        found["drawings"] += visit.page.evaluate(OUTSIDE)
        found["keyboard"] += _keyboard_faults(visit)
    with b.visited(browser, file, scheme="dark") as visit:
        found["axe"] += b.axe_faults(visit)
        visit.page.set_viewport_size({"width": b.ZOOMED, "height": 900})
        visit.page.evaluate(OPEN)
        found["reflow"] += b.overflow(visit)
    with b.visited(browser, file, width=b.PHONE) as visit:
        found["axe"] += b.axe_faults(visit, has_contrast=False)
        visit.page.evaluate(OPEN)
        found["reflow"] += b.overflow(visit)
        b.space_text_out(visit)
        found["reflow"] += b.overflow(visit)
    with b.visited(browser, file, width=b.SHEET, scheme="dark", media="print") as visit:
        found["paper"] += [*visit.page.evaluate(CUT), *visit.page.evaluate(CLOSED), *b.overflow(visit)]
        found["paper"] += [ground for ground in [visit.page.evaluate(GROUND)] if ground != "rgb(255, 255, 255)"]
    return found


def _keyboard_faults(visit):
    stops = b.tab_stops(visit)
    positions = [stop["position"] for stop in stops]
    if not stops or stops[0]["text"] != "Hoppa till innehållet":
        yield "the first stop is not the skip link"
    if len(stops) < 2:
        yield "Tab reaches nothing but the skip link"
    if positions != sorted(positions):
        yield "Tab does not follow the reading order"
    yield from (f"not seen: {stop['text']}" for stop in stops if not (stop["isSeen"] and stop["isMarked"]))
