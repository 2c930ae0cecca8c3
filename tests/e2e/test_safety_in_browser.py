"""What a hostile page, a hostile source and a hostile question cannot do; measured in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.conftest import PAGES, STAFF_TOKEN, Place, Seen, ask, open_page

Watch = Callable[..., Seen]
HOSTILE_QUESTION = (
    "<img src=http://evil.invalid/q.png onerror=window.taken=1> <script>window.taken=2</script> "
    "![x](http://evil.invalid/r.png) [x](javascript:window.taken=3) \u202eDoes Rinvoq work in PPP?"
)


@pytest.mark.parametrize("kind", PAGES)
def test_no_other_host_no_cookie_no_violation(watch: Watch, place: Place, kind: str) -> None:
    """A visit, from loading to an answer with its sources open, leaves nothing behind and asks nobody else."""
    seen = watch()
    page = open_page(seen, place, kind)
    ask(page, "Does dupilumab cause hair loss?")

    assert seen.hosts == {place.home.removeprefix("http://")}
    assert page.context.cookies() == []
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    assert seen.complaints == []
    if kind == "widget":
        assert len(seen.urls) == 4, seen.urls


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize(
    "question", ["hostile Does dupilumab cause hair loss?", HOSTILE_QUESTION], ids=["answer", "question"]
)
def test_hostile_words_stay_words(watch: Watch, place: Place, kind: str, question: str) -> None:
    """Markup in an answer, a title or a question is shown as typed: no request, no image, nothing runs, no reversal."""
    seen = watch()
    page = open_page(seen, place, kind)
    ask(page, question)
    page.wait_for_timeout(300)

    assert page.evaluate("window.taken") is None
    assert seen.hosts == {place.home.removeprefix("http://")}
    assert (
        page.locator(
            "article img, article script, article iframe, article style, article a[href^='javascript']"
        ).count()
        == 0
    )
    assert "\u202e" not in page.locator("article").inner_text()
    assert seen.complaints == []


@pytest.mark.parametrize("kind", PAGES)
def test_a_line_of_a_megabyte_is_cut(watch: Watch, place: Place, kind: str) -> None:
    """It does not reach the page, and the page goes on to work."""
    page = open_page(watch(), place, kind)
    ask(page, "hostile Does dupilumab cause hair loss?")
    assert len(page.locator("article").inner_text()) < 60_000
    ask(page, "Does dupilumab cause hair loss?", wait_for="article:has-text('linked with alopecia')")


def test_a_strange_origin_cannot_frame_it(watch: Watch, place: Place) -> None:
    """The clinic's origin may, another may not; the page at / nobody may."""
    framed = watch()
    framed.page.goto(f"{place.stranger}/framed.html")
    framed.page.wait_for_timeout(500)
    assert [each for each in framed.page.frames if each.url.startswith(place.home)] == []
    assert sum("frame-ancestors" in told for told in framed.complaints) == 2

    allowed = watch()
    allowed.page.goto(f"{place.clinic}/framed.html")
    allowed.page.frame_locator("iframe >> nth=0").get_by_label("Your question").wait_for()
    assert len([each for each in allowed.page.frames if each.url.startswith(place.home)]) == 1


def test_the_widget_lives_beside_a_strict_policy_without_storage(watch: Watch, place: Place) -> None:
    """A clinic's own policy forbids inline styles and scripts, the browser blocks third-party storage: it answers."""
    seen = watch()
    page = seen.page
    page.goto(f"{place.clinic}/clinic.html")
    page.wait_for_function("document.querySelector('[data-litotes]')")
    page.mouse.click(1180, 860)
    page.wait_for_timeout(500)
    inside = next(each for each in page.frames if each.url.startswith(place.home))
    inside.fill("#question", "Does dupilumab cause hair loss?")
    inside.press("#question", "Enter")
    inside.wait_for_selector("article .short")

    assert inside.evaluate("document.body.innerText").count("+44 20 7946 0999") == 1
    assert seen.hosts == {place.clinic.removeprefix("http://"), place.home.removeprefix("http://")}
    assert page.evaluate("document.querySelector('[data-litotes]').shadowRoot") is None
    assert seen.complaints == []
    inside.evaluate("window.parent.postMessage('litotes:close', '*')")
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.hasAttribute('data-litotes')")


