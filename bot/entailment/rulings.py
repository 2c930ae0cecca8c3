"""Claims whose words a passage may share while it says the opposite: leave, protection, denied precautions, equality.

"May be taken in pregnancy" shares every word with "must not be taken in pregnancy". Each check here asks whether the
passage says the same kind of thing; where it does not, nothing else makes it a support.
"""

from __future__ import annotations

import re

from bot.entailment.statements import Statement
from bot.entailment.windows import SAME_TOPIC, Setting, Window, judgement, listed, not_found
from bot.text.magnitudes import carried_by_any
from bot.text.measures import Unit
from bot.types import Judgement, Support

_FLAGS = re.IGNORECASE
_NOT = r"(?:\b(?:not|never|cannot|no|without)|n't)\b"

# ── leave: somebody may take it
_PERMITS = re.compile(
    r"\b(?:can|may|could) (?:(?:also|still|safely|now|all) )*(?:be )?(?:take|taken|use|used|given|get|receive|have"
    r"|start|started|combined|continued|breast-?feed)\b"
    r"|\b(?:suitable|appropriate|fine|ok|okay|all right|ideal|recommended|allowed|permitted|safe)"
    r" (?:for|in|during|with|to)\b"
    r"|\b(?:good|safe|suitable|reasonable|sensible|right) (?:choice|option|treatment|medicine) (?:for|in|during)\b"
    r"|\bno (?:reason|need) to (?:avoid|stop)\b",
    _FLAGS,
)
_FORBIDS = re.compile(
    r"\b(?:must|should|may|can|could|are|is|be|to) not (?:be )?(?:\w+ )?(?:take|taken|use|used|given|get|start|started"
    r"|breastfeed|recommended|suitable|combined)\b"
    r"|\bcannot (?:be )?(?:take|taken|use|used|given)\b|\bruled? out\b|\bavoid(?:ed|s)?\b|\bcontra-?indicated\b"
    r"|\b(?:only if|unless) nothing else\b|\bget(?:s)? no\b|\bnot to (?:be )?\w+\b|\bis not a dose\b|\bsays not to\b"
    r"|\bnot recommended\b|\bto be treated before\b|\bunder age\b|\btest for\b",
    _FLAGS,
)
_LETS = re.compile(
    r"\b(?:lets?|allows? (?!no\b)|approved|licensed|authorised|option|recommends?"
    r"|gives? (?:an?|its|the) (?:\w+ ){0,3}dose)\b",
    _FLAGS,
)
_DEGREES = ("end-stage", "end stage", "severe", "advanced", "active", "serious", "uncontrolled")

# ── protection: it makes a harm less likely, or does not bring it
_HARM = (
    r"(?:cancers?|tumou?rs?|lymphomas?|clots?|thrombos[ie]s|heart (?:attacks?|problems?|disease|failure)|strokes?"
    r"|infections?|deaths?|dying|mortality|shingles|acne|conjunctivitis|side effects?|adverse \w+|harms?|tuberculosis)"
)
_PROTECTS = re.compile(
    r"\b(?:reduces?|reduced|lowers?|lowered|prevents?|prevented|protects?|protected|decreases?|decreased|lessens?"
    r"|eliminates?|cuts?|keeps? away)\b(?:\W+[\w-]+){0,5}?\W+" + _HARM + r"\b"
    r"|\b(?:do|does|did|will|would|can) not (?:\w+ )?(?:cause|raise|increase|lead to|bring|trigger|give)\b"
    r"(?:\W+[\w-]+){0,5}?\W+" + _HARM + r"\b"
    r"|\b(?:never|cannot) (?:cause|raise|increase)s?\b(?:\W+[\w-]+){0,4}?\W+" + _HARM + r"\b",
    _FLAGS,
)
_MEASURES = re.compile(
    r"\b(?:measures|steps|ways|advice|notice(?: is)? about \w+)(?:\W+[\w-]+){0,4}?\W+to (?:lower|reduce|minimise)\b",
    _FLAGS,
)
_WARNS = re.compile(r"\b(?:warn\w*|risks?|boxed|higher|rais\w+|more (?:often|common)|serious)\b", _FLAGS)
_NOT_SHOWN = re.compile(r"\b(?:cannot (?:tell|show|say)|not show|uncertain|whether|unclear)\b", _FLAGS)

# ── precautions that are denied: warnings, tests, contraception
_PRECAUTION = (
    r"(?:warnings?|tests?|testing|tested|measured|(?:blood|skin) (?:counts?|checks?)|monitor\w*|check(?:s|ed|-?ups?)?"
    r"|contracepti\w+|birth control|precautions?"
    r"|restrictions?|screening|supervision)"
)
_DENIES_PRECAUTION = re.compile(
    r"(?:\b(?:no|nobody|no one|none|without(?: any)?|free (?:of|from)|never|not|nor|neither|lacks?|drop(?:ped|s)|lifted"
    r"|removed)|n't)\b"
    r"(?:\W+[\w-]+){0,5}?\W+" + _PRECAUTION + r"\b"
    r"|\b"
    + _PRECAUTION
    + r"\b(?:\W+[\w-]+){0,3}?\W+(?:(?:is|are|was|were|has been|have been|need) (?:not|no longer|never|lifted"
    r"|removed|dropped|withdrawn|unnecessary))\b",
    _FLAGS,
)

