"""What is asked, about which place, year and document: a small typed value.

A question is corrected first (chat spelling, missing diacritics, abbreviations), completed from the
turns before it, and then read: its kind, its scope, and the topic that is left.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from assistant.diacritics import DiacriticRestorer
from assistant.english import in_vietnamese, is_english
from assistant.question_kinds import Kind, asking, kind_of
from assistant.stages import stage
from indexing.facts.agencies import mentions
from indexing.facts.references import KINDS, NUMBER
from indexing.facts.targets import SCOPE as _SCOPE
from indexing.language import abbreviations, folded, standard_spelling
from indexing.model import Frozen
from indexing.places import find_places


class Understanding(Frozen):
    """A question as it was understood.

    ``text`` is the corrected and completed question; ``changed`` says whether it differs in more
    than spelling variants from what was typed. ``topic`` is what the question is about once the
    asking phrases and the places are taken out. ``places`` are canonical province names,
    ``agencies`` and ``numbers`` those the question names, ``years`` calendar years in it. ``focus``
    is the topic that a question completed from the turns before it (``leans``) had of its own.
    """

    question: str
    text: str
    changed: bool
    kind: Kind
    topic: str
    places: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    school_year: str | None = None
    focus: str = ""
    leans: bool = False


class Reader:
    """Understands questions over one collection."""

    def __init__(
        self,
        restorer: DiacriticRestorer,
        places: Iterable[str] = (),
        learned: dict[str, str] | None = None,
    ) -> None:
        """``places`` are the provinces of the collection, ``learned`` its own abbreviations."""
        self._restorer = restorer
        self._places = tuple(dict.fromkeys(places))
        self._abbreviations = abbreviations() | (learned or {})
        self._unaccented = {folded(short).upper(): meaning for short, meaning in self._abbreviations.items()}
        initials: dict[str, list[str]] = {}
        for place in self._places:
            initials.setdefault("".join(word[0] for word in place.split()), []).append(place)
        self._initials = {short: found[0] for short, found in initials.items() if len(found) == 1}

    @stage("understanding")
    def read(self, question: str, earlier: Sequence[str] = ()) -> Understanding:
        """Understand ``question`` after the user's ``earlier`` questions, oldest first."""
        corrected = self._corrected(question)
        own = self._read_alone(question, corrected)
        if earlier and self._leans_on_history(own):
            return self._completed(own, self.read(earlier[-1], earlier[:-1]))
        return own

    def read_on(self, own: Understanding, earlier: Sequence[str]) -> Understanding | None:
        """``own``, which stands alone, as if it went on from the last of ``earlier``; None if it cannot.

        Nothing in "Mỗi trường rộng bao nhiêu?" says that it is about the schools asked about just
        before: only that it finds no answer by itself does.
        """
        if own.focus or own.places or own.numbers or own.kind == "not_about_documents":
            return None
        before = self.read(earlier[-1], earlier[:-1])
        extra = ", ".join(filter(None, (before.topic, *before.places[:1])))
        text = f"{own.text.rstrip(' ?')}: {extra}?"
        return self._read_alone(own.question, text).model_copy(
            update={
                "kind": own.kind,
                "changed": True,
                "focus": own.topic,
                "leans": True,
                "places": before.places,
            }
        )

    def expanded(self, text: str) -> str:
        """``text`` with its abbreviations spelled out, so that both spellings match."""
        return re.sub(r"(?<![\w/&-])[^\W\d_][\w&-]*(?!/)", lambda m: self._spelled_out(m.group()), text)

    def _spelled_out(self, word: str) -> str:
        if word in self._abbreviations and not word.islower():
            return self._abbreviations[word]
        if "-" in word and not word.islower():
            return " - ".join(map(self._spelled_out, filter(None, word.split("-"))))
        upper = word.upper()
        if re.fullmatch(r"[bcdđghklmnpqrstvx]{2,6}", word):  # no vowel: it can only be short for something
            return self._abbreviations.get(upper) or self._unaccented.get(upper) or word
        if len(word) >= 3 and upper in self._abbreviations and not self._restorer.knows(word):
            return self._abbreviations[upper]
        return word

    def _corrected(self, question: str) -> str:
        text = standard_spelling(" ".join(question.split()))
        if is_english(text):
            return in_vietnamese(text)
        text = _with_whole_names(_from_chat(text), self._places)
        text = re.sub(r"\b[A-ZĐ]{2,4}\b(?!-|/)", lambda m: self._initials.get(m.group(), m.group()), text)
        if kind_of(text) != "definition":
            text = self.expanded(text)
        restored = self._restorer.restore(text)
        for place, start, end in reversed(list(find_places(restored, self._places))):
            if folded(restored[start:end]) == folded(place):
                restored = restored[:start] + place + restored[end:]
        return restored

    def _read_alone(self, question: str, text: str) -> Understanding:
        found = list(find_places(text, self._places))
        school_year = re.search(r"năm học\D{0,3}(20\d\d)\s*(?:-|–|—|đến|/|\s)\s*(20\d\d)", text)
        years = re.findall(
            r"(?<![\d/])(20\d\d)(?!\s*[-–/]?\s*\d)", re.sub(r"20\d\d\s*[-–]\s*20\d\d", "", text)
        )
        plain_typed = " ".join(standard_spelling(question).lower().split())
        return Understanding(
            question=question,
            text=text,
            changed=plain_typed != text.lower(),
            kind=kind_of(_asked(_without_places(text, found))),
            topic=_topic(text, [(0, _asked_from(text)), *((start, end) for _, start, end in found)]),
            places=tuple(dict.fromkeys(place for place, _, _ in found)),
            agencies=tuple(_agencies(text)),
            numbers=tuple(re.sub(r"\s", "", n) for n in re.findall(NUMBER, text)),
            years=tuple(dict.fromkeys(years)),
            school_year=f"{school_year[1]}-{school_year[2]}" if school_year else None,
        )

    def _leans_on_history(self, own: Understanding) -> bool:
        if re.match(r"(?:the|vay|a|u|con|the con)\b", folded(own.text)):
            return True
        if re.search(
            r"\b(?:nay|do|ay|tren)\W*$|\b(?:viec|nhiem vu|de an|ke hoach) (?:nay|do|ay)\b", folded(own.text)
        ):
            return True
        return not _content(own.topic)

    def _completed(self, own: Understanding, before: Understanding) -> Understanding:
        """The question with what it leaves unsaid taken from the one before it."""
        plain = folded(own.text)
        new_topic = _content(own.topic)
        elliptic = (
            re.search(r"thi sao|\bsao\b", plain) is not None
            or re.match(r"(?:the|vay|con|the con)\b", plain) is not None
        )
        same_kind = own.kind in ("content", before.kind) and (
            elliptic or (bool(own.places) and not new_topic)
        )
        # "Thế còn báo cáo tổng kết thì hạn nào?" says all but the place; "thế còn tiểu học?" does not.
        whole = own.kind == before.kind and len(own.topic.split()) > 2 and not _SCOPE.search(own.text)
        focus = own.topic if new_topic and not own.places else ""
        if same_kind and whole and focus:
            text, focus = f"{own.text.rstrip(' ?')}: {before.places[0]}?" if before.places else own.text, ""
        elif same_kind:
            text = before.text
            if focus:
                text = (
                    f"{own.topic}: {_SCOPE.sub('', before.text) if _SCOPE.search(own.text) else before.text}"
                )
            elif own.places:
                text = _with_place(text, before.places, own.places[0], self._places)
            elif own.school_year and before.school_year:
                text = re.sub(r"20\d\d\s*[-–]\s*20\d\d", own.school_year, text)
            elif own.years and before.years:
                text = text.replace(before.years[0], own.years[0])
        else:
            about = before.topic if not new_topic or elliptic else ""
            place = "" if own.places or not before.places else before.places[0]
            extra = ", ".join(filter(None, (about, place)))
            text = f"{own.text.rstrip(' ?')}: {extra}?" if extra else own.text
        completed = self._read_alone(own.question, text)
        return completed.model_copy(
            update={
                "kind": before.kind if same_kind else own.kind,
                "changed": True,
                "topic": completed.topic,
                "places": completed.places or before.places,
                "school_year": completed.school_year or (before.school_year if same_kind else None),
                "focus": focus,
                "leans": True,
            }
        )


