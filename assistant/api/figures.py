"""The counters behind ``/metrics``: one registry per application, none on module level."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.model import Answer
from assistant.stages import Stages

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Figures:
    """What a server counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "trichdan_requests_total", "Yêu cầu HTTP", ("method", "route", "status"), registry=self.registry
        )
        self.request_seconds = Histogram(
            "trichdan_request_seconds", "Thời gian xử lý yêu cầu", ("route",),
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.answers = Counter(
            "trichdan_answers_total", "Câu trả lời", ("kind", "mode", "answerable"), registry=self.registry
        )
        self.refusals = Counter(
            "trichdan_refusals_total", "Câu hỏi không được trả lời", ("reason",), registry=self.registry
        )
        self.answer_seconds = Histogram(
            "trichdan_answer_seconds",
            "Thời gian trả lời",
            ("mode",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.stage_seconds = Histogram(
            "trichdan_stage_seconds",
            "Thời gian từng bước trả lời (understanding, retrieval, answering, verification)",
            ("stage",),
            buckets=(0.0005, 0.001, 0.0025, *_SECONDS),
            registry=self.registry,
        )
        self.removed_claims = Counter(
            "trichdan_verifier_removed_claims_total", "Ý bị bước kiểm chứng loại", registry=self.registry
        )
        self.points = Gauge(
            "trichdan_index_clauses", "Điều khoản tra cứu được trong chỉ mục", registry=self.registry
        )
        self.generation = Gauge("trichdan_index_generation", "Số lần chỉ mục đã đổi", registry=self.registry)
        self.breaker = Gauge(
            "trichdan_llm_breaker_open",
            "1 khi mô hình ngôn ngữ được để yên vì vừa lỗi nhiều lần liền",
            registry=self.registry,
        )
        self.jobs = Gauge("trichdan_jobs", "Lượt nạp theo trạng thái", ("state",), registry=self.registry)
        self.documents = Gauge("trichdan_documents", "Văn bản trong kho", registry=self.registry)

    def answered(self, answer: Answer) -> None:
        """Count one answer."""
        self.answers.labels(answer.kind, answer.mode, str(answer.answerable).lower()).inc()
        self.answer_seconds.labels(answer.mode).observe(answer.elapsed_ms / 1000)
        if not answer.answerable:
            self.refusals.labels(answer.reason or "unspecified").inc()

    def staged(self, stages: Stages) -> None:
        """Count how long the stages of one answer took, and what its verifier removed."""
        for name, seconds in stages.seconds.items():
            self.stage_seconds.labels(name).observe(seconds)
        self.removed_claims.inc(stages.removed)

    def text(self) -> bytes:
        """Everything counted, in Prometheus text format."""
        return generate_latest(self.registry)