# ── equality
_EQUALS = re.compile(
    r"\bas (?:\w+ )?(?:well|good|effective|safe|often|common|fast|strong)(?:ly)?\b.{0,60}\bas\b"
    r"|\bas (?:\w+ )?(?:many|much)\b(?! as \d).{0,60}\bas\b"
    r"|\bno different\b|\bequal(?:ly)?\b|\bthe same (?:as|for)\b|\bequivalent\b|\bcomparable\b|\bsimilar(?:ly)?\b"
    r"|\bjust as\b|\bno (?:better|worse) than\b|\bno (?:\w+ )?difference\b|\b(?:do|does|did) not (?:\w+ )?differ\b"
    r"|\bnon-?inferior\b",
    _FLAGS,
)

# ── how it was studied
_DESIGNS = {
    "open label": re.compile(r"\bopen[- ]label\b|\b(?:knew|know) (?:which|what)\b", _FLAGS),
    "double blind": re.compile(
        r"\b(?:double[- ]?)?blind(?:ed)?\b|\bneither\b.{0,60}\bknew\b|\b(?:nobody|no one) knew\b", _FLAGS
    ),
    "looking back at records": re.compile(r"\bretrospective\w*\b|\blook(?:s|ed|ing)? back\b|\brecords?\b", _FLAGS),
    "no comparison group": re.compile(
        r"\b(?:no|without an?) (?:placebo|comparison|control) group\b|\buncontrolled\b|\bnocomparison\b", _FLAGS
    ),
    "publication": re.compile(r"\bpublished in\b|\bjournal of\b", _FLAGS),
}

# ── what was measured
_OUTCOMES = {
    "itching": re.compile(r"\bitch\w*|\bpruritus\b|\bscratch\w*", _FLAGS),
    "clear skin": re.compile(r"\bclear(?:ed|ance)?\b(?! difference)|\bpustule-free\b|\bEASI 100\b", _FLAGS),
    "pain": re.compile(r"\bpain(?:ful)?\b", _FLAGS),
    "sleep": re.compile(r"\bsleep\w*\b", _FLAGS),
    "death": re.compile(r"\bdeaths?\b|\bdie[ds]?\b|\bmortality\b", _FLAGS),
}

# ── a harm that is said to have another reason
_UNRELATED = re.compile(
    r"\bnothing to do with\b|\bunrelated to\b|\bnot (?:\w+ )?(?:related|due|linked) to\b|\bnot because of\b", _FLAGS
)

# ── a harm or a test that is waved away
_DISMISSES = re.compile(
    r"\b(?:rumou?rs?|myths?|legends?|fiction|invent(?:ed|ions?)|scare (?:story|stories)|exaggerat\w+|hoax|made up"
    r"|pointless|superfluous|waste of time|unnecessary|formality|need not|no need|nothing (?:\w+ )?to (?:worry|fear)"
    r"|(?:do|does) not (?:have|need) to)\b",
    _FLAGS,
)

# ── somebody who is said to forbid or refuse
_REFUSES = re.compile(
    r"\b(?:refus\w+|turned down|reject\w*|advis\w+ against|unacceptable)\b|\bnot (?:\w+ )?recommend\w*", _FLAGS
)

# ── few
_FEW = re.compile(
    r"\b(?:very|only a|so) few\b|\bonly a handful\b|\bhardly (?:anyone|anybody|ever)\b|\brar(?:e|ely)\b|\buncommon\b"
    r"|\bextremely unlikely\b|\brarer than\b|\b(?:one|1)[- ]in[- ]a[- ](?:hundred|thousand|million)\b"
    r"|\bfewer than (?:one|1) in\b"
    r"|\balmost (?:nobody|no one|never)\b|\bseldom\b",
    _FLAGS,
)
_MOST_OF_FEW = 2.0  # percent
_ONE_IN_A_THOUSAND = re.compile(r"\b(?:thousand|million)\b", _FLAGS)
_MOST_OF_VERY_FEW = 0.2
# A medicine that the lexicon does not know, by the end of its name or by what it is called.
_DRUG = re.compile(
    r"\b\w{3,}(?:mab|nib|cept|statin|mycin|prazole|sartan|limus|milast)\b"
    r"|\b(?:medicines?|drugs?|tablets?|pills?|cream|it)\b",
    _FLAGS,
)


def makes_a_ruling(text: str) -> bool:
    """Say whether a text gives leave, denies a harm or a precaution, or calls things equal or rare."""
    patterns = (_PERMITS, _PROTECTS, _DENIES_PRECAUTION, _EQUALS, _UNRELATED, _DISMISSES, _REFUSES, _FEW)
    return any(pattern.search(text) for pattern in patterns)


