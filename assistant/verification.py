"""A claim against the spans it cites: every figure, number and agency must stand there.

Pure and deterministic, run on every claim in every mode; it may only refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.facts.agencies import agency_key, mentions
from indexing.language import folded, standard_spelling

_FIGURE = re.compile(r"\d+(?:[.,/-]\d+)*%?")
_DASHES = re.compile(r"\s*[-‐‑‒–—]\s*")


def unsupported(claim: str, quotes: Sequence[str], title_block: str = "") -> list[str]:
    """What ``claim`` states that none of its ``quotes`` (nor the document's title block) does.

    Figures are compared as written, spaces and dash variants aside; agencies by their key.
    """
    cited = _normal(" ".join((*quotes, title_block)))
    cited_figures = set(_FIGURE.findall(cited))
    missing = [f for f in _FIGURE.findall(_normal(claim)) if f not in cited_figures and not _inside(f, cited)]
    cited_key = agency_key(cited)
    for mention in mentions(claim):
        name = mention.of(claim)
        if _normal(name) not in cited and agency_key(name) not in cited_key:
            missing.append(name)
    return missing


def _inside(figure: str, cited: str) -> bool:
    """Whether a figure stands in the cited text on its own (``80`` of ``80-85%`` does)."""
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)", cited) is not None


def _normal(text: str) -> str:
    return _DASHES.sub("-", " ".join(folded(standard_spelling(text)).split()))
