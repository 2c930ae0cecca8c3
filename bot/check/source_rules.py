"""What holds a sentence against one given source text beyond `bot.entailment.support`.

How the study was done, how many people it had, what came out without a difference. For `check --source` alone: an
article of the corpus has a card and digests, in which these stand in words that the other rules read.
"""

from __future__ import annotations

import re

from bot.check.designs import of_the_study, says
from bot.check.estimate import Estimate
from bot.check.treatments import treatments_in
from bot.text.numerals import in_figures
from bot.text.sentences import split_sentences
from bot.text.words import content_forms, read_words
from bot.types import Judgement, Support

_FLAGS = re.IGNORECASE
_BY_CHANCE = 0.05  # a p-value from which a difference is not told from chance
_P_VALUE = re.compile(r"\bp\s?=\s?(0?\.\d+|1\.0+)\b", _FLAGS)
_SIGNIFICANT = re.compile(r"\bp\s?(?:<|≤)\s?0?\.0[0-5]|(?<!no )(?<!not )\bsignificant(?:ly)?\b", _FLAGS)
_RATIO = re.compile(
    r"\b(?:HR|OR|RR|IRR|(?:hazard|odds|risk|rate) ratio)\b[^;.]{0,12}?(\d+\.\d+)[^;]{0,20}?"
    r"(\d+\.\d+)\s?(?:-|–|to)\s?(\d+\.\d+)"
)
_NULL = re.compile(
    r"\b(?:not|no longer|nor|neither) (?:\w+ ){0,2}(?:significant\w*|differ\w*|statistical\w*|associated|better"
    r"|superior|improved?)\b"
    r"|\b(?:no|without(?: an?)?) (?:\w+ ){0,2}(?:difference|effect|benefit|association|improvement|change|reduction"
    r"|evidence)\b"
    r"|\bdid(?: not|n'?t) (?:\w+ )?(?:differ|change|improve|reduce|increase|alter|lower|raise)\b"
    r"|\b(?:was|were) (?:unchanged|similar|alike|the same)\b|\bnon-?significant\w*\b|\bn\.s\.",
    _FLAGS,
)
_TELLS_A_DIFFERENCE = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower|better|worse|larger|smaller|longer|shorter|faster|rarer|commoner|most"
    r"|least|improv\w+|reduc\w+|increas\w+|decreas\w+|raise[sd]?|cut|boost\w*|prevent\w*|eas(?:e|es|ed)|relie\w+"
    r"|protect\w*|significant\w*|effective|works?|helps?|helped|superior|outperform\w*|beat|benefit\w*)\b",
    _FLAGS,
)
_DENIED = re.compile(
    r"\b(?:no|not|without|neither|nor|never|none|unclear|uncertain|unknown|whether|cannot|hardly|similar\w*|alike"
    r"|equal\w*)\b|n't\b",
    _FLAGS,
)
_NUMBER = r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+) (?!%)(?:[\w-]+ ){0,4}?"
_WHO = (
    r"(?:patients|people|participants|adults|children|women|men|parents|residents|volunteers|subjects|adolescents"
    r"|teenagers|babies|infants|girls|boys)\b"
)
# "The report covers 31,870 people": of the whole study.
_SIZE = re.compile(
    r"\b(?:stud(?:y|ies)|trial|report|survey|review|registry|register|series|analysis|authors|researchers|they)\b"
    r"[^.;]{0,60}?\b(?:of|covers?|covered|describes?|described|includ\w+|enrol\w+|recruit\w+|involv\w+|followed|treated"
    rf"|randomi[sz]ed|gave|operated on|tested|studied|had|in|with|on)\b[^.;\d]{{0,40}}?{_NUMBER}{_WHO}"
    rf"|{_NUMBER}{_WHO} (?:took part|participated|were (?:enrolled|randomi[sz]ed|recruited|included))\b",
    _FLAGS,
)
_OF_PART = re.compile(
    r"\b(?:of (?:the|these|those|them)|among|subgroup|half|third|quarter|other|earlier|previous|background)\b", _FLAGS
)
_SAYS_BLINDED = re.compile(
    r"\bdouble-(?:blind|masked)\w*|\bneither (?:the )?(?:patients|participants|doctors)\b[^.]*\bknew\b", _FLAGS
)
_IS_BLINDED = re.compile(r"\bdouble[- ](?:blind|mask|dumm)|\bneither\b[^.]*\bknew\b", _FLAGS)
_SAYS_RANDOMISED = re.compile(r"\brandomi[sz]ed\b|\brandomly\b|\bby chance\b|\bat random\b", _FLAGS)
_PLACEBO = re.compile(r"\b(?:placebo|dummy|sham|vehicle)\b", _FLAGS)
_NEAR = 0.4  # share of the claim's content words from which a sentence speaks of the same; chosen on 34 abstracts


