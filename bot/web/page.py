"""The chat page: Gradio Blocks. It shows `Answer.text` and the quoted sentences; it adds nothing of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from bot import wordings
from bot.offline import forbid_calls_home
from bot.types import Answer

forbid_calls_home()  # before gradio: it looks up its maker's hosts when imported

import gradio as gr  # noqa: E402  # reason: see the line above

_log = logging.getLogger("litotes")

Ask = Callable[[dict[str, Any]], Answer]

EXAMPLES = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Is upadacitinib free of side effects?",
    "Does dupilumab cause hair loss?",
    "Is upadacitinib approved for vitiligo?",
    "How many women were in the face and neck study?",
)
_INTRO = (
    "# Litotes\n\nAsk about a treatment. Each answer is drawn from reviewed articles, says how sure they are, and "
    "shows the sentence behind every claim.\n\n"
    "**You are talking to a computer program.** In an emergency call your emergency number; do not wait for an "
    "answer here."
)
_NO_SOURCES = "*The quoted sentences of the last answer will stand here.*"
_ERROR = "Something went wrong and no answer was made. Please try again, or ask a doctor or pharmacist."
_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>#|"})

# The newest question goes to the top of the conversation, so that its short answer is what a reader sees first.
_SHOW_SHORT_ANSWER = """() => setTimeout(() => {
  const log = document.querySelector('#chat [role=log]');
  const asked = document.querySelectorAll('#chat .user');
  if (!log || !asked.length) return;
  const top = asked[asked.length - 1].getBoundingClientRect().top - log.getBoundingClientRect().top;
  log.scrollTop += top - 48;
}, 150)"""

CSS = """
#notice { position: fixed; bottom: 0; left: 0; right: 0; z-index: 50; padding: .5rem 1rem;
          border-top: 2px solid var(--border-color-primary); background: var(--background-fill-primary); }
#notice p { margin: .1rem 0; font-size: .95rem; }
.gradio-container { padding-bottom: 8rem !important; }
#chat .message { font-size: 1.05rem; line-height: 1.55; }
footer { display: none !important; }
"""


def build_page(ask: Ask, coverage: str = "") -> Any:
    """Return the page. `ask` takes {"question", "history"} and returns an answer; `coverage` is a Markdown table."""

    def reply(question: str, shown: Sequence[Any]) -> tuple[list[dict[str, str]], str, str]:
        """Return the conversation with the new turn, the sources panel, and an empty question box."""
        turns = [*(_plain(message) for message in shown)]
        try:
            answer = ask({"question": question, "history": _pairs(turns)})
            text, panel = answer.text, sources_panel(answer)
        except Exception as error:  # reason: a visitor must see that it failed, never a half-made answer
            text, panel = f"{_ERROR}\n\n" + "\n\n".join(wordings.DISCLAIMERS), _NO_SOURCES
            _log.error("the page could not show an answer: %s", type(error).__name__)  # its text may hold the question
        typed = {"role": "user", "content": question.translate(_ESCAPED)}
        new = [typed, {"role": "assistant", "content": text}]
        return [*turns, *new], panel, ""

    with gr.Blocks(title="Litotes", analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(_INTRO)
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    label="Conversation",
                    elem_id="chat",
                    height="62vh",
                    sanitize_html=True,
                    allow_tags=False,
                    latex_delimiters=[],
                    feedback_options=None,
                    buttons=["copy"],
                    layout="panel",
                    autoscroll=False,
                    allow_file_downloads=False,
                    placeholder="Your question and its answer will stand here.",
                )
                box = gr.Textbox(
                    label="Your question",
                    placeholder="For example: Does dupilumab cause hair loss?",
                    lines=2,
                    max_lines=6,
                    submit_btn="Ask",
                    max_length=20_000,
                )
                gr.Examples(
                    examples=[[example] for example in EXAMPLES],
                    inputs=[box],
                    label="Examples",
                    cache_examples=False,
                )
            with gr.Column(scale=2, min_width=320):
                gr.Markdown("## Sources of the last answer")
                panel = gr.Markdown(_NO_SOURCES, elem_id="sources", sanitize_html=True, latex_delimiters=[])
        if coverage:
            with gr.Accordion("What Litotes can answer, and how sure its sources are", open=False):
                gr.Markdown(coverage, elem_id="coverage", sanitize_html=True, latex_delimiters=[])
        gr.Markdown("\n\n".join(wordings.DISCLAIMERS), elem_id="notice")
        answered = box.submit(reply, [box, chat], [chat, panel, box], api_visibility="private", concurrency_limit=2)
        answered.then(fn=None, js=_SHOW_SHORT_ANSWER)
    return page


def sources_panel(answer: Answer) -> str:
    """Return the quoted sentences of an answer under their sources, as Markdown."""
    if not answer.sources:
        return "*This answer cites no source.*"
    blocks = []
    for number, source in enumerate(answer.sources, start=1):
        quotes = dict.fromkeys(
            citation.quote
            for claim in answer.claims
            for citation in claim.citations
            if citation.source_id == source.source_id
        )
        told = "\n>\n".join(f"> {quote.translate(_ESCAPED)}" for quote in quotes)
        year = source.year or "no date"
        blocks.append(
            f"**{number}. {source.title.translate(_ESCAPED)}** ({year})\n\n{told}\n\n"
            f"[Open the original]({source.url}) · last checked {wordings.spelled(source.retrieved)}"
        )
    return "\n\n---\n\n".join(blocks)


def _plain(message: Any) -> dict[str, str]:
    """Return one message as role and text, whatever shape the component sent it back in."""
    content = message["content"]
    if isinstance(content, list):
        content = "".join(part.get("text", "") if isinstance(part, dict) else str(part) for part in content)
    return {"role": message["role"], "content": str(content)}


def _pairs(turns: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    asked = [turn["content"] for turn in turns if turn["role"] == "user"]
    answered = [turn["content"] for turn in turns if turn["role"] == "assistant"]
    return list(zip(asked, answered, strict=False))
