"""Which elements of a page nobody sees: by an attribute, by their own style, or by a rule of the page's styles."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import html

_I = re.IGNORECASE
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|"
    r"font-size\s*:\s*(?:0(?:\.\d+)?|1)\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
    r"(?:text-indent|left|top|right|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|"
    r"clip-path\s*:\s*inset\(\s*(?:50|100)%|"
    r"(?:^|;|\s)(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*;.*overflow\s*:\s*hidden|transform\s*:\s*scale\(0",
    _I,
)
_PALE = re.compile(
    r"(?:^|;|\s)color\s*:\s*(?:white|transparent|#f{3}(?:f{3})?|#f[ef]f[ef]f[ef]|"
    r"rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]|rgba?\([^)]*,\s*0(?:\.0+)?\s*\))",
    _I,
)
_GROUND = re.compile(r"background(?:-color|-image)?\s*:", _I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:^|[\s>+~,])(?:[\w-]*)([.#])([\w-]+)\s*$")
_MOST_CSS = 200_000  # characters


def hidden_by(page: html.HtmlElement) -> Callable[[html.HtmlElement], bool]:
    """Return the question whether an element is hidden, for the styles of this page."""
    classes, ids = _rules("\n".join(each.text or "" for each in page.xpath("//style"))[:_MOST_CSS])

    def is_hidden(element: html.HtmlElement) -> bool:
        if element.get("hidden") is not None or (element.get("aria-hidden") or "").casefold() == "true":
            return True
        if element.get("type") == "hidden" or element.get("id") in ids:
            return True
        if classes & set((element.get("class") or "").split()):
            return True
        if element.tag == "font" and re.fullmatch(r"white|#f{6}", element.get("color") or "", _I):
            return True
        style = element.get("style") or ""
        return bool(style) and hides(style)

    return is_hidden


def hides(style: str) -> bool:
    """Say whether a style makes text invisible; pale letters on a ground of their own are left alone."""
    return _HIDING.search(style) is not None or (_PALE.search(style) is not None and not _GROUND.search(style))


def _rules(css: str) -> tuple[frozenset[str], frozenset[str]]:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@media\s+print\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css, flags=_I)
    found: dict[str, set[str]] = {".": set(), "#": set()}
    for selectors, style in _RULE.findall(css):
        if hides(style):
            for selector in selectors.split(","):
                if match := _SIMPLE.search(f" {selector.strip()}"):
                    found[match.group(1)].add(match.group(2))
    return frozenset(found["."]), frozenset(found["#"])
