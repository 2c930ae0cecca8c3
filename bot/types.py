"""The frozen records and closed sets that every stage speaks in.

    Article ─split→ Passage ─retrieve→ Evidence ─write→ Draft ─verify→ Claim ─disclose→ Answer

Nothing here does any work: reading, judging and rendering live in the modules named after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import total_ordering
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Record(BaseModel):
    """A value: frozen, and closed to fields that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@total_ordering
class _Ordered(Enum):
    """An enum whose members compare in the order they are written, weakest first."""

    rank: int  # 0 for the weakest

    def __init__(self, _value: str) -> None:
        self.rank = len(type(self).__members__)  # those that are written before it

    def __lt__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self.rank < other.rank


class Strength(_Ordered):
    """How much of an effect a wording claims, weakest first.

    On the public scale of Sumner and Yu: NONE and UNCERTAIN are 0, ASSOCIATION 1, MAY and PROBABLY 2,
    DOES and ABSOLUTE 3.
    """

    NONE = "none"
    UNCERTAIN = "uncertain"
    ASSOCIATION = "association"
    MAY = "may"
    PROBABLY = "probably"
    DOES = "does"
    ABSOLUTE = "absolute"


class Certainty(_Ordered):
    """How sure the evidence lets us be, least first (the four levels of GRADE)."""

    VERY_LOW = "very_low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class ClaimKind(Enum):
    """What a sentence is about; each kind is licensed by its own rule."""

    EFFICACY = "efficacy"
    SAFETY = "safety"
    REGULATORY = "regulatory"
    DOSE = "dose"
    DESCRIPTIVE = "descriptive"


class Support(Enum):
    """Whether a passage carries a claim: it does, it says otherwise, or it does not say."""

    YES = "yes"
    NO = "no"
    NOT_FOUND = "not_found"


class Outcome(Enum):
    """How a question ended. Each is a normal end, never an exception."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    URGENT = "urgent"
    DECLINED = "declined"


class Reason(Enum):
    """Why a question was not simply answered."""

    NOT_COVERED = "not_covered"
    THIN_EVIDENCE = "thin_evidence"
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    PERSONAL_DECISION = "personal_decision"
    OUT_OF_SCOPE = "out_of_scope"
    UNSAFE_REQUEST = "unsafe_request"


class Wording(Enum):
    """Ways a sentence oversteps that its strength alone does not show."""

    GUARANTEE = "guarantee"  # cure, always, 100% safe, no side effects, miracle
    SILENCE = "silence"  # "no one had any bad reactions" offered as reassurance
    GENERALISED = "generalised"  # from the people studied to "you", "patients", everyone
    MAGNITUDE = "magnitude"  # dramatic, remarkable, huge
    SUPERLATIVE = "superlative"  # best, safest, most effective, first choice
    TREND = "trend"  # a difference that was not shown, told as one


class Reading(Record):
    """What `bot.strength.claims.read` sees in one sentence, before any evidence is looked at."""

    kind: ClaimKind
    strength: Strength
    is_report: bool = Field(description="it tells what a study or its authors found or said, not what is so in general")
    negated: bool = Field(description="the effect is denied: 'does not improve', 'no link with'")
    wordings: tuple[Wording, ...] = ()
    cues: tuple[str, ...] = Field(default=(), description="the words that decided, as written")


class Judgement(Record):
    """Whether a passage supports a claim, and why, in words that a reader understands."""

    support: Support
    why: str
    sentence: int | None = Field(
        default=None, description="0-based index of the passage sentence that decided, if one did"
    )


class Role(Enum):
    """What a section of a digest is for; the value is its heading."""

    SUMMARY = "In short"
    STUDIED = "What was studied"
    FOUND = "What was found"
    HARMS = "Side effects and safety"
    LIMITS = "What this cannot tell us"
    REGULATORY = "Approval and dose"


class SourceKind(Enum):
    STUDY = "study"
    LABEL = "label"
    GUIDELINE = "guideline"
    REVIEW = "review"
    NEWS = "news"


class Design(Enum):
    """How a source knows what it says. Starting certainty: `bot.evidence`."""

    SYSTEMATIC_REVIEW = "systematic review of randomised trials"
    RANDOMISED_TRIAL = "randomised controlled trial"
    LABEL = "regulator's label"
    REGULATOR = "regulator's communication"
    GUIDELINE = "guideline"
    COHORT = "cohort with a comparison group"
    REGISTRY = "registry with a comparison group"
    UNCONTROLLED_RETROSPECTIVE = "uncontrolled retrospective series"
    UNCONTROLLED_SERIES = "uncontrolled series"
    CASE_SERIES = "case series"
    CASE_REPORT = "case report"
    LETTER = "letter"
    NEWS_REPORT = "news report"
    WEB_PAGE = "web page"
    EXPERT_OPINION = "expert opinion"
    REFERENCE = "reference text"


class Status(Enum):
    REVIEWED = "reviewed"
    UNREVIEWED = "unreviewed"


class Access(Enum):
    """How much of a source was read for its digest."""

    WHOLE = "whole"
    ABSTRACT = "abstract"
    PART = "part"
    HEADLINE = "headline"


class Derived(Record):
    """A figure that we worked out from the source's own figures, and how."""

    figure: str
    how: str


