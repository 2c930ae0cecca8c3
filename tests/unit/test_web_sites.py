"""sites.toml: deny by default, read again when it changes, kept when it breaks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings
from bot.web.sites import Contact, Origins, Sites, read_sites

GOOD = """
[sites.clinic]
name = "Example Clinic"
origins = ["https://www.clinic.example"]
region = "GB"
regions.GB = { emergency = "999", crisis = "116 123", clinic = "+44 20 7946 0000" }
"""


def written(path: Path, text: str, tick: int = 0) -> Path:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(tick * 10**9, tick * 10**9))
    return path


@pytest.mark.parametrize(
    "line",
    [
        'origins = ["*"]', 'origins = ["https://*.clinic.example"]', 'origins = ["https://clinic.example/"]',
        'origins = ["clinic.example"]', 'origins = ["https://clinic.example; script-src *"]', 'region = "FR"',
        "daily_budget = -1", "languages = []", 'disclaimers = "off"', 'regions.GB = { emergency = "call us" }',
        "retention_days = 0",
    ],
)  # fmt: skip
def test_what_a_site_cannot_have(tmp_path: Path, line: str) -> None:
    """No wildcard, no address that is no origin, no number that cannot be dialled, no switch that does not exist."""
    with pytest.raises(SettingsError, match="clinic"):
        read_sites(written(tmp_path / "sites.toml", f'[sites.clinic]\nname = "Clinic"\n{line}\n'))


@pytest.mark.parametrize("text", ["[sites", "[other]\nx = 1", 'sites = "x"', "sites.x = 1"])
def test_a_file_that_is_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"sites\.toml"):
        read_sites(written(tmp_path / "sites.toml", text))


def test_unknown_sites_are_none_and_our_own_is_always_there(tmp_path: Path) -> None:
    """Deny by default."""
    sites = Sites(written(tmp_path / "sites.toml", GOOD))

    assert sites.find("nobody") is None
    assert [getattr(sites.find(name), "id", None) for name in (None, "own", "clinic")] == ["own", "own", "clinic"]
    assert [*Origins(sites)] == ["https://www.clinic.example"]
    assert "*" not in Origins(sites)
    assert [*Origins(Sites(None))] == []


def test_a_changed_file_takes_effect_and_a_broken_one_does_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a restart; what breaks is logged and the last good file stays in force."""
    path = written(tmp_path / "sites.toml", GOOD, 1)
    sites = Sites(path)
    written(path, GOOD + "paused = true\n", 2)
    found = sites.find("clinic")
    assert found is not None
    assert found.paused

    written(path, "[sites", 3)
    kept = sites.find("clinic")
    assert kept is not None
    assert kept.paused
    assert "broken" in caplog.text

    path.unlink()
    assert sites.find("clinic") == kept
    written(path, "", 4)
    assert sites.find("clinic") == kept


def test_the_numbers_of_a_region_and_without_one() -> None:
    """There is always an emergency number, each as a link that a telephone understands."""
    from bot.web.sites import Site

    plain = Site(id="x", name="Clinic").contacts(Settings())
    assert plain[0] == Contact(label="Emergency, Europe", number="112")
    assert {each.number for each in plain} == {"112", "999", "911", "988", "116 123"}
    own = Settings(emergency_phone="144")
    assert Site(id="x", name="Clinic").contacts(own)[0] == Contact(label="Emergency", number="144")
    assert Contact(label="Clinic", number="+44 (20) 7946-0000").link == "tel:+442079460000"
