"""Holds any text against the corpus, or against given source texts alone, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import Field

from bot.check.assertions import (
    ALWAYS_TOO_MUCH,
    asserts,
    is_cautious,
    is_heading,
    is_question,
    is_rhetorical,
    speaks_of_treatment,
    stated,
)
from bot.check.estimate import Estimate, estimate
from bot.check.source_rules import objection
from bot.check.subject import Subject
from bot.check.treatments import treatments_in
from bot.entailment.attribution import is_attributed
from bot.entailment.rulings import makes_a_ruling
from bot.entailment.support import HardEntailment
from bot.entailment.windows import TOLD_AS_WORDS
from bot.evidence import rate
from bot.lexicon import Lexicon, NameKind
from bot.protocols import Entailment, Retriever
from bot.questions.approvals import affirms_approval
from bot.questions.queries import understand
from bot.retrieval.passages import Corpus, gather, study_names_near
from bot.strength.claims import read
from bot.text.sentences import split_sentences
from bot.text.words import content_forms, read_words
from bot.types import (
    Article,
    Certainty,
    Citation,
    ClaimKind,
    Evidence,
    Judgement,
    Passage,
    Query,
    Reading,
    Record,
    Role,
    Strength,
    StudyCard,
    Support,
)
from bot.verify.citing import card_in_words, cite
from bot.verify.framing import licence, tells_of, weakened
from bot.verify.verdicts import OVERSTEPS, excuses

_PASSAGES = 40  # judged per sentence; those ranked after them share neither words nor meaning with it
# What stands for a medicine that was named before.
_IT = re.compile(r"^(?:It|(?:The|This) (?:drug|medicine|treatment|medication))\b", re.IGNORECASE)
_MAX_TEXT_CHARS = 200_000
# The best answer that several passages give: one that carries the sentence counts, one that denies it comes next.
# A heading and each item of a list are sentences of their own.
_LISTED = re.compile(r"^([ \t]*(?:#{1,6}|[-*•]|\d{1,2}[.)]|[QA]:)[ \t].*)$", re.MULTILINE)
_MAY_HARM = re.compile(
    r"\b(?:can|may|might|could) (?:\w+ )?(?:cause|trigger|set off|raise|lead to|bring|worsen)\b", re.IGNORECASE
)
_NOTHING_ASSERTED = "It asserts nothing that needs a source."
_BEST_FIRST = (Support.YES, Support.NO, Support.NOT_FOUND)

_VERDICTS = {Support.NO: "CONTRADICTS", Support.NOT_FOUND: "NOT FOUND", Support.YES: "ok"}
_SAID = {
    Strength.NONE: "as no effect",
    Strength.UNCERTAIN: "as uncertain (“it is uncertain whether”)",
    Strength.ASSOCIATION: "as a link (“is linked with”)",
    Strength.MAY: "as possible (“may”)",
    Strength.PROBABLY: "as likely (“probably”)",
    Strength.DOES: "as a fact (“does”)",
    Strength.ABSOLUTE: "as certain for everybody (“cures”, “always”)",
}
_MOST_OTHER_WORDS = 2  # another verb, another word for a group; chosen, unmeasured
_OF_THOSE_STUDIED = re.compile(
    r"\bof (?:the )?(?:patients|people|adults|children|participants|women|men)\b"
    r"(?= (?:given|on|who|treated|taking|with|in)\b)",
    re.IGNORECASE,
)
_ABOUT_IT = 0.5  # share of a sentence's content words from which a source speaks of its subject; chosen, unmeasured


class Checked(Record):
    """One sentence of a text, and what the evidence says of it."""

    sentence: str
    kind: ClaimKind
    strength: Strength
    licensed: Strength
    overclaims: bool
    supported: Support
    why: str
    citations: tuple[Citation, ...] = ()
    rewording: str | None = None
    about: bool = Field(default=True, description="a source speaks of its subject")
    asserts: bool = Field(default=True, description="it needs a source; a greeting, a heading and a doubt need none")

    @property
    def found(self) -> bool:
        """Whether a reader should act on it: it overclaims, or it is contradicted, or what it asserts has no source."""
        return self.overclaims or self.supported is Support.NO or (self.asserts and self.supported is not Support.YES)


class _Licensed(NamedTuple):
    """A sentence of a source that says as much of a benefit as the evidence licenses, and where it stands."""

    text: str
    at: int
    passage: Passage
    card: StudyCard


class _Given(NamedTuple):
    """A source text, what it seems to be, and the names that hold throughout it."""

    text: str
    estimate: Estimate
    subject: str


class Checker:
    """Checks texts against the corpus."""

    def __init__(
        self, articles: Sequence[Article], lexicon: Lexicon, retriever: Retriever, entailment: Entailment
    ) -> None:
        self._articles = Corpus(articles)
        self._lexicon = lexicon
        self._retriever = retriever
        self._entailment = entailment

    def check(self, text: str) -> tuple[Checked, ...]:
        """Return one result for each sentence, in order.

        A sentence that names no medicine is on the one that was named last, and one on a benefit that names no disease
        on the disease that was named last: "70% had clear skin" is no figure of another medicine, or of another
        disease. "It" at its head is read as the medicine's name.
        """
        checked: list[Checked] = []
        named, subject = "", Subject()
        for span in split_sentences(_LISTED.sub(r"\n\n\1\n\n", text[:_MAX_TEXT_CHARS])):
            drugs = [each for each in self._lexicon.mentions(span.text) if each.kind is NameKind.DRUG]
            meant = stated(_IT.sub(named, span.text) if named and not drugs else span.text)
            reading = read(meant)
            query = understand(meant, self._lexicon)
            subject = subject.after(query, reading.kind)
            asked = subject.of(query, reading.kind, self._lexicon)
            before = checked[-1].citations[:1] if checked and not drugs else ()
            own = self._check(meant, reading, asked, before)
            names_one = bool(drugs) or (bool(named) and _IT.match(span.text) is not None) or self._names_a_study(meant)
            checked.append(self._put_right(own, meant, reading, asked, names_one=names_one))
            checked[-1] = checked[-1].model_copy(update={"sentence": span.text})
            named = span.text[drugs[-1].start : drugs[-1].end] if drugs else named
        return tuple(checked)

    def _put_right(self, own: Checked, sentence: str, reading: Reading, query: Query, *, names_one: bool) -> Checked:
        """Return a result with what the sentence is: a doubt, a question, a promise by asking, a denied approval."""
        if is_rhetorical(own.sentence):
            return own.model_copy(update={"overclaims": True, "why": f"{own.why} It promises by asking."})
        if is_question(sentence) or not speaks_of_treatment(sentence, names_one=names_one):
            promises = bool(ALWAYS_TOO_MUCH & set(reading.wordings))
            unheld = {"supported": Support.NOT_FOUND, "citations": (), "rewording": None, "why": _NOTHING_ASSERTED}
            return own if promises else own.model_copy(update={"asserts": False, "overclaims": False, **unheld})
        own = own.model_copy(update={"asserts": asserts(sentence, reading, names_one=names_one)})
        if own.supported is not Support.YES and self._denies_no_approval(reading, query):
            return own.model_copy(update={"supported": Support.NOT_FOUND, "asserts": False, "overclaims": False})
        # Whose words they are is left out; of a rule that is no claim too many.
        # A harm that a label tells is no less of one.
        unnamed = reading.kind is ClaimKind.REGULATORY or (reading.kind is ClaimKind.SAFETY and not reading.negated)
        unnamed = unnamed and own.why.startswith(TOLD_AS_WORDS)
        if unnamed or is_cautious(sentence, reading) or (is_heading(sentence) and not own.asserts):
            unread = Support.NOT_FOUND if own.supported is Support.NO else own.supported
            return own.model_copy(update={"supported": unread, "asserts": False, "overclaims": False})
        return own

    def _names_a_study(self, sentence: str) -> bool:
        near = study_names_near([sentence], self._articles)
        return any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in near)

    def _denies_no_approval(self, reading: Reading, query: Query) -> bool:
        """Say whether a sentence denies an approval that no source reports: silence is not contradicted by doubt."""
        if reading.kind is not ClaimKind.REGULATORY or not reading.negated:
            return False
        on_drug = (a for a in self._articles if any(self._lexicon.covers(d, a.card.drugs) for d in query.drugs))
        told = (each.text for article in on_drug for passage in article.passages for each in passage.sentences)
        conditions = (*query.conditions, *query.other_conditions)
        return not any(affirms_approval(text, name, self._lexicon) for text in told for name in conditions)

    def _check(self, sentence: str, reading: Reading, query: Query, before: Sequence[Citation] = ()) -> Checked:
        evidence = gather(query, self._articles, self._lexicon, self._retriever, candidates=_PASSAGES, sources=12)
        judged = [
            (
                self._entailment.judge(sentence, each.passage.text, context=card_in_words(card)),
                each.passage,
                card,
            )
            for each in evidence.ranked[:_PASSAGES]
            for card in [evidence.card(each.passage.source_id)]
        ]
        told_before = {citation.passage_id for citation in before}  # "on 30 mg it was 54%" goes on about the same
        judged += [
            (self._entailment.judge(sentence, passage.text, context=card_in_words(article.card)), passage, article.card)
            for article in self._articles
            if told_before and article.card.id in {citation.source_id for citation in before}
            for passage in article.passages
            if passage.passage_id in told_before
        ]
        if not judged:
            return _unsourced(sentence, reading)
        best, passage, card = min(
            judged, key=lambda each: (_BEST_FIRST.index(each[0].support), -_shared(sentence, each[1].text))
        )
        licensed_words = self._licensed_words(query, evidence) if reading.kind is ClaimKind.EFFICACY else None
        if licensed_words and _says_no_more(sentence, reading, licensed_words.text):
            best = Judgement(support=Support.YES, why="The source says so.", sentence=licensed_words.at)
            passage, card = licensed_words.passage, licensed_words.card
        cards = [card] if best.support is Support.YES else list(evidence.cards)
        licensed = licence(sentence, reading, cards)
        certainty = max(rate(each).certainty for each in cards)
        citations = () if best.support is Support.NOT_FOUND else (cite(passage, best.sentence or 0, card),)
        about = any(_shared(sentence, f"{each.text} {card_in_words(of)}") >= _ABOUT_IT for _, each, of in judged)
        checked = _checked(sentence, reading, licensed, certainty, best, citations, about=about, cards=cards)
        if licensed_words and checked.rewording is None and best.support is not Support.YES:
            return checked.model_copy(update={"rewording": f"{licensed_words.text} [{licensed_words.card.id}]"})
        return checked

    def _licensed_words(self, query: Query, evidence: Evidence) -> _Licensed | None:
        """Return the surest source's own sentence on whether a medicine helps the disease that a sentence names."""
        if len(query.drugs) != 1 or not query.conditions or query.other_conditions:
            return None
        found = [
            _Licensed(each.text, at, ranked.passage, card)
            for ranked in evidence.ranked
            if ranked.passage.role is Role.SUMMARY
            for card in [evidence.card(ranked.passage.source_id)]
            if any(self._lexicon.covers(name, card.conditions) for name in query.conditions)
            and not (card.comparator and self._lexicon.names_in_evidence(card.comparator))
            for at, each in enumerate(ranked.passage.sentences)
            if query.drugs[0] in self._lexicon.names_in_evidence(each.text)
            for told in [read(each.text)]
            if told.kind is ClaimKind.EFFICACY and told.strength >= Strength.UNCERTAIN and not told.negated
        ]
        return max(found, key=lambda each: rate(each.card).certainty, default=None)


