"""What stands around a direct answer: which sources lead, the evidence, the harms, what is not known.

Each sentence is as the digests have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.brief.selection import Candidate
from bot.evidence import rate
from bot.lexicon import Lexicon
from bot.questions.approvals import speaks_of_approval
from bot.questions.topics import is_harm_topic
from bot.text.regions import regions_in
from bot.types import (
    Binding,
    Design,
    DraftClaim,
    Evidence,
    Part,
    Query,
    Reading,
    Role,
    SourceKind,
    Strength,
    StudyCard,
)

# Sentences that each source may say: the one that leads says more than those that stand beside it.
_OF_THE_FIRST = 2
_OF_THE_OTHERS = 1

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_MOST_NEW_WORDS = 3  # of a sentence that only repeats another: a brand, another name of the disease
_COUNTS = re.compile(r"\d|^(?:no|not|nor|never|none|cannot|only|if|where|unless|without|severe|adults?|aged?)$")
# A sentence with figures that another one of its source has, and but for these no word of its own, is that one again.
_GRAMMAR = frozenset(
    "a an and at by for from had has have in is of on or people person that the their there to trial"
    " trials was were who with group groups".split()
)

_GRAVE = frozenset({"heart", "cancer", "clots", "death", "infection"})
_AGES = {"children", "older"}  # a boxed warning names none
WARNS = re.compile(
    r"\b(?:has|carries) (?:a|the) boxed warning\b|\brequired warnings\b",
)

_DENIES = frozenset("not no never none cannot nobody without".split())

_RATIO_RANGE = re.compile(r"\btimes as (?:high|likely|many|often)\b.*\bbetween (\d+(?:\.\d+)?) and (\d+(?:\.\d+)?)")

# What a score means is told beside its figures, not in their place.
DEFINES = re.compile(
    r"\b(?<!does not )means? (?:an?|that|at|little)\b|\bmean an?\b|\bis a score\b|\bstands for\b"
    r"|^[A-Z-]{3,} (?:counts|rates what) "
)

Read = Callable[[str], Reading]


def claim(candidate: Candidate, part: Part) -> DraftClaim:
    """Return a sentence of a digest as it is, cited to itself."""
    return DraftClaim(text=candidate.text, part=part, bindings=(candidate.binding,))


def is_against_another(card: StudyCard, query: Query, lexicon: Lexicon) -> bool:
    """Say whether a trial is of two medicines against each other, where at most one of them was asked about."""
    against = {name for name in lexicon.names_in_evidence(card.comparator or "") if lexicon.is_drug(name)}
    studied = {*card.drugs, *against}
    return card.comparator is not None and len(studied) > 1 and len(studied & set(query.drugs)) < 2


def surest_first(evidence: Evidence, candidates: Sequence[Candidate], lexicon: Lexicon) -> list[StudyCard]:
    """Return the sources of the evidence in the order in which they count for the question.

    A trial against another medicine says little about one alone and comes last. Where no disease was asked about, one
    that the drug's label is for comes first. Otherwise the surest comes first,
    then what studied just the condition that was asked about, then the larger, then what matches the question best.
    """
    query = evidence.query
    labels = (card for card in evidence.cards if card.design is Design.LABEL and set(card.drugs) & set(query.drugs))
    on_label = frozenset(name for card in labels for name in card.conditions)
    best: dict[str, float] = {}
    for candidate in candidates:
        best.setdefault(candidate.card.id, candidate.score)

    def place(card: StudyCard) -> tuple[bool, bool, int, bool, int, float]:
        exact = not query.conditions or bool(set(query.conditions) & set(card.conditions))
        return (
            is_against_another(card, query, lexicon),
            not query.conditions and not on_label & set(card.conditions),
            -rate(card).certainty.rank,
            not exact,
            -(card.participants or 0),
            -best.get(card.id, 0.0),
        )

    return sorted(evidence.cards, key=place)


def first_per_source(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the first candidate of each source, the sources in the order they come."""
    by_source: dict[str, Candidate] = {}
    for candidate in candidates:
        by_source.setdefault(candidate.card.id, candidate)
    return list(by_source.values())


