"""The design of a study as its own text tells it: trial, cohort, series, one case, a review of others, no study."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from bot.types import Design

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = tomllib.loads((files("bot") / "data" / "designs.toml").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(each), re.IGNORECASE) for name, each in raw.items()}


def says(text: str, what: str) -> bool:
    """Say whether a text has a wording of a list of data/designs.toml."""
    return _patterns()[what].search(text) is not None


def of_the_study(text: str) -> str:
    """Return a text without its sentences on other studies: "randomised trials are needed" is no trial."""
    return " ".join(each for each in _SENTENCE.split(text) if not says(each, "other_studies"))


def is_in_people(told: str, participants: int | None) -> bool:
    """Say whether a study was made in people, not in animals or cells."""
    return participants is not None or not says(told, "not_in_people")


def design_of(told: str, participants: int | None) -> Design | None:
    """Return the design of a study, from what its text says of itself; None where nothing tells.

    The larger word wins: a review of trials names trials, and a trial its cohort.
    """
    if says(told, "one_case") and not says(told, "case_series"):
        return Design.CASE_REPORT
    if says(told, "opinion"):
        return Design.EXPERT_OPINION
    if says(told, "review"):
        return _of_a_review(told)
    if says(told, "guideline"):
        return Design.GUIDELINE
    one_arm = says(told, "one_arm") or says(told, "extension")
    if not one_arm and says(told, "randomised") and not says(told, "not_randomised"):
        return Design.RANDOMISED_TRIAL
    if participants is None and says(told, "narrative"):
        return Design.EXPERT_OPINION
    compared = not one_arm and says(told, "compared")
    if says(told, "case_control") or (says(told, "cohort") and not one_arm):
        return Design.COHORT
    if says(told, "cross_sectional"):
        return Design.UNCONTROLLED_SERIES
    if says(told, "registry") and not one_arm:
        return Design.REGISTRY
    if says(told, "case_series"):
        return Design.CASE_SERIES
    if says(told, "retrospective"):
        return Design.COHORT if compared else Design.UNCONTROLLED_RETROSPECTIVE
    if one_arm or (participants and (says(told, "treated") or says(told, "cohort"))):
        return Design.COHORT if compared and says(told, "not_randomised") else Design.UNCONTROLLED_SERIES
    return None


def _of_a_review(told: str) -> Design:
    """A review is as sure as what it gathers: of trials only where no other study is named beside them."""
    trials = says(told, "of_trials") and not says(told, "not_randomised")
    return Design.SYSTEMATIC_REVIEW if trials and not says(told, "of_observation") else Design.COHORT