class Override(Record):
    """A reviewer's own certainty for a source, with the reason that it needs."""

    certainty: Certainty
    why: str = Field(min_length=10)
    by: str = Field(min_length=2)


class StudyCard(Record):
    """What an article is and how it knows: the front matter of `corpus/articles/<id>.md`.

    `None` means that the source does not state it (written "not stated"), or has none (written "none").
    """

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)
    title: str = Field(min_length=3)
    authors: str | tuple[str, ...] | None
    container: str
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    url: str = Field(pattern=r"^https?://[^\s<>\"']+$")
    licence: str
    retrieved: date
    status: Status
    kind: SourceKind
    design: Design
    participants: Annotated[int, Field(ge=1)] | None
    comparator: str | None
    duration_weeks: Annotated[float, Field(gt=0)] | None
    centres: Annotated[int, Field(ge=1)] | None
    peer_reviewed: bool
    second_hand: bool
    access: Access = Field(default=Access.WHOLE, description="how much of the source was read")
    topline: bool = Field(default=False, description="a company's first figures, before peer review")
    open_label: bool = False
    funding: str | None
    known_as: tuple[str, ...] = Field(default=(), description="names by which people point at it: a trial, an author")
    drugs: tuple[str, ...] = Field(description="none: it is about no drug more than another, like a glossary")
    conditions: tuple[str, ...] = Field(
        description="none: it holds whatever the drug is taken for, like a class warning"
    )
    population: str | None
    region: str | None
    inconsistencies: tuple[str, ...]
    derived: tuple[Derived, ...] = ()
    provenance: tuple[str, ...] = ()
    removed: tuple[str, ...] = Field(default=(), description="what came with the source and is no evidence")
    facts: tuple[str, ...] = Field(default=(), description="ids of corpus/facts.jsonl that its figures come from")
    override: Override | None = None

    @property
    def link(self) -> str:
        """Where a reader finds the original: its DOI if it has one that is its own, else its address."""
        return f"https://doi.org/{self.doi}" if self.doi and not self.second_hand else self.url


@dataclass(frozen=True, slots=True)  # a corpus holds ten thousands: a tenth of the memory of a `Record`
class Sentence:
    """A sentence, or a row of a table: `passage.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)  # likewise
class Passage:
    """A paragraph or a table of a digest: the smallest thing that is retrieved and cited."""

    passage_id: str  # '<source_id>#<section>-<n>', stable while the digest is
    source_id: str
    role: Role
    text: str
    sentences: tuple[Sentence, ...]
    header: tuple[str, ...] = ()  # a table's column names; empty for prose


class Article(Record):
    card: StudyCard
    passages: tuple[Passage, ...]
    digest: str = Field(description="SHA-256 of the file, hexadecimal")


class Facet(Enum):
    """What a question asks about a treatment."""

    EFFICACY = "efficacy"  # does it work
    SAFETY = "safety"  # is it safe, does it cause
    APPROVAL = "approval"  # is it approved
    DOSE = "dose"  # what dose was used
    COMPARISON = "comparison"  # is it better than
    STUDY = "study"  # who, how many, how, when, by whom
    CASE = "case"  # one person of a table
    GENERAL = "general"  # anything else: the passages that are nearest


class Query(Record):
    """A question, understood: names normalised, what is asked, and about whom."""

    question: str = Field(description="as asked, after a follow-up was completed from the conversation")
    normalised: str = Field(description="the question with every name in the corpus's spelling")
    before: str = Field(default="", description="the question that this one leans on, its names in that spelling too")
    drugs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    is_implied: bool = Field(default=False, description="the condition is not named: its outcome is asked about")
    other_drugs: tuple[str, ...] = Field(default=(), description="real drugs that the corpus does not cover")
    other_conditions: tuple[str, ...] = Field(default=(), description="likewise, diseases")
    set_aside: tuple[str, ...] = Field(default=(), description="drugs of which nothing is asked: 'besides Rinvoq'")
    facet: Facet = Facet.GENERAL
    topics: tuple[str, ...] = Field(default=(), description="ids of bot/data/topics.toml")
    terms: tuple[str, ...] = Field(default=(), description="the other content words, as written")
    asks_cause: bool = Field(default=False, description="a condition in it is an effect that is asked about")
    case: int | None = Field(default=None, description="the row of a table that is asked for")
    participants: int | None = Field(default=None, description="'the 28-patient study'")


class Ranked(Record):
    """A passage with its place in the fused ranking; best first."""

    passage: Passage
    score: float = Field(description="reciprocal rank fusion, summed 1 / (60 + rank)")
    similarity: tuple[float, ...] = Field(description="cosine of each sentence with the question, −1..1")
    fit: tuple[float, ...] = Field(default=(), description="how well each sentence answers the question, −1..1")


class Evidence(Record):
    """The passages that may answer a query, and the cards of their articles."""

    query: Query
    ranked: tuple[Ranked, ...]
    cards: tuple[StudyCard, ...]

    def card(self, source_id: str) -> StudyCard:
        return next(card for card in self.cards if card.id == source_id)


class Citation(Record):
    """The exact words that carry a claim: `passage.text[start:end] == quote`."""

    source_id: str
    passage_id: str
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    url: str


class Claim(Record):
    """One verified sentence of an answer. Without a citation there is no claim."""

    text: str = Field(min_length=1)
    kind: ClaimKind
    strength: Strength
    licensed: Strength = Field(description="the strongest wording that the cited evidence allows")
    citations: tuple[Citation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_no_more_than_its_evidence(self) -> Claim:
        if self.strength > self.licensed:
            raise ValueError(
                f"claim {self.text!r} is worded {self.strength.value!r}; its evidence licenses {self.licensed.value!r}"
            )
        return self


class Part(Enum):
    """Where a claim stands in an answer; in the order in which a reader meets them."""

    DIRECT = "direct"
    EVIDENCE = "evidence"
    HARMS = "harms"
    RULES = "rules"
    UNKNOWN = "unknown"


class Premise(Enum):
    """What a question treats as settled, beyond any evidence: it is safe, works, cures, harms, or harms little."""

    SAFE = "safe"
    WORKS = "works"
    CURES = "cures"
    HARMS = "harms"
    SMALL = "small"


class Binding(Record):
    """A sentence of a passage that is said to carry a claim."""

    passage_id: str
    sentence: int = Field(ge=0, description="0-based")

    @property
    def source_id(self) -> str:
        """The id of the article: what stands before the '#' of its passage's."""
        return self.passage_id.split("#")[0]


