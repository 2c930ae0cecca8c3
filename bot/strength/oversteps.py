"""Ways in which a sentence oversteps that its strength alone does not show: guarantees, silence, and more.

Patterns are matched on lower-case text with straight apostrophes; every gap in them is bounded, so that
time stays proportional to the length of the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.types import Wording

_STRAIGHT = str.maketrans("\u2018\u2019\u201b\u02bc", "''''")

_HARM = (
    r"(?:side[ -]?effects?|adverse (?:events?|effects?|reactions?|drug reactions?|outcomes?)|(?:bad "
    r"|serious |allergic "
    r"|unwanted |ill |harmful )?reactions?|ill effects?|unwanted effects?|complications?|problems?"
    r"|toxicit(?:y|ies)"
    r"|safety (?:signals?|concerns?|issues?|problems?)|harms?|trouble|complain(?:ts?|ed)|discomfort"
    r"|infections?"
    r"|deaths?|clots?|issues?)"
)
_NOBODY = (
    r"(?:no[ -]?one|nobody|none|not one|not a single|no (?:patients?|participants?|people|persons?"
    r"|child(?:ren)?"
    r"|users?|wom[ae]n|m[ae]n|subjects?|volunteers?|adults?|individuals?)|zero (?:patients|people"
    r"|participants))"
)
_HAD = (
    r"(?:had|have|has|report(?:s|ed)?|experienced?|suffer(?:s|ed)?|develop(?:s|ed)?|showed|got|gets?"
    r"|noticed|saw|complained|stopped|dropped out)"
)
_WORDS = r"(?:[\w'-]+ ){0,6}?"
_EFFECTWORD = (
    r"(?:works?|worked|helps?|clears?|heals?|cures?|improves?|prevents?|stops?|relieves?|succeeds?"
    r"|effective|safe"
    r"|successful|responds?|get(?:s)? better|recovers?|reduces?|restores?)"
)
_WHOLLY = (
    r"(?:completely|totally|entirely|perfectly|absolutely|utterly|wholly|fully|100 ?%|100 percent"
    r"|one hundred percent"
    r"|a hundred percent|virtually 100%|without (?:a )?doubt)"
)

_NO_HARM = (
    r"\b(?:no|zero|without(?: any)?|free (?:of|from)(?: any)?|not (?:have |cause )?any) (?:known "
    r"|serious |major |real |unpleasant |nasty |harmful |lasting )?"
    r"(?:side[ -]?effects?|adverse (?:effects?|reactions?)|ill effects?|risks?(?! factors?)|downsides?"
    r"|drawbacks?|dangers?|harm)\b(?! (?:of|difference|was|were|data|figures?|numbers?|lists?|tables?"
    r"|rates?|counts?|has been|have been))"
)
_GUARANTEE = (
    r"\bcur(?:e|es|ed|ing)\b(?! rates?)",
    r"\bguarantee(?:s|d|ing)?\b",
    r"\bwonder (?:drug|cure|pill|cream|treatment)s?\b|\b(?:won't|doesn't|don't|not"
    r"|no longer) stands? a chance\b|\bno match for\b|\b(?:won't"
    r"|never) regret\b",
    r"\bleav(?:e|es|ing) (?:your |the )?(?:[\w'-]+ ){1,4}?behind\b|\bthe answer (?:that )?(?:you|we) "
    r"(?:\w+ ){0,2}been\b",
    r"\bmirac(?:le|les|ulous|ulously)\b",
    r"\bmagic(?:al|ally)? (?:bullet|cure|pill|cream|potion|solution)\b",
    r"\bsilver bullet\b",
    r"\bpanacea\b",
    rf"\b{_WHOLLY} (?:\w+ )?(?:safe|effective|cured?|cures?|harmless|gone|reliable|risk|free"
    rf"|successful|clear(?:s|ed)?|heals?|healed|disappears?"
    r"|eliminates?|removes?|reverses?|eradicates?|prevents?|protects?|protected|works?|normal"
    r"|natural and safe|without)\b",
    rf"\b(?:clears?|disappears?|heals?|eliminates?|reverses?|restores?|removes?) {_WORDS}(?:completely"
    rf"|totally|entirely|for ever|100%)",
    r"\b100 ?% (?:of the time|success|cure|guarantee|protection|results|clear|relief|safety)\b",
    rf"\b(?:always|invariably|inevitably|without fail|unfailingly|definitely|undoubtedly|surely"
    rf"|certainly) (?:\w+ ){{0,2}}{_EFFECTWORD}\b",
    rf"\b(?:is|are) (?:always|definitely|undoubtedly|certainly|guaranteed) (?:\w+ )?(?:{_EFFECTWORD}"
    rf"|risk-free|harmless)\b",
    rf"\b{_EFFECTWORD} (?:[\w'-]+ ){{0,4}}?(?:every (?:single )?time|without fail|always|in (?:all"
    rf"|every) (?:cases?|patients?)|for (?:everyone|everybody|anyone|all))\b",
    r"\b(?:can|could|will|does|do|did)(?: ?not|n't) (?:fail|go wrong|hurt you|harm you|do "
    r"(?:you )?any harm|lose)\b",
    r"\bcannot (?:fail|go wrong|hurt you|harm you|do (?:you )?any harm)\b",
    r"\bnever fail(?:s|ed)?\b|\bfail-?safe\b|\bfool-?proof\b|\bsure[- ]fire\b|\binfallible\b",
    _NO_HARM,
    r"\b(?:risk|worry|side[- ]effect)[- ]free\b",
    r"\b(?:no|zero) (?:need|reason|cause) (?:to|for) (?:be )?(?:worr(?:y|ied)|concern(?:ed)?|fear"
    r"|afraid)\b|\bnothing to (?:worry about|fear|lose)\b|\bworry about nothing\b",
    r"\b(?:say|said|saying|wave|kiss) (?:your |the )?(?:[\w'-]+ ){0,2}?(?:goodbye|good-bye|bye|bye-bye"
    r"|farewell)\b",
    r"\b(?:forget|forgot|forgetting) (?:all )?about\b",
    r"\b(?:never|not|no longer|don't|won't|wouldn't|needn't) (?:ever )?(?:have to |need to )?(?:worry"
    r"|think|suffer|struggle|deal|bother)(?: (?:about|with|from))?\b",
    r"\bnever (?:again|come back|comes back|return|returns|have to|see (?:\w+ )?again|look back)\b",
    r"\b(?:once and for all|for good|for ever|forever|for the rest of your life)\b",
    r"\b(?:will be|is|are|becomes?|was|makes? (?:[\w'-]+ ){1,4}) ?(?:a thing of the past|history"
    r"|yesterday's news)\b",
    r"\b(?:puts?|putting|spells?|means?|mark(?:s|ed)?) (?:an|the) end (?:of|to|for)\b"
    r"|\bthe end of your\b|\bend your\b",
    r"\b(?:get|gets|getting|got) rid of\b|\bbanish(?:es|ed|ing)?\b|\bwipe[sd]? (?:it |them "
    r"|\w+ )?out\b|\beradicat(?:es?|ed|ing)\b",
    r"\bpermanent(?:ly)? (?:solution|cure|fix|relief|results?|remission|freedom|recovery|clear(?:s|ed"
    r"|ance)?|removes?|restores?|heals?|stops?|eliminat\w{1,4}|gets? rid)\b",
    r"\b(?:gone|clears?|cleared|disappears?|away|works?) (?:\w+ )?permanently\b",
    r"\b(?:everyone|everybody|anyone|all (?:the )?patients|every (?:single )?(?:patient|person|child"
    r"|user)|every last one) (?:who (?:[\w'-]+ ){1,5})?"
    r"(?:will |can |is |are |gets?|got )?(?:benefits?|recovers?|improves?|responds?|better|helped"
    r"|cured|clear|safe|protected|heals?)\b",
    r"\bthere (?:is|are|'s) (?:absolutely )?(?:no|nothing) (?:way|chance|danger|possibility"
    r"|doubt)\b(?: (?:it|this|that|you) (?:will|can|won't|works?|helps?))?",
    r"\b(?:beyond (?:any |all )?doubt|no doubt (?:that|about)|rest assured|you can be (?:sure|certain)"
    r"|count on|take it to the bank|we promise|i promise)\b",
    r"\bwithout (?:any |a )?(?:worry|worries|fear|concern|risk)\b",
    r"\b(?:freedom|free) from (?:your |the )?(?:\w+ )?(?:for life|forever|permanently)\b",
    r"\b(?:can|could|couldn't|can't) (?:be )?(?:any )?(?:safer|harm(?:less)?)\b",
    r"\bas safe as (?:water|can be|houses|it gets|candy|sugar)\b|\bfully proven\b|\bharmless\b",
)
_SILENCE = (
    rf"\b{_NOBODY} {_WORDS}(?:got|felt|fell|became|was|were|came|had to) (?:\w+ )?(?:sick|ill|unwell"
    rf"|worse|harmed|hurt|injured|stop|hospitali[sz]ed)\b",
    rf"\b{_NOBODY} (?:of (?:the|them|these|us|our|those) )?{_WORDS}{_HAD} (?:[\w'-]+ ){{0,5}}?{_HARM}\b",
    rf"\b(?:no|zero|not (?:a single|one|any)|never (?:a|any|one)) (?:[\w'-]+ ){{0,4}}?{_HARM} "
    rf"(?:[\w'-]+ ){{0,4}}?(?:was|were|has been|have been|had been)?"
    r" ?(?:reported|seen|observed|noted|recorded|found|noticed|identified|documented|occurred|detected"
    r"|encountered|happened|arose|emerged)\b",
    rf"\b(?:we|they|he|she|i|doctors|researchers|patients|people|participants|investigators|authors"
    rf"|all|both|the \w+) (?:have |had |has )?"
    rf"(?:saw|seen|see|found|observed|noted|had|reported|experienced|noticed|recorded) no "
    rf"(?:[\w'-]+ ){{0,3}}?{_HARM}\b",
    rf"\b(?:did|do|does|have|has)(?: ?not|n't) (?:[\w'-]+ ){{0,2}}?(?:notice|experience|have|report"
    rf"|see|observe|find|get|suffer|had|reported|seen|noticed) "
    rf"(?:any|a single|one) (?:[\w'-]+ ){{0,3}}?{_HARM}\b",
    rf"\bthere (?:were|was|have been|has been) (?:no|zero|not any) (?:[\w'-]+ ){{0,4}}?{_HARM}\b",
    rf"\bwithout (?:any |a single |a |reporting |having )?(?:[\w'-]+ ){{0,2}}?{_HARM}\b",
    r"\b(?:tolerated|took|taken|completed|finished) (?:it |the \w+ )?(?:[\w'-]+ ){0,4}?without "
    r"(?:any )?(?:\w+ )?(?:trouble|problems?|incident|difficulty|issues?)\b",
    rf"\b(?:free of|free from) (?:any )?(?:[\w'-]+ ){{0,2}}?{_HARM}\b",
    rf"\b{_HARM} (?:was|were|is|are|remain|remained) (?:very |quite |only |all |extremely |\w+ and )?"
    r"(?:rare|uncommon|infrequent|few|mild|minor|minimal|negligible)\b",
    r"\b(?:lists?|listed|mentions?|mentioned|names?|named|describes?|described|reports?|reported|shows?|showed"
    rf"|records?|recorded) no (?:(?:serious|severe|major|new|important|unexpected|other|grave|single) )?{_HARM}\b",
)
_MAGNITUDE = (
    r"\b(?:dramatic|remarkabl[ey]|huge|massive|tremendous|strik(?:ing)|impressive|amazing"
    r"|incredib(?:le|ly)|extraordinar(?:y|ily)|spectacular|stunning"
    r"|astonishing|astounding|phenomenal|sensational|staggering|profound|enormous|immense|vast|drastic"
    r"|radical|outstanding|unprecedented|fantastic"
    r"|wonderful|marvellous|marvelous|superb|exceptional|unbelievable|mind-blowing|jaw-dropping"
    r"|whopping)(?:ly|ally)?\b",
    r"\b(?:break-?through|game[- ]chang(?:er|ing)|revolution(?:ary|i[sz]es?|i[sz]ed|i[sz]ing)?"
    r"|life[- ](?:changing|changer)|ground-?breaking|wonder drug|holy grail"
    r"|landmark|transformative|super-?charged?|works? wonders|worked wonders|like magic|night and day"
    r"|sky-?rocket\w{0,3}|plummet\w{0,3}|soar(?:s|ed|ing)?"
    r"|slash(?:es|ed|ing)?|skyrocket\w{0,3}|leaps and bounds|by far|hugely|sharply)\b",
)
_SUPERLATIVE = (
    r"\b(?:most|the most|single most) (?:effective|powerful|potent|successful|reliable|promising"
    r"|trusted|advanced|efficient|beneficial|proven|efficacious)\b",
    r"(?<!at )(?<!at the )(?<!your )(?<!our )(?<!their )\bbest (?:treatment|drug|medicine|medication"
    r"|option|choice|therapy|way|cream|remedy|pill|results?|cure|available|thing|of all|for"
    r"|on the market|in class|solution|approach|bet)\b",
    r"\b(?:is|are|was|were|'s|remains?) (?:simply |clearly |still |by far )?(?:the )?best\b(?! "
    r"(?:corrected|supportive|before|taken|avoided|used|viewed|known|described|seen|stored|to))",
    r"\b(?:safest|strongest|fastest|gentlest|mildest|quickest|superior to (?:all|any|every)|finest)\b",
    r"\b(?:gold standard|first[- ]choice|treatment of choice|drug of choice|number one|no\. ?1"
    r"|second to none|unrivall?ed|unbeatable|unmatched|unsurpassed|unparallel+ed|best-in-class"
    r"|go-to|world-class|world-leading|state of the art)\b",
    r"\b(?:better|safer|stronger|faster|more effective|works better|more powerful) than (?:any|every"
    r"|all|anything|everything)\b",
    r"\b(?:nothing|no (?:other )?(?:treatment|drug|medicine|cream|therapy|product|pill)) "
    r"(?:else )?(?:can match|beats|comes close"
    r"|(?:works|is|does|acts) (?:\w+ ){0,2}?(?:better|as (?:well|good|effective|safe)|safer|so well"
    r"|more effective))\b",
    r"\bthe only (?:\w+ )?(?:treatment|drug|medicine|thing|cream|therapy|cure|remedy|way|one) (?:that"
    r"|which|to|proven)\b",
)
_TREND = (
    r"\b(?:trend(?:s|ed|ing)?) (?:toward|towards|to|for|in favou?r|in the direction)\b",
    r"\b(?:numerical(?:ly)?) (?:\w+ )?(?:higher|lower|better|greater|fewer|more|less|improve\w{0,5}"
    r"|larger|smaller|difference|advantage|benefit|reduc\w{1,6})\b",
    r"\b(?:marginal(?:ly)?|borderline|near(?:ly|ed|ing)?|almost|close to|approach(?:ed|ing|es)"
    r"|just short of|verg(?:ed|ing) on|bordered on|narrowly missed|(?:just )?missed|fell "
    r"(?:just )?short of|did not (?:quite )?reach|not reaching|without reaching|failed to reach)"
    r" (?:statistical(?:ly)? |the threshold (?:of|for) |conventional )?significan(?:t|ce)\b",
    r"\b(?:not|non|in)[ -]?(?:statistically )?significant(?:ly)? (?:\w+ ){0,2}?(?:trend|reduction"
    r"|improvement|increase|decrease|benefit|advantage|higher|lower|better|fewer|tendency)\b",
    r"\b(?:al)?though (?:it was |this was |the difference was |the result was |they were )?(?:not"
    r"|non-?)(?: ?statistically)? ?significant\b",
    r"\b(?:tended|tendency|tends) (?:to|toward|towards) (?:[\w'-]+ ){0,3}?(?:improve|reduce|decrease"
    r"|increase|lower|higher|better|fewer|less|more|favou?r|benefit|reduction|improvement"
    r"|decline)\w{0,3}\b",
)
_GENERALISED = (
    r"\b(?:you|your|you'll|yourself|yours)\b",
    r"\b(?:everyone|everybody|anyone|anybody)\b",
    r"\b(?:all|every|any|each) (?:single )?(?:patients?|people|persons?|adults?|child(?:ren)?|wom[ae]n"
    r"|m[ae]n|sufferers?|users?|cases?|skin types?|ages?|body)\b",
    r"(?<!some )(?<!many )(?<!these )(?<!the )(?<!few )(?<!most )(?<!\d )(?<!those )(?<!other"
    r" )(?<!our )(?<!adult )(?<!certain )\b(?:patients"
    r"|people|sufferers)\b"
    r"(?! (?:with|who|in|taking|treated|given|aged|whose|on|receiving|from|that|over|under|living"
    r"|having|had|were|was|did|of|using|without|assigned|randomi[sz]ed|reported|experienced|showed"
    r"|at))",
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|nothing|none|neither|nor|without|cannot|can't|\w{2,7}n't|hardly|far from"
    r"|lack of|no one|nobody|stop short of|myth|isnt|doesnt|dont"
    r"|wrong to|false|cannot be|unlikely to|too good|beware|be wary|avoid)\b"
)
_OPEN = re.compile(r"[.;:!?]|\bbut\b|\balthough\b|\bhowever\b|\bwhile\b|, (?:and|so|yet)\b")
_NEGATION_REACH_CHARS = 60  # about ten words; chosen, unmeasured

_PATTERNS = {
    Wording.GUARANTEE: _GUARANTEE,
    Wording.SILENCE: _SILENCE,
    Wording.GENERALISED: _GENERALISED,
    Wording.MAGNITUDE: _MAGNITUDE,
    Wording.SUPERLATIVE: _SUPERLATIVE,
    Wording.TREND: _TREND,
}
_COMPILED = {wording: tuple(re.compile(each) for each in patterns) for wording, patterns in _PATTERNS.items()}


@dataclass(frozen=True)
class Found:
    """One overstepping phrase: `text[start:end]` is how it was written."""

    wording: Wording
    start: int
    end: int


def find_wordings(text: str, *, reported: bool) -> tuple[Found, ...]:
    """Return the first phrase of each way of overstepping in `text`, in the order of the enum.

    A guarantee, a superlative or a large word that is itself denied ("is not a cure") is not one. "No side
    effects" is a guarantee, but what a report says it saw none of is SILENCE; "the trial shows that it has no
    side effects" speaks of the treatment again.
    """
    folded = text.translate(_STRAIGHT).lower()
    if len(folded) != len(text):  # because some capitals have a longer lower case
        folded = text.translate(_STRAIGHT)
    found: list[Found] = []
    for wording, patterns in _COMPILED.items():
        if reported and wording is Wording.SILENCE:
            patterns = (*patterns, _SEEN_NO_HARM)
        matches = (match for pattern in patterns for match in pattern.finditer(folded))
        for match in matches:
            if wording in _DENIABLE and _denied(folded, match.start()):
                continue
            if wording is Wording.GUARANTEE and reported and _is_seen_silence(folded, match):
                continue
            found.append(Found(wording, match.start(), match.end()))
            break
    return tuple(found)


_SEEN_NO_HARM = re.compile(_NO_HARM)
_OF_THE_TREATMENT = re.compile(r"\b(?:has|have|is|are|causes?|carries|carry|comes? with|there (?:is|are))\W+$")


def _is_seen_silence(text: str, match: re.Match[str]) -> bool:
    return _SEEN_NO_HARM.fullmatch(match[0]) is not None and not _OF_THE_TREATMENT.search(text[: match.start()])


_DENIABLE = frozenset({Wording.GUARANTEE, Wording.MAGNITUDE, Wording.SUPERLATIVE})


def _denied(text: str, start: int) -> bool:
    before = text[max(0, start - _NEGATION_REACH_CHARS) : start]
    opened = [match.end() for match in _OPEN.finditer(before)]
    return _NEGATION.search(before, opened[-1] if opened else 0) is not None
