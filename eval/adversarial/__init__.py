"""Claims that hold and claims that are just wrong, made from a collection's own clauses.

``material``        clauses, facts and quotes of the documents
``truths``          true paraphrases of what the clauses say
``falsifications``  minimal edits that make a true claim false
``measure``         what the verifier accepts and refuses, per kind, with counts

``python -m eval.adversarial`` prints the table for the sample collection and the real plans.
"""