class DraftClaim(Record):
    """What a writer proposes: a sentence, where it goes, and what is said to carry it."""

    text: str
    part: Part
    bindings: tuple[Binding, ...]


class Draft(Record):
    """A writer's proposal. Nothing of it is shown before it is verified."""

    claims: tuple[DraftClaim, ...]
    notes: tuple[str, ...] = Field(
        default=(), description="fixed sentences about what the sources cover; they claim nothing else"
    )
    uncovered: tuple[str, ...] = Field(default=(), description="what was asked and no sentence covers")
    uncompared: str | None = Field(default=None, description="that no source compares the treatments asked about")
    first: str | None = Field(default=None, description="a fixed sentence that stands before the claims")
    doctor_questions: tuple[str, ...] = ()
    writer: str = "brief"
    model: str | None = Field(default=None, description="the chat model that wrote it, 'provider:name'")
    prompt: str | None = Field(default=None, description="the version of the prompt that it was given")
    plan: Draft | None = Field(default=None, description="what the rules chose; stands where a model's claim does not")


class CertaintyStatement(Record):
    level: Certainty
    sentence: str
    reasons: tuple[str, ...]


class SourceNote(Record):
    """One line of an answer's list of sources."""

    source_id: str
    title: str
    year: int | None
    url: str
    design: str
    participants: int | None
    certainty: Certainty
    retrieved: date
    status: Status


class Urgent(Record):
    level: str
    heading: str
    action: str
    phone: str


class Versions(Record):
    app: str
    corpus: str
    index: str
    writer: str
    model: str | None
    prompt: str | None


class Answer(Record):
    """What every surface shows. Without a disclaimer there is no answer."""

    answer_id: str
    question: str
    outcome: Outcome
    reason: Reason | None
    text: str = Field(min_length=1)
    claims: tuple[Claim, ...]
    certainty: CertaintyStatement | None
    sources: tuple[SourceNote, ...]
    urgent: Urgent | None
    disclaimers: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    follow_ups: tuple[str, ...]
    versions: Versions

    @model_validator(mode="after")
    def _is_whole(self) -> Answer:
        """Hold what a reader relies on: the text carries every disclaimer, and each outcome its parts."""
        missing = [line for line in self.disclaimers if line not in self.text]
        if missing:
            raise ValueError(f"the text lacks its disclaimer {missing[0]!r}")
        if (self.reason is None) != (self.outcome is Outcome.ANSWERED):
            raise ValueError(f"outcome {self.outcome.value!r} does not go with reason {self.reason!r}")
        if self.outcome is Outcome.ANSWERED and not self.claims:
            raise ValueError("an answered question needs at least one claim")
        if (self.urgent is not None) != (self.outcome is Outcome.URGENT):
            raise ValueError("an urgent outcome carries what to do, and no other outcome does")
        cited = {citation.source_id for claim in self.claims for citation in claim.citations}
        listed = {source.source_id for source in self.sources}
        if not cited <= listed:
            raise ValueError(f"cited but not listed as a source: {sorted(cited - listed)}")
        return self
