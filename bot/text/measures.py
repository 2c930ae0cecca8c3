"""The words around a number: its unit, the people or studies it counts, the marks of a share or a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.text.numerals import Token
from bot.text.wordlists import word_set


class Unit(Enum):
    """What a number counts. Durations are kept in days, doses in milligrams, shares in percent."""

    PLAIN = "plain"
    PERCENT = "percent"
    CONFIDENCE = "confidence level"
    PERSON = "people"
    STUDY = "studies"
    DAY = "days"
    AGE = "years of age"
    YEAR = "calendar year"
    MG = "mg"
    MG_PER_KG = "mg/kg"
    ML = "ml"
    KG = "kg"
    PRESSURE = "mmHg"
    FOLD = "times"
    P_VALUE = "p"
    PER_DAY = "times a day"
    ROW = "row"


class Part(Enum):
    """Which part a number plays beside its neighbours."""

    WHOLE = "whole"
    START = "start"  # "from 17.7 …"
    END = "end"  # "… to 1.3"
    SPREAD = "spread"  # "± 11.29"


class Bound(Enum):
    EXACT = "exactly"
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True)
class Quantity:
    """One number as a sentence uses it; `text` is how it was written."""

    value: float
    unit: Unit
    text: str
    written_in: str = ""  # the unit word as written: "week" and "month" are compared with tolerance
    decimals: int = 0
    part: Part = Part.WHOLE
    bound: Bound = Bound.EXACT
    group: str = ""  # "female", "male", "child", "adult" where the count is of these
    of_people: bool | None = None  # a share of people (True), of an amount (False), or unsaid (None)
    count: float | None = None  # "20 of 28": 20
    total: float | None = None  # "20 of 28": 28
    month: str = ""  # of a calendar year
    at: int = 0  # 0-based index of its first token

    @property
    def is_frame(self) -> bool:
        """It tells the setting (who, how long, how much), so it may stand anywhere in the passage."""
        return self.unit in _FRAME_UNITS


_FRAME_UNITS = frozenset({Unit.PERSON, Unit.STUDY, Unit.DAY, Unit.AGE, Unit.YEAR, Unit.MG, Unit.PER_DAY})


DAYS = {
    "hour": 1 / 24,
    "hr": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "wk": 7.0,
    "month": 30.44,
    "mo": 30.44,
    "year": 365.25,
    "yr": 365.25,
    "decade": 3652.5,
}
MG = {
    "mg": 1.0,
    "milligram": 1.0,
    "g": 1000.0,
    "gram": 1000.0,
    "mcg": 0.001,
    "µg": 0.001,
    "μg": 0.001,
    "ug": 0.001,
    "microgram": 0.001,
}
OTHER_UNITS = {
    "ml": Unit.ML,
    "millilitre": Unit.ML,
    "kg": Unit.KG,
    "kilogram": Unit.KG,
    "mmhg": Unit.PRESSURE,
    "fold": Unit.FOLD,
    "times": Unit.FOLD,
}
PEOPLE = {
    "people": "",
    "person": "",
    "patient": "",
    "participant": "",
    "individual": "",
    "subject": "",
    "case": "",
    "volunteer": "",
    "respondent": "",
    "adult": "adult",
    "child": "child",
    "children": "child",
    "infant": "child",
    "adolescent": "child",
    "teenager": "child",
    "boy": "male",
    "girl": "female",
    "woman": "female",
    "women": "female",
    "female": "female",
    "f": "female",
    "man": "male",
    "men": "male",
    "male": "male",
    "m": "male",
    "mother": "female",
    "worker": "",
    "student": "",
    "user": "",
    "survivor": "",
    "veteran": "",
    "recipient": "",
    "resident": "",
    "control": "",
}
STUDIES = word_set("study studies trial report paper article review rct")
MONTHS = word_set("january february march april may june july august september october november december")
ROW_WORDS = frozenset({"case", "patient", "row", "participant"})
LABEL_WORDS = word_set(
    "table figure fig phase grade type stage group section chapter page reference ref vol volume issue no version"
)
ABOUT = word_set("about around roughly approximately nearly almost some circa ~ ≈ approx close")
CHANGES = word_set(
    "reduction reductions improvement improvements decrease decreases increase increases fall drop "
    "rise gain loss lower higher less more fewer greater density relief decline better worse smaller "
    "larger clearing faster slower"
)
CHANGING = word_set("by fell dropped decreased increased reduced rose declined improved lowered raised cut grew lost")
HAVING = word_set(
    "had have has saw achieved reached experienced developed reported were was improved responded got "
    "received showed stopped died survived did felt even also who attained met lost took used"
)
STOPS = word_set(". , ; : ( ) [ ] | = < >")


def singular(word: str) -> str:
    word = word.lower().removesuffix("'s").removesuffix("’s")
    if word in PEOPLE or word in STUDIES or word in DAYS or word in MG:
        return word
    return word[:-1] if word.endswith("s") and len(word) > 2 else word


@dataclass(frozen=True)
class Around:
    """The tokens on both sides of a number."""

    tokens: Sequence[Token]
    start: int  # first token of the number
    end: int  # first token after it

    def before(self, back: int = 1) -> str:
        at = self.start - back
        return self.tokens[at].word if at >= 0 else ""

    def after(self, ahead: int = 0) -> str:
        at = self.end + ahead
        return self.tokens[at].word if at < len(self.tokens) else ""


def unit_of(around: Around) -> Unit | None:
    if around.after() in {"-", "‐", "–"}:
        around = Around(around.tokens, around.start, around.end + 1)
    word = singular(around.after())
    if around.after() in {"%", "percent"} or (around.after() == "per" and around.after(1) in {"cent", "hundred"}):
        return Unit.PERCENT
    if word in DAYS:
        return Unit.DAY
    if word in MG:
        return Unit.MG_PER_KG if around.after(1) == "/" and around.after(2) == "kg" else Unit.MG
    if word in OTHER_UNITS or around.after() in OTHER_UNITS:
        return OTHER_UNITS.get(word) or OTHER_UNITS[around.after()]
    if people_after(around) is not None:
        return Unit.PERSON
    if studies_after(around):
        return Unit.STUDY
    return None


def people_after(around: Around) -> str | None:
    """Return the group counted ("" for people of any kind), or None if no people follow within 5 words."""
    for ahead in range(5):
        word = around.after(ahead)
        if not word or word in STOPS or word[0].isdigit() or word in {"and", "or", "with", "in", "at", "mg", "had"}:
            return None
        if ahead == 0 and word in {"of", "to", "%", "-"}:
            return None
        if singular(word) in PEOPLE:
            if len(word) == 1 and ahead > 0:
                return None
            return PEOPLE[singular(word)]
    return None


def studies_after(around: Around) -> bool:
    for ahead in range(4):
        word = around.after(ahead)
        if not word or word in STOPS or word in {"and", "or", "of", "in", "with"}:
            return False
        if singular(word) in STUDIES:
            return True
    return False


def mentions_age(around: Around) -> bool:
    return any(around.before(back) in {"age", "aged", "ages"} for back in range(1, 6))
