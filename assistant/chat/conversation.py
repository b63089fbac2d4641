"""The conversation a browser keeps: what was asked and what was answered.

It lives in the browser's own storage and comes back with every event, so the server holds
nothing of it. What comes back may have been tampered with or be of an older version: it is
validated, and what does not fit is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.model import Answer

# A browser's storage and every request carry the whole of it.
KEPT_EXCHANGES = 30


class Exchange(BaseModel):
    """A question with its answer, or with what went wrong."""

    question: str
    answer: Answer | None = None
    error: str | None = None


def restored(stored: Any) -> list[Exchange]:
    """The exchanges in what the browser sent, as far as they can be read."""
    exchanges: list[Exchange] = []
    for each in stored if isinstance(stored, list) else ():
        try:
            exchanges.append(Exchange.model_validate(each))
        except ValidationError:
            continue
    return exchanges[-KEPT_EXCHANGES:]


def stored(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """What the browser is to keep."""
    return [each.model_dump(mode="json") for each in exchanges[-KEPT_EXCHANGES:]]
