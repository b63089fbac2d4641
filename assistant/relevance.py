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

from indexing.language import folded, standard_spelling, syllables

# Words that ask for or introduce a task rather than say what it is about.
_WEAK = frozenset({
    "chu", "tri", "phoi", "hop", "thuc", "hien", "trien", "khai", "tham", "muu", "co", "quan", "don",
    "vi", "nhiem", "vu", "ban", "hanh", "noi", "dung", "viec", "cong", "tac", "to", "chuc", "lien",
    "nao", "la", "gi", "ve", "cua", "cac", "nhung", "va", "hoac", "trong", "theo", "tren", "cho",
    "duoc", "dia", "tinh", "thanh", "pho", "phu", "luc", "dat", "kem", "ra", "huong", "dan", "ke",
    "hoach", "hoan", "xong", "thoi", "gian", "han", "cuoi", "nop", "gui", "phai", "truoc", "sau", "nam",
    "thang", "ngay", "bang", "muc", "danh", "sach", "tat", "ca", "quyet", "dinh", "van", "chi", "thi",
    "nghi", "quy", "hinh", "lam", "so", "dang", "ty", "le",
})  # fmt: skip
_STOP = frozenset({
    "va", "cua", "cac", "nhung", "trong", "theo", "cho", "la", "de", "tai", "ve", "voi", "nay", "do",
    "thi", "ma", "nhu", "bi", "boi", "hay", "co", "duoc", "tu", "den", "vao", "o", "tren",
})  # fmt: skip


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
        self._total = sum(self._counts.values()) + 1
        self._expand = expand
        self._keys = lru_cache(maxsize=8192)(self._keys_of)

    def weight(self, syllable: str) -> float:
        """What a folded syllable or figure weighs, 0 to 1; unseen ones weigh 1."""
        if syllable in _STOP:
            return 0.0
        rarity = math.log(self._total / (self._counts.get(syllable, 0) + 1)) / math.log(self._total)
        return max(0.08, rarity) * (0.3 if syllable in _WEAK else 1.0)

    def expanded(self, text: str) -> str:
        """``text`` with its abbreviations spelled out."""
        return self._expand(text)

    def units(self, topic: str) -> tuple[Unit, ...]:
        """The syllables of ``topic`` and the pairs of neighbours within its comma-free pieces."""
        found: dict[str, float] = {}
        for piece in re.split(r"[,;()“”\"]", _canonical(self._expand(topic))):
            parts = [s for s in syllables(piece) if s not in _STOP]
            for part in parts:
                found[part] = self.weight(part)
            for left, right in pairwise(parts):
                found[f"{left} {right}"] = (self.weight(left) + self.weight(right)) * 0.6
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
        parts = (s for s in syllables(_canonical(self._expand(topic))) if s not in _STOP | _WEAK)
        return next(parts, "")

    def keys(self, text: str) -> frozenset[str]:
        """The syllables and pairs of ``text``, as units are looked up among."""
        return self._keys(text)

    @staticmethod
    def substance(units: tuple[Unit, ...]) -> float:
        """How much ``units`` say at all: near 0 when only weak words are left."""
        return sum(unit.weight for unit in units if " " not in unit.key)

    def missing(self, units: tuple[Unit, ...], text: str) -> list[str]:
        """The single syllables of ``units`` that do not stand in ``text``, heaviest first."""
        keys = self.keys(text)
        absent = [u for u in units if " " not in u.key and u.key not in keys]
        return [u.key for u in sorted(absent, key=lambda u: -u.weight)]

    def _keys_of(self, text: str) -> frozenset[str]:
        parts = [s for s in syllables(_canonical(self._expand(text))) if s not in _STOP]
        return frozenset(parts) | {f"{a} {b}" for a, b in pairwise(parts)}
