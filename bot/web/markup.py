"""Layout → HTML, for Gradio's page and for browsers without scripts. Every word is escaped; then an allow-list is held
over the whole, so that a slip here shows as missing markup and never as markup that runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import nh3
from markdown_it import MarkdownIt

from bot.web.layout import Call, Layout, Line, LineKind, Run, Section, ShownSource, UrgentNote, calls_of, clean
from bot.web.refusals import RefusalText

_TAGS = {
    "a", "article", "blockquote", "button", "cite", "details", "div", "em", "h2", "h3", "h4", "li", "mark", "ol", "p",
    "section", "span", "strong", "summary", "ul",
}  # fmt: skip
_ATTRIBUTES = {"*": {"class", "id", "dir", "lang", "aria-label"}, "a": {"href"}, "button": {"type"}}
_SCHEMES = {"http", "https", "tel"}
_TOP = ("opening", "short", "certainty")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_LONGEST_ANSWER = 40_000  # characters; the longest answer of the eval set has under 9,000


def safe_html(html: str) -> str:
    """Return the HTML with nothing in it but what the allow-list names: no image, script, style or other scheme."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def answer_html(layout: Layout, say: Mapping[str, str], *, with_scripts: bool = False) -> str:
    """Return one turn as an article, in one line: Gradio's Markdown leaves HTML alone up to an empty line.

    On a page with scripts the sources stand in a panel beside it, and its buttons do something.
    """
    key = layout.answer_id[:8]
    parts = [f'<h2 dir="auto"><span class="asked">{escape(say["asked"])}</span> {escape(layout.question)}</h2>']
    if layout.urgent:
        parts.append(_urgent(layout.urgent))
    top = [each for part in _TOP for each in layout.sections if each.part == part]
    rest = [each for each in layout.sections if each.part not in _TOP]
    parts += [_section(each, layout, key) for each in (*top, *rest)]
    if not with_scripts:
        parts.append(sources_html(layout, key, say))
    elif layout.follow_ups:
        chips = "".join(f'<button type="button" class="ask-this">{escape(each)}</button>' for each in layout.follow_ups)
        parts.append(f'<div class="follow-ups"><h3>{escape(say["next"])}</h3>{chips}</div>')
    if with_scripts:
        parts.append(_tools(say))
    notes = "".join(f"<p>{escape(each)}</p>" for each in layout.disclaimers)
    parts.append(f'<section class="notes"><h3>{escape(say["note"])}</h3>{notes}</section>')
    identity = f'class="answer {escape(layout.outcome)}" id="answer-{escape(layout.answer_id)}"'
    html = f"<article {identity}>{''.join(parts)}</article>"
    return safe_html(html.replace("\n", " "))


def sources_html(layout: Layout, key: str, say: Mapping[str, str]) -> str:
    """Return the sources, folded, with the quoted sentences marked in their passages."""
    if not layout.sources:
        return f'<p class="no-source">{escape(say["no_source"])}</p>'
    items = "".join(_source(each, key, say) for each in layout.sources)
    heading = f"{say['sources']} ({len(layout.sources)})"
    return f'<details class="sources"><summary>{escape(heading)}</summary><ol>{items}</ol></details>'


def panel_html(layout: Layout, say: Mapping[str, str]) -> str:
    """Return the same sources, open, as the panel beside an answer."""
    key = layout.answer_id[:8]
    items = "".join(_source(each, key, say) for each in layout.sources)
    shown = f"<ol>{items}</ol>" if items else f'<p class="no-source">{escape(say["no_source"])}</p>'
    return safe_html(f'<div class="answer panel">{shown}</div>'.replace("\n", " "))


