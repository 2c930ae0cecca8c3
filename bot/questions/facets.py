"""Which kind of answer a question wants: on benefit, harm, a comparison, an approval, a dose, a study."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.lexicon import Mention, NameKind
from bot.questions.topics import OF_THE_PERSON, topics
from bot.types import Facet

_FLAGS = re.IGNORECASE

# In order: the first that matches is what the question is about. A topic's own facet comes after these.
_FACETS: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    (
        Facet.APPROVAL,
        re.compile(
            r"\b(?:approv\w+|licen[sc]ed?\b|off[- ]label|authori[sz]\w+|indicat(?:ed|ion)s?\b|officially"
            r"|sa(?:id|ys?|ying) yes|green[- ]?light(?:ed)?"
            r"|(?:given|got|get|gave) (?:it )?(?:the |a )?(?:nod|go-?ahead|all[- ]clear)"
            r"|when did (?:they|the (?:company|maker|makers)|abbvie) (?:ask|apply|file|submit)"
            r"|when (?:will|do|would|are|is) (?:they|it|the (?:fda|ema|mhra|regulators?|agency))"
            r" (?:going to )?(?:be )?decid\w+"
            r"|when (?:is|will) (?:the|a) decision"
            r"|on the market|legal(?:ly)? (?:for|to)|available (?:in|for|on)|on the NHS"
            r"|allowed (?:for|in)(?! (?:pregnan|breast|combin))|allowed (?:at|from) (?:the )?(?:age|\d)"
            r"|NHS (?:\w+ )?(?:prescribe|pay|fund|offer|give|cover)s?\b)",
            _FLAGS,
        ),
    ),
    (
        Facet.COMPARISON,
        re.compile(
            r"\b(?:(?:better|worse|safer|stronger|faster|slower|sooner|quicker|longer|more \w+|less \w+) (?:than|or)"
            r"(?! (?:worse|better|not|no)\b)"
            r"|compar(?:e[ds]?|ing|ison) (?:\w+ ){0,3}(?:with|to|and)"
            r"|versus|vs\b|superior|instead of|rather than|beats?\b|which (?:one )?(?:is|works) (?:better|best|safer))",
            _FLAGS,
        ),
    ),
    (
        Facet.SAFETY,
        re.compile(
            r"\b(?:safe(?:ty|ly|r|st)?|unsafe|side[- ]?[ae]f+e?cts?|must not|contra-?indicat\w*|adverse"
            r"|harm(?:s|ful|ed|less)?|risk(?:s|y|ier)?"
            r"|danger(?:s|ous)?|go(?:es|ing)? wrong|went wrong|my insides"
            r"|(?:the|my) (?:contraceptive )?pill (?:stop(?:s|ped)? )?work\w*|stops? (?:the|my) pill"
            r"|do (?:something |anything |things )?(?:bad )?to (?:me|us|you|my|your|his|her)\b"
            r"(?! (?:vitiligo|eczema|patches|rash))"
            r"|bad reactions?|toxic\w*|complications?|caus(?:e[ds]?|ing)|lead to|trigger(?:s|ed)?|warnings?"
            r"|hurt me|bad for|nasties|downsides?|drawbacks?|cons(?= of)|fx|poison\w*"
            r"|gives? (?:me|you|people|him|her|them) (?!back\b)"
            r"(?!(?:\w+ ){0,3}(?:back|hair|better|numbers?|figures?|rates?|results?|answers?|facts?)\b)"
            r"|affects?|mess(?:es|ing)? (?:with|up)|interacts?|(?:sting|burn)s?(?= (?:or|when|my|the|on)\b|\W*$)"
            r"|why\b.{0,60}\b(?:fall|drop|come) out|thins?(?= (?:the|my) (?:hair|skin))"
            r"|mak(?:e|es|ing) (?:me|my|you|your|his|her|him|people)\b"
            r"(?! (?:\w+ ){0,3}(?:better|away|clear|stop|less|well))"
            r"|(?:fine|ok|okay|alright|all right) (?:for|to (?:take|use)|with)|(?:can|could) (?:i|we) relax|i can relax"
            r"|problems? (?:with|from|after)|make (?:me|my) \w+ worse|worr(?:y|ied)|happen to me"
            r"|(?:fall|fell|get|gets|got) (?:\w+ )?(?:ill|sick|unwell))\b",
            _FLAGS,
        ),
    ),
    (
        Facet.EFFICACY,
        re.compile(
            r"\b(?:(?<!\bi )(?<!\bat )(?<!\bmy )(?<!\bfrom )(?<!\boff )works?"
            r"|worked|working|re-?pigment\w*|help(?:s|ed|ful|ing)?|effective(?:ness|ly)?|efficacy|treat(?:s|ed|ment"
            r"|ing)?\b(?! options)"
            r"|improv\w+|cur(?:e[ds]?|ing)|clear(?:s|ed|ing)?|heal(?:s|ed|ing)?|get rid"
            r"|good for|benefits?|worth|success\w*"
            r"|results?|(?:bring|brought|give|gave|get|got)(?:s|ting)? (?:\w+ ){1,6}back|any good"
            r"|com(?:e|es|ing) (?:out )?back|do anything|calm\w*"
            r"|respon(?:d|ded|se|ders?)|fixe?[sd]?|relie(?:f|ve[sd]?)|fade[sd]?|reduc\w+|fall|fell|drop(?:ped|s)?|hope"
            r"|re-?gr(?:ow|ew)\w*|mak(?:e|es) (?:\w+ ){0,3}(?:better|go away)|better|any use|easier|harder"
            r"|(?:what|which|any)(?: other)? (?:treatments?|medicines?|options)"
            r" (?:(?:is|are) there|exist|(?:can|could|might|may|do) (?:help|work))"
            r"|what else (?:is there|helps?|works?|can|could)"
            r"|how (?:did|do|have) (?:\w+ ){1,3}(?:do|done|fared?|get on|got on)"
            r"(?= (?:who|that|when|after|on|with|then)\b|\W*$)"
            r"|useless|pointless|no use|waste of (?:time|money)"
            r"|point (?:in|of) taking|NNT|number needed to treat|absolute (?:benefit|difference))\b",
            _FLAGS,
        ),
    ),
)
_WHICH_IS_OLDER = re.compile(
    r"\b(?<!tests )(?:came|come|approved|licen[sc]ed|launched|out) (?:out |around )?first\b(?! (?:line|try|choice|and))"
    r"|\bwhich (?:\w+ ){0,3}(?:is|was) (?:the )?(?:older|newer|oldest|newest)\b",
    _FLAGS,
)
# With two treatments named: one of them is asked for.
_EITHER = re.compile(
    r"\bwhich\b|\bor\b|\bvs\b|\bagainst\b|\bhead[- ]to[- ]head\b|\bdifference between\b"
    r"|\b(?:is|are|does|do) .{3,40}\b(?:better|safer|stronger)\b",
    _FLAGS,
)
# "Does X cause Y": Y is what might happen, not what X was studied for.
ASKS_FOR_A_CAUSE = re.compile(
    r"\b(?:caus(?:e[ds]?|ing)|lead to|trigger(?:s|ed)?|bring(?:s)? (?:on|back)|risk of|give (?:me|you|people)"
    r"|ma(?:k|d)e[sd]? (?:me|you|people|my|your|her|his|their|them|him)|because of|due to|from taking|get \w+ from"
    r"|responsible for|blame|an? (?:\w+ )?side[- ]?effect|affect"
    r"|(?:is|was|could|might|can) (?:it|this|that) (?:be )?(?:from )?(?:the|my|her|his) "
    r"(?:drug|medicine|medication|meds|treatment|injections?|jabs?|tablets?|pills?))\b",
    _FLAGS,
)
WANTS_BENEFIT = re.compile(
    r"\b(?:do(?:es)? (?:anything|something|much|any good) for|hype"
    r"|help(?:s|ed|ful)?|works?|worked|treat(?:s|ed|ing|ment)?|cure[sd]?|improve[sd]?|effective\w*|good for"
    r"|benefit\w*|how good"
    r"|re-?gr(?:ow|ew)\w*|gr(?:ow|ew)\w*(?: \w+){0,3}? back|(?:get|give|bring|have|want) (?:\w+ ){1,4}back"
    r"|better|stop(?:s|ped)? (?:the |my |her |his )?(?:hair|itch)\w*)\b",
    _FLAGS,
)
_ASKS_FOR_FINDINGS = re.compile(r"\b(?:trials?|stud(?:y|ies)|research)\b.{0,40}\b(?:show\w*|find|found|say)\b", _FLAGS)
_ASKS_FOR_RESEARCH = re.compile(
    r"\b(?:any|some|what(?:'s| is)?) (?:the )?(?:\w+ )?(?:research|evidence|studies|trials|data)"
    r" (?:on|for|in|into|about)\b"
    r"|\b(?:been|is|was|it'?s) (?:ever |even |being )?(?:studied|tested|tried|researched|looked at)"
    r" (?:for|in|on|against)\b",
    _FLAGS,
)
# "What are my chances with it?"; those of dying or of shingles are of harm.
_ASKS_FOR_CHANCES = re.compile(
    r"\b(?:odds|chances?|prospects?)\b(?=\W*$|\W*\(|,? (?:with|on|for|if|when|after|in)\b)", _FLAGS
)
_DOSE_ASKED = re.compile(
    r"\b(?:dos(?:e|es|age)|(?:max\w*|highest|top|most) (?:mg|strength)|how (?:much|many mg|many milligrams)|\d+ ?mg)\b",
    _FLAGS,
)


def asks_for_benefit(question: str) -> bool:
    """Say whether a question asks about benefit, whatever else it asks about."""
    return dict(_FACETS)[Facet.EFFICACY].search(question) is not None


def asks_of_harm(question: str) -> bool:
    """Say whether a question asks about harm, whatever else it asks about."""
    return dict(_FACETS)[Facet.SAFETY].search(question) is not None


def asks_whether_it_works(clause: str) -> bool:
    """Say whether a clause asks for a benefit, and of no harm."""
    of_harm = asks_of_harm(clause) or ASKS_FOR_A_CAUSE.search(clause)
    return not of_harm and (asks_for_benefit(clause) or WANTS_BENEFIT.search(clause) is not None)


def facet_of(question: str, found_topics: Sequence[str], mentions: Sequence[Mention], *, is_case: bool) -> Facet:
    """Return what kind of answer a question wants: the first pattern that fits, else what its topics mean."""
    if is_case:
        return Facet.CASE
    if _WHICH_IS_OLDER.search(question):
        return Facet.APPROVAL
    if len({mention.name for mention in mentions if mention.kind is NameKind.DRUG}) > 1 and _EITHER.search(question):
        return Facet.COMPARISON
    for facet, pattern in _FACETS:
        if pattern.search(question) and _facet_fits(facet, found_topics, mentions):
            return facet
    own = [of_topic for key in found_topics if (of_topic := topics()[key].facet)]
    asked_of = {key for key in found_topics if not topics()[key].soft}
    of_a_benefit = _ASKS_FOR_FINDINGS.search(question) if own else False
    if asked_of <= OF_THE_PERSON and (of_a_benefit or _ASKS_FOR_CHANCES.search(question)):
        return Facet.EFFICACY
    if Facet.DOSE in own and _DOSE_ASKED.search(question):
        return Facet.DOSE
    of_research = _ASKS_FOR_RESEARCH.search(question) is not None
    return next(iter(own), Facet.EFFICACY if of_research else Facet.GENERAL)


def _facet_fits(facet: Facet, found_topics: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Two treatments are compared, never two doses of one; those are a topic. An approved dose is a dose."""
    if facet is Facet.APPROVAL:
        return "dose" not in found_topics and "guideline" not in found_topics
    if facet is not Facet.COMPARISON:
        return True
    drugs = {mention.name for mention in mentions if mention.kind is NameKind.DRUG}
    return len(drugs) > 1 or ("higher_dose" not in found_topics and "comparison_group" not in found_topics)
