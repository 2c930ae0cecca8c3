"""How a question ends that triage declines: what is not decided here, and the rules of labels that bear on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from bot import wordings
from bot.answers.endings import Ending, is_told
from bot.answers.label_facts import label_facts
from bot.brief.harm import speaks_of_harm
from bot.brief.selection import (
    Candidate,
    asked_topics,
    asks_when_to_stop_what_fails,
    candidates_of,
    tells_when_to_stop_what_fails,
    touches,
)
from bot.brief.surroundings import claim, warning_against
from bot.lexicon import Lexicon
from bot.questions.asked_figures import doses_in
from bot.questions.topics import OF_A_BABY, OF_THE_PERSON, is_harm_topic, topics, topics_in
from bot.settings import Settings
from bot.strength.claims import read
from bot.triage.findings import Finding, names_a_sign
from bot.triage.languages import languages
from bot.types import (
    Draft,
    DraftClaim,
    Evidence,
    Facet,
    Outcome,
    Part,
    Premise,
    Query,
    Reason,
    Role,
    SourceKind,
    Strength,
    Urgent,
)
from bot.verify.premises import granted

_LOW_MOOD = "low_mood"
_SAID_WHEN_DECLINING = (Role.HARMS, Role.REGULATORY)
_MOST_WHEN_DECLINING = 3
_MOST_TO_CORRECT = 2
_FITS_WITHOUT_A_WORD = 0.5
_RULES_IT_OUT = re.compile(
    r"\b(?:must|should) not (?:be used|become pregnant|breastfeed)\b|\bnot (?:recommended|used|to breastfeed)\b"
    r"|\bbirth defects\b|\bharm an\w* unborn\b",
    re.IGNORECASE,
)
# Said by a label, this answers whether somebody may, before anybody weighs anything.
_LIMITS = re.compile(
    r"\b(?:must|should|is|are|has|have) not (?:to )?(?:be |become |breastfeed|drink|recommended|used|given|split|been)"
    r"|\bnot (?:recommend(?:ed)?|to (?:be|breastfeed)|used|split|given|studied)\b|\bavoid(?:ed|s)?\b|\bruled out\b"
    r"|\bat least\b|\bno more than\b|\bup to \d+%|\bonly (?:if|for|where|when|after)\b"
    r"|\b(?:treated|up to date) before\b|\bfrom age\b|\bno live\b|\bare not\b|\bis not a dose\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\bmust not\b|\bavoid\b|\bnot (?:recommend(?:ed)?|used)\b|\bruled out\b|\bno live\b", re.IGNORECASE
)
# Of the fit: chosen on annotated questions, beside which nothing else was surer; less where a rule is on the person who
# asks, more where it is on only a part of what is asked.
_ANSWERS_IT = 0.5
_RULES_ON_THEM = 0.4
_IS_ON_PART = 0.6
_ILL = re.compile(
    r"\b(?:fever(?:ish)?|infections?|infected"
    r"|(?:the|a|with|have|got|bad|head|my) (?:flu|cold(?! (?:hands?|feet|fingers?|toes?|sweats?))|cough|covid|bug"
    r"|temperature)"
    r"|flu symptoms|(?:sore|strep) throat|shingles|cold sores?|chicken ?pox|chesty|pneumonia|abscess|sepsis|vomiting"
    r"|throwing up)\b(?! (?:jabs?|shots?|vaccin\w+|boosters?|risks?))",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(
    r"\bhad\b[^.?!,]{0,40}\b(?:in (?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter|(?:19|20)\d\d)|last \w+|ago|as a (?:child|kid|teen\w*)|years? before)\b",
    re.IGNORECASE,
)
_TOO_MUCH = {"overdose", "taken"}
_TOO_SMALL_TO_MEAN_IT = re.compile(
    r"\b(?:toddler|bab(?:y|ies)|infant|little (?:\w+ )?(?:boy|girl|son|daughter|one|brother|sister)"
    r"|[1-6][- ]?(?:years?[- ]?old|yrs?[- ]?old|yo)|dog|cat|puppy|kitten|pet)\b",
    re.IGNORECASE,
)
_TOOK_IT_MYSELF = re.compile(
    r"\bi(?:'?ve| have)?\b(?: \w+){0,2} (?:took|taken|swallowed|ate|eaten|swallow|take)\b|\bend (?:it|my life)\b",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\bdos(?:e|es|ing)\b|\d ?mg\b", re.IGNORECASE)


def decline(
    finding: Finding,
    query: Query,
    settings: Settings,
    lexicon: Lexicon,
    draft: Draft | None = None,
    evidence: Evidence | None = None,
    fits: Sequence[Candidate] = (),
) -> Ending:
    """Return the ending that triage decided; `fits` are sentences that tell no benefit and answer what was asked.

    A personal decision is declined, with what the sources say about harm or approval where that was touched, and with
    what labels say of the dose.
    """
    reason = finding.reason
    rule = finding.rule.removeprefix("net:")
    if reason in {Reason.EMERGENCY, Reason.CRISIS}:
        return Ending(outcome=Outcome.URGENT, reason=reason, urgent=_urgent(finding, query, settings))
    if reason is Reason.OUT_OF_SCOPE or reason is None:
        if rule == _LOW_MOOD:
            opening = [wordings.low_mood(settings.crisis_phone)]
        else:
            opening = [wordings.out_of_scope(rule, settings.emergency_phone)]
        if finding.language is not None:
            opening.insert(0, languages()[finding.language].reply.format(phone=settings.emergency_phone))
        return Ending(outcome=Outcome.DECLINED, reason=Reason.OUT_OF_SCOPE, opening=tuple(opening))
    if rule in {"new_symptom", "diagnosis"}:
        return Ending(outcome=Outcome.DECLINED, reason=reason, opening=(wordings.NEW_SYMPTOM,))
    if reason is Reason.UNSAFE_REQUEST:
        draft = _correction(draft, evidence, lexicon)
        return Ending(outcome=Outcome.DECLINED, reason=reason, opening=(wordings.OPENINGS[reason],), draft=draft)
    at_once = [wordings.if_it_happens(settings.emergency_phone)] if names_a_sign(query.question) else []
    opening = [wordings.OPENINGS[reason]]
    if reason is Reason.PERSONAL_DECISION:
        if OF_A_BABY & set(query.topics):
            opening.append(wordings.PREGNANCY)
        if query.other_drugs and query.drugs:
            opening.append(wordings.INTERACTION)
        elif query.other_drugs or query.other_conditions:
            names = (*query.other_drugs, *query.other_conditions)
            other = [lexicon.plain(name) for name in names if not is_told(name, evidence)]
            if other:
                opening.append(wordings.not_covered(wordings.joined(other), ()))
        if "forum" in query.topics:
            opening.append(wordings.FORUM)
        if _is_ill(query):
            opening.insert(0, wordings.ILL_NOW)
        elif not OF_A_BABY & set(query.topics):  # there, too, the next dose may be one too many
            opening.append(wordings.ASK_BEFORE_CHANGING)
        opening = [*at_once, *opening]
    beside = _beside_declining(draft, evidence, lexicon, fits)
    untold = [] if draft is None else [each for each in draft.uncovered if each in _labels()]
    if untold:
        opening.append(f"{wordings.nothing_about(untold)} {wordings.SILENCE}")  # "can I drink alcohol on it?"
    if beside is None or OF_A_BABY & set(query.topics) or not any(each.part is Part.DIRECT for each in beside.claims):
        return Ending(outcome=Outcome.DECLINED, reason=reason, opening=tuple(opening), draft=beside)
    notes = tuple(line for line in opening if line not in at_once)
    return Ending(outcome=Outcome.DECLINED, reason=reason, opening=tuple(at_once), notes=notes, draft=beside)


def _is_ill(query: Query) -> bool:
    """Say whether a message tells of an infection or a fever of now."""
    return _ILL.search(_OF_BEFORE.sub(" ", query.question)) is not None


@cache
def _labels() -> frozenset[str]:
    """Return the topics as an answer names them."""
    return frozenset(topic.label for topic in topics().values())


def _beside_declining(
    draft: Draft | None, evidence: Evidence | None, lexicon: Lexicon, fits: Sequence[Candidate]
) -> Draft | None:
    """Return the labels' own doses and ages, and what warns; without a draft what `_harmful_part` keeps of none."""
    warning = _harmful_part(draft, evidence, fits)
    if draft is None or evidence is None:
        return warning
    candidates = candidates_of(evidence, lexicon)
    facts = label_facts(evidence.query, candidates, lexicon)
    told = warning.claims if warning else ()
    claims = (*facts, *(each for each in told if each.text not in {fact.text for fact in facts}))
    asked = OF_A_BABY & set(evidence.query.topics)
    if asked:  # for whom it is approved otherwise is no leave
        claims = tuple(each for each in claims if asked & set(topics_in(each.text)) or _RULES_IT_OUT.search(each.text))
    claims = _limit_first(claims, evidence.query, candidates, lexicon)
    query = evidence.query
    against = warning_against(query, candidates, lexicon)
    if _is_ill(query):
        against = warning_against(query.model_copy(update={"topics": ("infection",)}), candidates, lexicon)
        claims = tuple(each for each in claims if each.part is Part.HARMS)
        claims = (*claims, *([claim(against, Part.HARMS)] if against else []))
    if claims and against and speaks_of_harm(evidence.query.question) and all(e.part is not Part.HARMS for e in claims):
        claims = (*claims, claim(against, Part.HARMS))  # "is it too dangerous": no approval alone
    return draft.model_copy(update={"claims": claims}) if claims or asked else warning


