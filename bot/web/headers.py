"""Security headers, and what is let through to the application at all: plain ASGI, so that no response escapes them.

Gradio's page needs neither 'unsafe-inline' nor 'unsafe-eval' for scripts as long as no `gr.HTML` and no `js=` is used:
its four inline scripts get a nonce here. Measured: docs/security.md.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import MutableMapping
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.refusals import TEXTS

_log = structlog.get_logger("litotes.web")
_BODY_TIMEOUT_S = 15  # chosen, unmeasured: a phone on a bad line sends a question in under one
_SCRIPT = re.compile(rb"<script\b")

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
}

# What the page really asks for; every other route of Gradio (upload, file, proxy, run, call, monitoring) is closed.
_OPEN = re.compile(
    r"^/(?:$|api/(?:v1/(?:ask|chat|feedback|coverage)|openapi\.json)$|health/(?:live|ready)$|widget/|page/[\w.-]+$|staff(?:/[\w-]*)*$"
    r"|assets/|static/|theme\.css$|favicon\.ico$|robots\.txt$|manifest\.json$"
    r"|gradio_api/(?:queue/(?:join|data)|startup-events|theme\.css)$)"
)


def own_page_policy(frame_ancestors: str) -> str:
    """Return the policy of our own pages; `frame_ancestors` is a list of origins, or 'none'."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


class SecurityHeaders:
    """Adds the headers to every response, takes out cookies, and gives the scripts of Gradio's page a nonce."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] != "/":
            await self._app(scope, receive, lambda message: send(self._with_headers(message, scope, NOTHING)))
            return
        nonce = secrets.token_urlsafe(16)
        page = _Nonced(send, nonce)
        plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        policy = _PAGE.format(nonce=nonce)
        await self._app(plain, receive, lambda message: page(self._with_headers(message, scope, policy)))

    def _with_headers(self, message: Message, scope: Scope, policy: str) -> Message:
        if message["type"] != "http.response.start":
            return message
        given = [(name, value) for name, value in message["headers"] if name.lower() != b"set-cookie"]
        present = {name.lower() for name, _ in given}
        added = {**_HEADERS, "content-security-policy": policy}
        if b"cache-control" not in present and not scope["path"].startswith(("/assets/", "/static/")):
            added["cache-control"] = "no-store"
        if self._https:
            added["strict-transport-security"] = "max-age=31536000"
        if not scope["path"].startswith("/widget/"):
            added["x-frame-options"] = "DENY"
            added["cross-origin-resource-policy"] = "same-origin"
        given += [(name.encode(), value.encode()) for name, value in added.items() if name.encode() not in present]
        return {**message, "headers": given}


class _Nonced:
    """Holds an HTML page back until it is whole, and writes the nonce into its script tags."""

    def __init__(self, send: Send, nonce: str) -> None:
        self._send = send
        self._mark = b'<script nonce="' + nonce.encode() + b'"'
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if any(k == b"content-type" and v.startswith(b"text/html") for k, v in message["headers"]):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _SCRIPT.sub(self._mark, self._body)
            headers = [pair for pair in self._start["headers"] if pair[0] != b"content-length"]
            self._start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body if self._body else b""}
        await self._send(message)


class Doorway:
    """Lets in what we serve and nothing else: known paths, bodies of a bounded size that arrive in time."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not _OPEN.match(scope["path"]):
            await _plain(send, 404, "not_found")
            return
        if scope["path"].startswith("/gradio_api/") and foreign_origin(scope):
            await _plain(send, 403, "forbidden_origin")
            return
        if scope["method"] not in {"POST", "PUT", "PATCH", "DELETE"}:
            await self._passed_on(scope, receive, send)
            return
        try:
            async with asyncio.timeout(_BODY_TIMEOUT_S):
                body = await self._body(scope, receive)
        except TimeoutError:
            await _plain(send, 408, "too_slow")
            return
        if body is None:
            await _plain(send, 413, "too_large")
            return
        await self._passed_on(scope, _replayed(body, receive), send)

    async def _passed_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # reason: the reader gets a plain text with our headers; the log gets the type
            _log.error("a request failed", error=type(error).__name__)
            if not started:
                await _plain(send, 500, "failed")

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the whole body, or None where it is too large."""
        stated: bytes = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit() or int(stated) > self._max:
            return None
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return bytes(body)
            body += message.get("body", b"")
            if len(body) > self._max:
                return None
            if not message.get("more_body"):
                return bytes(body)


def foreign_origin(scope: Scope, public_url: str | None = None) -> str | None:
    """Return the origin of the page that asks, where a browser names one that is not our own."""
    headers = dict(scope["headers"])
    origin: str = headers.get(b"origin", b"").decode("latin-1")
    host: str = headers.get(b"host", b"").decode("latin-1")
    if not origin or origin == public_url or (host and origin in {f"http://{host}", f"https://{host}"}):
        return None
    return origin


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _plain(send: Send, status: int, code: str) -> None:
    body = json.dumps({"error": {"code": code, "text": TEXTS[code]}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
