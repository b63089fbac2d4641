"""What an administrator should know about a document's form, in Vietnamese sentences."""

from __future__ import annotations

import re

from indexing.structure.lines import Line
from indexing.structure.numbering import BULLETS
from indexing.structure.tree import Node
from indexing.structure.wording import folded

_MOST = 20
# Letters that only appear when TCVN3, VNI or UTF-8 bytes are read in the wrong encoding.
_DAMAGED = re.compile(
    r"\ufffd|Ã[\u0080-\u00bf¡-ÿ]|áº|á»|Æ°|[µ¸¶·¹¨»¾¼½Æ©ÊÌÎ«]{1}[a-z]{0,2}[µ¸¶·¹¨»¾¼½®ÇËÐÑÓÕ]|[a-z][µ¸¶¹®¬]"
)


class Findings:
    """Collects warnings, each once and not without end."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def say(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.append(sentence)

    def orphan_bullet(self, line: Line) -> None:
        """A bullet that hangs below nothing."""
        self.say(f"Gạch đầu dòng không thuộc mục nào: “{folded(line.text)[:60]}…”.")

    def note_gaps(self, root: Node) -> None:
        """Numbers that are skipped or given twice among the divisions of one parent."""
        for node in root.walk():
            last: dict[str, Node] = {}
            for child in node.children:
                marker = child.marker
                if marker is None or marker.value is None or marker.family in BULLETS:
                    continue
                before = last.get(marker.family)
                last[marker.family] = child
                if before is None or before.marker is None or before.marker.value is None:
                    continue
                if marker.label == before.marker.label:
                    self.say(f"Số mục “{marker.label}” dùng hai lần ở “{_address(node)}”.")
                elif marker.family != "a" and marker.value > before.marker.value + 1:
                    self.say(
                        f"Số mục nhảy từ “{before.marker.label}” sang “{marker.label}” ở “{_address(node)}”."
                    )

    def note_text(self, text: str) -> None:
        """Signs that the text was read in a wrong encoding."""
        hits = len(_DAMAGED.findall(text))
        if hits >= 5 and hits > len(text) / 2000:
            self.say("Văn bản có dấu hiệu hỏng bảng mã (chữ tiếng Việt bị đọc sai).")

    def note_number(self, number: str | None) -> None:
        """A number with its figure left blank, or none at all."""
        if number is None:
            self.say("Không tìm thấy số, ký hiệu văn bản.")
        elif not number[:1].isdigit():
            self.say(f"Số văn bản để trống: “{number}”.")

    def sentences(self) -> tuple[str, ...]:
        more = len(self._said) - _MOST
        rest = (f"… và {more} lưu ý khác về cấu trúc.",) if more > 0 else ()
        return (*self._said[:_MOST], *rest)


def _address(node: Node) -> str:
    return " > ".join(node.path()) or "văn bản"
