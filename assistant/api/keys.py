"""API keys and their roles, and the signed cookie that stands for a key in the page.

Without keys everybody who reaches the server is an administrator of it; that is why it then
listens on loopback only (see ``server``). Keys are compared by digest in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Literal

from fastapi import Request
from fastapi.security import HTTPBearer
from pydantic import SecretStr

from assistant.api.problems import Problem

Role = Literal["reader", "admin"]
COOKIE = "trichdan_session"
SESSION_SECONDS = 12 * 3600  # a working day
bearer = HTTPBearer(auto_error=False, description="Khóa API: `Authorization: Bearer KHÓA`")


class BadKeys(ValueError):
    """``api_keys`` cannot be read."""


class Keys:
    """The keys in force; none means that no key is asked for."""

    def __init__(self, setting: SecretStr | None) -> None:
        text = setting.get_secret_value() if setting else ""
        self._roles: dict[str, Role] = {}
        for entry in filter(None, (part.strip() for part in text.split(","))):
            role, colon, key = entry.partition(":")
            if not colon:
                role, key = "reader", entry
            if role not in ("reader", "admin") or not key.strip():
                raise BadKeys("TRICHDAN_API_KEYS phải có dạng `admin:khóa,reader:khóa`.")
            self._roles[_digest(key.strip())] = "admin" if role == "admin" else "reader"
        # Every replica with the same keys signs alike, and a withdrawn key ends all sessions.
        self._secret = hashlib.sha256(f"trichdan session\0{text}".encode()).digest()

    def __bool__(self) -> bool:
        return bool(self._roles)

    def role_of(self, key: str) -> Role | None:
        """The role ``key`` gives; None for a key that is not in force."""
        digest = _digest(key)
        found: Role | None = None
        for known, role in self._roles.items():  # no early exit: the time taken tells nothing
            if hmac.compare_digest(known, digest):
                found = role
        return found

    def session(self, role: Role, now: float | None = None) -> str:
        """The cookie value that proves ``role`` until it expires."""
        claim = f"{role}.{int((now or time.time()) + SESSION_SECONDS)}"
        return f"{claim}.{self._sign(claim)}"

    def session_role(self, cookie: str) -> Role | None:
        """The role a cookie proves; None when it is forged or has expired."""
        claim, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(self._sign(claim).encode(), signature.encode("utf-8", "replace")):
            return None
        role, _, expiry = claim.partition(".")
        if float(expiry) < time.time():
            return None
        return "admin" if role == "admin" else "reader"

    def _sign(self, claim: str) -> str:
        return hmac.new(self._secret, claim.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _role(request: Request) -> Role | None:
    keys: Keys = request.app.state.keys
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return keys.role_of(key.strip()) if scheme.lower() == "bearer" else None


def reader(request: Request) -> None:
    """Dependency: the request carries a key that is in force, where keys are set."""
    if request.app.state.keys and _role(request) is None:
        raise Problem(
            401,
            "Cần khóa API hợp lệ: gửi tiêu đề `Authorization: Bearer KHÓA`.",
            {"WWW-Authenticate": "Bearer"},
        )


def admin(request: Request) -> None:
    """Dependency: the request may change the collection."""
    reader(request)
    if request.app.state.keys and _role(request) != "admin":
        raise Problem(403, "Khóa này chỉ được đọc; thay đổi kho văn bản cần khóa quản trị.")


def page_role(request: Request) -> Role | None:
    """Who is looking at a page: by session cookie or by key; an administrator where no keys are set."""
    keys: Keys = request.app.state.keys
    if not keys:
        return "admin"
    return _role(request) or keys.session_role(request.cookies.get(COOKIE, ""))
