"""What one block is, if it is no part of the article: by its shape and by the words of its kind.

The patterns name kinds (a cookie notice, a share bar, a counter), never a site. Order matters: the first that fits.
"""

from __future__ import annotations

import re

from bot.ingest.document import Block, BlockKind, Reason
from bot.ingest.persons import persons_in

_I = re.IGNORECASE
_SHORT = 160  # characters; longer blocks are read for content, not for labels
_SENTENCE = re.compile(r"[a-z)\]%0-9][.!?][\"”')\]]*(?:\s|$)")
_LABEL = r"^(?:[^\w\s]+\s*)?"

# A heading or label after which everything belongs to it, until the next section of the article.
OPENS = (
    (
        Reason.FORUM,
        re.compile(
            _LABEL + r"(?:(?:\d[\d,]* )?(?:reader |user |community )?(?:comments?|replies|responses|reviews|"
            r"discussions?)\b(?: ?\(?\d+\)?)?\s*:?$|"
            r"(?:leave|post|write|add) a (?:comment|reply|review)|join the (?:discussion|conversation|forum)|"
            r"(?:related )?community (?:posts?|forum|discussions?)\b|"
            r"what (?:people|readers|patients|users) (?:say|are saying)|patient (?:forum|stories|reviews)|"
            r"from (?:our|the) (?:community|forum))",
            _I,
        ),
    ),
    (
        Reason.RELATED,
        re.compile(
            _LABEL + r"(?:you (?:may|might) (?:also )?(?:like|enjoy|be interested)|"
            r"(?:also )?recommended(?: for you| reading| articles?)?\b|"
            r"related\b|(?:read|see) (?:next|also|more)\b|more (?:from|on|like|in|about)\b|further reading|"
            r"similar (?:articles|studies|posts)|"
            r"trending|most (?:read|popular|viewed|shared|recent)|popular (?:posts|articles|now|stories)|"
            r"latest (?:news|posts|articles|stories)|"
            r"up next|don'?t miss|people also (?:ask|read|viewed?)|research cited|cited by|what to read)",
            _I,
        ),
    ),
    (
        Reason.REFERENCES,
        re.compile(
            _LABEL + r"(?:\d+\.?\s*)?(?:references?|bibliography|works cited|literature(?: cited)?|sources?|"
            r"citations?|footnotes|endnotes)\s*:?$",
            _I,
        ),
    ),
    (
        Reason.FRONT,
        re.compile(
            _LABEL + r"(?:acknowledge?ments?|author contributions?|authors?[’'] contributions?|"
            r"conflicts? of interests?|competing interests?|"
            r"disclosures?|data availability(?: statement)?|ethics(?: approval| statement)?(?: and consent.*)?|"
            r"publisher[’']?s note|"
            r"about the authors?|supplementary (?:material|data)s?|abbreviations|keywords?|"
            r"consent for publication)\s*:?$",
            _I,
        ),
    ),
)
_ADVERT = re.compile(
    r"^(?:advertisements?|sponsored(?: content| post)?|promoted|paid (?:content|partnership|for by)|ad)\b\s*[:.]?|"
    r"\b(?:add to (?:cart|basket)|buy (?:it |them )?(?:now|online|here|today)|order (?:now|online|today)|"
    r"shop now|free (?:shipping|delivery|trial)|"
    r"limited[- ]time|money[- ]back|coupons?|promo code|discount code|(?:save|get) (?:up to )?\d+ ?%|"
    r"\d+ ?% off\b|call now|book (?:now|your)|"
    r"as low as [$€£]|only [$€£] ?\d|[$€£] ?\d+(?:\.\d\d)? (?:off|only)|best price|no prescription (?:needed|"
    r"required))",
    _I,
)
_COOKIES = re.compile(
    r"\b(?:cookies?\b.{0,120}\b(?:accept|consent|agree|use|settings|policy|preferences|experience|manage)|"
    r"(?:we|site|page|website) uses? cookies|accept (?:all )?cookies|(?:accept|reject) all|"
    r"manage (?:preferences|consent)|"
    r"privacy (?:policy|notice|preferences)|gdpr|ccpa|your (?:privacy|consent) choices)",
    _I,
)
_DISCLAIMER = re.compile(
    r"^\W*(?:medical )?disclaimer\b|"
    r"\b(?:(?:not|never) (?:intended |meant )?(?:to be |as |a |to )*(?:substitute|"
    r"replace(?:ment)?)\b.{0,40}\b(?:advice|doctor|consultation)|"
    r"(?:for|is) (?:general )?(?:information(?:al)?|educational)(?: and \w+)? purposes? only|"
    r"does not (?:constitute|provide|offer) (?:\w+ ){0,3}advice|"
    r"(?:no|without) (?:warranty|liability)|(?:assumes?|accepts?) no (?:liability|responsibility)|"
    r"terms (?:of use|and conditions|of service)|"
    r"views expressed (?:here|in this)|not been evaluated by)",
    _I,
)
_MENU = re.compile(
    r"\bskip to (?:main |the )?(?:content|navigation|search)|^(?:home|menu|search|log ?in|sign (?:in|up|out)|"
    r"register|subscribe(?: now)?|contact(?: us)?|"
    r"about(?: us)?|share(?: this.*| on .*)?|tweet|print(?: this.*)?|e-?mail(?: this.*)?|download(?: pdf|"
    r" citation| article)?|"
    r"(?:view|open|full) (?:pdf|text|article|in app)|save|follow(?: us.*)?|"
    r"back to top|next|previous|close|toggle .*|load more|show (?:more|less)|read more|continue reading|"
    r"go to .*|jump to .*|open menu|metrics|"
    r"permissions|cite(?: this.*)?|listen|table of contents|on this page)\W*$|"
    r"\b(?:subscribe|sign up) (?:to|for) (?:our|the|a)\b.{0,60}\b(?:newsletter|alerts?|updates|emails?)|"
    r"\bnewsletter\b.{0,40}\b(?:subscribe|sign up|inbox)|"
    r"\b(?:share|follow us) (?:this )?(?:on|via)\b|facebook.{0,20}twitter|twitter.{0,20}facebook|"
    r"\bminutes? read\b|\bmin read\b|"
    r"(?:→|»|›|≫|&raquo;)\s*$|^\s*(?:←|«|‹)",
    _I,
)
_CRUMBS = re.compile(r"(?:\S+(?: \S+){0,4}\s*(?:[>|›»/·•]|::)\s*){2,}\S+")
_COUNTER = re.compile(
    r"^\W*\d[\d,.+k]*\s*(?:/\s*\d[\d,.+k]*\s*)?(?:results?|comments?|likes?|shares?|views?|replies|upvotes?|"
    r"votes?|followers?|reads?|downloads?|"
    r"citations?)\W*$",
    _I,
)
_FORUM = re.compile(
    r"\b\d+ (?:upvotes?|downvotes?|likes|replies|karma)\b|\b(?:posted|asked|commented|replied|answered) (?:by|"
    r"\d+)\b|\bu/\w{3,}|\br/\w{3,}|"
    r"\b(?:joined|member since|posts):? ?(?:in )?\w* ?\d{2,4}|\b(?:original poster|\bOP\b|thread starter|moderator)\b|"
    r"^(?:@\w{3,}|\w{3,20} (?:said|wrote|writes):)|\b(?:in [A-Z]\w+ +)?\d+ (?:minutes?|hours?|days?|weeks?|"
    r"months?|years?) ago$|"
    r"^(?:a|another|one|the) (?:forum )?(?:user|member|poster|commenter|redditor)s?\b|"
    r"\b(?:anyone else|has anyone|does anyone|any advice|thanks in advance|sorry for my english|my derm\b|"
    r"hi (?:all|everyone|guys)|hey (?:all|guys))",
    _I,
)
_CAPTION = re.compile(
    r"^(?:(?:supplementary |supp?l?\. )?(?:fig(?:ure)?s?\.?|photo(?:graph)?s?|image|plate|video|graphic|"
    r"illustration|scheme)\s*[A-Z]?\d+[a-z]?\b\s*[.:|–—-]|"
    r"(?:photo(?:graph)?|image|picture|illustration|credit|source)\s*(?:by|credit|courtesy|of|:)(?!.*[.!?]\s+[A-Z]))|"
    r"\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?)\b\W*$|\b(?:getty images|shutterstock|istock|unsplash)\b|"
    r"^enlarge (?:image|this)",
    _I,
)
_FURNITURE = re.compile(
    r"^\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$|^(?:©|copyright\b|\(c\)\s)|\ball rights reserved\b|"
    r"\bISSN\b|^downloaded (?:from|by)\b|"
    r"^[A-Z][\w'’-]+(?: and [A-Z][\w'’-]+|,? et al\.?)[.,:]?\s(?=[A-Z])(?!.*[.!?]$).{0,120}$|"
    r"^\d{0,4}\s*[A-Z][\w&,'’-]*(?: (?:[A-Z][\w&,'’-]*|of|the|and|in|for|&)){1,14}\s*(?:\||•|·|–|—|"
    r",)\s*(?:vol(?:ume)?\.?\s*\d+.*|"
    r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{4}|\d{4}\b.{0,40})\s*(?:\|?\s*\d{0,4})$"
)
_FRONT = re.compile(
    r"^(?:received|accepted|published|revised|submitted|posted|updated|last (?:updated|reviewed|modified)|"
    r"edited by|reviewed by|"
    r"medically reviewed|written by|author|correspond\w+|e-?mail|orcid|how to cite|cite this|citation|doi|pmid|"
    r"pmcid|keywords?|"
    r"academic editor)\b\s*(?::|by\b|on\b|to\b|author\b|,|(?-i:[A-Z0-9@]))(?!.*[.!?]\s+[A-Z][a-z]+ [a-z])|"
    r"[\w.+-]+@[\w-]+\.\w{2,}|^https?://\S+$|"
    r"^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{1,2},?)? \d{4}\b|^\d{1,2} (?:jan|feb|"
    r"mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}|"
    r"^(?:[a-z\d*†‡§]{1,2}\s?)?(?:department|division|faculty|institute|school|centre|center) (?:of|"
    r"for)\b(?!.*\b(?:was|were|is|are|had)\b)|"
    r"^(?:dear (?:sirs?|madam|editors?)|to the editors?|(?:study|research|case|brief) (?:letter|report|"
    r"article)|original (?:article|research|investigation)|"
    r"letter to the editors?|correspondence|open access|research article|abstract|news|article)\s*[,:]?$",
    _I,
)
_HEADLINE = re.compile(
    r"^(?:TL;?\s?DR|in (?:a nutshell|brief|one sentence)|key (?:takeaways?|points?)|at a glance|"
    r"bottom line)\b\s*[:.–—-]?\s*\S"
)
_CITED = re.compile(r"(?:\(\d{4}[a-z]?\)|\b(?:19|20)\d\d;\s?\d+|\b\d+\(\d+\))")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+", _I)
_AUTHOR_FIRST = re.compile(
    r"^(?:\[?\d+\]?[.)]?\s*)?[A-Z][\w'’-]+,? (?:[A-Z]\.?(?:[ -]?[A-Z]\.?){0,3})(?:,|\s&|\sand\s|\.\s|\s\()"
)