@cache
def _chat_spelling() -> tuple[re.Pattern[str], dict[str, str]]:
    table = files("assistant").joinpath("chat_spelling.csv").read_text(encoding="utf-8")
    meant = {row["typed"]: row["meant"] for row in csv.DictReader(table.splitlines())}
    phrases = "|".join(re.escape(typed) for typed in sorted(meant, key=lambda typed: -len(typed)))
    return re.compile(rf"(?<![\w/-])(?:{phrases})(?![\w/-])", re.IGNORECASE), meant


def _from_chat(text: str) -> str:
    """``text`` with its chat spellings written out; capitals open abbreviations, which stay."""
    pattern, meant = _chat_spelling()

    def written_out(found: re.Match[str]) -> str:
        typed = found.group()
        return typed if typed[0].isupper() and " " not in typed else meant[typed.lower()]

    return pattern.sub(written_out, text)


def _with_whole_names(text: str, known: Iterable[str]) -> str:
    """``text`` with places told by initials (``TP.HCM``) under their names, as one piece."""
    for place, start, end in reversed(list(find_places(text, known))):
        if text[start:end].isupper() and not re.search(r"[AEIOUY]", text[start:end]):
            text = f"{text[:start]}{place}{text[end:]}"
    return re.sub(r"\b[Tt][Pp]\.\s*(?=\w)", "thành phố ", text)


