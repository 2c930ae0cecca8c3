"""How labels and guidelines name themselves. That a text does is no proof that it is one."""

from __future__ import annotations

import re

LABEL = re.compile(
    r"\b(?:highlights of prescribing information|full prescribing information|"
    r"summary of product characteristics|package leaflet|"
    r"indications and usage|posology and method of administration)\b",
    re.IGNORECASE,
)


GUIDELINE = re.compile(
    r"\b(?:clinical (?:practice )?guideline|guidelines? (?:of care|for the management)|"
    r"consensus statement|we recommend that clinicians)\b",
    re.IGNORECASE,
)
