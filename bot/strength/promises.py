"""Sentence → what its cues hide: a promise without a causal verb, and talk of a study without a finding.

"Clear skin is just weeks away" promises; "anyone with vitiligo should try it" takes a benefit for granted; "the
same people's scores were compared" and "had not responded to acitretin before" find nothing.
"""

from __future__ import annotations

import re

_SIGN = (
    r"(?:skin|hair|face|pigment|colou?r|itch\w*|patches|rash|results?|difference|pain|symptoms?|life|relief|flares?"
    r"|[a-z]+-free|eczema|psoriasis|vitiligo|acne|spots|redness|confidence|nights?)"
)
# "Watch your skin for signs" and "see your doctor" ask for care and promise nothing.
_CARE = r"(?!.*\b(?:for (?!yourself)|if|when|carefully|closely|doctor|pharmacist|section|table|changes?)\b)"
_PROMISES = re.compile(
    rf"^\W*(?:watch|see|feel|notice|enjoy|imagine|experience) {_CARE}"
    rf"(?:your |the |a |real |visible |great |\w+ without ){{0,2}}(?:\w+ )?{_SIGN}\b"
    r"|^\W*(?:just |simply )?(?:wake up to|say (?:hello|yes) to|get ready for|welcome to|look forward to)\b"
    rf"|^\W*look (?:\w+ )?years younger\b"
    rf"|\b{_SIGN} (?:is|are) (?:now |only |just |a few |mere |\w+ ){{0,3}}"
    r"(?:minutes?|hours?|days?|weeks?|months?|steps?|clicks?|tubes?|pills?) away\b"
    r"|\byour (?:new|best|clear|clearer|dream) (?:skin|hair|self|life|look) (?:is|are|awaits?|starts?|begins?)\b"
    rf"|^\W*(?:get|bring) (?:back )?(?:the |your )(?:\w+ )?{_SIGN} (?:you|back)\b|^\W*bring back your\b"
    rf"|^\W*(?:\w+ )?(?:new )?{_SIGN} (?:without (?:\w+ )?\w+ )?(?:starts|begins) (?:here|now|today)\b"
    rf"|^\W*don't let (?:your )?{_SIGN} (?:win|rule|hold|stop)\b|^\W*results (?:that )?you can\b"
    r"|^\W*join (?:the )?(?:\w+ of )?(?:thousands|millions|hundreds)\b"
    r"|\byou deserve (?:\w+ )?(?:clear|clearer|better|healthy|relief|results|skin)\b"
    r"|\b(?:people|patients|users|customers|women|men) (?:\w+ )?(?:see|sees|notice|get|report|rave about|enjoy) "
    r"(?:\w+ ){0,2}?(?:results|relief)\b(?! (?:from|of|in|for) (?:the|this|their)\b)"
)
_EVERYONE = (
    r"(?:everyone|everybody|anyone|anybody|all (?:\w+ )?(?:patients|people|adults|children|women|men|sufferers)"
    r"|every (?:single )?(?:patient|person|adult|child|sufferer))"
)
_TAKES = r"(?:try|use|take|start|go on|switch to|be (?:offered|given|on|using|taking|put on|prescribed))"
_TO_EVERYONE = re.compile(
    rf"\b{_EVERYONE} (?:(?:with|who|living|aged|over|under) (?:[\w'-]+ ){{1,6}}?)?"
    rf"(?:should|must|ought to|needs? to|has to|have to) (?:\w+ )?{_TAKES}\b"
    r"(?! (?:\w+ )?(?:sunscreen|contraception|protection|moisturi[sz]ers?|care|caution))"
    rf"|\brecommend(?:s|ed)? (?:[\w'-]+ ){{1,4}}?(?:to|for) {_EVERYONE}\b"
)


def promises(text: str) -> bool:
    """Return whether `text` holds out an effect without naming its cause."""
    return _PROMISES.search(text.lower().replace("’", "'")) is not None


def recommends_to_everyone(text: str) -> bool:
    """Return whether `text` would have everyone take something: "anyone with vitiligo should try it"."""
    return _TO_EVERYONE.search(text.lower()) is not None


_HISTORY = re.compile(
    r"^(?!.*\b(?:who|that|which|when|after)\b)(?:[\w'-]+ ){0,9}?had "
    r"(?:(?:all|both|also|already|not|never|once|previously) ){0,3}"
    r"(?:responded|improved|failed|tried|taken|used|worked|helped|been (?:treated|given|on|helped)|cleared|changed)\b"
    r"[^.;:,]{0,80}?\b(?:before|earlier|previously|in the past|until then)\W*$"
)
_ALREADY = re.compile(
    r"^(?!.*\b(?:improv|clear|cur|heal|reduc|fell|better|work|help)\w*)"
    r"(?:(?!who\b|that\b|which\b)[\w'-]+ ){0,6}had (?:all |both )?already (?:tried|taken|used|been)\b"
)
_COMPARED = re.compile(r"^(?!.*\b(?:than|higher|lower|when|improved|fell|rose)\b).*\b(?:was|were) compared\W*$")
_UNLIKE = re.compile(
    r"^(?:so |and |but )?(?:they|these people|the people) differ from (?:other )?(?:people|patients|those)\b"
)
_UNSTATED = re.compile(
    r"\b(?:paper|report|letter|study|article|summary|page|text|tables?|authors|abstract|source|label|leaflet|it) "
    r"(?:itself |themselves )?(?:do|does|did)(?: not|n't) (?:say|give|state|report|mention|name|list|describe|explain"
    r"|record|count)\b(?! (?:that|whether|if|any (?:effect|benefit|difference|improvement|change|link)))"
)


def tells_only_of_the_study(text: str) -> bool:
    """Return whether `text` tells what came before a study, what it compared, or what a source leaves out."""
    return any(each.search(text.lower()) for each in (_HISTORY, _ALREADY, _COMPARED, _UNLIKE, _UNSTATED))


_ANYWAY = re.compile(
    r"\b(?:may|might|could)(?: well)? have (?:[\w'-]+ ){1,6}?"
    r"(?:without|anyway|regardless|by (?:itself|themselves|chance)|on (?:its|their|her|his) own)\b"
)


def doubts_the_cause(text: str) -> bool:
    """Return whether `text` says that a change might have come anyway: "it might have cleared on its own"."""
    return _ANYWAY.search(text.lower()) is not None
