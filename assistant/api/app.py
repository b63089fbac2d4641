"""The application: routes, pages and what surrounds them, over one desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.utils import get_openapi

from assistant.api import asking, completions, documents, facts, manual, operations, problems, queue, uploads
from assistant.api.desk import Desk
from assistant.api.envelope import Envelope
from assistant.api.figures import Figures
from assistant.api.jobs import Jobs
from assistant.api.keys import Keys
from assistant.api.keystore import KeyStore
from assistant.api.tracing import Traced, Tracing
from assistant.api.worker import Worker
from assistant.chat.examples import example_questions
from assistant.chat.mounting import install as install_pages
from assistant.stages import Stages
from indexing.collection import Collection
from indexing.settings import Settings

_FINISHING_S = 10.0  # what the job at hand may take when the server is stopped
_DESCRIPTION = (
    "Hỏi đáp trên văn bản hành chính: câu trả lời nào cũng dẫn đúng điều khoản của nó. "
    "Answers questions over Vietnamese administrative documents, always citing the clause."
)


def create_app(settings: Settings, collection: Collection | None = None) -> FastAPI:
    """The whole server over the collection the settings name, or over one that is lent to it.

    Raises ``CollectionInUse`` and the other errors of ``Collection.open``, and ``BadKeys``.
    """
    Keys(settings.api_keys)  # before anything is opened: keys that cannot be read
    figures = Figures()
    tracing = Tracing(settings, _version()) if settings.otlp_url else None

    def staged(stages: Stages) -> None:
        figures.staged(stages)
        if tracing:
            tracing.staged(stages)

    desk = Desk(settings, collection, example_questions, staged)
    keys = Keys(
        settings.api_keys, KeyStore(desk.collection.shared.engine),
        per_minute=settings.rate_limit, tries=settings.login_tries,
    )  # fmt: skip
    jobs = Jobs(desk.collection.shared.engine)
    worker = Worker(jobs, desk)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        desk.refresh()
        worker.start()
        yield
        # A thread that is still busy keeps the collection: it goes when the process does.
        if await asyncio.to_thread(worker.stop, _FINISHING_S):
            desk.close()
        if tracing:
            await asyncio.to_thread(tracing.close)

    # FastAPI's own pages load their scripts from a foreign host; ours is in ``manual``.
    app = FastAPI(
        title="Trích Dẫn", description=_DESCRIPTION, version=_version(), lifespan=lifespan,
        docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.desk, app.state.figures, app.state.keys = desk, figures, keys
    app.state.jobs, app.state.worker, app.state.tracing = jobs, worker, tracing
    problems.install(app)
    for routes in (asking, completions, documents, uploads, queue, facts, operations):
        app.include_router(routes.router)
    manual.install(app)
    _describe(app)
    install_pages(app, desk)  # last: the page takes every path that nobody else has
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Prefer", "X-Request-ID"],
            expose_headers=["X-Request-ID", "ETag", "Location", "Retry-After"],
        )
    app.add_middleware(Envelope, settings=settings, figures=figures)
    if tracing:
        app.add_middleware(Traced, tracing=tracing)
    return app


def _version() -> str:
    try:
        return version("trichdan")
    except PackageNotFoundError:  # run from a source tree
        return "0"


def _describe(app: FastAPI) -> None:
    """Let OpenAPI know the body of errors, which no route returns by itself."""

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            schemas["ProblemDetails"] = problems.ProblemDetails.model_json_schema(mode="serialization")
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