def _agencies(text: str) -> Iterator[str]:
    """The agencies a question names; the UBND of ``15/QĐ-UBND`` is part of a number."""
    blank = re.sub(NUMBER, lambda m: " " * len(m.group()), text)
    return (m.of(text) for m in mentions(_capitalised_agencies(blank)))


def _capitalised_agencies(text: str) -> str:
    """``sở y tế`` as ``Sở Y tế``: agencies are recognised by their capitals, people type without."""
    from indexing.facts.agencies import SECTOR_NAMES

    for name in SECTOR_NAMES:
        text = re.sub(rf"\b{re.escape(name)}\b", name, text, flags=re.IGNORECASE)
    return re.sub(r"\b(sở|bộ|ủy ban nhân dân|ubnd|công an|hội|ban|tỉnh ủy)(?= )", lambda m: m[0].upper()
                  if m[0].lower() == "ubnd" else m[0][0].upper() + m[0][1:], text)  # fmt: skip


# A document named by its number chooses where to look; several are what is asked about.
_NAMED_DOCUMENT = re.compile(
    rf"\b(?:theo |trong )?(?:văn bản|{KINDS})\s+(?:số\s+)?(?:{NUMBER}|\d{{1,5}}\b(?![/%-]))(?! hay\b)",
    re.IGNORECASE,
)


_POLITE = re.compile(
    r"\b(?:cho (?:tôi |em |mình |con |anh |chị |cháu )?hỏi|xin hỏi|muốn hỏi|hỏi xem|thắc mắc)\b", re.I
)


def _asked_from(text: str) -> int:
    """Where the question begins after what leads to it (``… trường em …, cho em hỏi …``)."""
    starts = [m.end() for m in _POLITE.finditer(text)]
    return starts[-1] if starts and len(text[starts[-1] :].split()) >= 4 else 0


def _asked(text: str) -> str:
    return text[_asked_from(text) :].strip()


def _without_places(text: str, found: Sequence[tuple[str, int, int]]) -> str:
    """``text`` without the places and the words that lead to them, so that they part no phrase."""
    for _, start, end in reversed(found):
        before = re.sub(
            r"(?:\b(?:ở|của|tại|trong|thuộc|trên địa bàn))?(?:\s*\b(?:tỉnh|thành phố))?\s*$",
            "",
            text[:start],
            flags=re.IGNORECASE,
        )
        text = f"{before.rstrip()} {text[end:].lstrip()}"
    return text.strip()


def _topic(text: str, places: Sequence[tuple[int, int]]) -> str:
    """What is left of ``text`` without places and asking phrases, in its own spelling."""
    blank = list(text)
    for start, end in places:
        blank[start:end] = "," * (end - start)
    rest = _NAMED_DOCUMENT.sub(",", "".join(blank))
    kept, end = [], 0
    for match in asking().finditer(rest):
        kept += [rest[end : match.start()], "," if match.end() > match.start() else ""]
        end = match.end()
    kept.append(rest[end:])
    return re.sub(r"\s*,[\s,]*", ", ", " ".join("".join(kept).split())).strip(" ,?.!:;")


_GENERIC = frozenset({
    "thoi", "gian", "thuc", "hien", "chu", "tri", "phoi", "hop", "co", "quan", "don", "vi", "nhiem",
    "vu", "nay", "do", "ay", "viec", "tren", "bao", "cao", "han", "khi", "nam", "ngay", "hoan", "thanh",
    "trien", "khai", "ai", "so", "to", "chuc", "muc", "tieu", "dat", "ty", "le", "luong", "gia", "noi",
    "dung", "van", "ban", "ky", "xong", "san", "pham", "kinh", "phi", "ket", "qua", "gio", "phut",
    "lam", "gi", "cu", "the", "ra", "sao", "het", "nop", "truoc",
})  # fmt: skip


def _content(topic: str) -> list[str]:
    """The syllables of a topic that say what it is about (none in ``thời gian thực hiện``)."""
    return [s for s in re.findall(r"[^\W_]+", folded(topic)) if s not in _GENERIC]


def _with_place(text: str, old: Sequence[str], new: str, known: Iterable[str]) -> str:
    for place, start, end in reversed(list(find_places(text, known))):
        if place in old:
            return text[:start] + new + text[end:]
    return f"{text.rstrip(' ?')} ở {new}?"
