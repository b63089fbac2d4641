"""Questions worth asking next, only such as the collection can answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.claims import Claim
from assistant.answering.context import Context
from indexing.model import Assignment


def follow_ups(context: Context, claims: Sequence[Claim]) -> tuple[str, ...]:
    """Up to three questions about the facts of the clauses just cited."""
    asked = context.understanding
    cited = list(dict.fromkeys(e.clause_id for claim in claims for e in claim.evidence))[:3]
    found: list[str] = []
    for fact in context.collection.facts("assignment", clause_ids=cited):
        if not isinstance(fact, Assignment):
            continue
        if asked.kind not in ("lead_agency", "list") and fact.lead:
            found.append("Cơ quan nào chủ trì?")
        if asked.kind != "cooperating" and fact.cooperating:
            found.append("Ai phối hợp?")
        if asked.kind != "deadline" and fact.time:
            found.append("Thời gian thực hiện là khi nào?")
    if asked.kind in ("theme", "target", "motto") and len(asked.places) == 1:
        others = dict.fromkeys(
            d.province
            for d in context.collection.catalogue()
            if d.province and d.province not in asked.places
        )
        found += [f"Còn {place} thì sao?" for place in others]
    return tuple(dict.fromkeys(found))[:3]
