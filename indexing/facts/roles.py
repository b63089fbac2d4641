"""Who acts, and how: agency lists and the role phrases that follow them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from indexing.facts.agencies import ACTOR_HEAD, BARE_HEAD, leading_agencies, mentions, split_list
from indexing.facts.verbs import begins_task, first_task_verb
from indexing.language import UPPER
from indexing.model import Span

RoleName = Literal["lead", "cooperate", "standing", "perform"]


class Role(NamedTuple):
    """A role phrase: the role, the agencies it names beside the acting one, where the task begins."""

    role: RoleName
    partners: tuple[str, ...]
    task_start: int


_DUTY = r"\s*,?\s*(?:(?:[Cc]ó trách nhiệm|chịu trách nhiệm|có nhiệm vụ|được giao)\s+)?"
_WITH = r"phối hợp(?: chặt chẽ)?(?: với| cùng(?: với)?)?|cùng(?: với)?"
_LEAD = re.compile(
    rf"{_DUTY}(?:(?:[Tt]iếp tục|[Cc]hủ động|[Tt]rực tiếp) (?=chủ trì))?(?:[Cc]hủ trì|[Ll]à (?:cơ quan"
    rf"|đơn vị) (?:chủ trì|đầu mối)|[Ll]àm đầu mối"
    rf"|[Đđ]ầu mối)\b(?! (?:giúp|là)\b)"
    rf"(?:\s*(?:,|và|;)?\s*(?P<with>{_WITH})(?=\s|:|$))?[\s,:]*"
)
_STANDING = re.compile(
    rf"{_DUTY}[Ll]à (?:cơ quan|đơn vị) [Tt]hường trực\b[\s,:;]*(?:(?:có trách nhiệm|có nhiệm vụ)\s*:?\s*)?"
)
_COOPERATE = re.compile(rf"{_DUTY}(?:[Cc]hủ động |[Tt]ích cực |[Tt]hường xuyên )?[Pp]hối hợp(?: chặt chẽ)?"
                        r"(?: với| cùng(?: với)?)?(?=\s|:)[\s:]*")  # fmt: skip
_LATER_PARTNERS = re.compile(r"[,\s](?:và )?phối hợp(?: chặt chẽ)? (?:với|cùng(?: với)?)\s+")
_TASK_LINK = re.compile(r"[\s,:;]*(?:(?:để|trong việc|nhằm|trong công tác|về việc)\s+)?")
_PARTNERS_END = re.compile(
    r":|\.\s|;\s*có trách nhiệm|\s(?:để|trong việc|nhằm|trong công tác|trong quá trình|về việc"
    r"|trong thời hạn|trong vòng|trước ngày|chậm nhất)\s"
)
_LONGEST_LIST = 400

_ACTORS_END = re.compile(
    rf":|\n|\((?!(?:sau đây [^()]{{0,40}})?[{UPPER}][{UPPER}&-]{{1,11}}\))|[.!?](?=\s|$)"
    r"|,?\s(?:chủ trì|phối hợp|chịu trách nhiệm|là (?:cơ quan|đơn vị)|làm đầu mối|để|trong việc|nhằm"
    r"|phải|cần|sẽ|đã|chưa|ủy quyền|uỷ quyền|phân cấp|giao"
    # What is done to a body, what it is, and who does it say nothing of what it is to do.
    r"|được|là|do|mỗi|từng|trên cơ sở"
    r"|không|bị|có (?:trách )?nhiệm|theo|căn cứ)\b"
)
_ACTOR = re.compile(ACTOR_HEAD)
# Agencies named by a common noun; ``hiệu trưởng``, ``nhà trường`` and the like say how to behave, not
# who was given a task, and places (``các xã vùng cao``) do nothing themselves.
_COMMON_ACTOR = re.compile(
    r"(?:[Cc]ác|[Hh]ai|[Tt]oàn thể)\s(?!trường hợp|cơ sở (?:dữ liệu|pháp lý|hạ tầng)|xã|huyện|quận|phường"
    r"|thôn|hộ\b|cá nhân|tổ (?!chức)|thành phố|nhà"
    r"|cấp|chủ\s|ngành,? nghề|hành vi)"
    r"|[Tt]hủ trưởng|[Gg]iám đốc|[Cc]hủ tịch|[Cc]hánh |(?:[Pp]hó )?[Tt]rưởng (?:[Bb]an|[Pp]hòng)"
    r"|Bộ trưởng|[Đđ]ại biểu (?:HĐND|Hội đồng)"
    r"|(?:[Cc]ơ quan|[Đđ]ơn vị)\s(?=chức năng|chuyên môn|có liên quan|liên quan|chủ quản)"
)
_LONGEST_NAME = 20


def actors_at(text: str, start: int = 0) -> Span | None:
    """The span of the list of those who act that ``text[start:]`` begins with, if it does."""
    if not _ACTOR.match(text, start):
        return None
    limit = min(len(text), start + _LONGEST_LIST)
    ends = [limit] if limit == len(text) else []
    if mark := _ACTORS_END.search(text, start, limit):
        ends.append(mark.start())
    if (verb := first_task_verb(text, start, limit)) is not None:
        ends.append(verb)
    if ends:
        end = start + len(text[start : min(ends)].rstrip(" ,;:.-\n"))
        if _are_actors(text[start:end]):
            return Span(start=start, end=end)
    named = leading_agencies(text[start:limit])
    return Span(start=start, end=start + named.end) if named else None


def _are_actors(listed: str) -> bool:
    pieces = split_list(listed)
    return (
        all(not BARE_HEAD.fullmatch(piece) for piece in pieces)
        and bool(pieces)
        and all(
            (_COMMON_ACTOR.match(piece) or any(m.start == 0 for m in mentions(piece)))
            and len(piece.split()) <= _LONGEST_NAME
            for piece in pieces
        )
    )


def read_role(said: str) -> Role | None:
    """The role phrase that ``said`` begins with, if it begins with one."""
    if match := _STANDING.match(said):
        return Role("standing", (), match.end())
    if match := _LEAD.match(said):
        if not match["with"]:
            return Role("lead", _later_partners(said, match.end()), match.end())
        names, end = _partners(said, match.end())
        return Role("lead", names, end)
    if match := _COOPERATE.match(said):
        names, end = _partners(said, match.end())
        return Role("cooperate", names, end) if names else None
    return None


def _partners(said: str, start: int) -> tuple[tuple[str, ...], int]:
    """The agencies listed from ``start`` on, and where the task after them begins."""
    if said[start : start + 1] in (",", ""):
        return (), start
    limit = min(len(said), start + _LONGEST_LIST)
    mark = _PARTNERS_END.search(said, start, limit)
    verb = first_task_verb(said, start, mark.start() if mark else limit)
    end = verb if verb is not None else mark.start() if mark else None
    if end is None and limit == len(said) and _ACTOR.match(said, start):
        end = limit
    if end is None or end == start:
        named = leading_agencies(said[start:limit])
        if not named:
            return (), start
        end = start + named.end
    return split_list(said[start:end]), _after(said, end)


def _later_partners(said: str, start: int) -> tuple[str, ...]:
    """Partners named after the task (``chủ trì tham mưu, phối hợp với Sở A …``), before any ``;``."""
    stop = said.find(";", start)
    match = _LATER_PARTNERS.search(said, start, stop if stop >= 0 else len(said))
    return _partners(said, match.end())[0] if match and match.start() - start < 60 else ()


def _after(said: str, end: int) -> int:
    link = _TASK_LINK.match(said, end)
    return link.end() if link else end


def states_task(after: str) -> bool:
    """Whether words that follow an agency say what it is to do."""
    duty = _DUTY_FIRST.match(after)
    if duty and not duty["must"]:
        return True
    return read_role(after) is not None or begins_task(after[duty.end() if duty else 0 :].lstrip(" ,"))


_DUTY_FIRST = re.compile(r"\s*,?\s*(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|(?P<must>phải|cần|sẽ))\s")
