"""What a message is, from the net that ships with triage.

Trained, exported and measured by bench/train_triage.py. Loaded on the first message, not at import. A message is read
as a whole where it is short, and piece by piece, so that one urgent sentence is found among many that are not.
"""

from __future__ import annotations

import re
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.small_nets import session_of, tokenizer_of
from bot.text.sentences import split_sentences
from bot.types import Record

if TYPE_CHECKING:
    import onnxruntime

_NET = Path(str(files("bot"))) / "data" / "triage" / "net.int8.onnx"

_MAX_TOKENS = 128  # of one piece, as trained
_TOKEN_BUDGET = 640  # of all pieces of a message: 2,000 characters of English are about 450; bounds the time
_WHOLE_CHARS = 600  # up to here a message is also read whole: about 128 tokens
_SHORT_CHARS = 25  # a shorter sentence is read with the one before it: "Sick twice." says little alone
_LONG_CHARS = 240  # a longer one is cut at a comma or a joining word: people type without full stops
_MOST_PIECES = 24
_CUT = re.compile(r"[,;:]\s+|\s+(?=(?:and|but|so|anyway|also|then|because|n|btw|plus|only|now)\s)|\s+[-–—]+\s+", re.I)


class Label(Enum):
    """What a message asks for, in the order of the net's outputs."""

    ANSWER = "answer"
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    NEW_SYMPTOM = "new_symptom"
    PERSONAL_DECISION = "personal_decision"
    BUYING = "buying"
    ATTACK = "attack"
    OUT_OF_SCOPE = "out_of_scope"


LABELS = tuple(Label)
_URGENT = [LABELS.index(Label.EMERGENCY), LABELS.index(Label.CRISIS)]


class Leaning(Record):
    """What the net makes of a message. All figures are probabilities, 0 to 1."""

    urgent: float  # of an emergency or a crisis, the most over the pieces
    whole: float | None = None  # the same, of the message read as a whole; None where it is too long for that
    urgent_label: Label  # the likelier of the two, in the piece where urgency is the most
    label: Label  # the likeliest label but the urgent two, the most over the pieces that are not mere setting
    certainty: float  # of `label`


def lean(text: str) -> Leaning:
    """Return what a message is, read as a whole and in pieces.

    Raises:
        ModelError: the net or its words cannot be loaded.
    """
    rows = probabilities(text)
    found = leaning(rows)
    is_whole = pieces(text)[0] == text
    return found.model_copy(update={"whole": float(rows[0, _URGENT].sum()) if is_whole else None})


def leaning(rows: np.ndarray) -> Leaning:
    """Fold the probabilities of the pieces, the whole first, into one leaning."""
    urgent = rows[:, _URGENT].sum(1)
    worst = rows[int(urgent.argmax())]
    # Mere setting ("My skin is better.") leans to an answer, so any other label that stands out in a piece decides.
    calm = rows.copy()
    calm[:, _URGENT] = 0
    asked = calm[:, [at for at in range(len(LABELS)) if at not in (0, *_URGENT)]].max()
    best = int(calm.max(0)[1:].argmax()) + 1 if asked > 0.5 else 0
    return Leaning(
        urgent=min(1.0, float(urgent.max())),
        urgent_label=LABELS[max(_URGENT, key=lambda at: worst[at])],
        label=LABELS[best],
        certainty=min(1.0, float(calm[:, best].max())),
    )


def probabilities(text: str) -> np.ndarray:
    """Return one row of label probabilities for each piece of `text` that is read."""
    rows: list[np.ndarray] = []
    spent = 0
    for piece in pieces(text):
        encoding = tokenizer_of(_MAX_TOKENS).encode(piece)
        spent += len(encoding.ids)
        if rows and spent > _TOKEN_BUDGET:
            break
        scores = _session().run(None, {"ids": [encoding.ids], "mask": [encoding.attention_mask]})[0][0]
        odds = np.exp(scores - scores.max())
        rows.append(odds / odds.sum())
    return np.array(rows)


def pieces(text: str) -> tuple[str, ...]:
    """Return what the net reads of a message: the whole if it is short, and its sentences, none very short or long."""
    least = max(_SHORT_CHARS, len(text) // _MOST_PIECES)
    parts: list[str] = []
    for sentence in split_sentences(text):
        for part in _cut(sentence.text):
            if parts and (len(part) < _SHORT_CHARS or len(parts[-1]) < least):
                parts[-1] = f"{parts[-1]} {part}"
            else:
                parts.append(part)
    if len(parts) < 2:
        return tuple(parts) or (text,)
    return (text, *parts) if len(text) <= _WHOLE_CHARS else tuple(parts)


def _cut(sentence: str) -> list[str]:
    """Cut a long sentence where it pauses, or else between two words."""
    parts = []
    while len(sentence) > _LONG_CHARS:
        pauses = [match.end() for match in _CUT.finditer(sentence, _LONG_CHARS // 3, _LONG_CHARS)]
        at = pauses[-1] if pauses else sentence.rfind(" ", _LONG_CHARS // 3, _LONG_CHARS) + 1
        at = at or _LONG_CHARS
        parts.append(sentence[:at].strip())
        sentence = sentence[at:]
    return [part for part in (*parts, sentence.strip()) if part]


def check_loads() -> None:
    """Load the net now, so that a missing file is told at the start and not at the first question.

    Raises:
        ModelError: says what is missing and what to do.
    """
    _session()
    tokenizer_of(_MAX_TOKENS)


def _session() -> onnxruntime.InferenceSession:
    return session_of(_NET, "python bench/train_triage.py write")
