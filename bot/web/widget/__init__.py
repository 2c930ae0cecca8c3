"""The widget: `widget.js` for a clinic's page, and our own page in its frame, which also works without scripts.

Scripts and styles are served under a path that names their content, so that it never changes; only `/widget/v1.js`
moves. Telephone numbers, disclaimers and certainty are written here, by the server: no attribute of the host removes
them, `data-phone` only adds a number.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from bot import wordings
from bot.errors import QuestionError
from bot.pipeline import app_version
from bot.types import Record
from bot.web.desk import Asked, Desk
from bot.web.headers import foreign_origin, own_page_policy
from bot.web.layout import Call, calls_of, lay_out
from bot.web.markup import answer_html, trouble_html
from bot.web.refusals import Refusal
from bot.web.refusals import told as refusal_told
from bot.web.sites import Contact, Site

EXAMPLES = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Does dupilumab cause hair loss?",
    "Is upadacitinib approved for vitiligo?",
)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{1,28}")
_IMMUTABLE = "public, max-age=31536000, immutable"
_MOVING = "public, max-age=300"


class Asset(Record):
    """A file as it is served: always the same bytes under the same address."""

    body: bytes
    media_type: str

    @property
    def integrity(self) -> str:
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()


@cache
def assets() -> dict[str, Asset]:
    """Return what the widget is made of, by name."""
    styles = "".join(_text(name) for name in ("colours.css", "page.css", "answer.css"))
    return {
        "widget.js": Asset(body=_text("widget.js").encode(), media_type="text/javascript; charset=utf-8"),
        "page.js": Asset(body=_text("page.js").encode(), media_type="text/javascript; charset=utf-8"),
        "page.css": Asset(body=styles.encode(), media_type="text/css; charset=utf-8"),
    }


@cache
def widget_version() -> str:
    """Return the version in the widget's paths: the program's, and a digest of the files themselves."""
    content = b"".join(asset.body for asset in assets().values())
    return f"{app_version()}-{hashlib.sha256(content).hexdigest()[:8]}"


@cache
def _every_text() -> dict[str, dict[str, str]]:
    return tomllib.loads(_text("texts.toml"))


def texts(lang: str) -> Mapping[str, str]:
    """Return the words around an answer in a language; English where there are none."""
    return _every_text().get(lang, _every_text()["en"])


def known_language(lang: str, site: Site) -> str:
    """Return the language of the page: the one asked for, where the site has it and we have its words."""
    short = lang.casefold()[:2]
    allowed = {each.casefold()[:2] for each in site.languages}
    return short if short in allowed and short in _every_text() else "en"


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the widget."""
    router = APIRouter(prefix="/widget", include_in_schema=False)

    @router.get("/v1.js")
    async def moving(request: Request) -> Response:
        return _served(assets()["widget.js"], _MOVING, request)

    @router.get("/page")
    async def page(request: Request) -> Response:
        return _Page(desk, request).response()

    @router.post("/page")
    async def ask_without_scripts(request: Request) -> Response:
        shown = _Page(desk, request)
        question = parse_qs((await request.body()).decode("utf-8", "replace")).get("question", [""])[0]
        try:
            asked = Asked(
                question=question[:20_000],
                site_id=shown.site_id,
                origin=foreign_origin(request.scope, desk.settings.public_url),
                visitor=shown.visitor(),
                surface="form",
            )
            answer, snapshot = await desk.answer(asked)
        except Refusal as refusal:
            return shown.response(trouble_html(refusal.told), status=refusal.status, headers=refusal.headers)
        except QuestionError:
            unread = Refusal("bad_request", shown.contacts)
            return shown.response(trouble_html(unread.told), status=unread.status)
        site = desk.sites.find(shown.site_id)
        layout = lay_out(answer, snapshot.passages, shown.contacts, site.emergency_text if site else "")
        return shown.response(answer_html(layout, shown.say))

    @router.get("/{version}/{name}")
    async def fixed(version: str, name: str, request: Request) -> Response:
        asset = assets().get(name)
        if asset is None or version != widget_version():
            return _released(version, name, request)
        return _served(asset, _IMMUTABLE, request)

    return router


