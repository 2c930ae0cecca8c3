"""The page at `/`: Gradio Blocks. It draws a `Layout` and adds nothing of its own.

Neither `gr.HTML` nor `js=` is used: both need `unsafe-eval`. What has to happen in the browser is in `page.js`, a file
of ours that the page loads like any other.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from bot import wordings
from bot.answers.coverage import coverage_table
from bot.answers.events import Done, Progress
from bot.errors import QuestionError
from bot.offline import forbid_calls_home
from bot.types import Answer
from bot.web.api import visitor_of
from bot.web.desk import Asked, Desk
from bot.web.layout import KEPT_CHARS, Layout, clean, lay_out
from bot.web.markup import answer_html, earlier_html, panel_html, safe_html, trouble_html
from bot.web.refusals import Refusal
from bot.web.served import Snapshot
from bot.web.sites import OWN, Contact
from bot.web.widget import texts

forbid_calls_home()  # before gradio: it looks up its maker's hosts when imported

import gradio as gr  # noqa: E402  # reason: see the line above

_log = logging.getLogger("litotes.page")

EXAMPLES = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Is upadacitinib free of side effects?",
    "Does dupilumab cause hair loss?",
    "Is upadacitinib approved for vitiligo?",
    "How many women were in the face and neck study?",
)
_NO_SOURCES = "*The quoted sentences of the last answer will stand here.*"
_EMPTY = "*Your question and its answer will stand here.*"
_MOST_TURNS = 20
# Linked, not given to Gradio as `css`: it would put a prefix before every rule and lose those for dark.
_HEAD = '<link rel="stylesheet" href="/page/page.css"><script src="/page/page.js" defer></script>'

Told = tuple[str, str, str, str]  # the conversation, the sources panel, the question box, the turns so far


def mount_page(app: FastAPI, desk: Desk) -> None:
    """Mount the page at `/`, after every other route."""

    @app.get("/page/page.js", include_in_schema=False)
    async def script() -> Response:
        return Response(_text("page.js"), media_type="text/javascript", headers={"cache-control": "no-cache"})

    @app.get("/page/page.css", include_in_schema=False)
    async def style() -> Response:
        return Response(_css(), media_type="text/css", headers={"cache-control": "no-cache"})

    contacts = desk.contacts(desk.sites.find(None))

    def covered() -> str:
        bot = desk.served.now.bot
        return coverage_table(bot.articles, bot.lexicon)

    page = build_page(Conversation(desk).reply, covered, contacts)
    gr.mount_gradio_app(
        app, page, path="/", head=_HEAD, footer_links=[], show_error=False, ssr_mode=False, max_file_size=0,
        enable_monitoring=False, run_history=False,  # the history would keep every question in the browser's storage
        mcp_server=False, pwa=False,
    )  # fmt: skip


class Conversation:
    """Turns a question into what the page's components show."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._say = texts("en")

    async def reply(self, question: str, kept: str, request: gr.Request) -> AsyncIterator[Told]:
        """Yield what the page shows: each stage, then the verified answer, or why there is none."""
        turns = _turns(kept)
        earlier = earlier_html(turns, self._say)
        if not question.strip():
            yield earlier or _EMPTY, _NO_SOURCES, "", kept
            return
        shown = clean(question)
        yield earlier + self._stage(shown, self._say["busy"]), _NO_SOURCES, "", kept
        try:
            asked = Asked(
                question=question,
                history=tuple(turns),
                visitor=visitor_of(_present(request.request), self._desk, request.session_hash),
                surface="page",
            )
            ticket = await self._desk.admit(asked)
            async for event in ticket.events():
                if isinstance(event, Progress):
                    yield earlier + self._stage(shown, self._say[event.stage.value]), _NO_SOURCES, "", kept
                elif isinstance(event, Done):
                    yield self._answer(event.answer, ticket.snapshot, earlier, turns)
        except Refusal as refusal:
            yield earlier + trouble_html(refusal.told), _NO_SOURCES, question, kept
        except QuestionError:
            yield earlier + trouble_html(self._refusal("bad_request").told), _NO_SOURCES, question, kept
        except Exception as error:  # reason: a visitor must see that it failed, never a half-made answer
            _log.error("the page could not show an answer: %s", type(error).__name__)  # its text may hold the question
            yield earlier + trouble_html(self._refusal("failed").told), _NO_SOURCES, question, kept

    def _answer(self, answer: Answer, snapshot: Snapshot, earlier: str, turns: list[tuple[str, str]]) -> Told:
        site = self._desk.sites.find(None)
        contacts = self._desk.contacts(site)
        layout: Layout = lay_out(answer, snapshot.passages, contacts, site.emergency_text if site else "")
        shown = answer_html(layout, self._say, with_scripts=True)
        kept = json.dumps([*turns, (answer.question, answer.text[:KEPT_CHARS])][-_MOST_TURNS:])
        return earlier + shown, panel_html(layout, self._say), "", kept

    def _refusal(self, code: str) -> Refusal:
        return Refusal(code, self._desk.contacts(self._desk.sites.find(OWN)))

    def _stage(self, question: str, told: str) -> str:
        return safe_html(
            f'<div class="answer"><h2 dir="auto"><span class="asked">{escape(self._say["asked"])}</span> '
            f'{escape(question)}</h2><p class="stage">{escape(told)} …</p></div>'
        )


