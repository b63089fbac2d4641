"""API keys and their roles, and the signed cookie that stands for a key in the page.

Keys come from the settings and from the relational store (``keystore``). Without any, everybody
who reaches the server is an administrator of it; that is why it then listens on loopback only
(see ``server``). Once a key has been stored, keys are asked for from then on, also when all of
them are revoked: withdrawing the last one must not open the server.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from dataclasses import dataclass

from fastapi import Request
from fastapi.security import HTTPBearer
from pydantic import SecretStr

from assistant.api.keystore import KeyStore, Role, digest_of
from assistant.api.limits import Buckets
from assistant.api.problems import Problem

COOKIE = "trichdan_session"
PAGE_SCRIPT = "trichdan"  # what scripts of our pages send as X-Requested-With
SESSION_SECONDS = 12 * 3600  # a working day
_STORE_SECONDS = 1.0  # a key that is made or revoked elsewhere is known after this
_REFERENCE = 16  # characters of a digest that name a key in a session
bearer = HTTPBearer(auto_error=False, description="Khóa API: `Authorization: Bearer KHÓA`")


class BadKeys(ValueError):
    """``api_keys`` cannot be read."""


class TooManyTries(Problem):
    """Too many wrong keys from one address."""

    def __init__(self, wait_s: int) -> None:
        detail = f"Đã thử sai quá nhiều lần. Vui lòng thử lại sau {wait_s} giây."
        super().__init__(429, detail, {"Retry-After": str(wait_s)})


@dataclass(frozen=True)
class Known:
    """A key in force: what it may do, how often (None: as the settings say)."""

    digest: str
    role: Role
    rate: int | None = None


class Keys:
    """The keys in force; none means that no key is asked for.

    ``per_minute`` is how many requests a key may make a minute, ``tries`` how many wrong log-ins
    an address may make in five minutes; 0 is no limit.
    """

    def __init__(
        self, setting: SecretStr | None, store: KeyStore | None = None, *, per_minute: int = 0, tries: int = 0
    ) -> None:
        text = setting.get_secret_value() if setting else ""
        self._set = {each.digest: each for each in _read(text)}
        self._store = store
        self._stored: dict[str, Known] = {}
        self._ever_stored = False
        self._looked = float("-inf")
        self._lock = threading.Lock()
        self._requests = Buckets(per_minute, 60)
        self._tries = Buckets(tries, 300)
        # Every replica over the same store, with the same keys, signs alike.
        shared = store.secret("session") if store else b""
        self._secret = hashlib.sha256(b"trichdan session\0" + text.encode() + b"\0" + shared).digest()

    def __bool__(self) -> bool:
        self._look()
        return bool(self._set) or self._ever_stored

    def _look(self) -> None:
        """Read the stored keys again when what is known of them is old."""
        if self._store is None or time.monotonic() - self._looked < _STORE_SECONDS:
            return
        with self._lock:
            if time.monotonic() - self._looked < _STORE_SECONDS:
                return
            found = self._store.all()
            self._ever_stored = bool(found)
            self._stored = {k.digest: Known(k.digest, k.role, k.rate) for k in found if k.revoked is None}
            self._looked = time.monotonic()

    def known(self, key: str) -> Known | None:
        """The key as it is in force; None when it is not."""
        self._look()
        # By digest, so the time a look-up takes tells nothing about the keys there are.
        digest = digest_of(key)
        return self._set.get(digest) or self._stored.get(digest)

    def spend(self, key: Known) -> None:
        """Count a request of a key; raises a 429 problem when there were too many."""
        if wait_s := self._requests.take(key.digest, key.rate):
            raise Problem(
                429,
                f"Khóa này đã gửi quá nhiều yêu cầu. Vui lòng thử lại sau {wait_s} giây.",
                {"Retry-After": str(wait_s)},
            )

    def log_in(self, key: str, address: str) -> str | None:
        """A session for ``key``, None when it is not in force; raises ``TooManyTries``."""
        if wait_s := self._tries.wait(address):
            raise TooManyTries(wait_s)
        session = self.session(key)
        if session is None:
            self._tries.take(address)
        return session

    def session(self, key: str, now: float | None = None) -> str | None:
        """The cookie value that stands for ``key`` until it expires; None for a key not in force."""
        found = self.known(key)
        if found is None:
            return None
        claim = f"{found.digest[:_REFERENCE]}.{int((now or time.time()) + SESSION_SECONDS)}"
        return f"{claim}.{self._sign(claim)}"

    def session_key(self, cookie: str) -> Known | None:
        """The key a cookie stands for; None when it is forged, has expired or its key is withdrawn."""
        claim, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(self._sign(claim).encode(), signature.encode("utf-8", "replace")):
            return None
        reference, _, expiry = claim.partition(".")
        if float(expiry) < time.time():
            return None
        self._look()
        in_force = (*self._set.values(), *self._stored.values())
        return next((each for each in in_force if each.digest.startswith(reference)), None)

    def session_role(self, cookie: str) -> Role | None:
        """The role of the key a cookie stands for."""
        found = self.session_key(cookie)
        return found.role if found else None

    def _sign(self, claim: str) -> str:
        return hmac.new(self._secret, claim.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _read(text: str) -> list[Known]:
    """The keys of the setting."""
    found: list[Known] = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        role, colon, key = entry.partition(":")
        if not colon:
            role, key = "reader", entry
        if role not in ("reader", "admin") or not key.strip():
            raise BadKeys("TRICHDAN_API_KEYS phải có dạng `admin:khóa,reader:khóa`.")
        found.append(Known(digest_of(key.strip()), "admin" if role == "admin" else "reader"))
    return found


def _presented(request: Request) -> Known | None:
    """The key in the header or, for scripts of our own pages, the one their cookie stands for.

    By itself the cookie opens pages, not the API: a browser sends it whoever asks. The header of
    our scripts is one that no other site can make a browser send.
    """
    keys: Keys = request.app.state.keys
    given = request.headers.get("authorization")
    if given is None and request.headers.get("x-requested-with") == PAGE_SCRIPT:
        return keys.session_key(request.cookies.get(COOKIE, ""))
    given = given or ""
    scheme, _, key = given.partition(" ")
    return keys.known(key.strip()) if scheme.lower() == "bearer" else None


def reader(request: Request) -> None:
    """Dependency: the request carries a key that is in force, where keys are set."""
    keys: Keys = request.app.state.keys
    if not keys:
        return
    known = _presented(request)
    if known is None:
        raise Problem(
            401,
            "Cần khóa API hợp lệ: gửi tiêu đề `Authorization: Bearer KHÓA`.",
            {"WWW-Authenticate": "Bearer"},
        )
    keys.spend(known)


def admin(request: Request) -> None:
    """Dependency: the request may change the collection."""
    reader(request)
    known = _presented(request)
    if request.app.state.keys and (known is None or known.role != "admin"):
        raise Problem(403, "Khóa này chỉ được đọc; thay đổi kho văn bản cần khóa quản trị.")


def page_role(request: Request) -> Role | None:
    """Who is looking at a page: by session cookie or by key; an administrator where no keys are set."""
    keys: Keys = request.app.state.keys
    if not keys:
        return "admin"
    known = _presented(request)
    return known.role if known else keys.session_role(request.cookies.get(COOKIE, ""))
