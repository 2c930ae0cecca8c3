"""Tagged sentence → whether it tells what a study found or somebody said, not what is so in general."""

from __future__ import annotations

import re

from bot.strength.cues import Tagged

_WHO = (
    r"(?:the |these |this |our |all |both |its |most of the |one |another |a "
    r"|an )?(?:\w+ ){0,3}?(?:authors?|researchers?|investigators?|study|trial|trials|analysis|review"
    r"|meta-analysis|paper|report|letter|abstract|article|table|tables"
    r"|survey|experiment|team|scientists?|results?|findings?|data|manufacturer|company|cohort|registry)"
)
_SAYS = (
    r"(?:find|finds|found|show|shows|showed|shown|report|reports|reported|claim|claims|claimed"
    r"|conclude|concludes|concluded|say|says|said|suggest|suggests|suggested|state|states|stated"
    r"|observe|observes|observed|note|notes|noted|argue|argues|argued|indicate|indicates|indicated"
    r"|demonstrate|demonstrates|demonstrated|reveal|reveals|revealed|write|writes|wrote"
    r"|estimate|estimates|estimated|believe|believes|think|describe|describes|described|announce"
    r"|announces|announced|identified|saw|lists?|listed|names?|mentions?|mentioned|speculate|hypothesi[sz]e)"
)
_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|hundred|a single)"
)
_PEOPLE = (
    r"(?:patients?|people|persons?|adults?|children|women|men|participants?|volunteers?|subjects"
    r"|patient|wom[ae]n|m[ae]n|boy|girl|child|cases?|infants|teenagers|adolescents|users|eyes|mice|rats|individuals|babies|boys|girls)"
)
_SPECIFIC = re.compile(
    rf"(?:^|[,;:(\"] ?|\bthat )(?:however, |in conclusion, |overall, |moreover, )?{_WHO} "
    rf"(?:\w+ ){{0,2}}?{_SAYS}\b"
    rf"|\b(?:we|i|they) (?:have |also |then |further )?(?!say\b|think\b|believe\b){_SAYS}\b"
    r"|\baccording to\b|\bet al\b|\bin (?:this|our|the|the present|the current|that|one|a|an) "
    r"(?:[\w'-]+ ){0,5}?(?:study|trial|cohort|analysis|series|sample|survey|population|experiment"
    r"|review|registry|report|letter|table)\b"
    rf"|(?<!\bone )\b(?:in|of|among|for|from) (?:the |these |those |all |just |only |about |over |nearly "
    rf"|more than )?{_NUMBER} (?:of (?:the |these |those )?)?(?:[\w'-]+ ){{0,3}}?{_PEOPLE}\b"
    rf"|\b\d[\d,.]* (?:of (?:the )?)?(?:[\w'-]+ ){{0,2}}?(?:{_PEOPLE})\b(?: (?:with|who|in|on|given"
    rf"|treated|taking|were|had|reported))?"
    r"|\bp ?[<=>≤] ?0?\.\d|\b(?:95 ?% )?(?:ci|confidence interval)\b|\b(?:odds|hazard|risk"
    r"|rate) ratio\b|\bfrom \d[\d.,]*%? (?:[\w'-]+ ){0,3}?to \d"
    rf"|, (?:the )?(?:\w+ ){{0,3}}?(?:authors?|researchers?|study|scientists?|company|doctors?"
    rf"|experts?|analysis|trial) {_SAYS}\b|, {_SAYS} (?:the )?(?:\w+ ){{0,3}}?(?:authors?|researchers?"
    rf"|dr\b|professor|scientists?|team)"
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|didn't|fell|rose|dropped|led|gave|became|felt|saw|got|took|lost|gained"
    r"|kept|made|went|grew|began|stopped|brought|showed|experienced|resulted|improved|reduced"
    r"|increased|decreased|lowered|declined"
    r"|helped|prevented|worked|cleared|healed|eased|relieved|developed|reported|recovered|responded"
    r"|slowed|cut|raised|occurred|achieved|differed|remained|produced|caused|changed|worsened|halved"
    r"|doubled|died|lived)\b"
)
_PRESENT = re.compile(
    r"\b(?:is|are|isn't|aren't|does|do|doesn't|don't|has|have|hasn't|haven't|can|cannot|can't|may"
    r"|might|could|will|won't|should|would|must"
    r"|reduces|improves|prevents|increases|lowers|raises|causes|leads|helps|works|treats|cures|clears"
    r"|heals|protects|makes|eases|relieves|boosts|cuts|slows|keeps|gives|restores|remains|seems"
    r"|appears|stops|reverses|results)\b"
)
_TREATED = re.compile(
    r"\b(?:group|groups|arm|patients|participants|people|those|women|men|children|adults|subjects"
    r"|users|volunteers|cases|mice|rats|controls|placebo|baseline|score|scores|mean|median|follow-up"
    r"|weeks?|months?"
    r"|respectively"
    r"|no one|nobody|none|was (?:\w+ )?(?:associated|linked|related|correlated|tied)|were "
    r"(?:\w+ )?(?:associated|linked|related|correlated|tied)|treatment with|compared with|versus"
    r"|than)\b|\d"
)
_PROVES = re.compile(r"\b(?:prove|proves|proved|proven|confirm|confirms|confirmed|establish|establishes|established)\b")
_VAGUE = re.compile(
    r"\b(?:studies|research|science|trials|evidence|experts|doctors|dermatologists|scientists"
    r"|physicians|specialists|everyone|many people) (?:\w+ ){0,2}?(?:show|shows|agree|agrees|say|says"
    r"|prove|proves|proven|confirm|confirms|suggest|suggests|know|knows|recommend|believe)\b"
)


def names_a_study(tagged: Tagged) -> bool:
    """Return whether a study, its people, its authors or its figures stand in the sentence."""
    return _SPECIFIC.search(tagged.text.lower()) is not None


def is_report(tagged: Tagged) -> bool:
    """Return whether a sentence tells what a study or its authors found or said.

    "Studies show" and "experts agree" name nobody and are general claims; so is "was confirmed", unless a
    study's own people or figures stand in the sentence. A bare past tense is a report where people or figures
    are told of.
    """
    text = tagged.text.lower()
    if names_a_study(tagged):
        return True
    if _VAGUE.search(text) or _PROVES.search(text):
        return False
    return _PAST.search(text) is not None and _PRESENT.search(text) is None and _TREATED.search(text) is not None