def check_against(text: str, sources: Sequence[str], lexicon: Lexicon) -> tuple[Checked, ...]:
    """Hold a text against source texts alone, each rated by what it says of itself.

    What a source gives to people is a drug there, whether the lexicon knows it or not.
    """
    entailment = HardEntailment(
        lexicon.with_drugs({name for each in (text, *sources) for name in treatments_in(each)}), lenient=True
    )
    rated = [_Given(source, estimate(source), _subject_of(source, lexicon)) for source in sources]
    return tuple(_against(span.text, rated, entailment) for span in split_sentences(text[:_MAX_TEXT_CHARS]))


def told(checked: Sequence[Checked]) -> str:
    """Return the results as a person reads them in a terminal."""
    blocks = []
    for each in (each.model_copy(update={"sentence": _printable(each.sentence)}) for each in checked):
        if not each.found:
            unread = each.supported is Support.NOT_FOUND and each.why != _NOTHING_ASSERTED
            blocks.append(f"  {'no source' if unread else 'ok':<11} {each.sentence}")
            continue
        refuted = each.supported is Support.NO and each.strength is not Strength.ABSOLUTE
        overclaims = each.overclaims and each.about and not refuted
        verdict = "OVERCLAIMS" if overclaims else _VERDICTS[each.supported]
        lines = [f"  {verdict:<11} {each.sentence}", f"              {each.why}"]
        lines += [f"              Source: {cited.source_id}: “{cited.quote}”" for cited in each.citations]
        lines += [f"              You could say: {each.rewording}"] if each.rewording else []
        blocks.append("\n".join(lines))
    found = sum(each.found for each in checked)
    return "\n".join([*blocks, f"{len(checked)} sentences, {found} to look at."])


