"""Names of drugs and conditions as people write them → the one name that the corpus uses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.errors import SettingsError
from bot.text.sentences import KEPT_SENTENCES
from bot.types import Record

# Longest distance (insertions, deletions, substitutions, swaps of neighbours) at which a word still counts
# as a misspelling. Chosen so that no two of the real names listed in corpus/lexicon.toml reach each
# other; tests/unit/test_lexicon.py holds every pair to that.
_SHORTEST_FUZZY_NAME = 6
_LONG_NAME = 8
_SHORT_NAME_DISTANCE = 1
_LONG_NAME_DISTANCE = 2

_WORD = re.compile(r"[^\W\d_]{4,}(?!-like|[^\W\d_])")
# Stems of the WHO's International Nonproprietary Names; a word that ends so names a drug, known or not.
_DRUG_STEM = re.compile(
    r"(?:inib|[a-z]mab|kinra|cept|milast|statin|prazole|sartan|gliptin|gliflozin|cillin|cycline|oxacin"
    r"|floxacin|conazole|glutide|parin|xaban|triptan|limus|retin)$"
)
_DISEASE_STEM = re.compile(r"(?:itis|osis|oma|emia|aemia|pathy|algia|plegia|trophy|penia|derma|sclerosis)$")
# "does it help ad": in lower case an abbreviation counts only where a disease would stand.
_BEFORE_A_DISEASE = re.compile(
    r"\b(?:help(?:s|ed|ing)?|for|treat(?:s|ed|ing)?|clear(?:s|ed)?|with|have|has|had|got|of|in|severe|moderate|mild"
    r"|bad) $",
    re.IGNORECASE,
)
_OF_A_VACCINE = re.compile(r"[ -](?:jabs?|vaccin\w+|boosters?|immuni[sz]ations?)\b", re.IGNORECASE)  # no disease there
_NOT_NAMES = frozenset(("diagnosis prognosis dosis coma aroma accept concept except intercept diploma dose").split())


# How people call a form in which a medicine is given, by the form's name in corpus/lexicon.toml.
FORM_WORDS = {
    "tablet": r"(?:tablets?|pills?|capsules?)",
    "cream": r"(?:creams?|ointments?|gels?|lotions?)",
    "injection": r"(?:injections?|jabs?|shots?|needles?)",
}


class NameKind(Enum):
    DRUG = "drug"
    CONDITION = "condition"


class Mention(Record):
    """One name found in a text: `text[start:end]` is how it was written there."""

    name: str
    kind: NameKind
    start: int
    end: int
    covered: bool = Field(default=True, description="the corpus's lexicon lists it as a name of its own")


class Name(Record):
    """One drug, class of drugs, or condition of corpus/lexicon.toml."""

    name: str
    kind: NameKind
    plain: str = ""
    also: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    harm: bool = False
    sites: tuple[str, ...] = Field(default=(), description="the topics that say where on the body it is")
    form: str = Field(default="", description="how it is given: tablet, cream or injection")
    class_: str = Field(default="", alias="class")
    source: str = ""


class Lexicon:
    """Finds names. Built once by `load_lexicon`; never changes after, so threads may share it."""

    def __init__(
        self, names: Iterable[Name], elsewhere: dict[NameKind, tuple[str, ...]], brands: dict[str, str]
    ) -> None:
        self.names = {name.name: name for name in names}
        self._elsewhere = elsewhere
        self._brands = brands
        self._by_spelling: dict[str, tuple[str, NameKind, bool]] = {}
        abbreviations: dict[str, tuple[str, NameKind, bool]] = {}
        for kind, others in elsewhere.items():
            for other in others:
                self._by_spelling[_key(other)] = (other, kind, False)
        for name in self.names.values():
            target = (name.name, name.kind, True)
            for spelling in (name.name, *name.also, *([name.plain] if name.plain else [])):
                self._by_spelling[_key(spelling)] = target
            abbreviations.update(dict.fromkeys(name.abbreviations, target))
        self._abbreviations = abbreviations
        # For sentences of the corpus, which every question reads again; what patients type never comes here.
        self.names_in_evidence = lru_cache(maxsize=KEPT_SENTENCES)(self._names_in)
        self._pattern = _pattern(self._by_spelling, re.IGNORECASE)
        self._abbreviation_pattern = _pattern(abbreviations, re.NOFLAG) if abbreviations else None
        self._lower_case = _pattern((name.casefold() for name in abbreviations), re.NOFLAG) if abbreviations else None
        self._fuzzy_targets = [key for key in self._by_spelling if " " not in key and len(key) >= _SHORTEST_FUZZY_NAME]

    def mentions(self, text: str, *, fuzzy: bool = False) -> tuple[Mention, ...]:
        """Return the names in `text`, in order, longest match first, none overlapping.

        `fuzzy` also accepts misspellings, and words that end as drug or disease names do (those come back
        with `covered=False` under the word itself): for questions, never for evidence.
        """
        found = [_mention(match, self._by_spelling[_key(match.group())]) for match in self._pattern.finditer(text)]
        if self._abbreviation_pattern:
            found += [
                _mention(match, self._abbreviations[match.group()])
                for match in self._abbreviation_pattern.finditer(text)
            ]
        if fuzzy:
            found += self._abbreviated_in_lower_case(text)
            taken = [(mention.start, mention.end) for mention in found]
            for match in _WORD.finditer(text):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    target = self._nearest(_key(match.group())) or _by_stem(match.group())
                    if target:
                        found.append(_mention(match, target))
        found = [each for each in found if not _OF_A_VACCINE.match(text, each.end)]
        return tuple(sorted(found, key=lambda mention: mention.start))

    def _abbreviated_in_lower_case(self, text: str) -> list[Mention]:
        if self._lower_case is None:
            return []
        upper = {name.casefold(): target for name, target in self._abbreviations.items()}
        return [
            _mention(match, upper[match.group()])
            for match in self._lower_case.finditer(text)
            if _BEFORE_A_DISEASE.search(text, 0, match.start())
        ]

    def _names_in(self, text: str) -> frozenset[str]:
        return frozenset(mention.name for mention in self.mentions(text))

    def plain(self, name: str) -> str:
        """Return how an answer names this drug or condition to a patient."""
        known = self.names.get(name)
        if known:
            return known.plain or known.name
        return f"{name} ({self._brands[name]})" if name in self._brands else name

    def is_harm(self, name: str) -> bool:
        """Say whether a condition, asked beside a drug, is more likely an unwanted effect than what is treated."""
        known = self.names.get(name)
        return known is not None and known.harm

    def covers(self, asked: str, listed: Iterable[str]) -> bool:
        """Say whether evidence on any of the `listed` names is evidence on the name that was `asked` about.

        A narrower condition counts for its broader one, and a member for its class; never the other way.
        """
        known = self.names.get(asked)
        accepted = {asked, *(known.narrower if known else ()), *(known.members if known else ())}
        return any(name in accepted for name in listed)

    def with_drugs(self, names: Iterable[str]) -> Lexicon:
        """Return a lexicon that knows these drugs too, as a source text names them."""
        new = [Name(name=name, kind=NameKind.DRUG) for name in names if _key(name) not in self._by_spelling]
        return Lexicon([*self.names.values(), *new], self._elsewhere, self._brands) if new else self

    def is_drug(self, name: str) -> bool:
        known = self.names.get(name)
        return known is not None and known.kind is NameKind.DRUG

    def classes_of(self, name: str) -> frozenset[str]:
        """Return the classes of drugs that a drug belongs to: what is warned of them, is warned of it."""
        return frozenset(known.name for known in self.names.values() if name in known.members)

    def _nearest(self, word: str) -> tuple[str, NameKind, bool] | None:
        """Return the one name that `word` misspells; None if none is near, or two different ones are."""
        extracted = process.extract(
            word, self._fuzzy_targets, scorer=OSA.distance, score_cutoff=_LONG_NAME_DISTANCE, limit=5
        )
        near = [
            (key, distance)
            for key, distance, _ in extracted
            if distance <= (_LONG_NAME_DISTANCE if len(key) >= _LONG_NAME else _SHORT_NAME_DISTANCE)
            and key[0] == word[0]
        ]
        if not near:
            return None
        best = min(distance for _, distance in near)
        targets = {self._by_spelling[key] for key, distance in near if distance <= best + 1}
        return targets.pop() if len(targets) == 1 else None


def load_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises:
        SettingsError: the file is missing or malformed; the message names it and the remedy.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        names = [Name(kind=kind, **entry) for kind in NameKind for entry in raw.get(kind.value, [])]
        elsewhere = {
            NameKind.DRUG: tuple(raw.get("elsewhere", {}).get("drugs", ())),
            NameKind.CONDITION: tuple(raw.get("elsewhere", {}).get("conditions", ())),
        }
    except OSError as error:
        raise SettingsError(f"cannot read the lexicon {str(path)!r}: {error.strerror}; restore it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError, TypeError) as error:
        raise SettingsError(f"lexicon {str(path)!r} is malformed: {error}; correct that entry") from error
    return Lexicon(names, elsewhere, raw.get("elsewhere", {}).get("brands", {}))


def _key(spelling: str) -> str:
    return " ".join(spelling.casefold().replace("’", "'").replace("-", " ").split())


def _pattern(spellings: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str]:
    longest_first = sorted(spellings, key=len, reverse=True)
    bodies = (
        r"[\s\-]+".join(re.escape(word).replace("'", "['’]") for word in spelling.split()) for spelling in longest_first
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(bodies)})(?!\w|-like)", flags)


def _mention(match: re.Match[str], target: tuple[str, NameKind, bool]) -> Mention:
    name, kind, covered = target
    return Mention(name=name, kind=kind, start=match.start(), end=match.end(), covered=covered)


def _by_stem(word: str) -> tuple[str, NameKind, bool] | None:
    lower = word.casefold()
    if len(lower) < _SHORTEST_FUZZY_NAME or lower in _NOT_NAMES:
        return None
    if _DRUG_STEM.search(lower):
        return (lower, NameKind.DRUG, False)
    if _DISEASE_STEM.search(lower):
        return (lower, NameKind.CONDITION, False)
    return None
