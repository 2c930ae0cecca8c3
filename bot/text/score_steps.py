"""The scores of skin trials, and their steps: "EASI 75"."""

from __future__ import annotations

import re

SCALES = r"PPPASI|EASI|[TF]-?VASI|VASI|SALT|PGA|DLQI"
STEP = re.compile(rf"\b({SCALES})[- ]?(\d+)\b", re.IGNORECASE)


def names_step(question: str) -> bool:
    """Say whether a question names a step of a score, "EASI 75"."""
    return STEP.search(question) is not None
