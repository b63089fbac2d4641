"""The HTTP server: one process, one port, the ``/v1`` API and the chat page over one collection.

``app``          puts the application together;  ``server`` runs it as a process
``desk``         what is served (collection and assistant) and the only way to change it
``envelope``     around every request: id, size limit, same-origin check, headers, log, figures
``problems``     every error as RFC 9457 problem details, in Vietnamese
``keys``         API keys, their roles and the page's log-in
``asking``       ``/v1/ask``, ``/v1/ask/stream``, ``/v1/search``;  ``completions`` OpenAI's shape of it
``documents``    ``/v1/documents…``;  ``uploads`` takes a file in;  ``facts`` the fact tables
``operations``   ``/healthz``, ``/readyz``, ``/metrics``;  ``manual`` the page at ``/docs``
"""

from assistant.api.app import create_app
from assistant.api.server import ServeRefused, serve

__all__ = ["ServeRefused", "create_app", "serve"]
