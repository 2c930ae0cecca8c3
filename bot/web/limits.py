"""How many questions: per site, per visitor, per address, and a site's budget for a day.

Counts live in this process's memory and are gone with it. Addresses and visitors are kept only as keyed hashes.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.settings import Settings
from bot.types import Record
from bot.web.refusals import Refusal
from bot.web.sites import Contact, Site


class Visitor(Record):
    """Who asks, as far as a limit needs it: an address, and a random id that one open page made up."""

    address: str
    session: str | None = None


class Limits:
    """Counts questions. Only the event loop calls it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(16)
        self._day = ""
        self._asked: dict[str, int] = {}

    def take(self, site: Site, visitor: Visitor, contacts: tuple[Contact, ...]) -> None:
        """Count one question.

        Raises:
            Refusal: one of the limits is reached; the question counts against none of them.
        """
        items = self._items(site, visitor)
        self._test(items, contacts)
        self._spend(site, contacts)
        for item, keys in items:
            self._window.hit(item, *keys)

    def take_feedback(self, site: Site, visitor: Visitor, contacts: tuple[Contact, ...]) -> None:
        """Count one piece of feedback against its address alone, apart from questions.

        Raises:
            Refusal: too many.
        """
        item = RateLimitItemPerMinute(site.address_per_minute or self._settings.address_per_minute)
        keys = ("feedback", self._hashed(network_of(visitor.address)))
        self._test([(item, keys)], contacts)
        self._window.hit(item, *keys)

    def _test(self, items: Sequence[tuple[RateLimitItem, tuple[str, str]]], contacts: tuple[Contact, ...]) -> None:
        for item, keys in items:
            if not self._window.test(item, *keys):
                reset = self._window.get_window_stats(item, *keys).reset_time
                raise Refusal("too_many", contacts, retry_after_s=max(1, int(reset - time.time()) + 1))

    def _items(self, site: Site, visitor: Visitor) -> Sequence[tuple[RateLimitItem, tuple[str, str]]]:
        own = self._settings
        per_site = RateLimitItemPerMinute(site.per_minute or own.site_per_minute)
        per_address = RateLimitItemPerMinute(site.address_per_minute or own.address_per_minute)
        items = [
            (per_site, ("site", site.id)),
            (per_address, ("address", self._hashed(network_of(visitor.address)))),
        ]
        if visitor.session:
            per_visitor = RateLimitItemPerMinute(site.visitor_per_minute or own.visitor_per_minute)
            items.append((per_visitor, ("visitor", self._hashed(visitor.session))))
        return items

    def _spend(self, site: Site, contacts: tuple[Contact, ...]) -> None:
        today = datetime.now(tz=UTC).date().isoformat()
        if today != self._day:
            self._day, self._asked = today, {}
        asked = self._asked.get(site.id, 0)
        if site.daily_budget is not None and asked >= site.daily_budget:
            raise Refusal("over_budget", contacts)
        self._asked[site.id] = asked + 1

    def _hashed(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=12).hexdigest()


def network_of(address: str) -> str:
    """Return what one subscriber holds: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network(f"{address.split('%')[0]}/64", strict=False))
    return str(parsed.ipv4_mapped or parsed) if parsed.version == 6 else str(parsed)


def client_address(peer: str, forwarded: str | None, trusted: Sequence[str]) -> str:
    """Return the address that asks: the peer's, or what trusted proxies saw before them.

    Read from the right: the first address that is no trusted proxy is the client. What a client wrote itself stands
    further left and is never believed.
    """
    networks = [ipaddress.ip_network(each) for each in trusted]
    seen = [*[part.strip() for part in (forwarded or "").split(",") if part.strip()], peer]
    address = peer
    for hop in reversed(seen):
        try:
            parsed = ipaddress.ip_address(hop)
        except ValueError:
            return address
        address = hop
        if not any(parsed in network for network in networks):
            return address
    return address
