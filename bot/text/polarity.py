"""Words of direction, and when two of them pull in opposite directions.

An event is one word of direction ("reduces", "worse", "associated", "stopped") on its axis, with its sign and
whether a negation covers it. Two events conflict when one says what the other denies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bot.text.wordlists import word_set
from bot.text.words import stem


class Axis(Enum):
    GOOD = "better or worse"
    AMOUNT = "more or less"
    RELATION = "a link or an effect"
    SAFE = "safe or unsafe"
    COURSE = "continued or stopped"
    RESPONSE = "responded or not"
    APPROVAL = "approved or not"
    FREQUENCY = "common or rare"
    LENGTH = "longer or shorter"
    SEVERITY = "mild or severe"


@dataclass(frozen=True)
class Event:
    axis: Axis
    sign: int  # +1 or −1
    negated: bool
    word: str
    near: frozenset[str]  # content forms within a few words


_WORKED = {Axis.GOOD, Axis.RESPONSE}  # "it had not worked for them": they had not responded to it


_POSITIVE = {
    Axis.GOOD: "improve improved improvement better benefit benefits beneficial effective effectively "
    "effectiveness efficacy efficacious help helps helped helpful protect protects protective "
    "protection relieve relieves relieving relief alleviate ease eases ameliorate works worked heal "
    "heals healing recover recovery cure cures useful favourable favorable successful successfully "
    "success resolve resolved mitigate superior treats treat promising",
    Axis.AMOUNT: "increase increased increasing rise rises rose raise raised raises raising higher "
    "elevated elevate elevates elevation greater gain gained enhance enhanced enhances boost boosts "
    "promote promotes promoted upregulated upregulates upregulation accelerate accelerates amplify "
    "stimulate stimulates double doubles doubled positive positively exceed exceeds exacerbated more "
    "regrowth facilitate facilitates activate activates activation induce induces induced up-regulated",
    Axis.RELATION: "associated association associations associate link linked links correlated "
    "correlation correlate correlates related relationship cause causes caused causal lead leads led leading "
    "predict predicts predictor contribute contributes effect effects impact impacts affect affects "
    "influence influences differ difference differences change changes changed due role depends "
    "dependent attributable triggered",
    Axis.SAFE: "safe safely tolerated harmless well-tolerated",
    Axis.COURSE: "continue continued continues continuing kept maintained",
    Axis.RESPONSE: "respond responded responds responding responsive",
    Axis.APPROVAL: "approved approval approves licensed authorised authorized",
    Axis.FREQUENCY: "common commonly frequent frequently often",
    Axis.LENGTH: "longer prolonged prolongs prolong lengthen extended",
    Axis.SEVERITY: "mild milder mildly",
}
_NEGATIVE = {
    Axis.GOOD: "worse worsen worsens worsened worsening deteriorate deteriorated deterioration harm harmful "
    "aggravate aggravates exacerbate exacerbates detrimental damages impair impairs impaired poorer "
    "inferior worst harmed",
    Axis.AMOUNT: "decrease decreased decreasing reduce reduced reduces reducing reduction lower "
    "lowers lowered lowering fall falls fell drop drops dropped decline declined declines diminish "
    "diminished less fewer smaller suppress suppresses suppressed inhibit inhibits inhibited inhibition "
    "block blocks prevent prevents prevented preventing prevention avoid slow slows slowed curb limit limits "
    "attenuate attenuates attenuated downregulated downregulates shrink lessen lessens minimise "
    "minimize curtail curtailing negative negatively inverse inversely wane lost loses down-regulated "
    "interrupt kill kills abolish abolished eliminate eliminates",
    Axis.SAFE: "unsafe dangerous toxic hazardous risky poisonous",
    Axis.COURSE: "stop stopped stops stopping discontinue discontinued discontinuing withdrew withdrawn "
    "quit ceased cessation halted paused",
    Axis.FREQUENCY: "rare rarely uncommon infrequent seldom",
    Axis.LENGTH: "shorter shortened shortens shorten",
    Axis.SEVERITY: "severe serious severely",
}
_DENYING = {
    Axis.GOOD: "ineffective useless futile unhelpful inefficacious fails failed",
    Axis.RELATION: "unrelated independent uncorrelated unaffected unchanged similar comparable",
    Axis.RESPONSE: "unresponsive refractory resistant nonresponsive",
    Axis.APPROVAL: "unapproved off-label unlicensed rejected refused",
}
_BAD = frozenset(
    stem(w)
    for w in word_set(
        "risk severe symptom infection pain spread incidence relapse loss inflammation illness cancer "
        "heartattack stroke hospital sideeffect complication burden hazard odds injury damage lesion "
        "depression anxiety itch rash attack death disease score pustule erythema redness swelling "
        "fracture recurrence disability"
    )
)
# Scales on which a lower score is a better one.
_BURDEN_SCALES = word_set("pppasi pasi dlqi pga iga easi scorad salt vasi nrs das28 hiscr")
_FINE = frozenset(
    stem(w)
    for w in word_set(
        "survival recovery qualityoflife immunity efficacy response remission function healing density regrowth"
    )
)


@lru_cache(maxsize=1)
def event_table() -> dict[str, tuple[Axis, int, bool]]:
    """Return, per word, its axis, its sign, and whether the word itself denies ("ineffective")."""
    table: dict[str, tuple[Axis, int, bool]] = {}
    for rows, sign, denies in ((_POSITIVE, 1, False), (_NEGATIVE, -1, False), (_DENYING, 1, True)):
        for axis, words in rows.items():
            for word in words.split():
                table.setdefault(word, (axis, sign, denies))
    for word, read in list(table.items()):
        if not word.endswith("s"):
            table.setdefault(f"{word}s", read)  # "increases", "lowers", "falls"
    return table


def _as_good(event: Event) -> int:
    """Return +1 for a change for the better, −1 for the worse, 0 where the object does not tell."""
    if event.axis is Axis.GOOD:
        return event.sign
    if event.axis is not Axis.AMOUNT:
        return 0
    bad, fine = bool(event.near & _BAD), bool(event.near & _FINE)
    if event.near & _BURDEN_SCALES:
        bad, fine = True, False
    if bad == fine:
        return 0
    return -event.sign if bad else event.sign


def agrees(claimed: Event, offered: Event) -> bool:
    """Return whether a passage that has `offered` says what `claimed` says (their topics taken as shared)."""
    if claimed.axis is offered.axis and claimed.axis is not Axis.RELATION:
        return claimed.sign == offered.sign and claimed.negated == offered.negated
    if {claimed.axis, offered.axis} == _WORKED:
        return claimed.sign == offered.sign and claimed.negated == offered.negated
    effects = {Axis.RELATION, Axis.AMOUNT, Axis.GOOD}
    if {claimed.axis, offered.axis} <= effects and claimed.negated == offered.negated:
        if claimed.axis is Axis.RELATION:
            return True
        if offered.axis is Axis.RELATION:
            return offered.negated
        return _as_good(claimed) != 0 and _as_good(claimed) == _as_good(offered)
    return False


def conflicts(claimed: Event, offered: Event) -> bool:
    """Return whether `offered` denies `claimed`, or says its opposite (their topics taken as shared)."""
    effects = {Axis.RELATION, Axis.AMOUNT, Axis.GOOD}
    if claimed.axis is offered.axis:
        if claimed.sign == offered.sign:
            return claimed.negated != offered.negated
        return not claimed.negated and not offered.negated
    if {claimed.axis, offered.axis} == _WORKED:
        return claimed.sign == offered.sign and claimed.negated != offered.negated
    if not {claimed.axis, offered.axis} <= effects:
        return False
    if claimed.axis is Axis.RELATION:
        return claimed.negated and not offered.negated
    if offered.axis is Axis.RELATION:
        return offered.negated and not claimed.negated
    good, offered_good = _as_good(claimed), _as_good(offered)
    if not good or not offered_good:
        return False
    if good == offered_good:
        return claimed.negated != offered.negated
    return not claimed.negated and not offered.negated
