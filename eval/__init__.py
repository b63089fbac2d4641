"""Gold sets, metrics, the harness that runs them, and the report.

``gold``       gold sets as they are written;  ``text``, ``figures`` how texts are compared
``metrics``    what one answer got right and wrong;  ``scores`` sums with counts
``harness``    asks a gold set;  ``report``, ``plots`` the HTML page
``gate``       ``python -m eval.gate``: nothing slides below ``floors``
``facts``      extracted facts against facts people read
``bench``      ``python -m eval.bench``: latency (``serving``), public benchmarks (``beir``, ``ranking``)
``sample/``    an invented collection with its questions and facts
"""