def build_page(reply: Any, coverage: Callable[[], str] | None = None, contacts: Sequence[Contact] = ()) -> Any:
    """Return the page; `reply` yields what its components show, `coverage` tells what can be answered by now."""
    with gr.Blocks(title="Litotes", analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(_intro(), elem_id="intro", latex_delimiters=[])
        with gr.Row():
            with gr.Column(scale=3, min_width=300):
                box = gr.Textbox(
                    label="Your question",
                    placeholder="For example: Does dupilumab cause hair loss?",
                    lines=1,  # then Enter sends, and Shift+Enter begins a line
                    max_lines=6,
                    submit_btn="Ask",
                    max_length=20_000,
                    elem_id="question",
                )
                gr.Markdown(_examples(), elem_id="examples", latex_delimiters=[])
                chat = gr.Markdown(_EMPTY, elem_id="chat", latex_delimiters=[])
            with gr.Column(scale=2, min_width=300):
                gr.Markdown("## Sources of the last answer")
                panel = gr.Markdown(_NO_SOURCES, elem_id="sources", latex_delimiters=[])
        if coverage:
            with gr.Accordion("What Litotes can answer, and how sure its sources are", open=False):
                gr.Markdown(coverage, elem_id="coverage", latex_delimiters=[])
        gr.Markdown(_notice(contacts), elem_id="notice", latex_delimiters=[])
        kept = gr.Textbox(visible=False)  # in the browser's memory alone: the server keeps no conversation
        box.submit(
            reply,
            [box, kept],
            [chat, panel, box, kept],
            api_visibility="private",
            concurrency_limit=None,  # the desk bounds it, with the other surfaces
            show_progress="hidden",
        )
    return page


def _present(request: Request | None) -> Request:
    if request is None:
        raise QuestionError("a question came without a request")
    return request


def _intro() -> str:
    return (
        "<h1>Litotes</h1><p>Ask about a treatment. Each answer is drawn from reviewed articles, says how sure they "
        "are, and shows the sentence behind every claim.</p>"
        "<p><strong>You are talking to a computer program.</strong> In an emergency call your emergency number; do not "
        'wait for an answer here.</p><div class="page-tools">'
        '<button type="button" id="smaller">A−<span class="unseen"> Smaller text</span></button>'
        '<button type="button" id="larger">A+<span class="unseen"> Larger text</span></button>'
        '<button type="button" id="dark">◐<span class="unseen"> Dark or light</span></button></div>'
    )


def _examples() -> str:
    chips = "".join(f'<button type="button" class="ask-this">{escape(each)}</button>' for each in EXAMPLES)
    return f'<p class="examples">For example: {chips}</p>'


def _notice(contacts: Sequence[Contact]) -> str:
    numbers = " · ".join(
        f'<a href="{escape(each.link)}">{escape(each.label)}: {escape(each.number)}</a>' for each in contacts
    )
    return "".join(f"<p>{escape(line)}</p>" for line in wordings.DISCLAIMERS) + f'<p class="numbers">{numbers}</p>'


def _turns(kept: str) -> list[tuple[str, str]]:
    """Return the earlier turns as the browser kept them; what is not in their shape is dropped."""
    try:
        given = json.loads(kept or "[]")
    except (json.JSONDecodeError, RecursionError):
        return []
    if not isinstance(given, list):
        return []
    pairs = [each for each in given if isinstance(each, list) and len(each) == 2]
    return [(each[0], each[1]) for each in pairs if all(isinstance(text, str) for text in each)][-_MOST_TURNS:]


@cache
def _css() -> str:
    widget = files("bot.web.widget")
    return "".join((widget / name).read_text(encoding="utf-8") for name in ("colours.css", "answer.css")) + _text(
        "page.css"
    )


@cache
def _text(name: str) -> str:
    return (files("bot.web") / name).read_text(encoding="utf-8")