def objection(sentence: str, source: str, estimated: Estimate) -> Judgement | None:
    """Return why a source text says otherwise, or says nothing of the kind; None where these rules find nothing."""
    claim, source = in_figures(sentence), in_figures(source)
    return (
        _of_names(claim, source)
        or _of_design(claim, source, estimated)
        or _of_size(claim, estimated)
        or _of_chance(claim, source)
    )


def _of_names(claim: str, source: str) -> Judgement | None:
    there = source.casefold()
    missing = [name for name in treatments_in(claim) if name not in there]
    if missing:
        return Judgement(support=Support.NOT_FOUND, why=f"The source does not mention “{missing[0]}”.")
    return None


def _of_design(claim: str, source: str, estimated: Estimate) -> Judgement | None:
    if _DENIED.search(claim):
        return None
    if _SAYS_BLINDED.search(claim) and not _IS_BLINDED.search(source):
        support = Support.NO if says(source, "open_label") else Support.NOT_FOUND
        return Judgement(support=support, why="The source does not say that it was double-blind.")
    if _SAYS_RANDOMISED.search(claim) and not says(of_the_study(source), "randomised"):
        support = Support.NO if estimated.design is not None else Support.NOT_FOUND
        return Judgement(support=support, why="By the source nobody was assigned at random.")
    if _PLACEBO.search(claim) and not _PLACEBO.search(source):
        return Judgement(support=Support.NOT_FOUND, why="The source speaks of no placebo.")
    return None


def _of_size(claim: str, estimated: Estimate) -> Judgement | None:
    match = _SIZE.search(claim)
    if match is None or estimated.participants is None or _OF_PART.search(claim):
        return None
    told = int((match[1] or match[2]).replace(",", ""))
    if told == estimated.participants:
        return None
    return Judgement(
        support=Support.NO, why=f"By the source {estimated.participants:,} people were studied, not {told:,}."
    )


def _of_chance(claim: str, source: str) -> Judgement | None:
    """A difference told where the nearest sentence of the source found none."""
    if not _TELLS_A_DIFFERENCE.search(claim) or _DENIED.search(claim):
        return None
    named = " ".join(treatments_in(source))  # they stand in every sentence
    wanted = set(content_forms(read_words(claim))) - set(content_forms(read_words(named)))
    sentences = [span.text for span in split_sentences(source)]
    if not sentences or not wanted:
        return None
    shares = [len(wanted & set(content_forms(read_words(each)))) / len(wanted) for each in sentences]
    nearest = max(range(len(sentences)), key=lambda at: shares[at])
    if shares[nearest] < _NEAR or not _found_nothing(sentences[nearest]):
        return None
    why = "The source found no difference here that could not be chance."
    return Judgement(support=Support.NO, why=why, sentence=nearest)


def _found_nothing(sentence: str) -> bool:
    told = [float(each) >= _BY_CHANCE for each in _P_VALUE.findall(sentence)]
    told += [float(low) <= 1 <= float(high) for _, low, high in _RATIO.findall(sentence)]
    if told:
        return all(told)
    return _NULL.search(sentence) is not None and not _SIGNIFICANT.search(_NULL.sub(" ", sentence))
