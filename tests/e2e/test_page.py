"""The page and the widget in a real browser: what a patient sees."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.types import Answer
from bot.wordings import DISCLAIMERS
from tests.e2e.conftest import PAGES, Place, Seen, ask, open_page

EFFICACY = "Does upadacitinib work for palmoplantar pustulosis?"
EMERGENCY = "I have chest pain and one swollen leg since starting Rinvoq."
HAIR = "Does dupilumab cause hair loss?"
Watch = Callable[..., Seen]


def screenshot(page: Any, name: str) -> None:
    """Keep a picture for the documentation, where LITOTES_SCREENSHOTS names a folder."""
    if os.environ.get("LITOTES_SCREENSHOTS"):
        page.wait_for_timeout(400)
        page.screenshot(path=str(Path(os.environ["LITOTES_SCREENSHOTS"]) / f"{name}.png"))


@pytest.mark.parametrize("kind", PAGES)
def test_an_answer_as_a_patient_reads_it(watch: Watch, place: Place, kind: str) -> None:
    """Short answer first, how sure, what is not known, quotes in their passages; disclaimers always in view."""
    seen = watch()
    page = open_page(seen, place, kind)
    notes = page.locator("#notice, footer .notes").last
    for line in DISCLAIMERS:
        assert notes.get_by_text(line).is_visible()

    ask(page, EFFICACY)

    assert page.locator("article h3").all_inner_texts()[:3] == [
        "Short answer",
        "How sure are we?",
        "What the evidence is",
    ]
    assert (
        page.locator("article .short")
        .get_by_text("It is very uncertain whether upadacitinib improves palmoplantar pustulosis.")
        .is_visible()
    )
    assert page.locator("article .sure").inner_text() == "Very unsure"
    assert page.get_by_role("heading", name="What we do not know").count() == 1
    for line in DISCLAIMERS:
        assert notes.get_by_text(line).is_visible()
    if kind == "widget":
        page.locator("summary").click()
    sources = page.locator("#sources" if kind == "page" else "details.sources")
    assert sources.locator("blockquote mark").count() >= 3
    assert sources.locator("mark").first.is_visible()
    assert sources.get_by_text("last checked").first.is_visible()
    assert (
        sources.get_by_role("link", name="Open the original")
        .first.get_attribute("href", timeout=5_000)
        .startswith("https://")
    )
    assert seen.complaints == []


@pytest.mark.parametrize("kind", PAGES)
def test_both_pages_tell_the_same_words(watch: Watch, place: Place, kind: str) -> None:
    """What the page with scripts draws is what a browser without scripts is sent."""
    page = open_page(watch(), place, kind)
    ask(page, HAIR)
    plain = watch(java_script_enabled=False).page
    plain.goto(f"{place.home}/widget/page?site=clinic")
    plain.get_by_label("Your question").fill(HAIR)
    plain.get_by_role("button", name="Ask", exact=True).click()
    plain.locator("article").wait_for()

    parts = "article .opening, article .short, article .certainty, article .evidence, article .harms, article .unknown"
    assert page.locator(parts).all_inner_texts() == plain.locator(parts).all_inner_texts()
    assert plain.locator("article .short").count() == 1


@pytest.mark.parametrize("kind", PAGES)
def test_a_follow_up_is_understood(watch: Watch, place: Place, kind: str) -> None:
    """The conversation on the page is the history of the next question."""
    page = open_page(watch(), place, kind)
    ask(page, "Does Rinvoq work for vitiligo?")
    page.get_by_label("Your question").fill("and the side effects?")
    page.get_by_role("button", name="Ask", exact=True).click()

    page.get_by_text("Which side effects of upadacitinib matter most").first.wait_for(timeout=60_000)


@pytest.mark.parametrize("kind", PAGES)
def test_an_emergency_is_told_first_with_a_number_to_call(watch: Watch, place: Place, kind: str) -> None:
    """What to do before anything else, and a link that a telephone understands."""
    page = open_page(watch(), place, kind)
    ask(page, EMERGENCY)

    first = page.locator("article > section").first
    assert first.get_attribute("class") == "urgent"
    assert first.get_by_text("This may be an emergency. Get help now.").is_visible()
    assert first.locator("a[href='tel:999']").is_visible()
    if kind == "widget":
        assert first.get_by_text("The clinic's own emergency room").is_visible()
        page.set_viewport_size({"width": 390, "height": 780})
        page.locator("article").scroll_into_view_if_needed()
        screenshot(page, "urgent")


@pytest.mark.parametrize("kind", PAGES)
def test_examples_and_follow_ups_ask(watch: Watch, place: Place, kind: str) -> None:
    """A press asks the question that stands on the button."""
    page = open_page(watch(), place, kind)
    page.get_by_role("button", name=HAIR).click()
    page.locator("article .short").wait_for()
    assert HAIR in page.locator("article h2").inner_text()

    chip = page.locator("article .follow-ups button").first
    asked = chip.inner_text()
    chip.click()
    page.get_by_role("heading", level=2).get_by_text(asked).wait_for()


@pytest.mark.parametrize("kind", PAGES)
def test_feedback_is_kept_as_a_line(watch: Watch, place: Place, kind: str) -> None:
    """ "No" and "Report a problem" reach the audit with the answer's id, and no text."""
    page = open_page(watch(), place, kind)
    ask(page, HAIR)
    answer_id = page.locator("article").get_attribute("id").removeprefix("answer-")
    page.get_by_role("button", name="Report a problem").click()
    page.get_by_text("Thank you.").wait_for()

    from bot.web.audit import Audit

    audit = Audit(f"sqlite:///{place.folder / 'data' / 'audit.sqlite'}")
    lines = [line for line in audit.lines(("feedback",)) if line.answer_id == answer_id]
    audit.close()
    assert [line.body for line in lines] == [{"helpful": None, "report": True}]


