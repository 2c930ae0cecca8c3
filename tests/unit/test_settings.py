"""Settings: documented, typed, and unable to switch a guard off."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented() -> None:
    """docs/settings.md has each one, and no other."""
    documented = {
        line.split("`")[1].removeprefix("LITOTES_").lower()
        for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `LITOTES_")
    }
    assert documented == set(Settings.model_fields)


def test_no_setting_sounds_like_a_switch_for_a_guard() -> None:
    """What protects a reader is not configurable."""
    forbidden = ("disclaim", "guard", "verify", "safe", "check", "disable", "skip", "unsafe")
    assert [name for name in Settings.model_fields if any(word in name for word in forbidden)] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "seven"), ("PORT", "70000"), ("WRITER", "poet"), ("CHROMA_URL", "ftp://x"), ("SOURCES", "0")],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says which setting and what it got."""
    monkeypatch.setenv(f"LITOTES_{name}", value)
    with pytest.raises(SettingsError, match=rf"LITOTES_{name}.*{value}"):
        load_settings()


def test_a_given_value_beats_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flag is nearer than a variable."""
    monkeypatch.setenv("LITOTES_PORT", "8000")
    assert (load_settings().port, load_settings(port=9000).port, load_settings(port=None).port) == (8000, 9000, 8000)


def test_the_public_names_are_pinned() -> None:
    """What a developer imports does not change by accident."""
    assert bot.__all__ == ["Answer", "Settings", "build_bot"]
