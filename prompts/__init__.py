"""Prompts, one purpose each, as Markdown files with a versioned head; loaded by name.

What is put into a prompt is data: it is inserted as text and never read as a template.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)


class Prompt(NamedTuple):
    """A prompt: what it is for, its version (raised with every change of its words), its template."""

    name: str
    version: int
    purpose: str
    variables: tuple[str, ...]
    template: str

    def render(self, **values: object) -> str:
        """The prompt with ``values`` put in; every variable of the head is needed, and no other."""
        if set(values) != set(self.variables):
            raise ValueError(f"prompt {self.name} needs {sorted(self.variables)}, not {sorted(values)}")
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        return environment.from_string(self.template).render(values).strip()


@cache
def load(name: str) -> Prompt:
    """The prompt ``prompts/<name>.md``; raises FileNotFoundError, or ValueError when it has no head."""
    text = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    match = _HEAD.match(text)
    if not match:
        raise ValueError(f"prompt {name} has no head")
    head = dict(line.split(":", 1) for line in match["head"].splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in head.items()}
    return Prompt(
        name=fields["name"],
        version=int(fields["version"]),
        purpose=fields["purpose"],
        variables=tuple(v.strip() for v in fields["variables"].split(",") if v.strip()),
        template=match["body"],
    )
