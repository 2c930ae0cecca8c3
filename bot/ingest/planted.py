"""Sentences written for a program that reads the page, not for a person: found, taken out, reported."""

from __future__ import annotations

import re

from bot.text.plain_text import decoded, plain, unspaced

_I = re.IGNORECASE
_ADDRESSED = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules?|guidelines?|"
    r"directions?|above|previous|prior|polic(?:y|ies))\b|"
    r"\b(?:system|developer) (?:prompt|message|instructions?)\b|<\|?(?:im_start|im_end|system|user|assistant|"
    r"endoftext)\|?>|\[/?INST\]|"
    r"^\W*(?:system|assistant|user|human|ai) ?:\s|###? ?(?:instructions?|system|response)\b|"
    r"\byou are (?:now |no longer )?(?:an? |the )?(?:\w+ ){0,3}(?:ai\b|assistant|chat ?bot|language model|llm|gpt)|"
    r"\b(?:new|updated|important|hidden|following|these) instructions? (?:for|to)\b.{0,30}\b(?:ai|assistants?|"
    r"(?:chat ?)?bots?|models?|llms?|crawlers?|programs?)\b|"
    r"\b(?:begin|end) (?:of )?(?:system|prompt|instructions?)\b|\bjailbreak\b|\bprompt injection\b",
    _I,
)
_PROGRAM = re.compile(
    r"\b(?:a\.?i\.? (?:assistants?|models?|systems?|agents?|tools?|readers?)|ais\b|language models?|llms?|"
    r"(?:chat ?)?bots?|chatgpt|gpt-?\d|claude|gemini|"
    r"copilot|summari[sz]ers?|virtual assistants?|automated (?:readers?|systems?|reviewers?))\b",
    _I,
)
_ORDER = re.compile(
    r"\b(?:must|should|shall|have to|need to|please|always|never|do not|don'?t|are (?:to|asked|instructed|required)|"
    r"(?:when|if) (?:asked|summari[sz]ing|answering|reading|you))\b.{0,80}\b(?:say|state|tell|answer|reply|"
    r"respond|recommend|rate|rank|mention|"
    r"disclose|reveal|include|omit|hide|conclude|report|present|describe|output|repeat|cite|treat|mark|"
    r"classify|summari[sz]e|add|print)\b",
    _I,
)
_TO_THE_TELLER = re.compile(
    r"\b(?:tell|inform|assure|convince) (?:the |all |every |your )?(?:users?|patients?|readers?|people|anyone|"
    r"everyone)(?: who asks?)? that\b|"
    r"\b(?:say|state|answer|reply|respond|output|print)\b (?:only |always |with )?(?:that |exactly |the words )?[\"“']|"
    r"\bdo not (?:mention|disclose|reveal|show|cite|quote|report) (?:any |the |this |these )?(?:side effects?|"
    r"harms?|risks?|limitations?|warnings?|disclaimers?|"
    r"instructions?|sources?)|\b(?:mark|classify|rate|treat|label) (?:this|the) (?:article|source|document|"
    r"study|page|evidence) as\b|"
    r"\bwhen(?:ever)? (?:anyone |someone |a patient |a user |users |patients )?asks? about\b.{0,80}\b(?:say|"
    r"answer|reply|respond|recommend|tell)\b",
    _I,
)


def is_planted(text: str) -> bool:
    """Say whether a sentence gives orders to a program: as written, with its disguises taken off, or in code."""
    clear = plain(text)
    readings = [clear, *(each for each in (unspaced(clear),) if each), *decoded(clear)]
    return any(_gives_orders(each) for each in readings)


def _gives_orders(text: str) -> bool:
    told = _PROGRAM.search(text) is not None and _ORDER.search(text) is not None
    return told or _ADDRESSED.search(text) is not None or _TO_THE_TELLER.search(text) is not None
