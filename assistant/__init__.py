"""A question comes in, is understood, finds clauses, and becomes an answer with citations.

``understanding``  what is asked, about which place, year and document
``retrieval``      question → ranked clauses
``answering/``     facts or clauses → claims, each with the spans that support it
``verification``   every claim against its spans; it may only refuse
``citations``      claims → text with ``[n]`` and citations
``assistant``      the whole way; used by ``cli``, ``api`` and ``chat``
"""
