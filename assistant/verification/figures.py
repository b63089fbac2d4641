"""Figures, dates and document numbers of a claim against those of the cited text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.binding import Rival, fits, foreign, is_ordinal, owned
from assistant.verification.reading import Reading
from assistant.verification.values import Value
from indexing.facts.references import KINDS

_MONEY_OR_SHARE = ("%", "‰", "đồng")
_KIND_BEFORE = re.compile(rf"(?<!\w)({KINDS})\s+(?:số\s*:?\s*)?$", re.IGNORECASE)
_KIND_WINDOW = 40
_CUT_TAIL = 8
#: Words that only call a document what it is (``Chương trình hành động số``).
_KIND_ALONE = 5
#: Words around a value that make its place in a sentence unmistakable.
_PLACE_WORDS = 4
#: Share of a claim's words that may come from other sentences than its value does.
_MOST_FOREIGN = 0.26
#: Words that make a claim one about the document itself, whose title block may then speak.
_OF_DOCUMENT = ("số", "ký", "ban", "hiệu")


def unsupported_values(
    claim: Reading,
    quotes: Sequence[Reading],
    title: Reading,
    context: Sequence[Reading],
    *,
    verbatim: bool,
    cut: bool,
) -> Iterator[str]:
    """The values of ``claim`` that are not cited so, or are cited of something else.

    Of a claim ``cut`` short with ``…`` the last value may be half of a range.
    """
    for value in claim.values:
        if cut and value.end >= len(claim.lower) - _CUT_TAIL:
            continue
        if is_ordinal(claim, value):  # of a list that the claim makes, or of a row that it repeats
            row = claim.lower[value.end :].lstrip()[:1] == "|" or claim.lower[value.end :][:3] == " - "
            if row and not any(v.key == value.key for reading in quotes for v in reading.values):
                yield value.shown
            continue
        cited = [
            (reading, v)
            for reading in quotes
            for v in reading.values
            if same(value, v, claim, reading, context)
        ]
        if not cited:
            if not _in_title(value, claim, title, quotes, context):
                yield value.shown
        elif not verbatim and not _bound(value, claim, cited, quotes, context):
            yield f"{value.shown}: nội dung khác"


def same(value: Value, cited: Value, claim: Reading, quote: Reading, context: Sequence[Reading] = ()) -> bool:
    """Whether ``cited`` is the claimed value: amount, unit, bound and change, or date and direction."""
    if value.kind == "number" and cited.kind == "number":
        return (
            value.key == cited.key
            and _unit_fits(value, cited, quote, context)
            and value.bound == cited.bound
            and _change_fits(value, cited, claim)
        )
    if value.kind == "year":
        return _year_fits(value, cited, quote)
    if {value.kind, cited.kind} == {"number", "date"}:  # "20/11" without its "ngày"
        number, date = (value, cited) if value.kind == "number" else (cited, value)
        return (
            number.key == (f"{date.key[0]}/{date.key[1]}",) and not number.unit and value.bound == cited.bound
        )
    if value.kind != cited.kind:
        return False
    if value.kind == "date":
        return _date_fits(value, cited, claim)
    if value.kind == "document" and value.key == cited.key:
        ours, theirs = _document_kind(value, claim), _document_kind(cited, quote)
        return not (ours and theirs) or ours.startswith(theirs) or theirs.startswith(ours)
    return value.key == cited.key and value.bound == cited.bound


def _document_kind(value: Value, reading: Reading) -> str:
    """What a document is called right before its number (``nghị quyết``), if anything."""
    found = _KIND_BEFORE.search(reading.lower[max(0, value.start - _KIND_WINDOW) : value.start])
    return found[1] if found else ""


def _unit_fits(value: Value, cited: Value, quote: Reading, context: Sequence[Reading]) -> bool:
    if value.unit == cited.unit:
        return True
    if not value.unit:
        return cited.unit not in _MONEY_OR_SHARE
    if not cited.unit:  # a table says the unit in a cell or a column heading of its own
        around = [quote, *context] if quote.row else list(context)
        return quote.row and any(value.unit in each.lower for each in around)
    return value.unit.startswith(f"{cited.unit} ") or cited.unit.startswith(f"{value.unit} ")


def _change_fits(value: Value, cited: Value, claim: Reading) -> bool:
    if value.change == cited.change or (not value.change and cited.change == "level"):
        return True
    if not value.change and cited.change:
        return any(
            w.key in ("tăng", "nâng", "giảm", "hạ") for w in claim.words if w.sentence == value.sentence
        )
    return False


def _year_fits(value: Value, cited: Value, quote: Reading) -> bool:
    if cited.kind == "year":
        loose = {"", "at", "by"}
        return value.key == cited.key and (value.bound == cited.bound or {value.bound, cited.bound} <= loose)
    if cited.kind != "date" or cited.key[2] != value.key[0] or value.bound not in ("", "at"):
        return False
    # The year of a date, where no other is named.
    return not any(v.kind in ("year", "period") for v in quote.values)


def _date_fits(value: Value, cited: Value, claim: Reading) -> bool:
    day, month, year = value.key
    of_day, of_month, of_year = cited.key
    if (day, month) != (of_day, of_month) or (year is not None and year != of_year):
        return False
    exact = {"", "at"}
    if value.bound == cited.bound or {value.bound, cited.bound} <= exact:
        return True
    if day is None or isinstance(day, str):
        return {value.bound, cited.bound} <= exact | {"by"}
    return cited.bound == "by" and value.bound in exact and "hạn" in claim.keys


def _in_title(
    value: Value, claim: Reading, title: Reading, quotes: Sequence[Reading], context: Sequence[Reading]
) -> bool:
    """Whether the document's own title block states the value and the claim speaks of the document."""
    if not any(same(value, v, claim, title) for v in title.values):
        return False
    if value.kind == "document":
        saying = re.match(r"[^:]{0,60}(?<!\w)(?:ghi|nêu|quy định)\s*:", claim.lower[value.end :])
        introduced = (saying or claim.lower.startswith("theo ")) and value is claim.values[0]
        return bool(introduced) or not any(v.kind == "document" for reading in quotes for v in reading.values)
    if value.kind == "period":
        return not any(v.kind == "period" for reading in quotes for v in reading.values)
    if value.kind == "number":
        return False
    if value.kind == "year" and value.bound in ("", "at"):
        return not any(v.kind in ("year", "date") for reading in (*quotes, *context) for v in reading.values)
    dated = any(v.kind == "date" and v.key[0] for reading in quotes for v in reading.values)
    return value.bound in ("", "at") and not dated and any(word in claim.keys for word in _OF_DOCUMENT)