def _printable(text: str) -> str:
    """Return a text without what a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def _subject_of(source: str, lexicon: Lexicon) -> str:
    """Return the names that hold throughout a source: its diseases, and its treatment where it has one alone."""
    conditions = {each.name for each in lexicon.mentions(source) if each.kind is NameKind.CONDITION}
    drugs = treatments_in(source)
    return ", ".join([*sorted(conditions), *(drugs if len(drugs) == 1 else ())])


def _against(sentence: str, given: Sequence[_Given], entailment: Entailment) -> Checked:
    reading = read(sentence)
    # "In 71% of patients" tells of those who were studied, as its figure does.
    meant = _OF_THOSE_STUDIED.sub("of those", sentence) if re.search(r"\d", sentence) else sentence
    judged = [
        (
            objection(sentence, each.text, each.estimate) or entailment.judge(meant, each.text, context=each.subject),
            each,
        )
        for each in given
    ]
    if not judged:
        return _unsourced(sentence, reading)
    best, source = min(judged, key=lambda each: _BEST_FIRST.index(each[0].support))
    licensed = source.estimate.licensed
    carried = best.support is Support.YES
    told_of = reading.is_report and carried and tells_of(sentence, source.estimate.participants)
    if reading.kind is ClaimKind.DESCRIPTIVE or is_attributed(sentence) or reading.negated or told_of:
        licensed = Strength.DOES
    elif carried and reading.kind is ClaimKind.SAFETY and (reading.is_report or reading.strength <= Strength.MAY):
        licensed = Strength.DOES  # a harm that was seen, or that may come, is never told too strongly
    about = any(_shared(sentence, each.text) >= _ABOUT_IT for each in given)
    checked = _checked(sentence, reading, licensed, source.estimate.certainty, best, (), about=about)
    return checked.model_copy(update={"asserts": asserts(sentence, reading, names_one=about)})


def _says_no_more(sentence: str, reading: Reading, licensed: str) -> bool:
    """Say whether a hedged sentence without figures says no more of a benefit than a source's own one."""
    hedged = Strength.MAY <= reading.strength <= min(Strength.PROBABLY, read(licensed).strength)
    plain = not reading.negated and not reading.wordings and not re.search(r"\d", sentence)
    own = set(content_forms(read_words(sentence))) - set(content_forms(read_words(licensed)))
    return hedged and plain and len(own) <= _MOST_OTHER_WORDS and not makes_a_ruling(sentence)


