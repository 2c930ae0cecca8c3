"""What a sentence is about: an effect, a harm, an approval, a dose, or none; each is licensed apart."""

from __future__ import annotations

import re

from bot.types import ClaimKind, Strength

_STRAIGHT = str.maketrans("\u2018\u2019\u201b\u02bc", "''''")

_AGENCIES = (
    r"fda|f\.d\.a\.|ema|mhra|pmda|nmpa|tga|swissmedic|anvisa|health canada"
    r"|food and drug administration|european medicines agency"
    r"|european commission|therapeutic goods administration|medicines? agency|regulators?|regulatory|chmp"
)
_AGENCY = re.compile(rf"\b(?:{_AGENCIES})\b")
_REGULATED = re.compile(
    r"\b(?:approv(?:e|es|ed|al|als)|unapproved|licen[cs](?:e|es|ed|ing)|unlicen[cs]ed|authori[sz](?:ed"
    r"|ation|es?)|off-?label|marketing authori[sz]ation"
    r"|orphan (?:drug|designation|status)|breakthrough (?:therapy )?designation|boxed warning"
    r"|black[- ]box warning|indicated (?:for|in)|indications?"
    r"|prescription[- ]only|over[- ]the[- ]counter|withdrawn from (?:the )?market|recalled|reimbursed"
    r"|new drug application)\b"
)
_NOT_REGULATORY = re.compile(
    r"\b(?:ethic(?:s|al)|committee|review board|irb|institutional) (?:\w+ ){0,3}?(?:approv|authori)"
    r"|approv(?:ed|al) by (?:the )?(?:\w+ ){0,4}?(?:ethic|committee|board)"
    r"|driving licen[cs]e|licen[cs]ed under|creative commons|clinical indication"
)
_DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)? ?(?:mg|mcg|µg|μg|g|ml|iu|units?|milligrams?|micrograms?|millilit(?:re"
    r"|er)s?)(?:/kg|/day|/ml)?\b"
    r"|\b(?:once|twice|one time|two times|three times|four times|\d times) (?:a|per|each"
    r"|every)? ?(?:day|daily|week|weekly|month|monthly|night)\b"
    r"|\bevery (?:other )?(?:\w+ )?(?:hours?|days?|weeks?|months?|morning|evening|night)\b|\b(?:daily"
    r"|starting|maintenance|loading|maximum|recommended|usual|missed|next|double|higher|lower|single"
    r"|full|low|extra|fixed) dos(?:e|es|age|ing)\b"
    r"|\b(?:dos(?:e|es|age|ages|ing)|tablets?|capsules?|injections?|drops|ointment|fingertip units?"
    r"|titrat\w{1,4}|overdose)\b"
    r"|\b(?:with or without|before|after|with) (?:food|meals?)\b|\bthin layer\b"
)
_DIRECTIVE = re.compile(
    r"^(?:[\"'(]*)(?:please |always |never |do not |don't |you (?:should|must|can|need to|may) "
    r"|adults (?:should )?|children (?:should )?|patients (?:should )?)?"
    r"(?:take|apply|use|swallow|inject|inhale|chew|dissolve|spread|put|start|begin|increase|reduce"
    r"|double|skip|miss|stop|measure|shake|rub|give)\b"
    r"|\b(?:should be|is|are|to be|be|was|were) (?:taken|applied|used|given|swallowed|injected"
    r"|administered|dosed|started|titrated|increased|reduced)\b"
    r"|\b(?:dose|dosage|dosing) (?:is|was|are|of|should|may|can|must|depends)\b|\bif you (?:miss"
    r"|forget|take too)\b|\b(?:tablet|capsule|injection)s? (?:contains?|of)\b|\beach (?:tablet|capsule"
    r"|gram|injection|ml)\b"
)
_SAFE = re.compile(
    r"\b(?:un)?safe(?:ly|ty|r|st)?\b|\b(?:well|poorly|better|generally|badly) tolerated\b"
    r"|\btolera(?:bility|ble|ted|nce)\b|\bside[ -]?effects?\b|\badverse\b|\btoxic(?:ity|ities)?\b"
    r"|\bharm(?:s|ed|ful|less|ing)?\b|\b(?:dangers?|dangerous|hazard(?:ous)?|unsafe|risky|risk[- ]free"
    r"|contraindicat\w{1,4}|poison\w{0,5}|overdose|fatal|deadly|lethal)\b"
    r"|\b(?:bad|allergic|unwanted|ill|serious|severe) (?:reactions?|effects?)\b|\bcomplications?\b"
    r"|\bwarnings?\b|\bavoid(?:ed)?\b|\bnot recommended\b|\b(?:should|must) not be (?:used|taken"
    r"|given)\b|\bdetrimental\b|\bdeleterious\b"
)
_RAISES = (
    r"(?:rais|increas|elevat|doubl|tripl|higher|greater|boost|heighten|caus|lead|led|trigger|induc"
    r"|provok|link|associat|tied|give[sn]?|gave|get|experienc|develop|suffer"
    r"|reported?|worsen|aggravat|exacerbat|spark|risk|bring|brought|result|damag|hurt|weaken|include"
    r"|may have|can have|had|have|occur|notice)"
)
_INJURY = (
    r"(?:infections?|cancers?|tumou?rs?|lymphomas?|clots?|thrombos[ie]s|emboli\w{1,3}|strokes?"
    r"|heart attacks?|cardiovascular events?|bleeding|ha?emorrhages?|headaches?|nausea|vomiting"
    r"|diarrh?o?ea|acne|spots"
    r"|rash(?:es)?|dizziness|sore throats?|fever|deaths?|mortality|liver (?:damage|injury|failure"
    r"|problems)|kidney (?:damage|failure|problems)|birth defects|autism|miscarriages?|burns?"
    r"|blister\w{0,3}|stinging|itching at|tuberculosis|shingles"
    r"|herpes zoster|weight gain|skin thinning|thin(?:ning)? (?:of )?(?:the )?skin|stretch marks"
    r"|suicid\w{2,4}|addict\w{1,4}|dependence|withdrawal symptoms|cold sores|colds?|fatigue|drowsiness"
    r"|constipation|low blood counts?|ana?emia|raised cholesterol|unborn|pregnan\w{2,4})"
)
_CAUSES_INJURY = re.compile(
    rf"\b{_RAISES}\w{{0,5}}\b(?:[\s,]+[\w'-]+){{0,7}}?[\s,]+{_INJURY}\b|\b{_INJURY} "
    rf"(?:[\w'-]+ ){{0,4}}?(?:in|was|were|as|after|from|occurr|came at)"
)
_DAMAGES = re.compile(
    r"\b(?:damag(?:e|es|ed|ing)|harm(?:s|ed)?|hurts?|weaken(?:s|ed)?|poison(?:s|ed)?|kill(?:s|ed)?"
    r"|worsen(?:s|ed)?|destroy(?:s|ed)?|impair(?:s|ed)?|injur(?:e|es|ed)) (?:the |your |their |an? "
    r"|people|almost |every |liver|kidney|unborn|bone)"
)
_LOWERS_INJURY = re.compile(
    r"\b(?:reduc|lower|cut|prevent|decreas|halv|less|fewer|protect|eas|reliev|clear|treat|improv|help"
    r"|slash|avoid|stop|shorten|control|lessen|cure|disappear|resol|remission|vanish"
    r"|heal)\w{0,6}\b(?:[\s,]+[\w'-]+){0,7}?[\s,]+"
    rf"{_INJURY}\b"
    rf"|\b{_INJURY} (?:\w+ ){{0,3}}?(?:improved|cleared|healed|eased|faded|resolved|disappeared|went away)\b"
)
_STOPPED_FOR = re.compile(
    r"\b(?:stopped|quit|withdrew|dropped out|discontinued|left) (?:[\w'-]+ ){0,5}?(?:because of|due to|owing to) "
    rf"(?:[\w'-]+ ){{0,3}}?{_INJURY}\b"
)
_TESTED = (
    r"(?:cholesterol|blood (?:pressure|lipids?|fats?|sugar)|liver (?:enzymes?|values?|tests?)|creatine kinase"
    r"|creatinine|triglycerides|heart rate)"
)
_TESTS = re.compile(
    r"\b(?:blood|lab|laboratory|liver|kidney) (?:tests?|values?|enzymes?|results?) (?:\w+ )?(?:were|was|stayed|remained"
    r"|are|is|became|went|rose|increased|climbed|doubled)\b"
    r"|\b(?:gain(?:s|ed)? weight|weight (?:rose|increased|went up))\b"
    r"|\b(?:abnormal|raised|high|low) (?:liver|blood|lab|kidney) (?:tests?|values?|lipids?|counts?|fats?)\b"
    rf"|\b(?:rais(?:e|es|ed|ing)|elevat(?:e|es|ed|ing|ions? (?:in|of))|(?:rises?|rose|increases?) in) "
    rf"(?:\w+ ){{0,2}}?{_TESTED}\b|\b(?:increas(?:e|es|ed|ing)) (?:the |your |their )?{_TESTED}\b"
)
_LOWERS_RAISED = re.compile(
    r"\b(?:reduc|lower|treat|cut|decreas|improv|normali)\w* (?:\w+ )?(?:raised|high|elevated)\b"
)


def kind_of(text: str, strength: Strength, has_effect_cue: bool, tells_finding: bool) -> ClaimKind:
    """Return what `text` is about; a report of a change is about the effect even if it claims nothing.

    A sentence that claims an effect is about the effect even where it names a dose ("20 mg reduced …");
    one that only instructs is about the dose. An approval outranks both: its date and region license it.
    """
    folded = text.translate(_STRAIGHT).lower()
    claims = strength >= Strength.ASSOCIATION
    if _REGULATED.search(folded) and not _NOT_REGULATORY.search(folded):
        return ClaimKind.REGULATORY
    if _AGENCY.search(folded) and not (_is_about_harm(folded) or _NOT_REGULATORY.search(folded)):
        return ClaimKind.REGULATORY
    if _DIRECTIVE.search(folded) and _DOSE.search(folded) and not _SAFE.search(folded):
        return ClaimKind.DOSE
    if _is_about_harm(folded):
        return ClaimKind.SAFETY
    if claims or tells_finding or (strength is Strength.UNCERTAIN and (has_effect_cue or "whether" in folded)):
        return ClaimKind.EFFICACY
    if _DOSE.search(folded):
        return ClaimKind.DOSE
    return ClaimKind.DESCRIPTIVE


def _is_about_harm(folded: str) -> bool:
    if any(each.search(folded) for each in (_SAFE, _DAMAGES, _STOPPED_FOR)):
        return True
    if _TESTS.search(folded) and not _LOWERS_RAISED.search(folded):
        return True
    return _CAUSES_INJURY.search(folded) is not None and _LOWERS_INJURY.search(folded) is None