def earlier_html(turns: Sequence[tuple[str, str]], say: Mapping[str, str]) -> str:
    """Return earlier turns, folded; their answers come back from the browser and are held to the same allow-list."""
    told = "".join(
        f'<details class="earlier"><summary dir="auto">{escape(say["asked"])} {escape(clean(question))}</summary>'
        f"{_MARKDOWN.render(answer[:_LONGEST_ANSWER])}</details>"
        for question, answer in turns
    )
    return safe_html(f'<div class="answer">{told}</div>'.replace("\n", " ")) if told else ""


def trouble_html(told: RefusalText) -> str:
    """Return a refusal: what happened, the numbers, the disclaimers."""
    calls = "".join(_call(each) for each in calls_of(told.contacts))
    notes = "".join(f"<p>{escape(each)}</p>" for each in told.disclaimers)
    return safe_html(
        f'<article class="answer trouble"><p>{escape(told.text)}</p><ul class="calls">{calls}</ul>{notes}</article>'
    )


def _tools(say: Mapping[str, str]) -> str:
    buttons = "".join(
        f'<button type="button" class="{kind}">{escape(say[word])}</button>'
        for kind, word in (
            ("opinion yes", "yes"),
            ("opinion no", "no"),
            ("opinion report", "report"),
            ("copy", "copy"),
            ("print", "print"),
        )
    )
    return f'<div class="tools"><span>{escape(say["helpful"])}</span>{buttons}<span class="reply"></span></div>'


def calls_html(calls: Sequence[Call]) -> str:
    return "".join(_call(each) for each in calls)


def _call(call: Call) -> str:
    return (
        f'<li><a class="call" href="{escape(call.link)}">{escape(call.label)}: <strong>{escape(call.number)}</strong>'
        "</a></li>"
    )


def _urgent(urgent: UrgentNote) -> str:
    return (
        f'<section class="urgent"><h3>{escape(urgent.heading)}</h3><ul class="calls">{calls_html(urgent.calls)}</ul>'
        f'<p dir="auto">{escape(urgent.action)}</p></section>'
    )


def _section(section: Section, layout: Layout, key: str) -> str:
    sure = ""
    if section.part == "certainty" and layout.sureness:
        sure = f'<p class="sure {escape(layout.sureness.level)}"><strong>{escape(layout.sureness.label)}</strong></p>'
    lines, items = [], []
    for line in section.lines:
        if line.kind is LineKind.ITEM:
            items.append(f"<li>{_line(line, key)}</li>")
            continue
        if items:
            lines.append(f"<ul>{''.join(items)}</ul>")
            items = []
        tag = "h4" if line.kind is LineKind.LEAD else "p"
        lines.append(f'<{tag} dir="auto">{_line(line, key)}</{tag}>')
    if items:
        lines.append(f"<ul>{''.join(items)}</ul>")
    return f'<section class="{escape(section.part)}"><h3>{escape(section.heading)}</h3>{sure}{"".join(lines)}</section>'


def _line(line: Line, key: str) -> str:
    marks = "".join(
        f' <a class="cite" href="#{key}-{number}" aria-label="source {number}">[{number}]</a>'
        for number in line.sources
    )
    return f"{escape(line.text)}{marks}"


def _source(source: ShownSource, key: str, say: Mapping[str, str]) -> str:
    quotes = "".join(_passage(each) for each in source.passages)
    reviewed = say["reviewed"] if source.reviewed else say["unreviewed"]
    year = source.year or say["no_date"]
    return (
        f'<li id="{key}-{source.number}"><p><cite>{escape(source.title)}</cite> ({year})</p>'
        f'<p class="about">{escape(source.what)}; {escape(say["certainty"])}: {escape(source.certainty)}; '
        f"{escape(reviewed)}; {escape(say['checked'])} {escape(source.checked)}</p>{quotes}"
        f'<p><a href="{escape(source.url)}">{escape(say["original"])}</a></p></li>'
    )


def _passage(runs: Sequence[Run]) -> str:
    told = " ".join(f"<mark>{escape(run.text)}</mark>" if run.quoted else escape(run.text) for run in runs)
    return f"<blockquote>{told}</blockquote>"