def _bound(
    value: Value,
    claim: Reading,
    cited: Sequence[tuple[Reading, Value]],
    quotes: Sequence[Reading],
    context: Sequence[Reading],
) -> bool:
    """Whether the claim says the value of what the text says it of."""
    if value.kind in ("period", "year", "label") or _is_bracketed(claim, value):
        return True
    if _in_place(value, claim, cited, quotes):
        return True
    said = owned(claim, value.kind, value.unit).get(value.start, ())
    if sum(v.kind == value.kind and v.unit == value.unit for v in claim.values) == 1:
        content = claim.content(value.kind, value.unit)
        inside = [word for word in content if word.sentence == value.sentence]
        said = tuple(word.key for word in (inside if len(inside) > 1 else content))
    if value.kind == "document" and len(said) <= _KIND_ALONE:
        return True  # the claim names the document and says nothing of it
    told = [reading for reading in context if any(same(value, v, claim, reading) for v in reading.values)]
    if told:
        cited = [(reading, v) for reading in told for v in reading.values if same(value, v, claim, reading)]
        quotes = told
    return any(
        foreign(said, reading, v) <= _MOST_FOREIGN
        and fits(said, owned(reading, v.kind, v.unit).get(v.start, ()), _rivals(value, v, reading, quotes))
        for reading, v in cited
    )


def _is_bracketed(reading: Reading, value: Value) -> bool:
    """Whether a figure numbers an item inside a sentence (``(1) Đăng ký …; (2) cấp …``)."""
    return reading.lower[value.start - 1 : value.start] + reading.lower[value.end : value.end + 1] == "()"


def _in_place(
    value: Value, claim: Reading, cited: Sequence[tuple[Reading, Value]], quotes: Sequence[Reading]
) -> bool:
    """Whether the value stands between the very words it is cited between, and no other value does."""
    place = claim.around(value)
    if len(place[0]) + len(place[1]) < _PLACE_WORDS:
        return False
    here = [
        v.key
        for reading in quotes
        for v in reading.values
        if v.kind == value.kind and reading.around(v) == place
    ]
    return set(here) == {value.key} and any(reading.around(v) == place for reading, v in cited)


def _rivals(value: Value, cited: Value, own: Reading, quotes: Sequence[Reading]) -> list[Rival]:
    """What other values of the kind are said of."""
    return [
        Rival(words, later=reading is own and v.sentence == cited.sentence and v.start > cited.start)
        for reading in quotes
        for v in reading.values
        if v.kind == value.kind and v.unit == cited.unit and (v.key, v.bound) != (value.key, value.bound)
        if (words := owned(reading, v.kind, v.unit).get(v.start)) is not None
    ]
