"""Files damaged at random, in ways that reach behind a parser's first check of its format.

Rule: the same random generator damages the same file the same way. Bytes are damaged in any format;
the XML inside Office packages and HTML is damaged as a tree, the objects and streams of a PDF as
objects and streams, text as lines and encodings.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from copy import deepcopy
from io import BytesIO
from random import Random
from typing import Any

from lxml import etree, html

_NUMBERS = ("0", "-1", "1", "2147483647", "99999999999999999999", "1e308", "NaN", "", "0.0001", "-32768")
_TEXTS = (
    "", " ", "|", "\u200b", "\u0301", "Điều 5.", "I. MỤC TIÊU", "PHỤ LỤC", "“", "Nơi nhận:", "- ", "1.1.1.1.",
    "QUYẾT ĐỊNH:", "KẾ HOẠCH", "STT", "[1]", "**", "a" * 3000, "Đ " * 2000, "(Ban hành kèm theo", "./.",
    "1 | 2 | 3 |", "#", "|\n|\n|", "x\u0001y", "TM. ỦY BAN NHÂN DÂN", "\u202e", "<b>", "&amp;",
)  # fmt: skip
_TEXT_ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1258",
    "cp1252",
    "latin-1",
)
_DEEPEST = 3000
_MOST_GROWTH = 200_000  # bytes: a file that only grew is slow to read, not hard

Damage = Callable[[bytes, Random], bytes]


def damaged(data: bytes, suffix: str, random: Random) -> bytes:
    """``data``, the content of a file with this suffix, damaged."""
    ways: Sequence[Damage] = _WAYS.get(suffix, (_bytes,))
    while len(changed := random.choice(ways)(data, random)) > len(data) + _MOST_GROWTH:
        pass
    return changed


# --- bytes ---------------------------------------------------------------------------------


def _bytes(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 8, 32))):
        if not changed:
            break
        at, length = random.randrange(len(changed)), min(random.choice((1, 2, 8, 64, 1024)), len(changed))
        match random.randrange(7):
            case 0:
                changed[at] ^= 1 << random.randrange(8)
            case 1:
                changed[at : at + length] = random.randbytes(length)
            case 2:
                del changed[at : at + length]
            case 3:
                changed[at:at] = changed[at : at + length] * random.choice((1, 1, 2, 50))
            case 4:
                other = random.randrange(len(changed))
                changed[at : at + length] = changed[other : other + length]
            case 5:
                changed[at : at + length] = bytes((random.choice((0, 0x7F, 0x80, 0xFF)),)) * length
            case _:
                changed[at : at + 4] = random.choice((0, 1, 2**31 - 1, 2**32 - 1)).to_bytes(4, "little")
    return bytes(changed)


def _truncated(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


# --- trees: Office packages and HTML -------------------------------------------------------


def _member(data: bytes, random: Random) -> bytes:
    """A package with one of its members damaged, gone or doubled."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    texts = [i for i, (name, _) in enumerate(members) if name.endswith((".xml", ".rels"))]
    # What is read stands mostly in the largest members.
    weights = [len(members[i][1]) ** 0.5 for i in texts]
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        at = random.choices(texts, weights)[0]
        name, content = members[at]
        match random.randrange(24):
            case 0:
                members[at] = (name, _bytes(content, random))
            case 1:
                members[at] = (name, _truncated(content, random))
            case 2:
                members[at] = (random.choice(("../../x.xml", "/etc/x", name.upper(), name + "x")), content)
            case 3:
                members[at] = (name, members[random.choice(texts)][1])
            case 4:
                members[at] = (
                    name,
                    content.decode("utf-8", "replace").encode(random.choice(_TEXT_ENCODINGS), "replace"),
                )
            case _:
                members[at] = (name, _tree(content, random))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(name, content)
    return out.getvalue()


def _tree(data: bytes, random: Random) -> bytes:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        return _bytes(data, random)
    _grown(root, random)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _page(data: bytes, random: Random) -> bytes:
    root = html.document_fromstring(data.decode("utf-8", "replace"))
    _grown(root, random)
    return bytes(etree.tostring(root, method="html", encoding="utf-8"))