def _correction(draft: Draft | None, evidence: Evidence | None, lexicon: Lexicon) -> Draft | None:
    """Return what the sources hold against a belief that a message presses for: the warning, or what is uncertain."""
    if draft is None or evidence is None:
        return None
    premise = granted(evidence.query.question, read)
    if premise in {Premise.SAFE, Premise.SMALL}:
        warning = warning_against(evidence.query, candidates_of(evidence, lexicon), lexicon)
        claims = [claim(warning, Part.HARMS)] if warning else []
    elif premise in {Premise.WORKS, Premise.CURES}:
        told = [each for each in draft.claims if read(each.text).strength is Strength.UNCERTAIN]
        claims = [each.model_copy(update={"part": Part.UNKNOWN}) for each in told[:_MOST_TO_CORRECT]]
    else:
        claims = []
    return draft.model_copy(update={"claims": tuple(claims)}) if claims else None


def _limit_first(
    claims: Sequence[DraftClaim], query: Query, candidates: Sequence[Candidate], lexicon: Lexicon
) -> tuple[DraftClaim, ...]:
    """Let the label's limit lead that answers the question, "must not be crushed": there is little to decide then."""
    found = {each.text: each for each in candidates}
    asked = OF_A_BABY & set(query.topics) or set(asked_topics(query))
    limits = [
        each
        for each in claims
        if (told := found.get(each.text))
        and _LIMITS.search(told.text)
        and (not doses_in(told.text) or "is not a dose" in told.text)
        and (not OF_A_BABY & asked or _RULES_IT_OUT.search(told.text))
        and _answers(told, (*asked, *query.other_conditions), lexicon)
    ]
    if not limits:
        return tuple(claims)
    first = max(limits, key=lambda each: (_FORBIDS.search(each.text) is not None, found[each.text].fit))
    return (first.model_copy(update={"part": Part.DIRECT}), *(each for each in claims if each is not first))


