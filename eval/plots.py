"""Plots as inline SVG: no library, no script, nothing to fetch; each has its figures as text too."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.report import Share

_INK, _BAR, _LINE = "#1b1f24", "#1d5f8a", "#7a869a"
_ROW, _LEFT, _WIDE = 24, 170, 420


def bars(shares: Sequence[Share], what: str) -> str:
    """Return one row for each share: a dot at the share, a line over its 95% interval, the counts as text."""
    most = max((each.interval.high for each in shares if each.interval), default=1.0) or 1.0
    height = _ROW * (len(shares) + 1)
    rows = []
    for at, each in enumerate(shares):
        y = _ROW * at + _ROW / 2
        rows.append(_text(_LEFT - 8, y + 4, each.name, anchor="end"))
        if each.interval:
            low, dot, high = (
                _LEFT + value / most * _WIDE
                for value in (each.interval.low, each.passed / each.scored, each.interval.high)
            )
            rows.append(f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" stroke="{_LINE}" stroke-width="2"/>')
            rows.append(f'<circle cx="{dot:.1f}" cy="{y}" r="4" fill="{_BAR}"/>')
        rows.append(_text(_LEFT + _WIDE + 8, y + 4, f"{each.passed} of {each.scored}"))
    axis = _ROW * len(shares) + _ROW / 2
    rows += [_text(_LEFT, axis, "0"), _text(_LEFT + _WIDE, axis, f"{most:.0%}", anchor="end")]
    return _svg(_LEFT + _WIDE + 90, height, f"Share of {what} by category with 95% intervals", rows)


def risk_coverage(steps: Sequence[tuple[float, float, str]]) -> str:
    """Return coverage (right) against risk (up), one dot for each threshold of certainty."""
    most = max((risk for _, risk, _ in steps), default=0.0) or 0.01
    wide, high, pad = 460, 220, 40
    rows = [
        f'<path d="M{pad} 10V{high - pad}H{wide - 10}" fill="none" stroke="{_LINE}"/>',
        _text(wide - 10, high - 8, "questions answered →", anchor="end"),
        _text(pad + 4, 16, f"risk, to {most:.1%} ↑"),
    ]
    for at, (coverage, risk, name) in enumerate(steps):
        x, y = pad + coverage * (wide - pad - 150), high - pad - risk / most * (high - pad - 30)
        rows.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_BAR}"/>')
        rows.append(_text(x + 8, y - 6 - 13 * (at % 2), f"{name}: {coverage:.0%}, {risk:.1%}"))
    return _svg(wide + 120, high, "Risk against coverage", rows)


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="13" fill="{_INK}">{html.escape(text)}</text>'
    )


def _svg(width: float, height: float, title: str, rows: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" role="img">'
        f"<title>{html.escape(title)}</title>{''.join(rows)}</svg>"
    )
