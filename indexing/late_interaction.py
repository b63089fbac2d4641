"""How closely each word of a question is met in a text: late interaction, from stored token vectors.

One vector says what a text is about; a vector for each of its tokens, in its context, says what it
says of it. They are made with the text's own vector, by the same run of the model, and stored as
int8; a search reads those of its few dozen candidates and no model runs again (Khattab and Zaharia,
"ColBERT", 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tokens = NDArray[np.float32]
    """``[tokens, dimension]``: of unit length in a passage; in a question as long as a token's share."""
    Codes = NDArray[np.int8]

_CODES = 127


class TokenCodes(NamedTuple):
    """The token vectors of the texts one clause is found by: ``codes`` int8 ``[tokens, dimension]``
    of all of them, one text after the other, and how many tokens each has."""

    lengths: tuple[int, ...]
    codes: Codes


def coded(texts: Sequence[Tokens]) -> TokenCodes:
    """Token vectors as they are stored: a byte a dimension. A text has one at least, if the model has any."""
    import numpy as np

    codes = np.rint(np.concatenate(texts) * _CODES).astype(np.int8)
    return TokenCodes(tuple(len(text) for text in texts), codes)


def packed(tokens: TokenCodes) -> bytes:
    """The number of texts, the length of each (uint16, little endian), then the codes."""
    import numpy as np

    return np.asarray([len(tokens.lengths), *tokens.lengths], "<u2").tobytes() + tokens.codes.tobytes()


def unpacked(stored: bytes) -> TokenCodes:
    """The reverse of :func:`packed`."""
    import numpy as np

    count = int(np.frombuffer(stored, "<u2", 1)[0])
    lengths = np.frombuffer(stored, "<u2", count, 2)
    codes = np.frombuffer(stored, np.int8, offset=2 * (count + 1)).reshape(int(lengths.sum()), -1)
    return TokenCodes(tuple(lengths.tolist()), codes)


class Closeness(NamedTuple):
    """How closely the nearest of a clause's texts meets a question, up to 1, and which that is.

    ``text`` counts the clause's ``compared_texts``; None: it can't be told.
    """

    value: float
    text: int | None


def closeness(question: Tokens, clauses: Sequence[TokenCodes]) -> list[Closeness]:
    """For each clause how closely its nearest text meets the question's tokens.

    Each token of the question counts by its nearest in the text, times its share of the question.
    """
    import numpy as np

    def near(clause: TokenCodes) -> Closeness:
        starts = list(accumulate(clause.lengths, initial=0))[:-1]
        met = np.maximum.reduceat(clause.codes.astype(np.float32) @ question.T, starts, axis=0).sum(axis=1)
        return Closeness(float(met.max()) / _CODES, int(met.argmax()))

    return [near(clause) if len(question) else Closeness(0.0, None) for clause in clauses]