def _answers(limit: Candidate, asked: Collection[str], lexicon: Lexicon) -> bool:
    told = [want for want in asked if touches(limit, want, lexicon)]
    if len(told) < len(asked):
        return bool(told) and limit.fit >= _IS_ON_PART
    return limit.fit >= (_RULES_ON_THEM if OF_THE_PERSON & limit.topics & set(asked) else _ANSWERS_IT)


def _part_of(role: Role) -> Part:
    return Part.HARMS if role is Role.HARMS else Part.RULES


def _urgent(finding: Finding, query: Query, settings: Settings) -> Urgent:
    """Return the urgent text, in the reader's language too where that is known."""
    in_crisis = finding.reason is Reason.CRISIS
    if in_crisis:
        urgent = wordings.crisis(settings.crisis_phone, settings.emergency_phone)
    elif finding.rule in _TOO_MUCH:
        told = query.question
        by_itself = bool(_TOO_SMALL_TO_MEAN_IT.search(told)) and not _TOOK_IT_MYSELF.search(told)
        urgent = wordings.overdose(settings.emergency_phone, None if by_itself else settings.crisis_phone)
    else:
        urgent = wordings.emergency(settings.emergency_phone)
    if finding.language is None:
        return urgent
    language = languages()[finding.language]
    told = language.crisis if in_crisis else language.emergency
    return wordings.told_first(told.format(phone=settings.emergency_phone, crisis=settings.crisis_phone), urgent)