def test_another_window_cannot_close_it(watch: Watch, place: Place) -> None:
    """A message from the host page itself, or another frame, is not the widget's."""
    page = watch().page
    page.goto(f"{place.clinic}/clinic.html")
    page.wait_for_function("document.querySelector('[data-litotes]')")
    page.mouse.click(1180, 860)
    page.wait_for_timeout(500)
    page.evaluate("window.postMessage('litotes:close', '*')")
    page.wait_for_timeout(200)
    inside = next(each for each in page.frames if each.url.startswith(place.home))
    assert inside.evaluate("document.hasFocus()")


@pytest.mark.parametrize(
    ("site", "told"),
    [("paused", "switched off"), ("spent", "No more questions"), ("nobody", "has not been set up")],
)
def test_a_closed_site_tells_whom_to_call(watch: Watch, place: Place, site: str, told: str) -> None:
    """Paused, over budget or unknown: no answer, and a number."""
    page = watch().page
    page.goto(f"{place.home}/widget/page?site={site}")
    if site == "spent":
        ask(page, "Does dupilumab cause hair loss?")
    article = page.locator("article.trouble")
    assert told in article.inner_text()
    assert article.locator("a[href='tel:999']").is_visible()
    assert page.locator("article .short").count() == 0


@pytest.mark.parametrize("site", ["clinic", "nobody"])
def test_without_scripts_there_is_a_plain_link(watch: Watch, place: Place, site: str) -> None:
    """It leads to a page that answers, or says whom to call."""
    page = watch(java_script_enabled=False).page
    page.goto(f"{place.clinic}/{site}.html")
    page.get_by_role("link", name="Questions about treatments").click()
    page.locator("footer .notes").wait_for()
    if site == "nobody":
        assert page.get_by_text("has not been set up").is_visible()
        return
    page.get_by_role("button", name="Does dupilumab cause hair loss?").click()
    page.locator("article .short").wait_for()


@pytest.mark.parametrize("kind", PAGES)
def test_what_was_typed_is_in_no_log(watch: Watch, place: Place, kind: str) -> None:
    """Not when it is answered, and not when it fails."""
    page = open_page(watch(), place, kind)
    ask(page, "break my unspeakable rash")
    ask(page, "Does unspeakablumab work for eczema?", wait_for="article:not(.trouble)")

    log = place.log.read_text(encoding="utf-8")
    assert "an answer failed" in log
    assert "question ended" in log
    assert "unspeakabl" not in log
    assert "127.0.0.1" not in log


def test_a_refused_question_stays_in_its_box(watch: Watch, place: Place) -> None:
    """What failed can be asked again without typing it again."""
    page = open_page(watch(), place, "page")
    ask(page, "break it")
    assert page.locator("article.trouble").get_by_text("Something went wrong").is_visible()
    assert page.get_by_label("Your question").input_value() == "break it"


def test_the_staff_page_shows_outcomes_and_checks_a_text(watch: Watch, place: Place) -> None:
    """Signed in, a clinic sees what happened; a text is held against the sources."""
    assert watch().page.request.get(f"{place.home}/staff").status == 401
    seen = watch(http_credentials={"username": "anna", "password": STAFF_TOKEN})
    page = seen.page
    page.goto(f"{place.home}/staff")
    assert page.locator("svg[role=img]").is_visible()
    assert page.get_by_role("heading", name="What patients ask that we cannot answer").is_visible()
    page.get_by_role("link", name="Check a text").click()
    page.locator("#text").fill("Upadacitinib cures palmoplantar pustulosis.")
    page.get_by_role("button", name="Check").click()
    page.locator("li.found").wait_for()
    assert page.locator("main li").count() == 1
    assert page.context.cookies() == []
    assert seen.complaints == []