def _grown(root: Any, random: Random) -> None:
    """Change a few elements of a tree in place."""
    for _ in range(random.choice((1, 1, 2, 3, 8, 40))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        element, other = random.choice(elements), random.choice(elements)
        parent = element.getparent()
        if parent is None:
            continue
        match random.randrange(9):
            case 0:
                parent.remove(element)
            case 1:
                copies = random.choice((1, 2, 200)) if sum(1 for _ in element.iter()) < 50 else 1
                parent.extend(deepcopy(element) for _ in range(copies))
            case 2:
                _nested(element, random.choice((2, 10, 100, 200, _DEEPEST)))
            case 3 if element not in other.iterancestors() and element is not other:
                other.append(element)
            case 4:
                element.tag = other.tag
            case 5:
                for name in list(element.attrib) or [random.choice(("colspan", "rowspan", "start", "type"))]:
                    element.set(name, random.choice((*_NUMBERS, *list(other.attrib.values())[:1])))
            case 6:
                element.text = _legal(random.choice(_TEXTS))
            case 7:
                element.tail = _legal(random.choice(_TEXTS))
            case _:
                children = list(element)
                random.shuffle(children)
                element[:] = children


def _nested(element: Any, depth: int) -> None:
    """Put ``depth`` empty copies of an element around its own content."""
    children, inner = list(element), element
    for _ in range(depth):
        inner = etree.SubElement(inner, element.tag, dict(element.attrib))
    for child in children:
        inner.append(child)


def _legal(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\n\t")


# --- text ----------------------------------------------------------------------------------


def _lines(data: bytes, random: Random) -> bytes:
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(random.choice((1, 3, 10, 50))):
        at, length = random.randrange(len(lines)), random.choice((1, 1, 3, 20))
        match random.randrange(8):
            case 0:
                del lines[at : at + length]
                lines = lines or [""]
            case 1:
                lines[at:at] = lines[at : at + length] * random.choice((1, 2, 100))
            case 2:
                lines[at] = random.choice(_TEXTS) + lines[at]
            case 3:
                lines[at] += random.choice(_TEXTS)
            case 4:
                lines[at : at + length] = [" ".join(lines[at : at + length])]
            case 5:
                words = lines[at].split()
                lines[at : at + 1] = words or [""]
            case 6:
                lines[at:at] = [
                    random.choice(("|", "", ">" * 500, "#" * 500, "*" * 500, "| a | b |", "- " * 300))
                ] * length
            case _:
                other = random.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines).encode("utf-8", "replace")


def _recoded(data: bytes, random: Random) -> bytes:
    """Text in one encoding, or in several one after the other, or encoded twice."""
    text = data.decode("utf-8", "replace")
    cut = random.randrange(len(text) + 1)
    first, second = random.choice(_TEXT_ENCODINGS), random.choice(_TEXT_ENCODINGS)
    match random.randrange(3):
        case 0:
            return text.encode(first, "replace")
        case 1:
            return text[:cut].encode(first, "replace") + text[cut:].encode(second, "replace")
        case _:
            return text.encode(first, "replace").decode("latin-1").encode(second, "replace")


# --- PDF -----------------------------------------------------------------------------------

_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?endobj", re.DOTALL)
_STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
_REFERENCE = re.compile(rb"\b\d+ 0 R\b")
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z]\w*")


def _objects(data: bytes, random: Random) -> bytes:
    """A PDF with the numbers, names, references or streams of a few objects changed."""
    for _ in range(random.choice((1, 1, 2, 6))):
        found = list(_OBJECT.finditer(data))
        if not found:
            return _bytes(data, random)
        chosen = random.choice(found)
        changed = _object(chosen.group(), data, random)
        data = data[: chosen.start()] + changed + data[chosen.end() :]
    return data


def _object(body: bytes, data: bytes, random: Random) -> bytes:
    stream = _STREAM.search(body)
    if stream and random.random() < 0.7:
        try:
            content = _tokens(zlib.decompress(stream[2]), random)
        except zlib.error:
            return body[: stream.start(2)] + _bytes(stream[2], random) + body[stream.end(2) :]
        packed = zlib.compress(content)
        head = re.sub(rb"/Length \d+(?! 0 R)", b"/Length %d" % len(packed), body[: stream.start(2)])
        return head + packed + body[stream.end(2) :]
    return _tokens(body, random)


def _tokens(body: bytes, random: Random) -> bytes:
    """Content or a dictionary with a number, name, reference or stretch of it changed."""
    for _ in range(random.choice((1, 2, 10))):
        pattern = random.choice((_NUMBER, _NAME, _REFERENCE))
        places = list(pattern.finditer(body))
        if not places or random.random() < 0.2:
            body = _bytes(body, random)
            continue
        place, other = random.choice(places), random.choice(places).group()
        put = random.choice(_NUMBERS).encode() if pattern is _NUMBER and random.random() < 0.7 else other
        body = body[: place.start()] + put + body[place.end() :]
    return body


_WAYS: dict[str, Sequence[Damage]] = {
    ".docx": (*[_member] * 8, _bytes, _truncated),
    ".xlsx": (*[_member] * 8, _bytes, _truncated),
    ".html": (_page, _page, _bytes, _truncated, _recoded),
    ".txt": (_lines, _lines, _recoded, _bytes),
    ".md": (_lines, _lines, _lines, _recoded, _bytes),
    ".pdf": (_objects, _objects, _objects, _bytes, _truncated),
    ".jpg": (_bytes, _truncated),
    ".tif": (_bytes, _truncated),
    ".doc": (_bytes, _truncated),
}  # fmt: skip
