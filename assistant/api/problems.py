"""Errors as RFC 9457 problem details, worded in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.chat.language import language_of, translated

TITLES = {
    400: "Yêu cầu không hợp lệ",
    401: "Chưa xác thực",
    403: "Không đủ quyền",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    408: "Hết giờ chờ",
    409: "Xung đột",
    413: "Dữ liệu quá lớn",
    415: "Định dạng không được hỗ trợ",
    422: "Dữ liệu không hợp lệ",
    429: "Quá nhiều yêu cầu",
    500: "Lỗi máy chủ",
    503: "Chưa sẵn sàng",
}

# What pydantic calls a mistake → what a Vietnamese reader is told; filled with the mistake's context.
_MESSAGES = {
    "missing": "thiếu trường bắt buộc này",
    "json_invalid": "nội dung không phải JSON hợp lệ",
    "string_type": "phải là chuỗi ký tự",
    "string_unicode": "chứa ký tự Unicode không hợp lệ",
    "string_too_short": "phải có ít nhất {min_length} ký tự",
    "string_too_long": "không được quá {max_length} ký tự",
    "list_type": "phải là danh sách",
    "too_long": "không được quá {max_length} phần tử",
    "too_short": "phải có ít nhất {min_length} phần tử",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
    "literal_error": "phải là một trong: {expected}",
    "enum": "phải là một trong: {expected}",
    "greater_than_equal": "phải lớn hơn hoặc bằng {ge}",
    "less_than_equal": "phải nhỏ hơn hoặc bằng {le}",
    "model_attributes_type": "phải là một đối tượng JSON",
    "dict_type": "phải là một đối tượng JSON",
    "extra_forbidden": "là trường không được biết đến",
}


class ProblemDetails(BaseModel):
    """The body of every error (``application/problem+json``)."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Dữ liệu không hợp lệ"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["Câu hỏi đang để trống."])
    instance: str = Field(examples=["/v1/ask"])
    request_id: str = Field(examples=["5f0c1d2e3a4b5c6d"])
    errors: list[dict[str, str]] = Field(default_factory=list)


class Problem(HTTPException):
    """An error to be answered with ``status`` and a Vietnamese ``detail``."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status_code=status, detail=detail, headers=dict(headers or {}))


def writable(text: str) -> str:
    """``text`` without lone surrogates, which JSON accepts but UTF-8 cannot carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def problem_response(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The problem-details response for this request, in the language that its browser has chosen."""
    detail = translated(detail, language_of(request.cookies))
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": writable(detail),
        "instance": writable(request.url.path),
        "request_id": getattr(request.state, "request_id", ""),
    }
    if request.url.path == "/v1/chat/completions":
        # Where OpenAI's clients look for what to tell; RFC 9457 allows further members.
        body["error"] = {"message": body["detail"], "type": "invalid_request_error", "code": str(status)}
    if errors:
        body["errors"] = [{name: writable(value) for name, value in error.items()} for error in errors]
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _worded(error: Mapping[str, Any]) -> dict[str, str]:
    parts = [str(part) for part in error["loc"] if part not in ("body", "query", "path")]
    field = "" if error["type"] == "json_invalid" else ".".join(parts)
    message = _MESSAGES.get(error["type"])
    if message is None:
        # Our own validators already speak Vietnamese; pydantic puts "Value error, " before it.
        message = str(error["msg"]).removeprefix("Value error, ")
    context = error.get("ctx") or {}
    return {"field": field, "message": message.format(**context) if "{" in message else message}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses=`` of a route that can answer with these problems."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": TITLES[status], "content": content} for status in statuses}


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with problem details."""

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error, Problem):
            return problem_response(request, error.status_code, error.detail, headers=error.headers)
        if error.status_code == 400:  # FastAPI's word for a body it cannot decode: bad input like any other
            return problem_response(request, 422, "Nội dung gửi lên không đọc được.")
        detail = f"{TITLES.get(error.status_code, error.detail)}."
        return problem_response(request, error.status_code, detail, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [_worded(each) for each in error.errors()]
        detail = "; ".join(
            f"{each['field']}: {each['message']}" if each["field"] else each["message"] for each in errors[:5]
        )
        return problem_response(request, 422, f"Dữ liệu gửi lên không hợp lệ: {detail}.", errors=errors)
