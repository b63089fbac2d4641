"""Puts the pages into the application."""

from __future__ import annotations

import os
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from assistant.api.desk import Desk
from assistant.chat import facts_pages, feedback_pages, page_images, pages
from assistant.chat.rendering import ASSETS
from assistant.chat.shell import Shell


class Assets(StaticFiles):
    """Styles and scripts; an address with a digest never changes what it stands for."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        scope = kwargs.get("scope") or args[2]
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response


def install(app: FastAPI, desk: Desk) -> None:
    """Serve the plain pages, the assets, and the chat page at ``/``; it takes every path left over."""
    # Before the import: Gradio reads it then, and would otherwise look for newer versions of itself.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    from assistant.chat.page import build

    app.mount("/ui", Assets(directory=ASSETS), name="ui")
    app.state.page_images = page_images.Drawing()
    for routes in (pages, facts_pages, feedback_pages, page_images):
        app.include_router(routes.router)
    gr.mount_gradio_app(
        app, build(desk), path="/", footer_links=[], run_history=False, ssr_mode=False,
        show_error=False, max_file_size=0,
    )  # fmt: skip
    mount = app.routes[-1]
    assert isinstance(mount, Mount)
    mount.app = Shell(mount.app, app)
