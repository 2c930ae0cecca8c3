"""One sentence, read for everything that another sentence can be held against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.entailment.stances import Stance, read_stance
from bot.lexicon import Lexicon, NameKind
from bot.text.measures import Quantity, Unit
from bot.text.quantities import read_quantities
from bot.text.sentences import split_sentences
from bot.text.wordlists import word_set
from bot.text.words import content_forms, form_of, note_name, read_words

_CITATION = re.compile(r"\[\d{1,3}(?:\s*[,–-]\s*\d{1,3}){0,8}\]|[*_`#>]{1,3}(?=\w)|(?<=\w)[*_`]{1,3}")
_POPULATIONS = {
    "adults": re.compile(r"\badults?\b", re.I),
    "children": re.compile(
        r"\b(?:child(?:ren|hood)?|kids?|infants?|bab(?:y|ies)|p(?:a)?ediatric\w*|toddlers?)\b", re.I
    ),
    "teenagers": re.compile(r"\b(?:adolescen\w+|teen(?:ager)?s?)\b", re.I),
    "women": re.compile(r"\b(?:wom[ae]n|females?|girls?|her|she)\b", re.I),
    "men": re.compile(r"\b(?:m[ae]n|males?|boys?|his|he)\b", re.I),
    "pregnancy": re.compile(r"\bpregnan\w+", re.I),
    "breastfeeding": re.compile(r"\b(?:breast-?\s?feed\w*|lactat\w+|nursing mothers?)", re.I),
    "older people": re.compile(r"\b(?:elderly|older (?:people|adults|patients|men|women)|seniors)\b", re.I),
}
# Where a rule holds, and whose rule it is; "us" in small letters is no country.
_REGIONS = {
    "US": re.compile(r"\bU\.?S\.?(?:A\.?)?\b|\bUnited States\b|\bAmerican?\b"),
    "EU": re.compile(r"\bEU\b|\bEuropean? (?:Union|Commission)?\b|\bEurope\b"),
    "UK": re.compile(r"\bUK\b|\bUnited Kingdom\b|\bBrit(?:ain|ish)\b|\bEngland\b|\bNHS\b"),
    "Japan": re.compile(r"\bJapan(?:ese)?\b"),
    "Australia": re.compile(r"\bAustralian?\b"),
    "Canada": re.compile(r"\bCanad(?:a|ian)\b"),
    "China": re.compile(r"\bChin(?:a|ese)\b"),
    "Hong Kong": re.compile(r"\bHong Kong\b"),
    "Germany": re.compile(r"\bGerman[ys]?\b"),
    "France": re.compile(r"\b(?:France|French)\b"),
    "Spain": re.compile(r"\b(?:Spain|Spanish)\b"),
    "Brazil": re.compile(r"\bBrazil(?:ian)?\b"),
    "Italy": re.compile(r"\bItal(?:y|ian)\b"),
    "the whole world": re.compile(
        r"\b(?:all over the world|world-?wide|in (?:all|every) countr(?:y|ies)|everywhere)\b", re.I
    ),
}
# Held by their region, however they are written.
_OF_REGIONS = frozenset(
    "us usa united states america american eu europe european union uk kingdom britain british england japan japanese"
    " china chinese canada canadian australia australian hong kong italy italian".split()
)
_AGENCIES = {
    "US": re.compile(r"\b(?:FDA|AAD|LiverTox|LactMed)\b"),
    "EU": re.compile(r"\b(?:EMA|CHMP|European)\b"),
    "UK": re.compile(r"\b(?:MHRA|NICE|BAD|NHS)\b"),
    "Japan": re.compile(r"\bPMDA\b"),
}
_DEGREE = r"(?<!how )(?:severe|extensive)"
_COMPARISON = re.compile(
    r"\b(?:compared (?:with|to)|comparison with|versus|vs\.?|relative to|than|against|over)\s+"
    r"((?:[\w-]+\s*){1,3})",
    re.I,
)
_COMPARING = re.compile(r"\b(?:compared|comparison|versus|vs|relative to|lead over|than|superior|inferior)\b", re.I)
_RIVALS = frozenset({"placebo", "control", "usual", "standard", "vehicle", "sham"})
_ABSOLUTES = word_set(
    "always guaranteed completely totally entirely cure cures cured permanently permanent best worst "
    "fastest safest strongest miracle proven proves prove proof complete completely fully "
    "everybody forever perfect perfectly immediately instantly overnight"
)
_NEAR_COMPLETE = re.compile(r"\b(?:near(?:ly)?|almost|in)[- ]?complete(?:ly)?\b", re.I)
_NO_DOUBT = re.compile(
    r"\bnot (?:at all |very )?(?:uncertain|unclear|unknown)|\bit is (?:certain|proven|clear|sure|established) that\b"
    r"|\bcan (?:be )?(?:tell|told|show|shown|say)\b|\b(?:no|without (?:any )?|beyond (?:any )?)doubt\b",
    re.I,
)
_UNIVERSALS = re.compile(
    r"\b(?:everyone|everybody|anyone|anybody|you|your|(?:all|most) (?:patients|people|women|men|users|adults|children)"
    r"|every (?:patient|adult|child|person|woman|man|user)|(?:any"
    r"|every) age|all ages|from birth)\b",
    re.I,
)
_MUST = word_set(
    "nocomparison withcomparison randomised placebo pregnancy blind face neck scalp palm sole leg arm "
    "nail trunk elbow knee oral topical intravenous intramuscular subcutaneous inject injection cream "
    "ointment tablet capsule"
)
_DRUG_SHAPE = re.compile(
    r"^[a-z]{3,}(?:mab|nib|cept|statin|cillin|mycin|vir|prazole|sartan|pril|olol|azole|limus|tidine|oxacin)s?$"
)
_ONE_PERSON = re.compile(
    r"\b(?:one|single|a) (?:[\w-]+ ){0,3}(?:patient|person|case|woman|man|girl|boy|child|participant)\b"
    r"(?! (?:series|group))"
    r"|\b\d{1,3}-years?-old\b|\b(?:she|he|her|his)\b|\bthe (?:patient|person|woman|man|girl|boy)\b",
    re.I,
)
_PEOPLE = re.compile(
    r"\b(?:people|patients|participants|adults|children|women|men|individuals|users|everyone|those)\b", re.I
)
_DAILY = re.compile(
    r"\b(?:(once|twice|one|two|three|four|\d) ?(?:times )?)?(?:(?:a|per|each|every) ?|/)?"
    r"(day|daily|week|weekly|month|monthly)\b",
    re.I,
)


@dataclass(frozen=True)
class Statement:
    """A sentence (or a table row, told as one) with what it says read out of it once."""

    text: str
    index: int  # 0-based sentence of its passage; −1 where it is none
    forms: frozenset[str]
    must: frozenset[str]  # forms that no paraphrase may add: names, body sites, designs
    drugs: frozenset[str]
    conditions: frozenset[str]
    row: str = ""  # the first cell, if it is a row of a table

    def names(self, kind: NameKind) -> frozenset[str]:
        return self.drugs if kind is NameKind.DRUG else self.conditions

    @classmethod
    def of_many(cls, statements: Sequence[Statement]) -> Statement:
        """Return several sentences as one, in order; it stands for no one sentence of the passage."""
        return cls(
            " ".join(statement.text for statement in statements),
            -1,
            frozenset().union(*(statement.forms for statement in statements)),
            frozenset().union(*(statement.must for statement in statements)),
            frozenset().union(*(statement.drugs for statement in statements)),
            frozenset().union(*(statement.conditions for statement in statements)),
        )

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return read_quantities(self.text)

    @cached_property
    def stance(self) -> Stance:
        return read_stance(self.text)

    @cached_property
    def populations(self) -> frozenset[str]:
        named = {name for name, pattern in _POPULATIONS.items() if pattern.search(self.text)}
        groups = {"female": "women", "male": "men", "child": "children", "adult": "adults"}
        counted = {groups[q.group] for q in self.quantities if q.unit is Unit.PERSON and q.group}
        return frozenset(named | counted)

    @cached_property
    def degrees(self) -> frozenset[str]:
        """The illnesses that it names with a degree: "severe alopecia areata"."""
        return frozenset(
            name for name in self.conditions if re.search(rf"\b{_DEGREE} {re.escape(name)}\b", self._joined)
        )

    @cached_property
    def bare_conditions(self) -> frozenset[str]:
        """The illnesses that it names without one."""
        plain = re.sub(rf"\b{_DEGREE} (\w+)", "", self._joined)
        return frozenset(name for name in self.conditions if re.search(rf"\b{re.escape(name)}\b", plain))

    @cached_property
    def _joined(self) -> str:
        return " ".join(word.form for word in read_words(self.text))

    @cached_property
    def regions(self) -> frozenset[str]:
        return frozenset(name for name, pattern in _REGIONS.items() if pattern.search(self.text))

    @cached_property
    def agencies(self) -> frozenset[str]:
        """The regions whose authorities it names."""
        return frozenset(name for name, pattern in _AGENCIES.items() if pattern.search(self.text))

    @cached_property
    def rivals(self) -> frozenset[str]:
        """What it compares with: drugs it names after "than", "versus", and placebo or controls."""
        found = " ".join(match.group(1) for match in _COMPARISON.finditer(self.text))
        forms = {word.form for word in read_words(found)}
        return frozenset(forms & (_RIVALS | self.drugs))

    @cached_property
    def compares(self) -> bool:
        return bool(_COMPARING.search(self.text))

    @cached_property
    def absolutes(self) -> frozenset[str]:
        words = {word.written for word in read_words(_NEAR_COMPLETE.sub(" ", self.text))}
        sure = {"no doubt"} if _NO_DOUBT.search(self.text) else set()
        return frozenset((words & _ABSOLUTES) | sure)

    @cached_property
    def universals(self) -> frozenset[str]:
        return frozenset(match.group().lower() for match in _UNIVERSALS.finditer(self.text))

    @cached_property
    def about_one_person(self) -> bool:
        return bool(_ONE_PERSON.search(self.text)) and not _PEOPLE.search(self.text)

    @cached_property
    def about_people(self) -> bool:
        return bool(_PEOPLE.search(self.text))

    @cached_property
    def rows(self) -> frozenset[str]:
        return frozenset(f"{q.value:g}" for q in self.quantities if q.unit is Unit.ROW)

    @cached_property
    def rhythms(self) -> frozenset[str]:
        """How often a dose is taken: "2 day" is twice a day."""
        numbers = {"once": "1", "one": "1", "twice": "2", "two": "2", "three": "3", "four": "4"}
        found = set()
        for match in _DAILY.finditer(self.text):
            times, span = match.group(1), match.group(2).lower()
            if times and (span in {"daily", "weekly", "monthly"} or " a " in match.group() or "per" in match.group()):
                times = numbers.get(times.lower(), times)
                found.add(f"{times} {span.replace('daily', 'day').removesuffix('ly')}")
        return frozenset(found)


def read_statement(text: str, lexicon: Lexicon, index: int = -1, row: str = "") -> Statement:
    """Return `text` as a statement; names are brought to the one form that the lexicon gives them."""
    drugs: set[str] = set()
    conditions: set[str] = set()
    pieces, at = [], 0
    plain = _CITATION.sub(" ", text)
    for mention in lexicon.mentions(plain):
        name = re.sub(r"[^a-z0-9]", "", mention.name.lower())
        form = form_of(mention.name)
        if form_of(name) != form:
            name = form
        note_name(form, mention.name)
        (drugs if mention.kind is NameKind.DRUG else conditions).add(form)
        pieces += [plain[at : mention.start], name]
        at = mention.end
    named = "".join([*pieces, plain[at:]])
    words = read_words(named)
    forms = frozenset(content_forms(words))
    proper = _proper_names(named)
    must = {
        word.form
        for word in words
        if word.form in forms
        and (
            word.form in _MUST
            or (word.written in proper and word.written not in _OF_REGIONS)
            or _DRUG_SHAPE.match(word.written)
            or (any(c.isdigit() for c in word.written) and any(c.isalpha() for c in word.written))
        )
    }
    return Statement(named, index, forms, frozenset(must), frozenset(drugs), frozenset(conditions), row)


_CAPITAL = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][\w-]*")
_WORD_START = re.compile(r"\b[A-Za-z]")


def _proper_names(text: str) -> frozenset[str]:
    """Return the capitalised words inside sentences, in lower case; none where the text is all capitals."""
    starts = _WORD_START.findall(text)
    if not starts or sum(letter.isupper() for letter in starts) > 0.4 * len(starts):
        return frozenset()
    found = {match.group().lower() for match in _CAPITAL.finditer(text)}
    return frozenset(piece for name in found for piece in (name, *name.split("-")))


def read_passage(text: str, lexicon: Lexicon) -> tuple[Statement, ...]:
    """Return the sentences of a passage in order; a row of a Markdown table is told with its column heads."""
    heads: Sequence[str] = ()
    statements = []
    for index, span in enumerate(split_sentences(text)):
        if not span.text.startswith("|"):
            heads = ()
            statements.append(read_statement(span.text, lexicon, index))
            continue
        cells = [cell.strip() for cell in span.text.strip("|").split("|")]
        if all(set(cell) <= set(":- ") for cell in cells):
            continue
        if not heads:
            heads = cells
            continue
        told = [f"{head} {_with_unit(head, cell)}" for head, cell in zip(heads, cells, strict=False)]
        statements.append(read_statement("; ".join(told) + ".", lexicon, index, row=cells[0]))
    return tuple(statements)


def _with_unit(head: str, cell: str) -> str:
    unit = re.search(r"\((mg|%|weeks?|months?|years?|days?)[^)]{0,10}\)", head)
    return f"{cell} {unit.group(1)}" if unit and re.fullmatch(r"[\d.]+", cell) else cell