def opened_by(block: Block) -> Reason | None:
    """Return what a heading or label opens, if that is no part of the article."""
    if len(block.text) > 80 or ":" in block.text.rstrip(": ") or _SENTENCE.search(block.text):
        return None
    return next((reason for reason, pattern in OPENS if pattern.search(block.text)), None)


def kind_of(block: Block) -> Reason | None:
    """Return why a block is no evidence, or None where nothing says so."""
    text = block.text
    if block.kind is BlockKind.HEADING:
        return Reason.ADVERT if _ADVERT.search(text) and len(text) < 40 else None
    if is_reference(text):
        return Reason.REFERENCES
    is_short = len(text) <= _SHORT
    sentences = len(_SENTENCE.findall(text))
    for reason, pattern, most_sentences in (
        (Reason.HEADLINE, _HEADLINE, 2),
        (Reason.COOKIES, _COOKIES, 6),
        (Reason.DISCLAIMER, _DISCLAIMER, 6),
        (Reason.CAPTION, _CAPTION, 6),
        (Reason.FORUM, _FORUM, 4),
        (Reason.ADVERT, _ADVERT, 4),
    ):
        if pattern.search(text) and sentences <= most_sentences:
            return reason
    opens = next((reason for reason, pattern in OPENS[:2] if pattern.search(text)), None)
    if opens and is_short and sentences < 2:
        return opens
    if _COUNTER.match(text):
        return Reason.MENU
    if persons_in(text):
        return Reason.FRONT
    for reason, pattern in ((Reason.MENU, _MENU), (Reason.FURNITURE, _FURNITURE), (Reason.FRONT, _FRONT)):
        if is_short and sentences < 2 and pattern.search(text):
            return reason
    if is_short and not sentences and _CRUMBS.fullmatch(text):
        return Reason.MENU
    return None


def is_reference(text: str) -> bool:
    """Say whether a block is one entry of a reference list: authors first, then a year with volume or an address."""
    dated = _CITED.search(text) is not None or _DOI.search(text) is not None
    return len(text) < 700 and dated and _AUTHOR_FIRST.match(text) is not None


def is_title_like(block: Block) -> bool:
    """Say whether a block could be the title of something: short, one piece, no full stop at its end."""
    text = block.text
    return 2 <= len(text.split()) <= 40 and len(text) <= 300 and not text.endswith((".", ":", ",", ";"))