def _harmful_part(draft: Draft | None, evidence: Evidence | None, fits: Sequence[Candidate]) -> Draft | None:
    """Keep of a draft what warns, and what fits: harms and approvals on the topics that were asked about.

    Doses are for `label_facts`, which tells no study's.
    """
    if draft is None or evidence is None or evidence.query.facet is Facet.DOSE:
        return None
    asked = {topic for topic in evidence.query.topics if is_harm_topic(topic)}
    others = [drug.casefold() for drug in evidence.query.other_drugs]

    def is_on_others(text: str) -> bool:
        return any(drug in text.casefold() for drug in others)

    def pushes(text: str) -> bool:
        return tells_when_to_stop_what_fails(text) and not asks_when_to_stop_what_fails(evidence.query.question)

    # The name of a medicine alone bears on nothing, unless it is that of another one taken beside it.
    own = [each for each in fits if each.stems or each.fit >= _FITS_WITHOUT_A_WORD or is_on_others(each.text)]
    fitting = [
        claim(each, _part_of(each.role)) for each in own if not _DOSE.search(each.text) and not pushes(each.text)
    ]
    if not asked and evidence.query.facet is not Facet.GENERAL and not fitting:
        return None
    roles = {ranked.passage.passage_id: ranked.passage.role for ranked in evidence.ranked}
    kept = [
        each.model_copy(update={"part": _part_of(roles[each.bindings[0].passage_id])})
        for each in draft.claims
        if each.part is Part.DIRECT
        and not _DOSE.search(each.text)
        and not pushes(each.text)
        and all(roles[b.passage_id] in _SAID_WHEN_DECLINING for b in each.bindings)
    ]
    labels = {card.id for card in evidence.cards if card.kind is SourceKind.LABEL}
    ruled = [each for each in kept if each.bindings[0].source_id in labels]
    # Where no harm and no group of people was named, only what a label says bears on it.
    on_others = [each for each in kept if is_on_others(each.text)]
    kept = on_others or ruled or [each for each in kept if asked & set(topics_in(each.text))]
    surest = {each.text for each in fitting}  # the limit on their number leaves none of these out
    kept = [*fitting, *(each for each in kept if each.text not in surest)]
    if OF_A_BABY & asked:
        kept.sort(key=lambda each: not _RULES_IT_OUT.search(each.text))
    return draft.model_copy(update={"claims": tuple(kept[:_MOST_WHEN_DECLINING])})
