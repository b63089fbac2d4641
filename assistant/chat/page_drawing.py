"""Draws one page of a PDF: JSON ``{path, page, quote}`` on standard input, a PNG on standard output.

Run as a process of its own by ``page_images``.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from typing import Any

_SCALE = 1.8  # about 130 dots an inch: small print stays readable
_LARGEST = 4_000  # pixels of a side; a poster must not fill the memory
_MARK = (255, 214, 64)


def draw(path: str, page: int, quote: str) -> bytes:
    """The page (from 1) as PNG, the words of ``quote`` on yellow where they are found."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    drawn = document[page - 1]
    width, height = drawn.get_size()
    scale = min(_SCALE, _LARGEST / max(width, height, 1))
    picture = drawn.render(scale=scale).to_pil().convert("RGB")
    for left, bottom, right, top in _boxes(drawn, quote):
        edges = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        _highlight(picture, edges)
    out = io.BytesIO()
    picture.convert("P", palette=1, colors=64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _boxes(page: Any, quote: str) -> list[tuple[float, float, float, float]]:
    """Where ``quote`` stands on the page, line by line; spaces and line ends aside."""
    text_page = page.get_textpage()
    places: list[int] = []
    letters: list[str] = []
    for index in range(text_page.count_chars()):
        for char in _plain(text_page.get_text_range(index, 1)):
            letters.append(char)
            places.append(index)
    wanted = _plain(quote)
    at = "".join(letters).find(wanted) if wanted else -1
    if at < 0:
        return []
    first, last = places[at], places[at + len(wanted) - 1]
    return [text_page.get_rect(n) for n in range(text_page.count_rects(first, last - first + 1))]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _highlight(picture: Any, edges: tuple[float, float, float, float]) -> None:
    from PIL import Image, ImageChops

    box = tuple(int(edge) for edge in (edges[0] - 1, edges[1] - 1, edges[2] + 2, edges[3] + 2))
    under = picture.crop(box)
    picture.paste(ImageChops.multiply(under, Image.new("RGB", under.size, _MARK)), box[:2])


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(draw(asked["path"], asked["page"], asked["quote"]))
