"""Chỉ tiêu: indicator, scope, comparison, value, unit and year; each figure is a target of its own.

In ``Tỷ lệ ra lớp của trẻ nhà trẻ đạt 41,5%, của trẻ mẫu giáo đạt 97%`` the second figure
inherits the first one's indicator and replaces its scope. Figures that describe how things are, or
that a rule sets for good, are no targets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from indexing.facts import target_rows
from indexing.facts.agencies import ACTOR_HEAD
from indexing.facts.figures import ACHIEVING, FIGURE, Figure, counts_as_goal, figure_of
from indexing.facts.labels import BEFORE_YEAR, YEAR_LAST, blank, last_year, trimmed, year_of
from indexing.facts.roles import read_role
from indexing.facts.surroundings import NUMBERING, Surroundings
from indexing.facts.verbs import TASK_VERB
from indexing.language import folded, sentences
from indexing.model import Clause, Span, Support, Target

_LEVEL = (
    r"mầm non|nhà trẻ|mẫu giáo|tiểu học|trung học cơ sở|THCS|trung học phổ thông|THPT|phổ thông"
    r"|giáo dục thường xuyên"
    r"|giáo dục nghề nghiệp|cao đẳng|đại học"
)
SCOPE = re.compile(
    rf"(?:(?:của |đối với |ở )?(?:các )?(?:(?<!chuyển )cấp|bậc|học sinh|giáo viên"
    rf"|trẻ(?: em)?(?: trong)?(?: độ tuổi)?"
    rf"|trường|lớp)\s+)?(?:từ )?(?:{_LEVEL})(?:(?:,| và| lên)\s*(?:{_LEVEL}))*(?: \d+ tuổi)?"
    rf"|trẻ(?: em)? \d+ tuổi|từ \d+ (?:đến|-|–) \d+ tuổi|\d+ tuổi",
    re.IGNORECASE,
)
_INDICATOR_NOUN = re.compile(
    r"tỷ lệ|tỉ lệ|số |mức |quy mô|chỉ số|diện tích|lao động|trường|phòng|kinh phí|chi |ngân sách|mỗi ", re.I
)
_INNER_START = re.compile(
    r"\b(?:mục|chỉ) tiêu\s+(?=(?:tỷ lệ|tỉ lệ|tăng trưởng|số|mức)\b)"
    rf"|[,(]\s*(?=(?:tỷ lệ|tỉ lệ|số lượng"
    rf"|mức |chỉ số|phấn đấu|bảo đảm|đảm bảo|(?P<verb>{ACHIEVING}))\b)",
    re.I,
)
_DEPENDENT = re.compile(r"(?:riêng|trong đó|bình quân|mỗi năm|hằng năm|hàng năm)\b", re.I)
_SEPARATOR = re.compile(r"\s*(?:,|\(|\)|\.\s|\bvà\b|\btrong đó\b|\briêng\b|\bđồng thời\b)\s*")
# After its noun a figure's words end where the next thing to do, or a date, begins.
_POST_END = re.compile(
    rf"\s*(?:[);]|\((?=[^)]*\d|trong đó))|\.\s|,?\s+(?:trong đó|riêng|đồng thời|nhằm|trước ngày"
    rf"|trước năm|chậm nhất)\b"
    r"|\s+(?:theo (?:đúng )?(?:tinh thần|Nghị|Quyết|Luật|Kế hoạch|Chương trình)|như (?:Nghị|Luật|Kế hoạch))"
    rf"|,?\s+(?:cụ thể )?như sau|,\s+(?={ACTOR_HEAD})(?=[^,;]{{2,60}}\s(?:yêu cầu|đề nghị)\b)"
    r"|,\s+(?=(?:tỉnh|thành phố|các)\s[^,;]{2,60}\s(?:cần|phải)\b)"
    rf"|,\s*(?:mỗi|không|với|góp phần|từng bước|{TASK_VERB.pattern})|\s+và\s+(?:{TASK_VERB.pattern})"
)
# A thing counted after its verb ends at the first comma that does not go on naming levels.
_COUNTED_END = re.compile(rf"{_POST_END.pattern}|,(?!\s*(?:{_LEVEL})\b)")
# "được quản lý, cập nhật, khai thác": one passive after the other.
_NEXT_VERB = re.compile(rf"(?:,|\s+và)\s*(?:{TASK_VERB.pattern})")
_PASSIVE = re.compile(r"\bđược\s[^,;]*(?:,[^,;]{1,24})*$")
_VERB_LAST = re.compile(rf"\s(?:{TASK_VERB.pattern})$")

_AIM = re.compile(
    r"phấn đấu|mục tiêu|chỉ tiêu|bảo đảm|đảm bảo|(?:đến|hết) năm (?:học )?20\d\d|tối thiểu|ít nhất|duy trì"
    r"|không (?:vượt )?quá",
    re.I,
)
_STRONG_AIM = re.compile(r"phấn đấu|mục tiêu|chỉ tiêu", re.I)
_DESCRIBES = re.compile(
    r"(?<!thể )\bhiện (?:nay|có|còn|tại)\b|\btính đến\b|kết quả (?:khảo sát|kiểm tra|điều tra|đánh giá"
    r"|năm)|cho thấy"
    r"|qua (?:khảo sát|kiểm tra|thống kê|rà soát|đánh giá)|so với (?:cùng kỳ|năm)|xảy ra|\bcòn thiếu\b"
    r"|nguyên nhân"
    r"|toàn (?:tỉnh|ngành|thành phố|huyện|xã) (?:hiện )?(?:có|còn)\b|bước vào năm học|\bmới đạt\b"
    r"|(?<!chứng )\bchỉ đạt\b"
    r"|ước đạt|tăng trưởng",
    re.I,
)
_DONE = re.compile(r"(?<!khi )\bđã\b", re.I)
_MONEY = re.compile(r"đồng|tỷ")
# Shares of property and rates of tax or pay are terms of a rule, not goals.
_TERM_BEFORE = re.compile(
    r"(?:thuế suất|mức thuế|lãi suất|thuế|nắm giữ|nắm|chiếm giữ|sở hữu|phạt|hưởng|bằng(?! cấp| chứng"
    r"| tốt)|nộp|giữ lại|để lại|tính trên|mức giảm|trích|chi trả"
    r"|mức hỗ trợ|phụ cấp|hệ số|giảm trừ|chiết khấu|độ ẩm|nồng độ|hàm lượng)[^,;.]{0,24}$"
    r"|(?:thuế suất|mức thuế|lãi suất)[^,;.]{0,80}$",
    re.I,
)
# "Trường đạt chuẩn: Là trường có ít nhất 02 phòng đọc": what a word means, not what is to be.
# "(đến nay mới đạt 39,5%)": an aside about the situation.
_SO_FAR = re.compile(r"\([^()]*(?:đến nay|hiện nay|hiện có|hiện đạt|mới đạt|đã đạt)\b[^()]*$")
#: A sentence of more words than this without a diacritic is in another language.
_FOREIGN = 8
_DEFINES = re.compile(r":\s*[Ll]à\s")
_TERM_AFTER = re.compile(
    r"\s*(?:\S+\s)?(?:vốn|cổ phần|thuế|mức lương|tiền lương|phí|lệ phí|giá trị|lãi|doanh thu|lợi nhuận"
    r"|giá tính"
    r"|tiền sử dụng)\b",
    re.I,
)


class _Read(NamedTuple):
    figure: Figure
    pre: Span
    post: Span


def of_clause(clause: Clause, around: Surroundings) -> Iterator[Target]:
    """The targets of a clause, in order; each span runs from its indicator to its last word."""
    goals = around.sets_goals(clause)
    if goals is False or around.sets_terms(clause) or _is_title(clause):
        return
    if clause.kind == "row":
        yield from target_rows.of_row(clause, bool(goals))
        return
    text = clause.text
    heading_year = year_of(" ".join(clause.headings[-2:]))
    if (
        heading_year[:4].isdigit()
        and around.document.date
        and int(heading_year[:4]) < around.document.date.year
    ):
        heading_year = ""  # the year of a text that the heading names
    for sentence in sentences(text):
        if not _may_set_goals(sentence.of(text), goals, clause, around):
            continue
        root, last = "", ""
        for part in _parts(text, sentence):
            reads = list(_reads(text, part))
            year = _year_for(part.of(text), sentence.of(text), heading_year)
            yield from _targets(clause, part, reads, year, root, last, around)
            label = trimmed(reads[0].pre.of(text)) if reads else ""
            root = label or ("" if reads else root)
            last = "" if reads else trimmed(part.of(text))


def _is_title(clause: Clause) -> bool:
    """Whether a clause names what stands under it: the headings of a table, a title in capitals."""
    text = clause.text.split("(", 1)[0]
    return clause.kind == "part" and (text.count("|") > 1 or text.isupper())


def _may_set_goals(sentence: str, goals: bool | None, clause: Clause, around: Surroundings) -> bool:
    """Whether a sentence can set goals, by its section, its own words and the kind of document."""
    first = FIGURE.search(sentence)
    if first is None:
        return True  # nothing to judge, but what follows may lean on it
    if folded(sentence) == sentence.lower() and len(sentence.split()) > _FOREIGN:
        return False
    if _STRONG_AIM.search(sentence):
        return True
    if _DESCRIBES.search(sentence) or _DONE.search(sentence[: first.start()]):
        return False
    if _is_past(sentence, around.document.date):
        return bool(_AIM.search(sentence))
    if goals:
        return True
    if around.is_norm(clause):
        return False
    return around.is_plan or bool(_AIM.search(sentence)) or first["value"] == "100%"


def _is_past(sentence: str, issued: dt.date | None) -> bool:
    """Whether every year a sentence names was over when the document was issued."""
    years = [int(y) for y in re.findall(r"(?<![\d/.-])20\d\d(?!\d)", sentence)]
    return bool(issued and years) and max(years) < (issued.year if issued else 0)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """The pieces of a sentence between semicolons, without numbering and role phrases."""
    start = sentence.start
    for index in range(sentence.start, sentence.end + 1):
        if index == sentence.end or text[index] == ";":
            numbering = NUMBERING.match(text, start, index)
            begin = numbering.end() if numbering and start == sentence.start else start
            if (role := read_role(text[begin:index])) is not None:
                begin += role.task_start
            if begin < index:
                yield Span(start=begin, end=index)
            start = index + 1


def _reads(text: str, part: Span) -> Iterator[_Read]:
    """Each figure with the words before and after it that belong to it.

    A figure with words before it takes those after it up to the next separator; one that stands
    first (``100% giáo viên mầm non, phổ thông đạt chuẩn``) takes all there is. Words between two
    figures with no separator are said of both (``100% bếp ăn được kiểm tra ít nhất 02 lần``).
    """
    defined = _DEFINES.search(text, part.start, part.end)
    matches = [
        m for m in FIGURE.finditer(text, part.start, part.end)
        if counts_as_goal(text, m, part.start) and not _is_term(text, m)
        and not (defined and defined.end() <= m.start())
        and not _SO_FAR.match(text, max(text.rfind("(", part.start, m.end()), part.start), m.end())
        and not (m["unit"] and _MONEY.search(m["unit"]))
    ]  # fmt: skip
    left = part.start
    for index, match in enumerate(matches):
        is_last = index + 1 == len(matches)
        stop = part.end if is_last else matches[index + 1].start()
        pre = Span(start=min(left, match.start()), end=match.start())
        between = list(_SEPARATOR.finditer(text, match.end(), stop))
        if is_last:
            ends = _COUNTED_END if trimmed(pre.of(text)) and "%" not in match.group() else _POST_END
            post_end, left = _end_of(ends, text, match.end(), stop), stop
        elif not between:
            post_end, left = stop, match.start("unit") if match["unit"] else match.end()
        else:
            cut = between[0] if trimmed(pre.of(text)) else between[-1]
            post_end, left = cut.start(), cut.end()
        yield _Read(figure_of(match), pre, Span(start=match.end(), end=max(match.end(), post_end)))


def _end_of(ends: re.Pattern[str], text: str, start: int, stop: int) -> int:
    """Where the words after a figure end; verbs that only go on listing what is done do not end them."""
    for end in ends.finditer(text, start, stop):
        said = text[start : end.start()]
        listed = _NEXT_VERB.match(end.group())
        if listed and (_PASSIVE.search(said) or _VERB_LAST.search(said)):
            continue
        if end.group().strip() == ")" and said.count("(") > said.count(")"):
            continue
        return end.start()
    return stop


def _is_term(text: str, match: re.Match[str]) -> bool:
    return bool(
        _TERM_BEFORE.search(text[max(0, match.start() - 100) : match.start()])
        or ("%" in match.group() and _TERM_AFTER.match(text, match.end()))
    )


def _targets(
    clause: Clause, part: Span, reads: list[_Read], year: str, root: str, last: str, around: Surroundings
) -> Iterator[Target]:
    text = clause.text
    root_start = part.start
    previous = ""
    for index, (figure, pre, post) in enumerate(reads):
        start = _inner_start(text, pre, figure)
        own, after = trimmed(text[start : pre.end]), trimmed(text[figure.unit_start : post.end])
        depends = not own or not _INDICATOR_NOUN.search(own)
        if index == 0:
            opening = own or figure.match.group().strip()
            inherits = root if _depends_on_root(opening, figure) else ""
            inherits = inherits or (last if _DEPENDENT.match(opening) else "")
        else:
            inherits = root if depends and (figure.is_share or not (own or after)) else ""
            if inherits and last_year(text[pre.start : pre.end]):
                inherits = YEAR_LAST.sub("", inherits)  # "… cả năm 2025 đạt 8% và năm 2026 đạt 10%"
        label = _joined(inherits, own)
        if not label and after in ("", figure.unit) and previous:
            label, after, start = previous, "", root_start
        elif inherits and index:
            start = root_start
        if own and not inherits:
            root, root_start = own, start
        kept = figure.kept
        indicator = " ".join(f"{label} {kept} {after}".split())
        if len(indicator) < 3:
            continue
        previous = indicator
        scope, support = _scope(f"{own} {after}".strip() or indicator, clause, around)
        yield Target(
            document_id=clause.document_id,
            clause_id=clause.id,
            start=clause.start + start + blank(text[start : figure.start]),
            end=clause.start + max(figure.end, post.start + len(post.of(text).rstrip(" ,.;"))),
            support=support,
            indicator=indicator,
            scope=scope,
            comparison=figure.comparison,
            value=figure.value,
            unit=figure.unit,
            year=last_year(text[start : pre.end]) or year_of(f"{own} {after}") or year,
        )


def _inner_start(text: str, pre: Span, figure: Figure) -> int:
    """Where the indicator begins in the words before a figure: at the last ``, tỷ lệ …`` or, for
    a count, at the last thing to do (``vận động …, góp sách, xây dựng 15 thư viện``)."""
    start = pre.start
    for inner in _INNER_START.finditer(text, pre.start, pre.end):
        long_enough = len(text[start : inner.start()].split()) >= 5
        if not inner["verb"] or (long_enough and not figure.is_share):
            start = inner.end()
    return start


def _depends_on_root(own: str, figure: Figure) -> bool:
    """Whether a label that opens a part only narrows the indicator of the part before it."""
    said = re.sub(r"^(?:riêng|trong đó|còn)\s+", "", own, flags=re.I)
    return (
        figure.is_share
        and bool(_DEPENDENT.match(own) or SCOPE.match(said))
        and not _INDICATOR_NOUN.match(said)
    )


def _scope(said: str, clause: Clause, around: Surroundings) -> tuple[str, tuple[Support, ...]]:
    """The levels or ages a target is about: its own words, else the heading that names them."""
    own = [" ".join(m.group().split()) for m in SCOPE.finditer(said)]
    if own:
        return ", ".join(dict.fromkeys(own)), ()
    for parent in around.ancestors(clause):
        body = parent.text[len(m.group()) if (m := NUMBERING.match(parent.text)) else 0 :].strip(" .:\n")
        if parent.kind != "title" and len(body.split()) <= 12 and (found := SCOPE.search(body)):
            support = Support(clause_id=parent.id, start=parent.start, end=parent.end)
            return " ".join(found.group().split()), (support,)
    return "", ()


def _joined(root: str, own: str) -> str:
    """``root`` with its scope replaced by ``own``, a word that both share said once."""
    if not root or own.lower().startswith(root.lower()):
        return own
    base = SCOPE.sub("", root).strip(" ,") if SCOPE.search(own) else root
    first = own.split()[:2]
    if first and base.lower().endswith(" ".join(first).lower()):
        base = base[: -len(" ".join(first))]
    return f"{base.strip()} {own}".strip()


def _year_for(part: str, sentence: str, heading: str) -> str:
    if found := year_of(part):
        return found
    if BEFORE_YEAR.search(part):
        return ""
    opening = re.match(r"\W*(?:phấn đấu )?(?:đến|hết|đến hết) năm 20\d\d", sentence, re.I)
    return (year_of(opening.group()) if opening else "") or heading
