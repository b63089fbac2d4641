"""How much of what a question is about stands in a text: IDF-weighted coverage.

Weights come from the collection's own syllable counts, so a word the documents never use weighs
most: that is what keeps a question about a flyover from being answered with a school.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from indexing.language import SYLLABLE, folded, standard_spelling

# Phrases that ask for or introduce a task rather than say what it is about. They are told by their
# diacritics: "thi" (an exam) is not "thi hành", "số" (a number) is not "sở".
_WEAK = re.compile(
    r"\b(?:chủ trì|phối hợp|thực hiện|triển khai|tham mưu|cơ quan|đơn vị|nhiệm vụ|ban hành|nội dung|việc"
    r"|công tác|tổ chức|liên quan|địa bàn|tỉnh|thành phố|phụ lục|đạt|kèm|ra|hướng dẫn|kế hoạch"
    r"|hoàn thành|xong|thời gian|thời hạn|hạn|cuối|nộp|gửi|phải|trước|sau|năm|tháng|ngày|bảng|mức"
    r"|danh sách|tất cả|quyết định|công văn|chỉ thị|nghị quyết|văn bản|quy định|tình hình|làm|số"
    r"|hình thức|dạng|tỷ lệ|toàn ngành|ngành giáo dục và đào tạo|ngành giáo dục|ngành|muộn nhất"
    r"|chậm nhất|sớm nhất|dự kiến|đầu mối|xem xét|lại|vẫn|đã|đang|chưa|loại|vấn đề|diện|khu vực|còn|hiện"
    r"|nhóm|bị|đi|nhằm|xếp lịch|lịch|sở|gì|nào)\b"
)
_STOP = frozenset({
    "và", "của", "các", "những", "trong", "theo", "cho", "là", "để", "tại", "về", "với", "này", "do", "thì",
    "mà", "như", "bị", "bởi", "hay", "có", "được", "từ", "đến", "vào", "ở", "trên", "hoặc", "cùng",
})  # fmt: skip


#: Of the weight of another syllable; so also what a weak one weighs at most.
_WEAK_SHARE = 0.3


class _Token(NamedTuple):
    said: str  # with its diacritics
    key: str
    weak: bool


def _tokens(text: str) -> list[_Token]:
    """The folded syllables of a canonical text without its stop words, weak ones marked."""
    weak = [m.span() for m in _WEAK.finditer(text)]
    tokens, i = [], 0
    for found in SYLLABLE.finditer(text):
        while i < len(weak) and weak[i][1] <= found.start():
            i += 1
        if found.group() not in _STOP:
            within = i < len(weak) and weak[i][0] <= found.start()
            tokens.append(_Token(found.group(), folded(found.group()), within))
    return tokens


_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    table = files("assistant").joinpath("synonyms.csv").read_text(encoding="utf-8")
    canonical = {row["phrase"]: row["canonical"] for row in csv.DictReader(table.splitlines())}
    phrases = "|".join(re.escape(p) for p in sorted(canonical, key=lambda p: -len(p)))
    return re.compile(rf"\b(?:{phrases})\b"), canonical


def _canonical(text: str) -> str:
    """``text`` with one wording for what is said in several (``học kỳ I``, ``không quá``)."""
    text = re.sub(
        r"(?i:\b(học k[ỳì]|quý|đợt))\s+(I{1,3}|IV)\b",
        lambda m: f"{m[1]} {_ROMAN[m[2]]}",
        standard_spelling(text),
    )
    pattern, canonical = _synonyms()
    return pattern.sub(lambda m: canonical[m.group()], text.lower())


class Unit(NamedTuple):
    """A syllable or a pair of neighbouring syllables, and what it weighs."""

    key: str
    weight: float


class Relevance:
    """Coverage of questions by texts, over one collection's syllable counts."""

    def __init__(self, singles: Mapping[str, int], expand: Callable[[str], str]) -> None:
        """``singles`` counts accented syllables; ``expand`` spells abbreviations out."""
        self._counts: dict[str, int] = {}
        for syllable, count in singles.items():
            key = folded(syllable)
            self._counts[key] = self._counts.get(key, 0) + count
        self._known = frozenset(singles)
        self._total = sum(self._counts.values()) + 1
        self._expand = expand
        self._keys = lru_cache(maxsize=8192)(self._keys_of)

    def _weight(self, token: _Token) -> float:
        """What a syllable or figure weighs, 0 to 1; one that the documents never use weighs 1."""
        rarity = math.log(self._total / (self._counts.get(token.key, 0) + 1)) / math.log(self._total)
        return max(0.08, rarity) * (_WEAK_SHARE if token.weak else 1.0)

    def expanded(self, text: str) -> str:
        """``text`` with its abbreviations spelled out."""
        return self._expand(text)

    def units(self, topic: str) -> tuple[Unit, ...]:
        """The syllables of ``topic`` and the pairs of neighbours within its comma-free pieces."""
        found: dict[str, float] = {}
        for piece in re.split(r"[,;()“”\"]", _canonical(self._expand(topic))):
            tokens = self._asked(piece)
            for token in tokens:
                found[token.key] = max(self._weight(token), found.get(token.key, 0.0))
            for left, right in pairwise(tokens):
                found[f"{left.key} {right.key}"] = (self._weight(left) + self._weight(right)) * 0.6
        return tuple(Unit(key, weight) for key, weight in found.items())

    def coverage(self, units: tuple[Unit, ...], text: str) -> float:
        """The weighted share of ``units`` that stand in ``text``; 0 when there are none."""
        total = sum(unit.weight for unit in units)
        if not total:
            return 0.0
        keys = self.keys(text)
        return sum(unit.weight for unit in units if unit.key in keys) / total

    def head(self, topic: str) -> str:
        """The first syllable of ``topic`` that says what is asked about (``lương`` of a salary)."""
        tokens = self._asked(_canonical(self._expand(topic)))
        return next((token.key for token in tokens if not token.weak), "")

    def _asked(self, text: str) -> list[_Token]:
        """The tokens of a canonical topic, met without regard to diacritics, as a question may lack them.

        A syllable whose diacritics the documents never write so is met by none of them: swimming
        (*bơi*) is not training (*bồi* dưỡng).
        """
        return [
            token if token.key == token.said or token.said in self._known else token._replace(key=token.said)
            for token in _tokens(text)
        ]

    def keys(self, text: str) -> frozenset[str]:
        """The syllables and pairs of ``text``, as units are looked up among."""
        return self._keys(text)

    @staticmethod
    def substance(units: tuple[Unit, ...]) -> float:
        """How much ``units`` say at all: 0 when only weak words are left."""
        return sum(unit.weight for unit in units if " " not in unit.key and unit.weight > _WEAK_SHARE)

    def _keys_of(self, text: str) -> frozenset[str]:
        parts = [token.key for token in _tokens(_canonical(self._expand(text)))]
        return frozenset(parts) | {f"{a} {b}" for a, b in pairwise(parts)}