def _shared(sentence: str, source: str) -> float:
    wanted = set(content_forms(read_words(sentence)))
    return len(wanted & set(content_forms(read_words(source)))) / (len(wanted) or 1)


def _unsourced(sentence: str, reading: Reading) -> Checked:
    """Silence licenses nothing: with no evidence on its subject, a sentence may claim no effect."""
    licensed = Strength.DOES if reading.kind is ClaimKind.DESCRIPTIVE else Strength.UNCERTAIN
    nothing = Judgement(support=Support.NOT_FOUND, why="No source speaks of this subject.")
    return _checked(sentence, reading, licensed, Certainty.VERY_LOW, nothing, (), about=False)


def _checked(
    sentence: str,
    reading: Reading,
    licensed: Strength,
    certainty: Certainty,
    judged: Judgement,
    citations: tuple[Citation, ...],
    *,
    about: bool,
    cards: Sequence[StudyCard] = (),
) -> Checked:
    reasons = [judged.why.rstrip(".") + "."]
    if reading.strength is Strength.ABSOLUTE and not re.search(r"\d", sentence):  # no source has to deny a cure
        reasons, citations = [], ()
    elif not about and judged.support is Support.NOT_FOUND:
        reasons = ["No source speaks of this subject."]
    oversteps = [
        OVERSTEPS[each]
        for each in reading.wordings
        if (about or each in ALWAYS_TOO_MUCH) and not excuses(each, sentence, reading, cards)
    ]
    # That a medicine can bring a harm is told of it, whoever counts how often.
    warns = reading.kind is ClaimKind.SAFETY and not reading.negated and _MAY_HARM.search(sentence) is not None
    overclaims = bool(oversteps) or (reading.strength > licensed and not warns)
    about = about or bool(oversteps) or judged.support is not Support.NOT_FOUND
    if about and reading.strength > licensed:
        reasons.append(f"It is told {_SAID[reading.strength]}; the evidence allows no more than {_SAID[licensed][3:]}.")
    reasons += [f"{each[0].upper()}{each[1:]}." for each in oversteps]
    # What no passage carries is not made true by a hedge.
    may_hedge = overclaims and about and not oversteps and judged.support is Support.YES
    return Checked(
        sentence=sentence,
        kind=reading.kind,
        strength=reading.strength,
        licensed=licensed,
        overclaims=overclaims,
        supported=judged.support,
        why=" ".join(reasons),
        citations=citations,
        rewording=weakened(sentence, reading, certainty) if may_hedge else None,
        about=about,
    )
