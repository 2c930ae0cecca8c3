"""Reads a saved web page: what a person would see of it, its article apart from what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree, html

from bot.errors import DocumentError
from bot.ingest.document import Block, BlockKind, Document, Format, Reason, Removed, Table, heading, paragraph
from bot.ingest.grids import Cell, table_of
from bot.ingest.html_meta import metadata_of
from bot.ingest.html_visible import hidden_by
from bot.ingest.repair import decode, on_one_line, repair, without_reference_numbers

_CODE = frozenset(
    "script style template noscript iframe object embed svg math canvas audio video map head link meta".split()
)
_FURNITURE = {
    "nav": Reason.MENU,
    "footer": Reason.MENU,
    "form": Reason.MENU,
    "button": Reason.MENU,
    "select": Reason.MENU,
    "dialog": Reason.MENU,
    "aside": Reason.RELATED,
    "figcaption": Reason.CAPTION,
    "menu": Reason.MENU,
    "input": Reason.MENU,
    "textarea": Reason.MENU,
}
_ROLES = {
    "navigation": Reason.MENU,
    "banner": Reason.MENU,
    "contentinfo": Reason.MENU,
    "search": Reason.MENU,
    "dialog": Reason.COOKIES,
    "complementary": Reason.RELATED,
    "alertdialog": Reason.COOKIES,
    "menu": Reason.MENU,
    "toolbar": Reason.MENU,
}
_NAMED = (
    (Reason.COOKIES, re.compile(r"^(?:cookies?|consent|gdpr|ccpa|onetrust|privacy|cmp)$")),
    (
        Reason.FORUM,
        re.compile(
            r"^(?:comments?|disqus|respond|replies|reply|forum|thread|discussions?|reviews|"
            r"ugc|upvotes?|community)$"
        ),
    ),
    (
        Reason.ADVERT,
        re.compile(
            r"^(?:ads?|adverts?|advertisements?|advertising|sponsor(?:ed|s|ship)?|promos?|"
            r"promoted|promotions?|dfp|gpt|taboola|outbrain|banner)$"
        ),
    ),
    (
        Reason.RELATED,
        re.compile(
            r"^(?:related|recommend(?:ed|ations?)?|recirc|trending|popular|more|similar|"
            r"teasers?|sidebar|widgets?|readmore|suggest(?:ed|ions)?|upnext)$"
        ),
    ),
    (
        Reason.MENU,
        re.compile(
            r"^(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs|toc|toolbar|share|"
            r"sharing|social|sociallinks|subscribe|newsletter|signup|login|"
            r"search|footer|masthead|pagination|pager|skip|skiplink|tags|taglist|print|topbar|"
            r"popup|modal|overlay|paywall|metrics|altmetric)$"
        ),
    ),
    (Reason.DISCLAIMER, re.compile(r"^(?:disclaimers?|legal|copyright)$")),
    (Reason.REFERENCES, re.compile(r"^(?:references|reflist|bibliography|footnotes|citations)$")),
)
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr "
    "li main ol p pre section summary "
    "table tbody td tfoot th thead tr ul br".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KEPT = frozenset("html body main article".split())
_MOST_OF_PAGE = 0.5  # of the page's text: a part with so much is the page, whatever it is called
_LINKED = 0.8
_LEAST_ROOT_CHARS = 300


def read_html(raw: bytes) -> Document:
    """Return a page's blocks.

    Raises:
        DocumentError: it is no page that can be read.
    """
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, recover=True, encoding="utf-8")
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", repair(decode(_declared(raw))).text)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("is no page that can be read; save it again from the browser, as HTML or PDF") from error
    metadata = metadata_of(page)
    removed: list[Removed] = []
    hidden = hidden_by(page)  # before its style sheets are gone
    for element in page.xpath("//*"):
        if element.tag in _CODE and element.tag != "head" and element is not page:
            _drop(element)
    _drop_hidden(page, hidden, removed)
    _drop_furniture(page, removed)
    root = _root(page)
    if root is not page:
        removed += _outside(root)
    blocks = list(_blocks(root, removed))
    return Document(format=Format.HTML, metadata=metadata, blocks=tuple(blocks), removed=tuple(removed))


def _declared(raw: bytes) -> bytes:
    """Return the page in UTF-8 where it names another encoding."""
    match = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", raw[:4096], re.IGNORECASE)
    name = match.group(1).decode("ascii", "replace").lower() if match else "utf-8"
    if name in {"utf-8", "utf8"}:
        return raw
    try:
        return raw.decode(name).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw


def _told(element: html.HtmlElement) -> str:
    return on_one_line(" ".join(str(piece) for piece in element.itertext()))


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_attached(element: html.HtmlElement, page: html.HtmlElement) -> bool:
    """Say whether an element still belongs to the page: one inside of what was dropped does not."""
    return element.getroottree().getroot() is page


def _drop_hidden(page: html.HtmlElement, hidden: Callable[[html.HtmlElement], bool], removed: list[Removed]) -> None:
    for element in list(page.iter()):
        if (
            isinstance(element.tag, str)
            and element.tag not in _KEPT
            and _is_attached(element, page)
            and hidden(element)
        ):
            text = _told(element)
            if text:
                removed.append(Removed(text=text[:4_000], reason=Reason.HIDDEN))
            _drop(element)


def _drop_furniture(page: html.HtmlElement, removed: list[Removed]) -> None:
    whole = len(_told(page)) or 1
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or element.tag in _KEPT or not _is_attached(element, page):
            continue
        reason = _reason(element)
        if reason is None:
            continue
        text = _told(element)
        if len(text) > _MOST_OF_PAGE * whole or element.xpath(".//article|.//main|.//h1"):
            continue
        if text:
            removed.append(Removed(text=text[:4_000], reason=reason))
        _drop(element)


def _reason(element: html.HtmlElement) -> Reason | None:
    if element.tag == "header" and not any(parent.tag in {"article", "main"} for parent in element.iterancestors()):
        return Reason.MENU
    if reason := _FURNITURE.get(element.tag) or _ROLES.get((element.get("role") or "").casefold()):
        return reason
    if element.tag in {"div", "section", "ul", "ol", "p", "span", "a", "li", "table", "details"}:
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"
        tokens = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", names).casefold())
        for reason, pattern in _NAMED:
            if any(pattern.match(token) for token in tokens):
                return reason
    return None


def _root(page: html.HtmlElement) -> html.HtmlElement:
    """Return the element that holds the article: the largest that says so, if it is large enough."""
    whole = len(_told(page)) or 1
    named = page.xpath("//article|//main|//*[@role='main']|//*[@itemprop='articleBody']")
    large = sorted(
        ((len(_told(each)), at, each) for at, each in enumerate(named)), key=lambda each: (-each[0], each[1])
    )
    for size, _, element in large:
        if size >= _LEAST_ROOT_CHARS and size >= 0.3 * whole:
            return element
    bodies = page.xpath("//body")
    return bodies[0] if bodies else page


def _outside(root: html.HtmlElement) -> Iterator[Removed]:
    """Yield what stands beside the article, except its title and the names over it."""
    path = {root, *root.iterancestors()}
    for parent in root.iterancestors():
        for sibling in parent:
            if sibling in path or not isinstance(sibling.tag, str) or sibling.tag == "head":
                continue
            if text := _told(sibling):
                yield Removed(text=text[:4_000], reason=Reason.MENU)


def _blocks(root: html.HtmlElement, removed: list[Removed]) -> Iterator[Block]:
    pieces: list[str] = []
    linked = 0
    in_link = 0
    kinds: list[str] = []

    def flush(kind: str) -> Iterator[Block]:
        nonlocal linked
        text = without_reference_numbers(on_one_line("".join(pieces)))
        links, linked = linked, 0
        pieces.clear()
        if not text:
            return
        is_link = links >= _LINKED * len(text) and len(text) < 120 and not text.endswith(".")
        if is_link and kind not in _HEADINGS:
            removed.append(Removed(text=text, reason=Reason.MENU))
        elif kind in _HEADINGS:
            yield heading(text, _HEADINGS[kind])
        else:
            yield Block(kind=BlockKind.ITEM, text=text) if kind == "li" else paragraph(text)

    walker = etree.iterwalk(root, events=("start", "end"))
    for action, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if action == "start":
            if tag == "table" and (table := _table(element)):
                yield from flush(kinds[-1] if kinds else "p")
                if isinstance(table, Removed):
                    removed.append(table)
                else:
                    yield Block(kind=BlockKind.TABLE, text=table.caption, table=table)
                walker.skip_subtree()
                pieces.append(element.tail or "")
                kinds.append("")
                continue
            if tag == "sup" and _is_reference(element, "".join(pieces)):
                walker.skip_subtree()
                kinds.append("skipped")
                continue
            if tag in _BLOCKS:
                yield from flush(kinds[-1] if kinds else "p")
            kinds.append(tag if tag in _BLOCKS and tag != "br" else (kinds[-1] if kinds else "p"))
            in_link += tag == "a"
            pieces.append(element.text or "")
            linked += len(element.text or "") if in_link else 0
            continue
        kind = kinds.pop() if kinds else "p"
        if kind == "":
            continue
        if tag in _BLOCKS:
            yield from flush(kind if tag != "br" else (kinds[-1] if kinds else "p"))
        in_link -= tag == "a"
        if element is not root:
            pieces.append(element.tail or "")
            linked += len(element.tail or "") if in_link else 0
    yield from flush("p")


def _is_reference(element: html.HtmlElement, before: str) -> bool:
    text = _told(element)
    return re.fullmatch(r"[\[(]?[\d,;\s–-]+[\])]?|[a-z*†‡§]", text) is not None and not re.search(r"\d\s*$", before)


def _table(element: html.HtmlElement) -> Table | Removed | None:
    """Return a table of data; None for a table that only lays the page out, whose text is read as any other."""
    if element.xpath(".//table") or len(element.xpath(".//tr")) < 2:
        return None
    rows: list[list[Cell]] = []
    for row in element.xpath(".//tr"):
        rows.append(
            [
                Cell(_told(cell), _span(cell, "colspan"), _span(cell, "rowspan"), is_heading=cell.tag == "th")
                for cell in row.xpath("./td|./th")
            ]
        )
    widest = max((sum(cell.columns for cell in row) for row in rows), default=0)
    if widest < 2 or max(len(cell.text) for row in rows for cell in row) > 600:
        return None
    captions = element.xpath("./caption")
    heads = len(element.xpath("./thead/tr"))
    return table_of(rows, caption=_told(captions[0]) if captions else "", heading_rows=heads)


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return int(value) if value.isdigit() and len(value) < 5 else 1
