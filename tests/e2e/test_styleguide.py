"""The style guide in a real browser: axe, keyboard, zoom, colour schemes, languages, and what script adds.

Every component is on these pages, so what holds here holds wherever it is used.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INDEX = "/styleguide/"
PAGES = (
    INDEX, f"{INDEX}list/", f"{INDEX}enter/", f"{INDEX}plain/",
    *(f"{INDEX}error/{name}/" for name in ("400", "403", "403_csrf", "404", "500", "503")),
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, NARROW, DESK = {"width": 360, "height": 740}, {"width": 320, "height": 700}, {"width": 1280, "height": 800}

# Visible elements that Tab should reach; of a group of radios one, as the browser does it.
TABBABLE = """() => {
  const wanted = 'a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary, [tabindex="0"]';
  const groups = new Set();
  return [...document.querySelectorAll(wanted)].filter((e) => {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('dialog:not([open])') || e.tabIndex < 0) return false;
    if (e.type !== 'radio') return true;
    const group = `${e.form?.id}/${[...document.forms].indexOf(e.form)}/${e.name}`;
    if (groups.has(group)) return false;
    groups.add(group);
    return true;
  }).length;
}"""
# One press of Tab later: what has the focus, does one see it, and does nothing that sticks lie over all of it?
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.stops ??= new Map();
  const again = window.stops.has(e);
  if (!again) window.stops.set(e, window.stops.size);
  const shown = e.matches('.seg input') ? e.closest('label') : e;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const at = (x, y) => { const hit = document.elementFromPoint(x, y); return hit && (shown.contains(hit) || hit.contains(shown)); };
  const inside = (v, low, high) => Math.min(Math.max(v, low), high);
  const xs = [.1, .5, .9].map((s) => inside(box.left + s * box.width, 0, innerWidth - 1));
  const ys = [.1, .5, .9].map((s) => inside(box.top + s * box.height, 0, innerHeight - 1));
  return { again, name: `${e.tagName} ${e.id || e.className} ${e.textContent.trim().slice(0, 30)}`,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
    place: [box.top, box.bottom, document.elementFromPoint(xs[1], ys[1])?.outerHTML.slice(0, 60)],
    seen: box.bottom > 0 && box.top < innerHeight && xs.some((x) => ys.some((y) => at(x, y))) };
}"""
# Text cut off or wider than its place.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter((e) => {
  if (!e.checkVisibility() || e.closest('.visually-hidden, .scroll, svg, .skip, dialog:not([open])') || !e.textContent.trim()) return false;
  if (/^(TEXTAREA|SELECT|OPTION|INPUT)$/.test(e.tagName)) return false;
  const box = e.getBoundingClientRect();
  return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
}).map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What the console says: policies broken, files missing, scripts failed. Nothing may be."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda fault: found.append(str(fault)))
    yield found
    assert found == []


def speak(page: Page, live_server: Any, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])


def open_page(page: Page, live_server: Any, path: str = INDEX) -> None:
    page.goto(f"{live_server.url}{path}")
    page.wait_for_load_state("networkidle")


