"""Limits: whose address is believed, what counts against what, and a day's budget."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from bot.web.limits import Limits, Visitor, client_address, network_of
from bot.web.refusals import Refusal
from bot.web.sites import Contact, Site

NUMBERS = (Contact(label="Emergency", number="112"),)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.7", None, (), "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", (), "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "nonsense", ("10.0.0.0/8",), "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", ("10.0.0.0/8",), "10.0.0.1"),
        ("10.0.0.1", None, ("10.0.0.0/8",), "10.0.0.1"),
    ],
)
def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(
    peer: str, forwarded: str | None, trusted: tuple[str, ...], address: str
) -> None:
    """Read from the right: what a client wrote itself never counts."""
    assert client_address(peer, forwarded, trusted) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"), ("", "unknown"), ("testclient", "unknown"),
    ],
)  # fmt: skip
def test_one_subscriber_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_each_limit_refuses_with_when_to_come_back() -> None:
    """By page, by address, by site; another page, address or site is not touched."""
    limits = Limits(Settings(visitor_per_minute=2, address_per_minute=3, site_per_minute=4))
    site, other = Site(id="a", name="Clinic A"), Site(id="b", name="Clinic B")

    refused: list[Refusal] = []

    def ask(address: str, session: str, at: Site = site) -> str:
        try:
            limits.take(at, Visitor(address=address, session=session), NUMBERS)
        except Refusal as refusal:
            refused.append(refusal)
            return refusal.code
        return "in"

    assert [ask("1.1.1.1", "s1") for _ in range(3)] == ["in", "in", "too_many"]
    assert [ask("1.1.1.1", "s2") for _ in range(2)] == ["in", "too_many"]
    assert [ask("2.2.2.2", f"t{each}") for each in range(2)] == ["in", "too_many"]
    assert ask("2.2.2.2", "t9", other) == "in"
    assert {each.status for each in refused} == {429}
    assert all(1 <= int(each.headers["Retry-After"]) <= 62 and "112" in each.told.text for each in refused)


def test_a_budget_ends_and_refusals_do_not_spend_it() -> None:
    """After it, nothing is answered that day."""
    limits = Limits(Settings(visitor_per_minute=1))
    site = Site(id="a", name="Clinic", daily_budget=2)
    limits.take(site, Visitor(address="1.1.1.1", session="one"), NUMBERS)
    with pytest.raises(Refusal, match="too_many"):
        limits.take(site, Visitor(address="1.1.1.1", session="one"), NUMBERS)
    limits.take(site, Visitor(address="1.1.1.1", session="two"), NUMBERS)
    with pytest.raises(Refusal, match="over_budget"):
        limits.take(site, Visitor(address="1.1.1.1", session="three"), NUMBERS)
