"""What a page is given: an answer's own words, cut at its headings; and HTML with nothing in it but the allow-list."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest
import structlog

from bot.settings import Settings
from bot.types import Answer, Article
from bot.web.layout import LineKind, clean, lay_out
from bot.web.logs import write_json_lines
from bot.web.markup import answer_html, earlier_html, panel_html, safe_html
from bot.web.sites import Site
from bot.web.widget import texts

CONTACTS = Site(id="x", name="Clinic").contacts(Settings())
Ask = Callable[[str], Answer]
QUESTIONS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Does dupilumab cause hair loss?",
    "Should I stop taking Rinvoq?",
    "Does ustekinumab work for psoriasis?",
    "I have chest pain and one swollen leg since starting Rinvoq.",
    "Kann ich Rinvoq nehmen?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_word_of_an_answer_is_lost_or_added(ask: Ask, articles: tuple[Article, ...], question: str) -> None:
    """Every sentence of the text stands in the layout, and every disclaimer, claim and number."""
    answer = ask(question)
    passages = {each.passage_id: each for article in articles for each in article.passages}
    layout = lay_out(answer, passages, CONTACTS)

    body = answer.text.split("**Sources**")[0].split("**Please note**")[0]
    shown = [line.text for section in layout.sections for line in section.lines]
    headings = {section.heading for section in layout.sections}
    if layout.urgent:
        shown += [layout.urgent.action]
        headings |= {layout.urgent.heading}
    for told in shown:
        assert clean(told) in clean(body).replace("\\", "")
    for block in body.split("\n\n"):
        heading = block.strip("*") in headings
        pieces = [piece.strip("*- ").split(" [1]")[0].split(" [2]")[0] for piece in block.split("\n") if piece.strip()]
        assert heading or all(any(piece.split(" [")[0] in each for each in shown) for piece in pieces), block
    assert layout.disclaimers == answer.disclaimers
    assert layout.calls[0].link == "tel:112"
    for claim in answer.claims:
        assert any(clean(claim.text) == each for each in shown)


def test_quotes_are_marked_in_their_passages(ask: Ask, articles: tuple[Article, ...]) -> None:
    """Each quoted sentence once, with what stands around it."""
    answer = ask(QUESTIONS[0])
    passages = {each.passage_id: each for article in articles for each in article.passages}
    layout = lay_out(answer, passages, CONTACTS)

    marked = {run.text for source in layout.sources for runs in source.passages for run in runs if run.quoted}
    assert marked == {clean(citation.quote) for claim in answer.claims for citation in claim.citations}
    whole = {clean(" ".join(run.text for run in runs)) for source in layout.sources for runs in source.passages}
    assert whole <= {clean(passage.text) for passage in passages.values()}


@pytest.mark.parametrize(
    ("question", "numbers"),
    [(QUESTIONS[4], ["112", "999", "911"]), ("I want to kill myself.", ["988", "116 123", "112", "999", "911"])],
)
def test_an_urgent_answer_shows_whom_to_call_for_it(ask: Ask, question: str, numbers: list[str]) -> None:
    """An emergency number for an emergency, a crisis line first in a crisis."""
    layout = lay_out(ask(question), {}, CONTACTS)
    assert layout.urgent is not None
    assert [call.number for call in layout.urgent.calls] == numbers


def test_a_passage_that_changed_shows_the_quotes_alone(ask: Ask) -> None:
    """Never words marked that nobody cited."""
    answer = ask(QUESTIONS[0])
    layout = lay_out(answer, {}, CONTACTS)
    assert all(run.quoted for source in layout.sources for runs in source.passages for run in runs)


def test_items_leads_and_marks_are_told_apart(ask: Ask) -> None:
    layout = lay_out(ask(QUESTIONS[0]), {}, CONTACTS)
    kinds = {line.kind for section in layout.sections for line in section.lines}
    short = next(section for section in layout.sections if section.part == "short")

    assert kinds == {LineKind.TEXT, LineKind.ITEM, LineKind.LEAD}
    assert short.lines[0].sources == (1, 2, 3)
    assert not short.lines[0].text.endswith("]")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("a\n\n  b", "a b"),
        ("x" * 9_000, "x" * 4_000 + " …"),
        ("العربية", "العربية"),
    ],
)
def test_unseen_characters_and_endless_lines_are_taken_out(text: str, told: str) -> None:
    assert clean(text) == told


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>x</script>", "<img src=x>", "<a href='javascript:x'>y</a>", "<p onclick=x>y</p>",
        "<iframe src=x></iframe>",
        "<style>@import x</style>", "<svg><script>x</script></svg>", "<a href='data:text/html,x'>y</a>", "<!-- x -->",
        "<form action=x><input></form>", "<p style='background:url(x)'>y</p>", "<math><mi xlink:href='x'></mi></math>",
    ],
)  # fmt: skip
def test_the_allow_list_lets_no_markup_through_that_does_something(hostile: str) -> None:
    """Images, scripts, styles, handlers, forms and other schemes are gone."""
    left = safe_html(hostile)
    for word in ("script", "img", "javascript", "onclick", "iframe", "style", "svg", "data:", "<!--", "form", "math"):
        assert word not in left


def test_hostile_words_are_escaped_in_html(ask: Ask) -> None:
    """In a question, a sentence, a title and what a browser sends back as earlier turns."""
    hostile = "<img src=x onerror=y> ![a](http://evil.invalid/x) [b](javascript:c)"
    answer = ask(QUESTIONS[1])
    sources = tuple(each.model_copy(update={"title": hostile}) for each in answer.sources)
    answer = answer.model_copy(
        update={"question": hostile, "sources": sources, "text": answer.text.replace(answer.claims[0].text, hostile)}
    )
    layout, say = lay_out(answer, {}, CONTACTS), texts("en")

    for html in (answer_html(layout, say), panel_html(layout, say), earlier_html([(hostile, hostile)], say)):
        assert "<img" not in html
        assert 'href="javascript' not in html
        assert "\n\n" not in html
    assert "&lt;img src=x" in answer_html(layout, say)


def test_every_language_has_every_word() -> None:
    """Nothing of the page is left without its text."""
    assert {lang: set(texts(lang)) for lang in ("de", "ar")} == {lang: set(texts("en")) for lang in ("de", "ar")}
    assert texts("tlh") is texts("en")


def test_a_log_line_has_the_allowed_fields_alone() -> None:
    """A question in an argument, in an exception, in another library's message, in a field: nowhere in the lines."""
    secret = "my itchy secret"
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    try:
        write_json_lines(stream)
        structlog.get_logger("litotes.web").info(
            "question ended", outcome="answered", question=secret, address="203.0.113.7"
        )
        logging.getLogger("litotes").warning("claim dropped: %s", secret)
        logging.getLogger("asyncio").error(f"Task exception was never retrieved {secret}")
        try:
            raise ValueError(secret)
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    finally:
        root.handlers[:], root.level = before
        structlog.reset_defaults()

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert secret not in stream.getvalue()
    assert "203.0.113.7" not in stream.getvalue()
    assert [line["event"] for line in lines] == [
        "question ended", "claim dropped: %s", "message of another library", "Exception in ASGI application",
    ]  # fmt: skip
    assert lines[0]["outcome"] == "answered"
    assert lines[3]["error"] == "ValueError"
