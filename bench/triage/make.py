"""Lists of signs and frames → labelled messages, to train the net of triage. Seeded; nothing here is a patient's."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_MY = ("I", "my", "my", "me", "myself", True)
_HIS, _HER = ("his", "him", "himself", False), ("her", "her", "herself", False)
_PEOPLE = (
    # subject, possessive at first mention, possessive, object, reflexive, is first person
    *(_MY,) * 24,
    *(
        (f"{whose}{who}", f"{whose}{who}'s", *(_HIS if male else _HER))
        for whose, who, male in (
            ("my ", "husband", True), ("my ", "wife", False), ("my ", "son", True), ("my ", "daughter", False),
            ("my ", "mum", False), ("my ", "dad", True), ("", "dad", True), ("", "mum", False), ("", "nan", False),
            ("my ", "grandmother", False), ("my ", "grandad", True), ("my ", "neighbour", False),
            ("my ", "boyfriend", True), ("my ", "girlfriend", False), ("our ", "lad", True), ("the ", "wife", False),
            ("", "hubby", True), ("my ", "brother", True), ("my ", "sister", False), ("my ", "aunt", False),
            ("my ", "best mate", True), ("a ", "colleague", False), ("my ", "patient", True),
            ("my ", "7 year old", True), ("my ", "teenager", False), ("my ", "uncle", True),
            ("a ", "friend of mine", False), ("my ", "mother", False),
        )
    ),
    *((("she", "her", *_HER)),) * 3,
    *((("he", "his", *_HIS)),) * 3,
)  # fmt: skip
_ASKED = ("ordinary.txt", "known_effects.txt", "label_facts.txt", "fragments.txt")
_URGENT = {"emergency", "crisis"}
_JOINS = (
    ". ",
    ". ",
    ". ",
    ". ",
    ".\n",
    ", ",
    " ",
    " and ",
    "! ",
    "... ",
    ". Anyway, ",
    ". But ",
    " - ",
    ". By the way ",
)


def messages(seed: int, each: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (label, message); every sign comes `each` times its share in other frames, people and spellings."""
    chance = random.Random(seed)  # because nothing here is secret
    raw = _frames()
    urgent: list[tuple[str, str]] = []
    harmless: list[tuple[str, str]] = []
    for label, name, share in (
        ("emergency", "signs_emergency.txt", 6),
        ("crisis", "signs_crisis.txt", 7),
        ("new_symptom", "mild_symptoms.txt", 5),
    ):
        frames = raw["now"] if label == "new_symptom" else [*raw["now"], *raw["alarm"], *raw["known"]]
        for sign in _lines(name):
            for _ in range(share * each):
                text = _clause(chance.choice(frames), sign, chance)
                (harmless if label == "new_symptom" else urgent).append((label, text))
    for sign in _lines("mild_symptoms.txt"):
        harmless.append(("personal_decision", _clause(chance.choice(raw["deciding"]), sign, chance)))
        for _ in range(2 * each):
            harmless.append(("answer", _clause(chance.choice(raw["known"]), sign, chance)))
    for sign in _lines("signs_emergency.txt"):
        harmless.append(("answer", _clause(chance.choice(raw["past"]), sign, chance)))
    for noun in _lines("nouns_informational.txt"):
        for _ in range(5 * each):
            harmless.append(("answer", _filled(chance.choice(raw["asking"]), chance, n=noun)))
    for label, name, share in (
        ("answer", "ordinary.txt", 4),
        ("answer", "pushing.txt", 8),
        ("answer", "past.txt", 8),
        ("answer", "background.txt", 3),
        ("answer", "fragments.txt", 2),
        ("answer", "label_facts.txt", 4),
        ("answer", "known_effects.txt", 5),
        ("personal_decision", "personal.txt", 5),
        ("buying", "buying.txt", 8),
        ("attack", "attacks.txt", 6),
        ("out_of_scope", "elsewhere.txt", 5),
    ):
        for line in _lines(name):
            for _ in range(share * each):
                frame = "{l}" if name in {"background.txt", "fragments.txt"} else chance.choice(raw["lines"])
                harmless.append((label, _filled(frame.replace("{l}", line), chance)))
    for label, frames, share in (
        ("emergency", raw["asked_of_somebody"], 14),
        ("crisis", raw["despairing"], 10),
        ("answer", raw["chatter"], 10),
        ("answer", raw["recalled"], 18),
        ("answer", raw["about_babies"], 12),
        ("answer", raw["pills"], 8),
        ("personal_decision", raw["expecting"], 12),
    ):
        for frame in frames:
            for _ in range(share * each):
                (urgent if label in _URGENT else harmless).append((label, _chatted(frame, chance)))
    for _ in range(400 * each):
        parts = [_filled(chance.choice(_lines(name)), chance) for name in ("fragments.txt", chance.choice(_ASKED))]
        harmless.append(("answer", _joined(parts if chance.random() < 0.6 else parts[::-1], chance)))
    for frame in raw["figures"]:
        for _ in range(9 * each):
            harmless.append(("answer", _with_figures(frame, chance)))
    for sentence in _told_by_studies():
        harmless.append(("answer", sentence))
    for _ in range(60 * each):
        keys = chance.choice(
            ("asdfghjkl", "x", "ab c", "lorem ipsum dolor ", "1234567890 ", "safe ", "bla ", "?!. ", "qwe rty")
        )
        harmless.append(("answer", "".join(chance.choice(keys) for _ in range(chance.randrange(3, 60))).strip() or "x"))
    for label, text in [*urgent, *harmless]:
        yield label, _spoilt(text, chance)
    for label, text in chance.sample(urgent, len(urgent) // 5):
        yield label, _spoilt(_amid(text, chance), chance)
    for label, text in chance.sample(harmless, len(harmless) // 6):
        yield label, _spoilt(_amid(text, chance), chance)
    for _ in range(300 * each):
        yield (
            "answer",
            _spoilt(_joined([_filled(b, chance) for b in chance.sample(_lines("background.txt"), 3)], chance), chance),
        )


@cache
def _frames() -> dict[str, list[str]]:
    frames: dict[str, list[str]] = tomllib.loads((HERE / "frames.toml").read_text(encoding="utf-8"))
    return frames


@cache
def _slips() -> dict[str, list[list[str]]]:
    slips: dict[str, list[list[str]]] = tomllib.loads((HERE / "slips.toml").read_text(encoding="utf-8"))
    return slips


@cache
def _lines(name: str) -> list[str]:
    return [line.strip() for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()]


@cache
def _told_by_studies() -> tuple[str, ...]:
    """Return sentences of studies, news and leaflets that were written for the other benchmarks: none is a message."""
    lines = (HERE.parent / "train_strength_sentences.txt").read_text(encoding="utf-8").splitlines()
    told = [line.split("|", 1)[-1].strip() for line in lines if line.strip() and not line.startswith("#")]
    digests = sorted((HERE.parents[1] / "corpus" / "articles").glob("*.md"))
    prose = " ".join(path.read_text(encoding="utf-8").split("---", 2)[-1] for path in digests)
    prose = re.sub(r"^#.*$", "", prose, flags=re.MULTILINE)
    told += [line.strip() for line in re.split(r"(?<=[.!?])\s+", prose) if 30 < len(line) < 220 and "|" not in line]
    return tuple(random.Random(0).sample(told, min(800, len(told))))  # because nothing is secret


def _with_figures(frame: str, chance: random.Random) -> str:
    raw = _frames()
    doses = [f"{mg} mg" for mg in (2, 4, 5, 10, 15, 30, 45, 50, 100, 200, 300, 600)] + ["15mg", "30mg", "15", "30"]
    drawn = {
        "k": lambda: str(chance.choice((1, 3, 6, 7, 12, 13, 15, 20, 28, 50, 75, 90, 100, 312, 847))),
        "p": lambda: f"{chance.randrange(1, 1000) / 10:g}{chance.choice(('%', ' percent', ' per cent'))}",
        "w": lambda: str(chance.choice((2, 4, 8, 12, 16, 24, 36, 52, 76))),
        "m": lambda: chance.choice(doses),
        "t": lambda: chance.choice(raw["trials"]),
        "d": lambda: chance.choice(raw["drugs"]),
        "x": lambda: chance.choice(raw["conditions"]),
    }
    return re.sub(r"\{(\w)\}", lambda slot: drawn[slot[1]](), frame)


def _chatted(frame: str, chance: random.Random) -> str:
    """Fill a frame of small talk: people, and what they did or would not do, none of it a sign of anything."""
    raw = _frames()
    lists = {
        "y": raw["somebody"],
        "v": raw["harmless_deeds"],
        "o": raw["harmless_past"],
        "g": raw["groups"],
        "i": raw["idioms"],
        "r": raw["relatives"],
        "e": raw["long_ago"],
        "b": raw["places"],
        "q": raw["looks"],
        "z": raw["babies"],
        "u": raw["tablets"],
        "a": raw["acute_signs"],
        "j": raw["despairs"],
        "k": [str(weeks) for weeks in range(3, 39)],
        "n": _lines("nouns_informational.txt"),
    }
    told = re.sub(r"\{(\w)\}", lambda slot: chance.choice(lists.get(slot[1], [slot[0]])), frame)
    return _filled(told, chance)


def _clause(frame: str, sign: str, chance: random.Random) -> str:
    told = _filled(_told(sign, chance), chance)
    return _filled(frame, chance, c=told, n=chance.choice(_lines("nouns_informational.txt")))


def _amid(text: str, chance: random.Random) -> str:
    """Put a message among harmless sentences, as people tell stories."""
    parts = [_filled(line, chance) for line in chance.sample(_lines("background.txt"), chance.choice((1, 2, 2, 3, 4)))]
    if chance.random() < 0.3:
        parts.append(_filled(chance.choice(_lines("ordinary.txt")), chance))
    parts.insert(chance.randrange(len(parts) + 1), text)
    return _joined(parts, chance)


def _joined(parts: list[str], chance: random.Random) -> str:
    whole = parts[0]
    for part in parts[1:]:
        join = chance.choice(_JOINS)
        whole = f"{whole.rstrip('.')}{join}{part}" if whole[-1] not in "?!" else f"{whole} {part}"
    return whole


def _told(sign: str, chance: random.Random) -> str:
    """Return a sign told of somebody: subject, possessives and verb endings agree."""
    subject, first, possessive, thing, reflexive, mine = chance.choice(_PEOPLE)
    told = re.sub(r"(\w+(?:sh|ch|ss|zz))\|s\|", r"\1|es|", sign)
    told = re.sub(r"\|(\w+)\|", "" if mine else r"\1", told)
    told = re.sub(r"\bBE\b", "am" if mine else "is", told)
    told = re.sub(r"\bHAVE\b", "have" if mine else "has", told)
    told = told if mine else re.sub(r"\b(SUB) don't\b", r"\1 doesn't", told)
    told = re.sub(r"\bREFL\b", reflexive, told)
    told = re.sub(r"\bOBJ\b", thing, told)
    told = re.sub(r"\bPOS1\b", first, told)
    pronoun = "I" if mine else "he" if thing == "him" else "she"
    told = re.sub(r"\bPOS\b", possessive if "SUB" in sign or mine else first, told, count=1)
    told = re.sub(r"\bPOS\b", possessive, told)
    told = re.sub(r"\bSUB\b", subject, told, count=1)
    told = re.sub(r"\bSUB\b", pronoun, told)
    if chance.random() < 0.6:
        told = re.sub(r"\bI am\b", "I'm", told)
        told = re.sub(r"\b(he|she|it) is\b", r"\1's", told)
        told = re.sub(r"\bI have (?=\w+ed\b|been|got|had)", "I've ", told)
    return told


def _filled(frame: str, chance: random.Random, **given: str) -> str:
    raw = _frames()
    given = {"d": chance.choice(raw["drugs"]), "x": chance.choice(raw["conditions"]), **given}
    return re.sub(r"\{(\w)\}", lambda slot: given.get(slot[1], slot[0]), frame)


def _spoilt(text: str, chance: random.Random) -> str:
    """Type a message as people do: lower case, texting, dialect, without apostrophes or stops, with slips."""
    if chance.random() < 0.12:
        for pattern, short in chance.sample(_slips()["texting"], 9):
            text = re.sub(pattern, short, text)
    elif chance.random() < 0.08:
        for pattern, said in chance.sample(_slips()["dialect"], 5):
            text = re.sub(pattern, said, text)
    if chance.random() < 0.15:
        for heard, written in chance.sample(_slips()["by_ear"], 25):
            text = text.replace(heard, written)
    if chance.random() < 0.5:
        text = text[0].upper() + text[1:]
    if chance.random() < 0.45:
        text = text.lower()
    elif chance.random() < 0.03:
        text = text.upper()
    if chance.random() < 0.25:
        text = text.replace("'", "")
    if chance.random() < 0.25:
        text = text.rstrip("?.!")
    if chance.random() < 0.3:
        for _ in range(chance.choice((1, 1, 2, 3))):
            text = _slipped(text, chance.randrange(1, max(2, len(text) - 2)), chance.random())
    return text


def _slipped(text: str, at: int, kind: float) -> str:
    """Swap, drop, double or replace the letter at `at`."""
    if not (text[at : at + 1].isalpha() and text[at + 1 : at + 2].isalpha()):
        return text
    if kind < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.7:
        return text[:at] + text[at + 1 :]
    if kind < 0.85:
        return text[:at] + text[at] + text[at:]
    return text[:at] + "eaiourtsn"[int(kind * 1000) % 9] + text[at + 1 :]
