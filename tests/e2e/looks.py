"""What browser tests of forms share: every look of a page, walking by keyboard, and what is said when a form is refused or saved."""

import re

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from tests.e2e.door import faults

LOOKS = ((1280, "light"), (320, "dark"))  # a phone in the light: test_every_page.py
MOST_STOPS = 90  # of the Tab key, on the longest page of these tests
FOCUSED = "document.activeElement"


def sticks_out(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def stretch(page: Page, width: int) -> None:
    """Make the window `width` wide and as tall as the page: axe then measures what is there, not what the thumb's button covers
    until one scrolls."""
    page.set_viewport_size({"width": width, "height": 800})
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight") + 200})


def every_look(page: Page) -> list[tuple[object, ...]]:
    """Return what is wrong with the page as it stands, wide and on a dark phone: axe's faults and what sticks out."""
    wrong: list[tuple[object, ...]] = []
    for width, scheme in LOOKS:
        stretch(page, width)
        page.emulate_media(color_scheme=scheme)
        wrong += [(width, scheme, *fault) for fault in faults(page)]
        wrong += [(width, scheme, "sticks out", wide)] if (wide := sticks_out(page)) else []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    return wrong


def tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until the focus is on what `selector` finds, and return it; a page that does not lead there fails the test."""
    wanted = page.locator(selector).first
    for _stop in range(MOST_STOPS):
        if wanted.evaluate(f"element => element === {FOCUSED}"):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {selector} on {page.url}.")


def write(page: Page, selector: str, text: str) -> None:
    """Walk to a field by keyboard and write `text` into it in place of what stands there."""
    tab_to(page, selector)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def send(page: Page) -> None:
    """Press the button of the form that saves, with the mouse."""
    page.click(".savebar button[type=submit], .form-end button[type=submit]")


def refused(page: Page, *labels: str) -> None:
    """See that the list of mistakes has the focus, names the fields `labels` and leads to each, and that the bar says: not saved."""
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    links = summary.locator("a")
    assert [re.split(": ", text)[0] for text in links.all_inner_texts()] == list(labels)
    for link in links.all():
        anchor = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        field = page.locator(f"[id='{anchor}']")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        said = page.locator(f"[id='{anchor}_error']")
        expect(said).to_be_visible()
        assert f"{anchor}_error" in (field.get_attribute("aria-describedby") or "")
    for bar in page.locator("[data-saved]").all():
        expect(bar).to_have_text("Ei tallennettu")


def labels(page: Page, *names: str) -> list[str]:
    """Return what the fields `names` are called on the page."""
    return [page.inner_text(f"label[for=id_{name}]") for name in names]


def said(page: Page, text: str) -> None:
    """See that the page says `text` in a short message, in the region that a screen reader hears."""
    expect(page.locator("#snacks[role=status] [data-snack] p")).to_have_text(text)


def tells(page: Page, language: str, title: str) -> None:
    """See that the page speaks `language`, has the title (given in English), fits its window, and that axe finds nothing."""
    with translation.override(language):
        expect(page.locator("h1")).to_have_text(gettext(title))
    assert page.get_attribute("html", "lang") == language
    assert (title, faults(page), sticks_out(page)) == (title, [], 0)