def test_a_report_carries_a_note_where_the_clinic_keeps_texts(watch: Watch, place: Place) -> None:
    """The reader is told so beforehand; what identifies a person is masked."""
    page = open_page(watch(), place, "widget", "site=keeper")
    ask(page, HAIR)
    page.get_by_role("button", name="Report a problem").click()
    page.get_by_label("The clinic keeps this note").fill("wrong, write to anna@example.org")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Thank you.").wait_for()

    from bot.web.audit import Audit

    audit = Audit(f"sqlite:///{place.folder / 'data' / 'audit.sqlite'}")
    notes = [text["note"] for text in audit.texts().values() if "note" in text]
    audit.close()
    assert notes == ["wrong, write to [email]"]


def test_the_page_around_an_answer_is_read_from_the_right_in_arabic(watch: Watch, place: Place) -> None:
    """The words around it change and the direction does; answers and disclaimers stay English, left to right."""
    page = watch().page
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{place.home}/widget/page?site=clinic&lang=ar")
    page.get_by_label("سؤالك").fill(HAIR)
    page.get_by_role("button", name="اسأل", exact=True).click()
    page.locator("article .short").wait_for()

    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('article .short p')).direction") == "ltr"
    assert page.locator("footer .notes").get_by_text(DISCLAIMERS[0]).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(("width", "height"), [(320, 700), (320, 256)])
def test_it_fits_a_phone_and_four_hundred_percent(
    watch: Watch, place: Place, kind: str, width: int, height: int
) -> None:
    """Nothing runs off 320 pixels, nor off what is left of a screen at 400% zoom."""
    page = open_page(watch(), place, kind)
    page.set_viewport_size({"width": width, "height": height})
    ask(page, HAIR)
    if kind == "widget":
        page.locator("summary").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.documentElement.dir = 'ltr'")
    if kind == "page" and height == 700:
        page.locator("article").scroll_into_view_if_needed()
        screenshot(page, "phone")


@pytest.mark.parametrize("kind", PAGES)
def test_text_size_and_theme_change_at_a_press(watch: Watch, place: Place, kind: str) -> None:
    """Larger text is larger; dark is dark."""
    page = open_page(watch(), place, kind)
    body = "getComputedStyle(document.documentElement)"
    before = float(page.evaluate(f"parseFloat({body}.fontSize)"))
    page.get_by_role("button", name="Larger text").click()
    page.get_by_role("button", name="Larger text").click()
    assert float(page.evaluate(f"parseFloat({body}.fontSize)")) > before

    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark or light").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


@pytest.mark.parametrize("kind", PAGES)
def test_one_announcement_for_each_answer(watch: Watch, place: Place, kind: str) -> None:
    """A screen reader hears each answer once, and no half of it before."""
    page = open_page(watch(), place, kind)
    page.evaluate("""() => {
      window.heard = [];
      const live = '[aria-live]:not([aria-live=off]),[role=status],[role=alert],[role=log]';
      new MutationObserver((changes) => {
        for (const change of changes) {
          const region = (change.target.closest ? change.target : change.target.parentElement)?.closest(live);
          if (region && region.textContent.trim()) window.heard.push(region.textContent.trim());
        }
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    }""")
    for number, question in enumerate((EFFICACY, HAIR), start=1):
        ask(page, question)
        page.wait_for_timeout(500)
        heard = page.evaluate("window.heard")
        assert len(heard) == number, heard
        assert heard[-1].startswith("Answer: It is very uncertain" if number == 1 else "Answer: Dupilumab is linked")


def test_the_page_is_what_the_pictures_show(watch: Watch, place: Place) -> None:
    """The pictures of the documentation are made here."""
    page = open_page(watch(), place, "page")
    ask(page, "Does upadacitinib work for eczema?")
    page.evaluate("scrollTo(0, 0)")
    page.set_viewport_size({"width": 1280, "height": 1200})
    screenshot(page, "page")
    assert page.locator("article").is_visible()


def test_the_api_gives_the_same_answer_object(place: Place) -> None:
    """One `Answer` on every surface."""
    body = json.dumps({"question": HAIR}).encode()
    request = urllib.request.Request(f"{place.home}/api/v1/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = Answer.model_validate_json(response.read())
    assert answer.claims[0].citations[0].source_id == "trinetx-dupilumab-aa"
