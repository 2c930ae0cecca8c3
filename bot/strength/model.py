"""Sentence → how likely each public level of strength is: a small encoder and a linear model, blended.

The linear model looks at the sentence's skeleton.

The skeleton keeps function words, figures and classes of cue, and drops the topic: "X may reduce itch in
adults" reads `w MAY CHANGE0 w in GROUP`. Words are features too, so that cues the lists lack are learned.
Trained by bench/train_strength.py; data, licence and figures: docs/models/strength.md.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from bot.strength.cues import DATA, Tagged, Token, words
from bot.strength.encoder import encoder_scores

LEVELS = 4  # the public scale: 0 none or uncertain, 1 association, 2 may or probably, 3 does or absolute

# Best of 0, 0.3, 0.5, 0.6, 0.7, 0.8 and 1 in 5-fold cross-validation; flat from 0.5 to 0.6.
# `python bench/train_strength.py folds` measures it again.
_ENCODER_WEIGHT = 0.55

FUNCTION_WORDS = words(
    "a an the this that these those it they he she we you i of in on at by for with from to as and or"
    " but than between among after before during over under about into is are was were be been being"
    " has have had do does did which who whose when while although though because since if so thus"
    " therefore however moreover furthermore also more less most least only both each all any some"
    " such other its their our your my per via either against within through across up down out very"
    " significantly independently strongly still even further there here"
)
_INFLECTED = frozenset({"cause", "change", "association", "report", "need", "aim"})
_EFFECTS = frozenset({"association", "cause", "change", "effective", "changenoun", "comparison"})
_GOVERNORS = frozenset({"may", "probably", "negation", "uncertain", "whether", "ability", "need", "aim", "will"})
_MAIN = _EFFECTS | _GOVERNORS
_BREAKS = frozenset(";:.()")
# How many cues ahead a hedge is followed; keeps a long sentence linear. Chosen, unmeasured.
_REACH_CUES = 6
_KEPT_MARKS = frozenset(',;:?!()=%<>"')


def _form(word: str) -> str:
    if word.endswith("ing"):
        return "G"
    if word.endswith("ed"):
        return "D"
    return "S" if word.endswith("s") and not word.endswith("ss") else "0"


def skeleton(tagged: Tagged) -> list[str]:
    """Return the sentence with its topic taken out: cue classes, function words, figures, and shapes."""
    out: list[str] = []
    for token in tagged.tokens:
        if token.cue:
            if token.first:
                out.append(token.cue.upper() + (_form(token.word) if token.cue in _INFLECTED else ""))
            continue
        shape = _shape(token.word)
        if shape != "w" or not out or out[-1] != "w":
            out.append(shape)
    return out


def _shape(word: str) -> str:
    if word in FUNCTION_WORDS:
        return word
    if word[0].isdigit():
        return "#"
    if not word[0].isalpha():
        return word if word in _KEPT_MARKS else "~"
    return next(("w" + ending for ending in ("ly", "ing", "ed") if word.endswith(ending)), "w")


def features(tagged: Tagged) -> set[str]:
    """Return the names of everything the linear model looks at in one sentence."""
    tokens = tagged.tokens
    names: set[str] = set()
    run = ["^", *skeleton(tagged), "$"]
    for size in (1, 2, 3, 4):
        names.update("s:" + " ".join(run[at : at + size]) for at in range(len(run) - size + 1))
    cues = [(at, token) for at, token in enumerate(tokens) if token.cue and token.first]
    present = sorted({token.cue for _, token in cues})
    names.update("c:" + cue for cue in present)
    names.update(f"p:{one}+{other}" for one, other in combinations(present, 2))
    main = [token.cue for _, token in cues if token.cue in _MAIN]
    names.update((f"first:{main[0] if main else '-'}", f"last:{main[-1] if main else '-'}"))
    names.add("seq:" + ">".join(main[:4]))
    names.update(f"n:{one}>{other}" for one, other in pairwise(main))
    names.update(f"l:{token.cue}:{token.word}" for _, token in cues)
    names.update(_governed(tagged, cues))
    names.add(f"len:{min(len(tokens) // 8, 5)}")
    if not _EFFECTS.intersection(present):
        names.add("nocue")
    said = ["^", *("#" if token.word[0].isdigit() else token.word for token in tokens), "$"]
    names.update("t:" + word for word in said)
    names.update(f"t:{one} {other}" for one, other in pairwise(said))
    return names


def _governed(tagged: Tagged, cues: list[tuple[int, Token]]) -> set[str]:
    """Return what each hedge or denial reaches first, and how far off, and what stands beside each verb."""
    tokens = tagged.tokens
    names: set[str] = set()
    for nth, (at, token) in enumerate(cues):
        if token.cue in _GOVERNORS:
            for other_at, other in cues[nth + 1 : nth + 1 + _REACH_CUES]:
                if any(tokens[between].word in _BREAKS for between in range(at, other_at)):
                    break
                if other.cue in _EFFECTS:
                    names.add(f"g:{token.cue}>{other.cue}:{min((other_at - at) // 3, 3)}")
                    names.add(f"g:{token.cue}>{other.cue}")
                    break
        if token.cue in {"change", "cause"}:
            before = _shape(tokens[at - 1].word) if at else "^"
            after = _shape(tokens[at + 1].word) if at + 1 < len(tokens) else "$"
            names.update((f"lr:{token.cue}{_form(token.word)}>{after}", f"ll:{before}>{token.cue}{_form(token.word)}"))
    return names


@dataclass(frozen=True)
class Linear:
    """Weights by feature name, one for each public level, and the bias they are added to."""

    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def probabilities(self, tagged: Tagged) -> tuple[float, ...]:
        """Return the probability of each public level; they sum to 1."""
        scores = list(self.bias)
        for name in sorted(features(tagged)):  # because sums of floats depend on their order
            for level, weight in enumerate(self.weights.get(name, ())):
                scores[level] += weight
        return softmax(scores)


def softmax(scores: Sequence[float]) -> tuple[float, ...]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return tuple(power / sum(powers) for power in powers)


@cache
def linear() -> Linear:
    """Return the shipped linear model, read once."""
    stored = json.loads(gzip.decompress((DATA / "linear.json.gz").read_bytes()))
    return Linear(tuple(stored["bias"]), {name: tuple(row) for name, row in stored["weights"].items()})


def level_probabilities(tagged: Tagged) -> tuple[float, ...]:
    """Return the probability of each public level of strength, 0 to 3: encoder and linear model together."""
    return blend(softmax(encoder_scores(tagged.text)), linear().probabilities(tagged))


def blend(encoder: Sequence[float], linear_model: Sequence[float]) -> tuple[float, ...]:
    """Return the weighted geometric mean of two distributions, rescaled to sum to 1."""
    powers = [
        one**_ENCODER_WEIGHT * other ** (1 - _ENCODER_WEIGHT) for one, other in zip(encoder, linear_model, strict=True)
    ]
    return tuple(power / sum(powers) for power in powers)
