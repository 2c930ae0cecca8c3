"""WCAG 2.2 AA by axe, over every state of both pages, each in light, dark and forced colours at three widths."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import PAGES, Place, Seen, ask, open_page

COLOURS = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)
SIZES = ((320, 640), (390, 844), (1280, 800))
QUESTIONS = {
    "answered": "Does dupilumab cause hair loss?",
    "urgent": "I have chest pain and one swollen leg since starting Rinvoq.",
    "declined": "Should I stop taking Rinvoq?",
    "abstained": "Does ustekinumab work for psoriasis?",
    "error": "break it",
}
STATES = ("empty", "answering", *QUESTIONS, "offline", "sources open")
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = """(tags) => axe.run({ runOnly: tags, resultTypes: ['violations'] }).then((run) => run.violations.map((each) =>
  [each.id, ...each.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)}: ${node.any[0]?.message}`)].join('; ')))
"""
Watch = Callable[..., Seen]


@pytest.fixture(scope="module")
def axe() -> str:
    """The text of axe-core, from the package that carries it: nothing is fetched."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe is not installed: pip install axe-playwright-python")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def bring_about(state: str, page: Any, place: Place, kind: str) -> None:
    place.go.unlink(missing_ok=True)
    if state == "empty":
        return
    if state == "answering":
        page.get_by_label("Your question").fill("wait Does dupilumab cause hair loss?")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_text("Searching the sources").wait_for()
    elif state == "offline":
        page.context.set_offline(True)
        if kind == "widget":
            ask(page, "Does dupilumab cause hair loss?")
        page.get_by_text("You seem to be offline").first.wait_for()
        page.context.set_offline(False)
    elif state == "sources open":
        ask(page, QUESTIONS["answered"])
        if kind == "widget":
            page.locator("summary").click()
        else:
            page.get_by_role("button", name="What Litotes can answer").click()
    else:
        ask(page, QUESTIONS[state])


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(watch: Watch, place: Place, axe: str, kind: str, state: str) -> None:
    """0 violations in nine surroundings."""
    seen = watch(bypass_csp=True)  # axe is put in by the test; the pages' policies are tested without it
    page = open_page(seen, place, kind)
    try:
        bring_about(state, page, place, kind)
        page.evaluate(axe)
        found = {}
        for colours in COLOURS:
            page.emulate_media(**colours)
            if kind == "page":
                page.evaluate(
                    f"document.body.classList.toggle('dark', {str(colours['color_scheme'] == 'dark').lower()})"
                )
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                violations = page.evaluate(_RUN, list(_RULES))
                if violations:
                    found[colours["color_scheme"], colours["forced_colors"], width] = violations
        assert found == {}
    finally:
        place.go.touch()


def test_axe_would_find_something(watch: Watch, place: Place, axe: str) -> None:
    """The ruler works: a picture without words and a box without a name are found."""
    page = open_page(watch(bypass_csp=True), place, "widget")
    page.evaluate("""() => {
      document.querySelector('main').append(document.createElement('img'), document.createElement('input'));
    }""")
    page.evaluate(axe)
    found = page.evaluate(
        "(tags) => axe.run({ runOnly: tags }).then((r) => r.violations.map((v) => v.id).sort())", list(_RULES)
    )
    assert found == ["image-alt", "label"]


def test_the_keyboard_alone_does_everything(watch: Watch, place: Place) -> None:
    """From the clinic's page: open, ask, open the sources, leave with Escape; focus is back on the button."""
    seen = watch()
    page = seen.page
    page.goto(f"{place.clinic}/clinic.html")
    page.wait_for_function("document.querySelector('[data-litotes]')")
    assert not any(frame.url.startswith(place.home) for frame in page.frames), "it opened by itself"

    page.get_by_role("link", name="a link").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = page.frame_locator("iframe") if page.locator("iframe").count() else None
    assert frame is None, "the shadow root is open"
    page.wait_for_timeout(300)
    inside = next(each for each in page.frames if each.url.startswith(place.home))
    inside.wait_for_function("document.activeElement.id === 'question'")

    page.keyboard.type("Does dupilumab cause hair loss?")
    page.keyboard.press("Enter")
    inside.wait_for_selector("article .short")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if inside.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    assert inside.evaluate("document.querySelector('details').open")

    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.hasAttribute('data-litotes')")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert inside.evaluate("document.querySelectorAll('article').length") == 1
    assert seen.complaints == []


def test_the_page_is_done_by_keyboard(watch: Watch, place: Place) -> None:
    """Tab to the box, type, Tab to the button, Enter."""
    page = open_page(watch(), place, "page")
    box = page.get_by_label("Your question")
    for _ in range(20):
        page.keyboard.press("Tab")
        if box.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.type("Does dupilumab cause hair loss?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("article .short").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            "document.activeElement.classList.contains('ask-this') && !!document.activeElement.closest('article')"
        ):
            break
    page.keyboard.press("Enter")
    page.locator("#chat .earlier").wait_for()