def findings(page: Page) -> list[str]:
    """Run axe with the window as tall as the page, so that what sticks covers nothing."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height})  # type: ignore[index]
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in result.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, live_server: Any, said: list[str], path: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page(page, live_server, path)
    assert findings(page) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("size", [NARROW, PHONE], ids=["320", "360"])
def test_a_phone_in_each_language(page: Page, live_server: Any, said: list[str], language: str, size: Any) -> None:
    speak(page, live_server, language)
    page.set_viewport_size(size)
    for path in PAGES:
        open_page(page, live_server, path)
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert page.evaluate(CLIPPED) == [], path
    open_page(page, live_server)
    assert findings(page) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_its_own_words_follow_the_language(page: Page, live_server: Any, said: list[str], language: str) -> None:
    speak(page, live_server, language)
    open_page(page, live_server)
    with translation.override(language):
        expect(page.get_by_role("navigation", name=gettext("Main navigation"), exact=True)).to_be_visible()
        expect(page.get_by_role("link", name=gettext("Next"), exact=True)).to_be_visible()
        expect(page.locator(".skip")).to_have_text(gettext("Skip to the content"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_keyboard_reaches_everything(page: Page, live_server: Any, said: list[str], size: Any) -> None:
    page.set_viewport_size(size)
    open_page(page, live_server)
    page.locator(".skip").focus()  # where Tab begins: the mistakes had taken the focus
    wanted = page.evaluate(TABBABLE)
    assert wanted > 60
    faults, reached = [], 0
    for _press in range(wanted + 20):
        stop = page.evaluate(STOP)
        if stop is None or stop["again"]:
            break
        reached += 1
        if not (stop["ring"] and stop["seen"]):
            faults.append(stop)
        page.keyboard.press("Tab")
    assert faults == []
    assert reached == wanted


def test_the_skip_link_comes_first_and_leads_past_the_frame(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server, f"{INDEX}list/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_mistakes_take_the_focus_and_lead_to_their_fields(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    summary.locator("a[href='#refused_starts_on']").click()
    expect(page.locator("#refused_starts_on")).to_be_focused()
    summary.locator("a[href='#refused_health_0']").click()
    expect(page.locator("#refused_health_0")).to_be_focused()


def test_the_side_panel_keeps_the_focus_and_gives_it_back(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    panel = page.locator("#sample-panel")
    expect(panel).to_be_visible()
    expect(page.locator("#panel-note")).to_be_focused()
    for _press in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.querySelector('#sample-panel').contains(document.activeElement) || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".head [data-panel]")).to_be_focused()


def test_a_panel_with_typed_text_asks_before_it_closes(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    page.locator(".head [data-panel]").click()
    page.locator("#panel-note").fill("Neljä keikkaa")
    expect(page.locator("#sample-panel .saved")).to_have_class("saved unsaved")
    answers = [False, True]
    page.on("dialog", lambda dialog: dialog.accept() if answers.pop(0) else dialog.dismiss())
    page.keyboard.press("Escape")
    expect(page.locator("#panel-note")).to_have_value("Neljä keikkaa")
    expect(page.locator("#sample-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sample-panel")).to_be_hidden()
    assert answers == []


def test_leaving_with_unsaved_text_asks(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    page.locator("#id_name").fill("Maija")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("main .crumbs").evaluate("() => { location.href = '/styleguide/plain/'; }")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#id_name")).to_have_value("Maija")


def test_a_form_is_sent_once_however_often_one_presses(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    sent: list[str] = []

    def hold(route: Any) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/styleguide/", hold)
    button = page.locator("form:has(#id_name) .btn-primary")
    for _press in range(3):
        button.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_suggestions_by_keyboard(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    field = page.locator("#sample-search")
    field.press_sequentially("esim")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "o1")
    expect(field).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Testi-Maija Esimerkki")
    expect(page.locator("#sample-search-list")).to_be_hidden()


def test_slash_leads_to_the_search_but_not_while_writing(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#top-search")).to_be_focused()
    expect(page.locator("#top-search")).to_have_value("")
    page.locator("#id_name").focus()
    page.keyboard.press("/")
    expect(page.locator("#id_name")).to_have_value("/")


def test_a_short_message_goes_but_waits_for_who_reads_it(page: Page, live_server: Any, said: list[str]) -> None:
    page.clock.install()
    open_page(page, live_server)
    page.evaluate("""() => {
      const snack = document.createElement('div');
      snack.className = 'snack'; snack.dataset.snack = '';
      snack.innerHTML = '<p>Tallennettu</p><button type="button" data-snack-close>Sulje</button>';
      document.getElementById('snacks').append(snack);
    }""")
    snack = page.locator("#snacks [data-snack]")
    snack.locator("button").focus()
    page.clock.run_for(20_000)
    expect(snack).to_be_visible()
    page.locator("#id_name").focus()
    page.clock.run_for(9_000)
    expect(snack).to_have_count(0)


def test_it_warns_before_the_session_ends(page: Page, live_server: Any, said: list[str]) -> None:
    page.clock.install()
    open_page(page, live_server)
    bar = page.locator("#expiry")
    page.clock.run_for(24 * 60_000)
    expect(bar).to_be_hidden()
    page.clock.run_for(2 * 60_000)
    expect(bar).to_be_visible()
    expect(bar.locator("p")).to_contain_text("4")
    page.clock.run_for(5 * 60_000)
    with translation.override("fi"):
        expect(bar.locator("p")).to_have_text(
            gettext("You have been signed out. Sign in in another tab, then save here.")
        )


def test_more_and_tabs_are_menus_on_a_phone(page: Page, live_server: Any, said: list[str]) -> None:
    page.set_viewport_size(PHONE)
    open_page(page, live_server)
    sheet, tabs = page.locator(".bar-sheet"), page.locator(".tabs-menu").first
    expect(sheet).to_be_hidden()
    page.locator(".bar-more > summary").click()
    expect(sheet.get_by_role("link").first).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator(".bar-more > summary")).to_be_focused()
    tabs.locator("summary").click()
    assert tabs.get_by_role("link").count() == 6
    expect(tabs.locator("[aria-current=page]")).to_have_count(1)


def test_number_links_promise_what_the_list_holds(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server)
    link = page.locator(".lede a[data-count]")
    promised = link.get_attribute("data-count")
    link.click()
    expect(page.locator("main")).to_have_attribute("data-total", promised or "")
    expect(page.locator("main tbody tr")).to_have_count(int(promised or 0))


def test_without_script_nothing_is_missing(page: Page, live_server: Any) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    bare = context.new_page()
    try:
        bare.goto(f"{live_server.url}{INDEX}")
        bare.locator(".bar-more > summary").click()
        assert bare.locator(".bar-sheet a").first.is_visible()
        bare.locator("form:has(#id_name) .btn-primary").click()
        assert bare.locator(".summary").count() == 2  # the empty form now has its own
        assert bare.locator("#id_name").get_attribute("aria-invalid") == "true"
    finally:
        context.close()


def test_paper_shows_the_content_and_nothing_to_press(page: Page, live_server: Any, said: list[str]) -> None:
    open_page(page, live_server, f"{INDEX}list/")
    page.emulate_media(media="print")
    for hidden in (".top", ".side", ".bar", ".skip"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator("main").bounding_box()["x"] < 20  # type: ignore[index]


def test_forced_colours_keep_every_edge(page: Page, live_server: Any, said: list[str]) -> None:
    page.emulate_media(forced_colors="active")
    open_page(page, live_server)
    for edged in (".btn-second", ".badge-s", ".card", ".state", ".note", ".form-control"):
        width = page.locator(f"main {edged}").first.evaluate("(e) => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1, edged


def test_a_low_window_is_not_covered_by_what_sticks(page: Page, live_server: Any, said: list[str]) -> None:
    """1280 × 1024 at 400 %: 320 × 256."""
    page.set_viewport_size({"width": 320, "height": 256})
    open_page(page, live_server)
    sticking = page.evaluate(
        "[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && e.clientHeight > 0 && e.textContent.trim()"
        " && ['fixed', 'sticky'].includes(getComputedStyle(e).position)).map((e) => e.className)"
    )
    assert [name for name in sticking if name != "side-in"] == []


@pytest.mark.parametrize("path", [INDEX, f"{INDEX}enter/"])
def test_dark_is_dark_and_the_side_darker_than_the_page(
    page: Page, live_server: Any, said: list[str], path: str
) -> None:
    from PIL import Image

    def brightness(scheme: Any) -> tuple[float, float]:
        page.emulate_media(color_scheme=scheme)
        open_page(page, live_server, path)
        shot = Image.open(BytesIO(page.screenshot())).convert("L")
        side, main = shot.crop((0, 300, 200, 800)), shot.crop((300, 0, 1280, 800))
        return tuple(
            sum(n * count for n, count in enumerate(part.histogram())) / (part.width * part.height)
            for part in (side, main)
        )  # type: ignore[return-value]

    light, dark = brightness("light"), brightness("dark")
    assert light[1] > 200
    assert dark[1] < 60
    if path == INDEX:
        assert dark[0] < dark[1]
