"""Gold sets, metrics, the harness that runs them, and the report."""