def check_rulings(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    """Return why a passage that shares a claim's words does not say it; None where nothing objects."""
    # Of a medicine a word more or less decides; in general talk ("masks reduce infections") words and direction do.
    of_a_medicine = (_leave, _protection, _precaution) if claim.drugs or _DRUG.search(claim.text) else ()
    checks = (*of_a_medicine, _equality, _unrelated, _dismissed, _refused, _outcome, _few)
    refusals = (refusal for check in checks if (refusal := check(claim, window)) is not None)
    return next(refusals, None) or _design(claim, setting)


def _text(window: Window) -> str:
    return " ".join(statement.text for statement in window.statements)


def _against(window: Window, why: str) -> Judgement:
    return judgement(Support.NO, why, window) if window.shared >= SAME_TOPIC else not_found(why)


def _leave(claim: Statement, window: Window) -> Judgement | None:
    given = _PERMITS.search(claim.text)
    if (
        given is None
        or _FORBIDS.search(claim.text)
        or re.search(rf"{_NOT}\W+(?:\w+\W+){{0,2}}$", claim.text[: given.start()])
    ):
        return None
    text = _text(window)
    graver = [word for word in _DEGREES if word in claim.text.casefold() and word not in text.casefold()]
    if graver:
        return not_found(f"The source does not speak of {listed(graver)}.")
    if _FORBIDS.search(text) or (_WARNS.search(text) and not _LETS.search(window.anchor.text)):
        return _against(window, "The claim gives leave; the source rules it out, or limits it.")
    lets = (_PERMITS.search(window.anchor.text) or _LETS.search(window.anchor.text)) is not None
    open_to_doubt = _NOT_SHOWN.search(window.anchor.text) is not None
    return None if lets and not open_to_doubt else not_found("The source gives no leave to do this.")


def _protection(claim: Statement, window: Window) -> Judgement | None:
    if not _PROTECTS.search(claim.text) or _NOT_SHOWN.search(claim.text):
        return None
    text = _MEASURES.sub(" ", _text(window))
    if _PROTECTS.search(text) and not _NOT_SHOWN.search(text):
        return None
    if _WARNS.search(text):
        return _against(window, "The claim says that it keeps a harm away; the source warns of it.")
    return not_found("The source does not say that it keeps a harm away.")


def _precaution(claim: Statement, window: Window) -> Judgement | None:
    denied = _DENIES_PRECAUTION.search(claim.text)
    text = _text(window)
    if denied is None or _NOT_SHOWN.search(claim.text) or _DENIES_PRECAUTION.search(text):
        return None
    if re.search(rf"\b{_PRECAUTION}\b", text, _FLAGS):
        return _against(window, "The claim denies a warning or a test; the source tells of one.")
    return not_found("The source denies no warning and no test.")


def _equality(claim: Statement, window: Window) -> Judgement | None:
    if not _EQUALS.search(claim.text) or _EQUALS.search(_text(window)):
        return None
    return not_found("The source does not say that they are alike.")


def _unrelated(claim: Statement, window: Window) -> Judgement | None:
    if not _UNRELATED.search(claim.text) or _UNRELATED.search(_text(window)):
        return None
    return not_found("The source does not say that it had another reason.")


def _dismissed(claim: Statement, window: Window) -> Judgement | None:
    if not _DISMISSES.search(claim.text) or _DISMISSES.search(_text(window)):
        return None
    return _against(window, "The claim waves away what the source tells.")


def _refused(claim: Statement, window: Window) -> Judgement | None:
    if not _REFUSES.search(claim.text) or _REFUSES.search(_text(window)) or _FORBIDS.search(_text(window)):
        return None
    return _against(window, "The source refuses nothing of the kind.")


def _design(claim: Statement, setting: Setting) -> Judgement | None:
    told = " ".join(statement.text for statement in setting.all)
    missing = [name for name, words in _DESIGNS.items() if words.search(claim.text) and not words.search(told)]
    return not_found(f"The source does not speak of {listed(missing)}.") if missing else None


def _outcome(claim: Statement, window: Window) -> Judgement | None:
    """A share of people belongs to what was measured: 70% with EASI 75 are not 70% without an itch."""
    if not any(quantity.unit is Unit.PERCENT for quantity in claim.quantities):
        return None
    text = _text(window)
    missing = [name for name, words in _OUTCOMES.items() if words.search(claim.text) and not words.search(text)]
    return not_found(f"The source does not tell this of {listed(missing)}.") if missing else None


def _few(claim: Statement, window: Window) -> Judgement | None:
    if not _FEW.search(claim.text) or _FEW.search(_text(window)):
        return None
    shares = [quantity for quantity in window.quantities if quantity.unit is Unit.PERCENT]
    most = _MOST_OF_VERY_FEW if _ONE_IN_A_THOUSAND.search(claim.text) else _MOST_OF_FEW
    if shares and all(share.value <= most for share in shares):
        return None
    told = [share for share in shares if carried_by_any(share, claim.quantities)]
    return None if told else not_found("The source does not say that it is rare.")