def around(
    evidence: Evidence, candidates: Sequence[Candidate], sources: Sequence[str], lexicon: Lexicon
) -> list[DraftClaim]:
    """Return findings, harms and limits of these sources, the first of them telling more, and the label's warning.

    Where a source studied several conditions, its findings on the one that was asked about come alone.
    """
    asked = set(evidence.query.conditions)
    on_it = {each.card.id for each in candidates if each.role is Role.FOUND and asked & each.names}
    mixed = {card.id for card in evidence.cards if len(card.conditions) > 1} & on_it
    telling = [each for each in candidates if each.card.id not in mixed or asked & each.names]
    telling = [each for each in telling if "frequency" not in each.topics]  # how common a disease is, is no finding
    findings = [each for each in telling if not DEFINES.search(each.text)]
    meanings = [each for each in telling if DEFINES.search(each.text)]
    found = in_order(findings, Role.FOUND, Part.EVIDENCE, sources)
    if found:
        found += in_order(meanings, Role.FOUND, Part.EVIDENCE, sources[:1], most=1)
    found = found or in_order(candidates, Role.SUMMARY, Part.EVIDENCE, sources)
    harms = in_order(candidates, Role.HARMS, Part.HARMS, sources)
    return [*found, *harms, *label_warnings(evidence, candidates, lexicon), *limits(candidates, sources)]


def label_warnings(evidence: Evidence, candidates: Sequence[Candidate], lexicon: Lexicon) -> list[DraftClaim]:
    """Return what the label of each drug that was asked about warns of first; the label before its retellings.

    Of a drug whose label is not among the sources, what a regulator warns of its class.
    """
    warnings = sorted(
        (each for each in candidates if each.role is Role.HARMS and each.card.kind is SourceKind.LABEL),
        key=lambda each: (each.card.design is not Design.LABEL, each.card.second_hand, *_place(each)),
    )
    told = [
        next((each for each in warnings if lexicon.covers(drug, each.card.drugs)), None)
        or min((e for e in candidates if _warns_of_class(drug, e, lexicon)), key=_gravity, default=None)
        for drug in evidence.query.drugs
    ]
    return [claim(each, Part.HARMS) for each in dict.fromkeys(told) if each]


def warning_against(query: Query, candidates: Sequence[Candidate], lexicon: Lexicon) -> Candidate | None:
    """Return what warns most of the harms asked about, for whoever plays them down: the drug's label, or its class's.

    Of harms in general the warning that names the most; None where nothing warns of them.
    """
    asked = {topic for topic in query.topics if is_harm_topic(topic)} - _AGES
    warning = [
        each
        for each in candidates
        if WARNS.search(each.text)
        and (each.topics & asked or not asked)
        and (any(_warns_of(drug, each, lexicon) for drug in query.drugs) or not query.drugs)
    ]
    return min(
        warning,
        key=lambda each: (each.card.design is not Design.LABEL, -len(_GRAVE & each.topics), *_place(each)),
        default=None,
    )


def _warns_of(drug: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Say whether a sentence is of a drug's own label, or a regulator's on its class."""
    on_label = candidate.card.design is Design.LABEL and lexicon.covers(drug, candidate.card.drugs)
    return on_label or _warns_of_class(drug, candidate, lexicon)


def _warns_of_class(drug: str, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Say whether a sentence is a regulator's on grave harms of a drug's class, and on no other member of it."""
    classes = lexicon.classes_of(drug)
    drugs = {name for name in candidate.names if lexicon.is_drug(name)}
    on_class = candidate.card.design is Design.REGULATOR and bool(classes & drugs) and drugs <= classes | {drug}
    return on_class and bool(_GRAVE & candidate.topics)


def _gravity(candidate: Candidate) -> tuple[bool, int, str, int, int]:
    """Return the place of a class's warning: what tells of warnings first, of the most harms."""
    return ("warning" not in candidate.text, -len(_GRAVE & candidate.topics), *_place(candidate))


def without_repeats(claims: Iterable[DraftClaim], lexicon: Lexicon) -> Iterator[DraftClaim]:
    """Yield the claims once each, and none that tells again what one of its source has told.

    What adds a figure, a name, a region, a denial or a condition is no repeat, and what is not known is never one.
    """
    told: set[str] = set()
    by_source: dict[str, list[_Words]] = {}
    for each in claims:
        if each.text in told:
            continue
        told.add(each.text)
        words = _Words.of(each.text, lexicon)
        own = by_source.setdefault(each.bindings[0].source_id if each.bindings else "", [])
        if each.part is not Part.UNKNOWN and (any(words.repeats(one) for one in own) or words.sums_up(own)):
            continue
        own.append(words)
        yield each


@dataclass(frozen=True, slots=True)
class _Words:
    """What a claim says, as far as one can be told to repeat another."""

    words: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]
    regions: frozenset[str]
    of_approval: bool

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> _Words:
        words = frozenset(_WORD.findall(text.casefold()))
        return cls(
            words=words,
            figures=frozenset(word for word in words if word[0].isdigit()),
            names=lexicon.names_in_evidence(text),
            regions=regions_in(text),
            of_approval=speaks_of_approval(text),
        )

    def repeats(self, before: _Words) -> bool:
        """Say whether this adds nothing to an earlier claim: a few words to an approval, grammar to its figures."""
        if not (self.names <= before.names and self.regions <= before.regions):
            return False
        new = self.words - before.words
        if self.of_approval and before.of_approval:
            return _is_little(new)
        return len(self.figures) > 1 and new <= _GRAMMAR

    def sums_up(self, told: Sequence[_Words]) -> bool:
        """Say whether this has only figures, and but for a word or two only words, of claims that share its figures."""
        near = [one for one in told if len(one.figures & self.figures) > 1]
        new = self.words - _GRAMMAR - frozenset().union(*(one.words for one in near))
        return len(self.figures) > 2 and not _DENIES & self.words and _is_little(new)


