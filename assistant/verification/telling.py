"""A claim with its actor first: ``T do Sở A chủ trì``, ``Cơ quan chủ trì T là Sở A`` say ``Sở A chủ trì: T``.

However an answer tells who does a task, it is judged by what it says, not by the order it says it in.
"""

from __future__ import annotations

import re

_PART = r"(?P<part>chủ trì|phối hợp|thường trực|đầu mối)"
_THEME = r"(?P<theme>Theo [^,:\n]{3,120}, )?"
_CALLED = r"(?:(?:thực hiện |triển khai )?(?:nhiệm vụ|công việc|việc) )?"
_TASK = r"(?P<task>.{6,})"
_ACTORS = r"(?P<actors>[^:\n]{3,200}?)"
_DONE = r"(?:,? (?:tổ chức )?(?:triển khai )?thực hiện)?"
#: What stands for a part that is only called a responsibility.
_OWING = "chịu trách nhiệm"

#: The orders in which a claim tells a task and its actor.
_TOLD = tuple(
    re.compile(rf"^{_THEME}{form}$", re.IGNORECASE | re.DOTALL)
    for form in (
        # Cơ quan chủ trì T là A
        rf"(?:cơ quan|đơn vị)(?: được giao)? {_PART}{_DONE} {_CALLED}{_TASK} là {_ACTORS}",
        # T do A chủ trì; T được giao cho A chủ trì
        rf"{_CALLED}{_TASK}(?<! được),? (?:được giao cho|giao cho|do) {_ACTORS}"
        rf" (?:là (?:cơ quan|đơn vị) )?{_PART}{_DONE}",
        # A được giao chủ trì T; A là cơ quan chủ trì T
        rf"{_ACTORS} (?:được (?:giao|phân công)(?: nhiệm vụ)?|là (?:cơ quan|đơn vị)|(?:chịu|có) trách nhiệm)"
        rf" (?:làm )?{_PART}(?!,? phối hợp|,? cùng| với){_DONE}:? {_CALLED}{_TASK}",
        # T thuộc trách nhiệm của A; T được giao cho A
        rf"{_CALLED}{_TASK}(?<! được),? (?:(?:thuộc|là) (?:trách nhiệm|nhiệm vụ) của|được giao cho)"
        rf" {_ACTORS}(?: thực hiện)?",
        # T do A chịu trách nhiệm
        rf"{_CALLED}{_TASK},? do {_ACTORS} (?:chịu trách nhiệm|phụ trách)(?: thực hiện)?",
    )
)
_ANY_PART = re.compile(r"(?<!\w)(?:chủ trì|phối hợp|thường trực|đầu mối)(?!\w)", re.IGNORECASE)


def actor_first(claim: str) -> str:
    """``claim`` as ``A chủ trì: T`` where it tells the same in another order; else as it is."""
    told = claim.rstrip(" .;")
    for match in filter(None, (form.match(told) for form in _TOLD)):
        found = match.groupdict()
        if not _ANY_PART.search(found["actors"]):
            part = (found.get("part") or _OWING).lower()
            return f"{found['theme'] or ''}{found['actors']} {part}: {found['task']}"
    return claim
