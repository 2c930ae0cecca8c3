"""Outcomes over time as an inline SVG: stacked columns, one colour for each outcome, and a table of the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from bot.types import Record

OUTCOMES = ("answered", "abstained", "declined", "urgent", "unanswered")
_WIDTH, _HEIGHT, _FOOT, _LEFT = 640, 220, 24, 34


class Day(Record):
    day: str
    counts: tuple[int, ...]  # in the order of OUTCOMES


def days_of(ended: Iterable[tuple[str, str]], days: Sequence[str]) -> tuple[Day, ...]:
    """Return the counts for each of `days` from (day, outcome) pairs; a day without questions has zeros."""
    counted = Counter(ended)
    return tuple(Day(day=day, counts=tuple(counted[day, outcome] for outcome in OUTCOMES)) for day in days)


def columns_svg(days: Sequence[Day]) -> str:
    """Return the plot; classes name the outcomes, so that the style sheet colours it in light and dark."""
    most = max((sum(day.counts) for day in days), default=0) or 1
    step = (_WIDTH - _LEFT) / max(len(days), 1)
    drawn = []
    for index, day in enumerate(days):
        x, top = _LEFT + index * step, float(_HEIGHT - _FOOT)
        for outcome, count in zip(OUTCOMES, day.counts, strict=True):
            if count:
                height = count / most * (_HEIGHT - _FOOT - 12)
                top -= height
                drawn.append(
                    f'<rect class="bar {outcome}" x="{x + 1:.1f}" y="{top:.1f}" width="{max(step - 2, 1):.1f}" '
                    f'height="{height:.1f}"><title>{escape(day.day)}: {count} {outcome}</title></rect>'
                )
        if index % max(1, len(days) // 6) == 0:
            drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - 6}">{escape(day.day[5:])}</text>')
    total = sum(sum(day.counts) for day in days)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{total} questions by day and outcome; '
        f'the table below has the figures"><text x="0" y="12">{most}</text>'
        f'<line x1="{_LEFT}" y1="{_HEIGHT - _FOOT}" x2="{_WIDTH}" y2="{_HEIGHT - _FOOT}"></line>{"".join(drawn)}</svg>'
    )


def legend_and_table(days: Sequence[Day]) -> str:
    legend = "".join(f'<li><span class="swatch {each}"></span>{each}</li>' for each in OUTCOMES)
    head = "".join(f'<th scope="col">{each}</th>' for each in OUTCOMES)
    rows = "".join(
        f'<tr><th scope="row">{escape(day.day)}</th>{"".join(f"<td>{count}</td>" for count in day.counts)}</tr>'
        for day in reversed(days)
        if any(day.counts)
    )
    return (
        f'<ul class="legend">{legend}</ul><details><summary>Figures</summary><table><thead><tr><th scope="col">day</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )
