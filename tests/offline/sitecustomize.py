"""Nothing in a test may reach beyond this machine.

Imported by ``tests/conftest.py``, and by every Python process that a test starts (its folder stands
on PYTHONPATH). Whoever tries to reach another machine gets what an office without network gives: an
error. The attempt is written to the file that ``TRICHDAN_TEST_REACHED`` names, and the test fails.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Any

_WATCHED = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"})
_LOCAL_NAMES = frozenset({None, "", "localhost", b"localhost"})


class Unreachable(OSError):
    """Another machine was asked for."""


def _is_local(host: Any) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:  # a Unix socket, or one that is connected already
        return
    if _is_local(host):
        return
    if log := os.environ.get("TRICHDAN_TEST_REACHED"):
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{event} {host}\n")
    raise Unreachable(f"tests reach no other machine, and {host!r} is one")


sys.addaudithook(_watch)