def _is_little(new: frozenset[str]) -> bool:
    return len(new) <= _MOST_NEW_WORDS and not any(_COUNTS.search(word) for word in new)


def limits(candidates: Sequence[Candidate], sources: Sequence[str]) -> list[DraftClaim]:
    """Return of each source what it cannot tell, the nearest to the question first."""
    own = [each for each in candidates if each.role is Role.LIMITS and not speaks_of_approval(each.text)]
    return [claim(each, Part.UNKNOWN) for each in _few_per_source(own, sources)]


def in_order(
    candidates: Sequence[Candidate], role: Role, part: Part, sources: Sequence[str], *, most: int = _OF_THE_FIRST
) -> list[DraftClaim]:
    """Return a section's first sentences as the digest has them: one qualifies the one before it."""
    section = sorted((each for each in candidates if each.role is role), key=_place)
    return [claim(each, part) for each in _few_per_source(section, sources, most=most)]


_DOES_NOT_MEAN = re.compile(r"\bdoes not mean\b", re.IGNORECASE)


def with_qualifiers(leads: Sequence[Candidate], candidates: Sequence[Candidate], read: Read) -> list[Candidate]:
    """Put before a finding what its own passage says cannot be told from it, and before a fact what it does not mean.

    "It has no boxed warning" is half believed to say that it is safe.
    """
    qualified: list[Candidate] = []
    for lead in leads:
        own = [each for each in candidates if each.card.id == lead.card.id and _DOES_NOT_MEAN.search(each.text)]
        qualified += [each for each in own if each.topics & lead.topics]
        if _includes_no_difference(lead.text):
            own = [each for each in candidates if each.card.id == lead.card.id and each.topics & lead.topics]
            unsure = [each for each in own if read(each.text).strength is Strength.UNCERTAIN]
            qualified += sorted(unsure, key=lambda each: each.passage_id != lead.passage_id)[:1]
        if lead.role is Role.FOUND:
            beside = [each for each in candidates if each.passage_id == lead.passage_id]
            qualified += [each for each in beside if read(each.text).strength is Strength.UNCERTAIN]
        qualified.append(lead)
    return list(dict.fromkeys(qualified))


def _includes_no_difference(text: str) -> bool:
    """Say whether a sentence tells a ratio whose range reaches from below 1 to above it."""
    told = _RATIO_RANGE.search(text)
    return told is not None and float(told[1]) < 1 < float(told[2])


def doubt(source_id: str, candidates: Sequence[Candidate], read: Read) -> Binding | None:
    """Return where a source's digest says why its evidence does not decide the question."""
    own = [c for c in candidates if c.card.id == source_id and c.role in {Role.SUMMARY, Role.LIMITS}]
    unsure = [c for c in own if read(c.text).strength is Strength.UNCERTAIN]
    return (unsure or own)[0].binding if own else None


def _few_per_source(
    candidates: Sequence[Candidate], sources: Sequence[str], *, most: int = _OF_THE_FIRST
) -> list[Candidate]:
    """Return the first candidates of each of `sources`, in their order; fewer of each where there are many sources."""
    others = most if len(sources) < 3 else _OF_THE_OTHERS
    chosen: list[Candidate] = []
    for number, source_id in enumerate(sources):
        own = [each for each in candidates if each.card.id == source_id]
        chosen += own[: most if number == 0 else others]
    return chosen


def _place(candidate: Candidate) -> tuple[str, int, int]:
    """Where a sentence stands: its article, the passage's number in its section, its own number."""
    number = candidate.passage_id.rsplit("-", 1)[1]
    return candidate.card.id, int(number), candidate.at
