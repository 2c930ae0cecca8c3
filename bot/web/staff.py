"""`/staff`: what a clinic sees. Behind a token, or a header that a trusted proxy writes; else it is not there.

Reports of patients, outcomes over time, what could not be answered, a text held against the sources, drafts to review.
The token travels as HTTP Basic or Bearer, never as a cookie: another site cannot borrow it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import ipaddress
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.check.texts import Checked, Checker
from bot.entailment.support import HardEntailment
from bot.errors import DocumentError, LitotesError
from bot.settings import Settings
from bot.web.audit import Audit, Line
from bot.web.desk import Desk
from bot.web.headers import foreign_origin, own_page_policy
from bot.web.plots import columns_svg, days_of, legend_and_table

_DAYS_SHOWN = 30
_MOST_REPORTS = 100
_NAV = (("/staff", "Overview"), ("/staff/check", "Check a text"), ("/staff/drafts", "Drafts"))
_NO_AUDIT = "<p>This server keeps no audit, so there is nothing to show here. Set <code>LITOTES_AUDIT=on</code>.</p>"


def routes(desk: Desk) -> APIRouter:
    """Return the staff pages."""

    def member(request: Request) -> str:
        """Return who is signed in."""
        name = signed_in(request, desk.settings)
        if name is None:
            raise HTTPException(401, "sign in", {"www-authenticate": 'Basic realm="Litotes staff", charset="UTF-8"'})
        if request.method == "POST" and foreign_origin(request.scope, desk.settings.public_url):
            raise HTTPException(403, "another site may not send this form")
        return name

    signed = Depends(member)
    router = APIRouter(prefix="/staff", include_in_schema=False, dependencies=[signed])

    @router.get("")
    async def overview() -> Response:
        body = await asyncio.to_thread(_overview, desk.audit) if desk.audit else _NO_AUDIT
        return _page("Overview", body)

    @router.get("/style")
    async def style() -> Response:
        return Response(_style(), media_type="text/css")

    @router.get("/check")
    async def check_form() -> Response:
        return _page("Check a text", _check_form(""))

    @router.post("/check")
    async def check(request: Request) -> Response:
        text = (await _form(request)).get("text", "")
        bot = desk.served.now.bot
        checker = Checker(bot.articles, bot.lexicon, bot.retriever, HardEntailment(bot.lexicon))
        checked = await asyncio.to_thread(checker.check, text)
        return _page("Check a text", _check_form(text) + _checked(checked))

    @router.get("/drafts")
    async def drafts() -> Response:
        return _page("Drafts", await asyncio.to_thread(_drafts, desk.settings))

    @router.get("/drafts/{source_id}")
    async def draft(source_id: str) -> Response:
        return _page("Draft", await asyncio.to_thread(_draft, desk.settings, source_id))

    @router.post("/drafts/{source_id}")
    async def decide(source_id: str, request: Request, by: str = signed) -> Response:
        form = await _form(request)
        try:
            await asyncio.to_thread(_decide, desk.settings, source_id, form, by)
        except LitotesError as error:
            return _page("Draft", f'<p class="found">{escape(str(error))}</p>', status=422)
        saved = form.get("decision") == "save"
        return RedirectResponse(f"/staff/drafts/{source_id}" if saved else "/staff/drafts", status_code=303)

    return router


def signed_in(request: Request, settings: Settings) -> str | None:
    """Return the name of who asks, or None: by token, or by the header of a proxy that is trusted."""
    peer = request.client.host if request.client else ""
    if settings.staff_header and _is_trusted(peer, settings.trusted_proxies):
        named = request.headers.get(settings.staff_header, "").strip()
        if named:
            return named
    if settings.staff_token is None:
        return None
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    name = "staff"
    if scheme.casefold() == "basic":
        try:
            name, _, given = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
    elif scheme.casefold() != "bearer":
        return None
    right = hmac.compare_digest(given.encode(), settings.staff_token.get_secret_value().encode())
    return (name or "staff") if right else None


def _is_trusted(peer: str, networks: Iterable[str]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(each) for each in networks)


def _overview(audit: Audit) -> str:
    today = datetime.now(tz=UTC).date()
    days = [(today - timedelta(days=back)).isoformat() for back in reversed(range(_DAYS_SHOWN))]
    lines = list(audit.lines(("answered", "unanswered", "feedback"), since=days[0]))
    ended = [(line.time[:10], str(line.body.get("outcome", "unanswered"))) for line in lines if line.kind != "feedback"]
    counted = days_of(ended, days)
    texts = audit.texts()
    return (
        f"<h2>Outcomes of the last {_DAYS_SHOWN} days</h2>{columns_svg(counted)}{legend_and_table(counted)}"
        f"<h2>What patients ask that we cannot answer</h2>{_unanswered(lines)}"
        f"<h2>Reports and feedback</h2>{_feedback(lines, texts)}"
    )


def _unanswered(lines: Iterable[Line]) -> str:
    groups = Counter(
        (str(line.body.get("about") or "not named"), str(line.body.get("reason") or ""))
        for line in lines
        if line.body.get("outcome") == "abstained"
    )
    if not groups:
        return "<p>Nothing in these days.</p>"
    rows = "".join(
        f"<tr><td>{escape(about)}</td><td>{escape(reason.replace('_', ' '))}</td><td>{count}</td></tr>"
        for (about, reason), count in groups.most_common(50)
    )
    head = '<tr><th scope="col">about</th><th scope="col">why</th><th scope="col">times</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _feedback(lines: Iterable[Line], texts: dict[int, dict[str, Any]]) -> str:
    told = [line for line in lines if line.kind == "feedback"]
    helpful = Counter(line.body.get("helpful") for line in told)
    reports = [line for line in told if line.body.get("report")]
    rows = "".join(
        f"<tr><td>{escape(line.time[:16])}</td><td>{escape(line.site)}</td>"
        f"<td><code>{escape(line.answer_id or '')}</code></td>"
        f"<td>{escape(texts.get(line.seq, {}).get('note', ''))}</td></tr>"
        for line in reversed(reports[-_MOST_REPORTS:])
    )
    head = "".join(f'<th scope="col">{each}</th>' for each in ("when", "site", "answer", "note"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else "<p>No reports.</p>"
    return f"<p>Helpful: {helpful[True]}; not helpful: {helpful[False]}; reports: {len(reports)}.</p>{table}"


def _check_form(text: str) -> str:
    return (
        '<form method="post"><label for="text">A leaflet, a press release, another program’s answer</label>'
        f'<textarea id="text" name="text" rows="8" maxlength="20000" required>{escape(text)}</textarea>'
        '<button type="submit">Check</button></form>'
    )


def _checked(sentences: Iterable[Checked]) -> str:
    items = "".join(
        f'<li class="{"found" if each.found else "fine"}"><p>{escape(each.sentence)}</p>'
        f"<p>{'Act on this: ' if each.found else ''}{escape(each.why)}</p></li>"
        for each in sentences
    )
    return f"<h2>Sentence by sentence</h2><ol>{items}</ol>"


def _drafts(settings: Settings) -> str:
    from bot.ingest.shelf import Shelf

    waiting = Shelf(settings.corpus).waiting()
    items = "".join(f'<li><a href="/staff/drafts/{escape(each)}">{escape(each)}</a></li>' for each in waiting)
    return f"<ul>{items}</ul>" if items else "<p>Nothing waits for review.</p>"


def _draft(settings: Settings, source_id: str) -> str:
    from bot.ingest.shelf import Shelf

    shelf = Shelf(settings.corpus)
    try:
        text = shelf.path_of(source_id).read_text(encoding="utf-8")
        review = shelf.review_file(source_id)
    except (LitotesError, OSError):
        raise HTTPException(404, "no such draft") from None
    checks = "".join(f"<li>{escape(each.text)}: {escape(each.why)}</li>" for each in review.checklist) if review else ""
    buttons = "".join(
        f'<button name="decision" value="{value}">{label}</button>'
        for value, label in (("save", "Save the text"), ("accept", "Accept as saved"), ("reject", "Reject"))
    )
    return (
        f"<h2>{escape(source_id)}</h2><ul>{checks}</ul>"
        '<form method="post"><label for="text">The draft</label>'
        f'<textarea id="text" name="text" rows="30" spellcheck="true">{escape(text)}</textarea>'
        '<label for="by">Your name, for the record</label><input id="by" name="by" required minlength="2">'
        '<label for="why">Why, if you reject it</label><input id="why" name="why">'
        f"{buttons}</form><p>An accepted draft is served within seconds.</p>"
    )


def _decide(settings: Settings, source_id: str, form: dict[str, str], signed_in_as: str) -> None:
    from bot.ingest.draft_records import Event
    from bot.ingest.reviewing import save_edit
    from bot.ingest.shelf import Shelf, now

    shelf = Shelf(settings.corpus)
    named = form.get("by", "").strip() or signed_in_as
    by = named if named == signed_in_as else f"{named} (signed in as {signed_in_as})"
    why = form.get("why", "").strip()
    match form.get("decision"):
        case "save":
            save_edit(shelf, source_id, form.get("text", "").replace("\r\n", "\n"), by=by)
        case "accept":
            with shelf.held():
                shelf.accept(source_id, by=by)
        case "reject" if why:
            with shelf.held():
                shelf.put_away(source_id, "rejected", Event(what="rejected", when=now(), by=by, why=why))
        case "reject":
            raise DocumentError("say why you reject it: the reason is recorded")
        case _:
            raise HTTPException(422, "save, accept or reject")


async def _form(request: Request) -> dict[str, str]:
    given = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
    return {name: values[0] for name, values in given.items()}


def _page(title: str, body: str, *, status: int = 200) -> Response:
    links = "".join(f'<a href="{href}">{name}</a>' for href, name in _NAV)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Litotes staff</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/staff/style"></head><body><h1>{title}</h1><nav aria-label="Staff">{links}</nav>'
        f"<main>{body}</main></body></html>",
        status,
        {"content-security-policy": own_page_policy("'none'")},
    )


@cache
def _style() -> str:
    colours = (files("bot.web.widget") / "colours.css").read_text(encoding="utf-8")
    return colours + (files("bot.web") / "staff.css").read_text(encoding="utf-8")
