"""The texts whose vectors find a clause: the whole, and windows of a long one.

The vector of a long text is a blend of all it says, so a question about one sentence of it lands
nearer to a short text on the same topic. A long clause is therefore found by its nearest window as
well; each opens with what the clause stands under, or with how its text begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from indexing.late_interaction import Closeness, TokenCodes, coded
from indexing.model import Clause

if TYPE_CHECKING:
    from indexing.embedding import Embedder, Vectors

#: Words of a window, words from one's beginning to the next's, and words a text may have unparted.
SIZE, STRIDE, SHORT = 60, 40, 80
_HEAD = 120  # characters


def searched_text(clause: Clause) -> str:
    """What the clause is found by; ``""`` for what is never searched."""
    return "" if clause.kind == "boilerplate" else clause.searched_text.strip()


def embedded_texts(clause: Clause) -> list[str]:
    """The whole searched text, then its windows if it is long; none for what is never searched."""
    text = searched_text(clause)
    if not text:
        return []
    if len(text.split()) <= SHORT:
        return [text]
    return [text, *_windows(clause.headings[-1] if clause.headings else "", clause.searched_body)]


def compared_texts(clause: Clause) -> list[str]:
    """Those of the ``embedded_texts`` that have token vectors: the windows, or the whole of a short one."""
    texts = embedded_texts(clause)
    return texts[1:] or texts


def nearest_text(clause: Clause, closeness: Closeness) -> str:
    """That of the clause's ``compared_texts`` which meets the question best; the whole if none is told."""
    texts = compared_texts(clause)
    # An index of an earlier version may have parted the clause into more windows.
    if closeness.text is None or closeness.text >= len(texts):
        return searched_text(clause)
    return texts[closeness.text]


class ClauseVectors(NamedTuple):
    """What a clause is found by: a vector for each of its ``embedded_texts``, float32 ``[texts,
    dimension]``, and the token vectors of its ``compared_texts``."""

    vectors: Vectors
    tokens: TokenCodes


def embed(embedder: Embedder, texts: Sequence[Sequence[str]]) -> list[ClauseVectors]:
    """What each clause is found by, from its ``embedded_texts`` (at least one each)."""
    import numpy as np

    made = embedder.embed_passages(list(chain.from_iterable(texts)))
    ends = accumulate(map(len, texts), initial=0)
    return [
        ClauseVectors(np.stack([one.vector for one in some]), coded([one.tokens for one in some[1:] or some]))
        for some in (made[start:end] for start, end in pairwise(ends))
    ]


def _windows(heading: str, body: str) -> Iterator[str]:
    words = body.split()
    if len(words) <= SHORT:
        return
    opening = " ".join((heading or body.split("\n", 1)[0]).split())[:_HEAD]
    for first in range(0, len(words) - SIZE + STRIDE, STRIDE):
        stretch = " ".join(words[first : first + SIZE])
        yield f"{opening}\n{stretch}" if first or heading else stretch