class _Page:
    """The page in the frame, for one request."""

    def __init__(self, desk: Desk, request: Request) -> None:
        given = request.query_params
        self._desk, self._request = desk, request
        self.site_id = given.get("site") or None
        self._site = desk.sites.find(self.site_id)
        site = self._site or Site(id="unknown", name="Litotes")
        self._lang = known_language(given.get("lang", "en"), site)
        self.say = texts(self._lang)
        self._theme = given.get("theme") if given.get("theme") in {"light", "dark"} else None
        host = given.get("host", "")
        self._host = host if host in site.origins or not foreign_host(host, request) else None
        self.contacts = site.contacts(desk.settings)
        phone = given.get("phone", "")
        if _PHONE.fullmatch(phone) and all(each.number != phone for each in self.contacts):
            self.contacts = (*self.contacts, Contact(label=site.name, number=phone))

    def visitor(self) -> Any:
        from bot.web.api import visitor_of

        return visitor_of(self._request, self._desk, None)

    def response(self, turns: str = "", *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        site, say = self._site, self.say
        closed = "unknown_site" if site is None else "paused" if site.paused else None
        if closed:
            turns, status = trouble_html(refusal_told(closed, self.contacts)), 404 if site is None else 503
        query = {"site": self.site_id, "lang": self._lang, "theme": self._theme}
        calls = calls_of(self.contacts)
        setup = {
            "site": self.site_id,
            "host": self._host,
            "say": say,
            "keepsText": bool(site and site.keep_text),
            "calls": [each.model_dump() for each in calls],
            "disclaimers": wordings.DISCLAIMERS,
        }
        told = {name: escape(text) for name, text in say.items()}
        html = Template(_text("page.html")).substitute(
            told,
            lang=self._lang,
            dir="rtl" if self._lang in _RIGHT_TO_LEFT else "ltr",
            theme=f' data-theme="{self._theme}"' if self._theme else "",
            version=widget_version(),
            query=escape(urlencode({name: value for name, value in query.items() if value})),
            start="" if turns else self._start(),
            turns=turns,
            disabled=" disabled" if closed else "",
            notes="".join(f'<p lang="en" dir="ltr">{escape(each)}</p>' for each in wordings.DISCLAIMERS),
            calls_label=told["calls"],
            calls="".join(_call(each) for each in calls),
            setup=json.dumps(setup).replace("<", "\\u003c"),
        )
        allowed = " ".join(("'self'", *site.origins)) if site else "'none'"
        return HTMLResponse(html, status, {**(headers or {}), "content-security-policy": own_page_policy(allowed)})

    def _start(self) -> str:
        asked = "".join(
            '<button class="ask-this" name="question" lang="en" dir="ltr" '
            f'value="{escape(each)}">{escape(each)}</button>'
            for each in EXAMPLES
        )
        return (
            f'<section id="start"><p>{escape(self.say["intro"])}</p><h2>{escape(self.say["examples"])}</h2>'
            f'<form class="examples" method="post">{asked}</form></section>'
        )


def foreign_host(host: str, request: Request) -> bool:
    """Say whether an origin is another than the one that this request came to."""
    own = request.headers.get("host", "")
    return host not in {f"http://{own}", f"https://{own}"}


def _call(call: Call) -> str:
    return f'<li><a href="{escape(call.link)}">{escape(call.label)}: <strong>{escape(call.number)}</strong></a></li>'


def _served(asset: Asset, caching: str, request: Request) -> Response:
    headers = {
        "cache-control": caching,
        "vary": "accept-encoding, origin",
        "cross-origin-resource-policy": "cross-origin",
    }
    body = asset.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = _gzipped(body), "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)


def _released(version: str, name: str, request: Request) -> Response:
    """Serve the widget of an earlier release: what a clinic has pinned goes on to work."""
    kept = files("bot.web.widget") / "released" / version / name
    if name != "widget.js" or not re.fullmatch(r"[\w.-]+", version) or not kept.is_file():
        return Response("there is no such version of the widget\n", 404, media_type="text/plain")
    return _served(Asset(body=kept.read_bytes(), media_type="text/javascript; charset=utf-8"), _IMMUTABLE, request)


@cache
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


@cache
def _text(name: str) -> str:
    return (files("bot.web.widget") / name).read_text(encoding="utf-8")
