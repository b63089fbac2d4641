"""Question-like pairs made from how official texts are built: a text to find, and words that ask for it.

Vietnamese official documents are outside copyright (Law on Intellectual Property, article 15). A
passage is a clause, or all clauses under one heading. What asks for it is a stretch of one of its
sentences, put as people put it: an answer taken out and a question word in its place, other words
for common ones, words left out, parts turned round, the heading's words mixed in. Half the time the
stretch is then cut out of the passage, so that being found by rare words alone is not enough.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from indexing.model import Clause

# Words people use for what documents say (either way round).
_OTHER_WORDS = (
    "quy định|nêu", "trách nhiệm|nhiệm vụ", "thực hiện|tiến hành", "cơ quan|đơn vị", "ban hành|đưa ra",
    "cá nhân|người", "kinh phí|tiền", "thời hạn|hạn", "hồ sơ|giấy tờ", "trường hợp|khi", "phải|cần",
    "được|có thể", "bao gồm|gồm", "phê duyệt|duyệt", "xây dựng|lập", "hỗ trợ|giúp", "điều kiện|yêu cầu",
    "mục tiêu|mục đích", "tổ chức|mở", "bảo đảm|đảm bảo", "sử dụng|dùng", "quyết định|định đoạt",
    "đề nghị|xin", "tối thiểu|ít nhất", "tối đa|nhiều nhất", "chấm dứt|kết thúc", "hiệu lực|áp dụng",
    "nộp|gửi", "mức|số tiền", "xử lý|giải quyết", "công khai|công bố", "giám sát|theo dõi",
    "kiểm tra|thanh tra", "học sinh|các em", "giáo viên|thầy cô", "địa phương|nơi", "cấp|trao",
)  # fmt: skip
_OPENINGS = (
    "", "", "", "", "Theo quy định,", "Cho biết", "Theo văn bản này,", "Xin hỏi", "Có phải", "Việc", "Nêu",
)  # fmt: skip
_ENDINGS = (
    "?", "?", "?", "là gì?", "như thế nào?", "ra sao?", "đúng hay sai?", "gồm những gì?", "phải không?", "",
    "được quy định như thế nào?", "thì sao?",
)  # fmt: skip
_ASKING = ("gì", "nào", "bao nhiêu", "ai", "khi nào", "cơ quan nào", "đơn vị nào", "mấy", "thế nào", "đâu")
_SEARCHED = frozenset({"part", "item", "bullet", "paragraph", "row"})
_SYLLABLES = range(12, 420)
_SENTENCE = re.compile(r"[^.;:\n|]+")


class Passage(NamedTuple):
    """A text to be found, with the headings it stands under."""

    headings: tuple[str, ...]
    text: str


class Pair(NamedTuple):
    """A question-like text and the number of the passage it asks for."""

    question: str
    passage: int


def clause_passages(clauses: Sequence[Clause]) -> Iterator[Passage]:
    """Each clause for itself."""
    for clause in clauses:
        if clause.kind in _SEARCHED and len(clause.text.split()) in _SYLLABLES:
            yield Passage(clause.headings, " ".join(clause.text.split()))


def article_passages(clauses: Sequence[Clause]) -> Iterator[Passage]:
    """All that stands under one heading of the second level, as one text of many lines."""
    inside = [c for c in clauses if c.kind in _SEARCHED and len(c.headings) > 1]
    for headings, group in groupby(inside, key=lambda c: c.headings[:2]):
        lines = [" ".join(clause.text.split()) for clause in group]
        text = "\n".join(lines)
        if len(text.split()) in _SYLLABLES:
            yield Passage(tuple(" ".join(h.split()) for h in headings), text)


def asked(passages: Iterable[Passage], draw: random.Random) -> tuple[list[Passage], list[Pair]]:
    """The passages, some with a stretch cut out, and a question-like text for each that allows one."""
    passages = list(passages)
    everything = "\n\n".join(passage.text for passage in passages)
    kept: list[Passage] = []
    pairs: list[Pair] = []
    for number, passage in enumerate(passages):
        stretch = _stretch(passage.text, draw)
        # What several texts say word for word asks for none of them.
        if stretch is None or everything.count(stretch) > 1:
            kept.append(passage)
            continue
        rest = passage.text.replace(stretch, " ", 1)
        cut = draw.random() < 0.5 and len(rest.split()) >= 25
        kept.append(passage._replace(text=rest) if cut else passage)
        pairs.append(Pair(_question(stretch, passage.headings, draw), number))
    return kept, pairs


def _stretch(text: str, draw: random.Random) -> str | None:
    """5 to 30 neighbouring words of one sentence."""
    sentences = [s for m in _SENTENCE.finditer(text) if len((s := m[0].strip()).split()) >= 5]
    if not sentences:
        return None
    words = list(re.finditer(r"\S+", draw.choice(sentences)))
    length = min(len(words), draw.randint(5, 30))
    first = draw.randint(0, len(words) - length)
    return words[0].string[words[first].start() : words[first + length - 1].end()]


def _question(stretch: str, headings: tuple[str, ...], draw: random.Random) -> str:
    text = stretch
    for choice in _OTHER_WORDS:
        said, other = draw.sample(choice.split("|"), 2)
        if draw.random() < 0.6:
            text = re.sub(rf"\b{said}\b", other, text)
    words = text.split()
    answer = draw.randint(0, max(0, len(words) - 3))
    if draw.random() < 0.6:
        words[answer : answer + draw.randint(1, 4)] = [draw.choice(_ASKING)]
    left_out = draw.choice((0.0, 0.1, 0.2, 0.4))
    fewer = [word for word in words if draw.random() >= left_out]
    words = fewer if len(fewer) >= 4 else words
    if draw.random() < 0.3:
        middle = draw.randint(0, len(words))
        words = words[middle:] + words[:middle]
    if headings and draw.random() < 0.4:
        topic = re.sub(r"^\W*(?:Điều \d+|[\dIVX.]+|[a-zđ])[.)]\s*", "", headings[-1]).split()
        words = words + topic[: draw.randint(2, 10)] if draw.random() < 0.5 else topic[:10] + words[-8:]
    return " ".join(filter(None, (draw.choice(_OPENINGS), *words, draw.choice(_ENDINGS))))
