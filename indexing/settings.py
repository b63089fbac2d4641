"""Every setting of the product, in one place.

Looked up in this order: arguments, environment (``TRICHDAN_…``), ``trichdan.toml`` in the working
directory, the default. A misspelt key in ``trichdan.toml`` is an error that names it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Settings in force; pass it explicitly, there is no global one."""

    model_config = SettingsConfigDict(
        env_prefix="TRICHDAN_", toml_file="trichdan.toml", extra="forbid", frozen=True
    )

    data_dir: Path = Field(Path("data"), description="Folder that holds the index")
    database_url: str | None = Field(
        None, description="SQLAlchemy URL of the relational store; a SQLite file in data_dir by default"
    )
    qdrant_url: str | None = Field(
        None, description="Qdrant server or cluster; the embedded engine in data_dir by default"
    )
    qdrant_key: SecretStr | None = Field(None, description="API key of the Qdrant server")
    qdrant_collection: str = Field(
        "trichdan", description="What the collections on the Qdrant server are called"
    )
    qdrant_shards: int = Field(1, ge=1, description="Shards of the collection on a Qdrant cluster")
    qdrant_replicas: int = Field(1, ge=1, description="Replication factor on a Qdrant cluster")
    embedding_model: str = Field(
        "me5-small-vi",
        description="`me5-small-vi` (embedded) or the folder or name of any sentence-transformers model",
    )
    embedding_threads: int = Field(0, ge=0, description="Threads for indexing; 0 takes all cores")
    embedding_batch: int = Field(16, ge=1, description="Clauses per embedding batch")
    dense_weight: float = Field(0.55, ge=0, le=1, description="Weight of the dense leg in the fusion")

    max_file_mb: int = Field(100, ge=1, description="Larger files are refused, in MB")
    max_pages: int = Field(2000, ge=1, description="PDFs with more pages are refused")
    read_timeout_s: float = Field(300, gt=0, description="Longest time reading one file may take")

    host: str = Field("127.0.0.1", description="Address `serve` listens on")
    port: int = Field(8000, ge=0, le=65535, description="Port `serve` listens on; 0 picks a free one")
    api_keys: SecretStr | None = Field(
        None, description="Comma-separated `role:key` pairs (reader or admin); `key` alone is a reader"
    )
    rate_limit: int = Field(6000, ge=0, description="Requests a key may make per minute; 0 is no limit")
    login_tries: int = Field(
        10, ge=0, description="Wrong log-ins an address may make in five minutes; 0 is no limit"
    )
    allow_open: bool = Field(False, description="Listen beyond loopback without keys")
    cors_origins: tuple[str, ...] = Field((), description="Origins allowed to call the API from a browser")
    client_patience_s: float = Field(
        30, gt=0, description="A client that sends less than 16 KB of a request in this time is cut off"
    )
    max_question_chars: int = Field(2000, ge=1, description="Longer questions are refused")
    log_questions: bool = Field(False, description="Write question texts to the log")
    log_format: Literal["text", "json"] = Field("text", description="Lines of the log as text or JSON")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Level of the log")
    otlp_url: str | None = Field(
        None, description="OpenTelemetry collector (OTLP over HTTP, `http://…:4318`) that spans are sent to"
    )

    llm_url: str | None = Field(
        None, description="Base URL of an OpenAI-compatible endpoint (`…/v1`) that words answers"
    )
    llm_key: SecretStr | None = Field(None, description="API key of the endpoint")
    llm_model: str = Field("default", description="Model asked for at the endpoint")
    llm_timeout_s: float = Field(30, gt=0, description="Longest time the endpoint may take, retries included")
    llm_retries: int = Field(1, ge=0, description="Further attempts after one that failed")
    llm_max_clauses: int = Field(6, ge=1, le=40, description="Clauses the model is given")
    llm_max_tokens: int = Field(800, ge=16, description="Longest answer asked of the model, in tokens")
    llm_breaker_failures: int = Field(3, ge=1, description="Failures in a row after which it is left alone")
    llm_breaker_rest_s: float = Field(60, gt=0, description="How long it is left alone")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
