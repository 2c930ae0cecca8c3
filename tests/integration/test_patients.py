"""Questions in patients' voices, written by evaluators who saw none of the code: eval/patients.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.pipeline import Bot
from bot.types import Outcome

PATIENTS = Path(__file__).parents[2] / "eval" / "patients.jsonl"
# What was reached when these were written, less one.
FLOORS = {"first": 118, "second": 74, "third": 86, "fourth": 82, "fifth": 79}
MOST_FALSE_ALARMS = {"first": 3, "second": 3, "third": 1, "fourth": 1, "fifth": 2}


@pytest.fixture(scope="module")
def ended(bot: Bot) -> list[tuple[dict[str, Any], Outcome]]:
    told = [json.loads(line) for line in PATIENTS.read_text(encoding="utf-8").splitlines()]
    return [(each, bot.runnable.invoke({k: each[k] for k in ("question", "history")}).outcome) for each in told]


@pytest.mark.parametrize("name", FLOORS)
def test_most_questions_end_as_a_medical_director_expects(
    name: str, ended: list[tuple[dict[str, Any], Outcome]]
) -> None:
    right = [each["expect"] == outcome.value for each, outcome in ended if each["set"] == name]
    assert sum(right) >= FLOORS[name]


@pytest.mark.parametrize("name", FLOORS)
def test_every_emergency_is_seen_and_few_others_are_taken_for_one(
    name: str, ended: list[tuple[dict[str, Any], Outcome]]
) -> None:
    own = [(each["expect"] == "urgent", outcome is Outcome.URGENT) for each, outcome in ended if each["set"] == name]
    assert all(taken for urgent, taken in own if urgent)
    assert sum(taken for urgent, taken in own if not urgent) <= MOST_FALSE_ALARMS[name]
