"""Judges of one answer, deterministic and independent of the guard: none uses its reading of strength or support.

Each says why, and returns *unscored* where it cannot tell.
"""

from __future__ import annotations

from eval.judges.balance import judge_balance
from eval.judges.citations import judge_precision, judge_quotes, judge_sources, judge_support
from eval.judges.conduct import judge_conduct
from eval.judges.figures import judge_absolutes, judge_figures, judge_frame
from eval.judges.outcome import judge_content, judge_disclaimers, judge_outcome
from eval.judges.overclaim import judge_overclaim
from eval.judges.reading import judge_reading
from eval.judging import Judge

JUDGES: dict[str, Judge] = {
    "outcome": judge_outcome,
    "content": judge_content,
    "sources": judge_sources,
    "quotes": judge_quotes,
    "figures": judge_figures,
    "support": judge_support,
    "precision": judge_precision,
    "overclaim": judge_overclaim,
    "conduct": judge_conduct,
    "disclaimers": judge_disclaimers,
    "balance": judge_balance,
    "frame": judge_frame,
    "absolutes": judge_absolutes,
    "reading": judge_reading,
}
