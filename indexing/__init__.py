"""A document comes in, is read, becomes clauses and facts, and is indexed.

The way of a document, one module a step:

``readers/``      file → :class:`~indexing.model.ReadText` (one stored text, its blocks and pages)
``structure/``    stored text → :class:`~indexing.model.Document` and its clause tree
``facts/``        clauses → facts, each with the exact span it was read from
``parsing``       these three as one, in the limited process of ``isolation`` and ``worker``
``embedding``     searched text → dense vectors;  ``lexical`` → sparse vectors
``database``      the relational truth;  ``vectors`` the Qdrant index over it
``collection``    both of them opened together, for reading;  ``pipeline`` writes them
"""
