"""What a clinic's webmaster needs: the tag to paste, and a check that a server answers as it should."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from html import escape
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from bot.errors import InputError, ServerError, SettingsError
from bot.settings import Settings
from bot.types import Record
from bot.web.sites import read_sites

_TIMEOUT_S = 15
_ASSET = re.compile(r"/widget/([\w.-]+)/page\.js")


class Fetched(Record):
    status: int
    headers: dict[str, str]
    body: bytes


class Finding(Record):
    """One thing that was looked at."""

    what: str
    fine: bool
    why: str = ""


Fetch = Callable[[str, Mapping[str, str]], Fetched]


def snippet(settings: Settings, site_id: str) -> str:
    """Return the tag for one site, with its integrity, and a plain link for browsers without scripts.

    Raises:
        SettingsError: there is no sites.toml, or no such site in it.
    """
    from bot.web.widget import assets, widget_version

    if settings.sites is None:
        raise SettingsError("no sites.toml: set LITOTES_SITES to one (docs/embedding.md)")
    sites = read_sites(settings.sites)
    if site_id not in sites:
        raise SettingsError(
            f"no site {site_id!r} in {str(settings.sites)!r}; it has {', '.join(sorted(sites)) or 'none'}"
        )
    home = settings.public_url or f"http://{settings.host}:{settings.port}"
    lang = sites[site_id].languages[0]
    link = f"{home}/widget/page?{urlencode({'site': site_id})}"
    return (
        f'<script src="{escape(home)}/widget/{widget_version()}/widget.js"\n'
        f'        integrity="{assets()["widget.js"].integrity}"\n'
        f'        crossorigin="anonymous" data-site="{site_id}" data-lang="{lang}" defer></script>\n'
        f'<noscript><a href="{escape(link)}">Questions about treatments</a></noscript>'
    )


def check(url: str, site_id: str | None, fetch: Fetch | None = None) -> list[Finding]:
    """Look at a server from outside, as a browser would meet it.

    Raises:
        InputError: not an http address.
        ServerError: nothing answers there.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InputError(f"{url!r} is not the address of a server; write 'https://ask.example.org'")
    home = f"{parts.scheme}://{parts.netloc}"
    get = fetch or _fetch
    query = f"?{urlencode({'site': site_id})}" if site_id else ""
    framed = get(f"{home}/widget/page{query}", {})
    page = get(f"{home}/", {})
    moving = get(f"{home}/widget/v1.js", {})
    found = [
        Finding(what="served over https", fine=parts.scheme == "https" or _is_local(parts.hostname or "")),
        _ready(get(f"{home}/health/ready", {})),
        Finding(what="the page is there", fine=page.status == 200, why=f"status {page.status}"),
        Finding(what="the widget's page is there", fine=framed.status == 200, why=f"status {framed.status}"),
    ]
    for name, fetched in (("the widget's page", framed), ("the page", page)):
        found += _headers(name, fetched)
    ancestors = _directive(framed, "frame-ancestors")
    found.append(
        Finding(what="only named origins may frame it", fine=bool(ancestors) and "*" not in ancestors, why=ancestors)
    )
    strange = get(f"{home}/widget/v1.js", {"Origin": "https://stranger.invalid"})
    echoed = strange.headers.get("access-control-allow-origin", "")
    found.append(Finding(what="a strange origin is not let in", fine=not echoed, why=echoed))
    version = _ASSET.search(framed.body.decode("utf-8", "replace"))
    if version:
        fixed = get(f"{home}/widget/{version.group(1)}/widget.js", {})
        same = fixed.status == 200 and fixed.body == moving.body
        integrity = "sha384-" + base64.b64encode(hashlib.sha384(fixed.body).digest()).decode()
        found.append(Finding(what="the fixed version is the moving one", fine=same, why=integrity))
        caching = fixed.headers.get("cache-control", "")
        found.append(Finding(what="the fixed version never changes", fine="immutable" in caching, why=caching))
    return found


def _ready(fetched: Fetched) -> Finding:
    try:
        status = json.loads(fetched.body).get("status", "")
    except (ValueError, AttributeError):
        status = ""
    return Finding(
        what="ready to answer", fine=fetched.status == 200 and status == "ready", why=f"status {fetched.status}"
    )


def _headers(name: str, fetched: Fetched) -> list[Finding]:
    scripts = _directive(fetched, "script-src")
    return [
        Finding(
            what=f"{name}: no inline or evaluated scripts",
            fine=bool(scripts) and "unsafe-inline" not in scripts and "unsafe-eval" not in scripts,
            why=scripts or "no content-security-policy",
        ),
        Finding(what=f"{name}: nosniff", fine=fetched.headers.get("x-content-type-options") == "nosniff"),
        Finding(what=f"{name}: a referrer policy", fine="referrer-policy" in fetched.headers),
        Finding(what=f"{name}: no cookie", fine="set-cookie" not in fetched.headers),
    ]


def _directive(fetched: Fetched, name: str) -> str:
    policy = fetched.headers.get("content-security-policy", "")
    parts = [part.strip().partition(" ") for part in policy.split(";")]
    return next((value for directive, _, value in parts if directive == name), "")


def _is_local(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _fetch(url: str, headers: Mapping[str, str]) -> Fetched:
    request = Request(url, headers=dict(headers))  # noqa: S310  # reason: `check` lets http and https through alone
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310  # reason: the same
            got = {name.lower(): value for name, value in response.headers.items()}
            return Fetched(status=response.status, headers=got, body=response.read(4_000_000))
    except HTTPError as error:
        got = {name.lower(): value for name, value in error.headers.items()}
        return Fetched(status=error.code, headers=got, body=error.read(4_000_000))
    except (URLError, TimeoutError, OSError) as error:
        raise ServerError(
            f"nothing answers at {url!r} ({type(error).__name__}); start it with `litotes serve`"
        ) from error
