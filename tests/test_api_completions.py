"""OpenAI's own client, pointed at this server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_samples import LEAD, THEME, copied, live

from assistant.api import create_app
from indexing.settings import Settings

openai = pytest.importorskip("openai", reason="the official client is not installed")


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    data = copied(sample_data, tmp_path_factory.mktemp("completions"))
    app = create_app(Settings(data_dir=data, api_keys="reader:key-1"))
    with live(app) as url, openai.OpenAI(base_url=f"{url}/v1", api_key="key-1", max_retries=0) as client:
        yield client


def test_a_completion_carries_its_citations(client: Any) -> None:
    completion = client.chat.completions.create(
        model="trichdan",
        temperature=0,
        messages=[{"role": "system", "content": "Trả lời ngắn."}, {"role": "user", "content": LEAD}],
    )
    text = completion.choices[0].message.content
    assert "Sở Y tế" in text and "Nguồn:\n[1] dòng 7, Phụ lục" in text
    assert completion.choices[0].finish_reason == "stop" and completion.usage.total_tokens > 0
    assert "y tế học đường" in completion.model_extra["trichdan"]["citations"][0]["quote"]


def test_a_stream_says_the_same(client: Any) -> None:
    messages = [{"role": "user", "content": LEAD}]
    whole = client.chat.completions.create(model="trichdan", messages=messages)
    stream = client.chat.completions.create(
        model="trichdan", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == whole.choices[0].message.content
    final = next(c for c in chunks if c.choices and c.choices[0].finish_reason == "stop")
    assert final.model_extra["trichdan"]["answerable"] and chunks[-1].usage.total_tokens > 0


def test_earlier_messages_are_the_conversation(client: Any) -> None:
    completion = client.chat.completions.create(
        model="trichdan",
        messages=[
            {"role": "user", "content": [{"type": "text", "text": THEME}]},
            {"role": "assistant", "content": "…"},
            {"role": "user", "content": [{"type": "text", "text": "Còn Thanh Sa thì sao?"}]},
        ],
    )
    assert "Thanh Sa" in completion.model_extra["trichdan"]["understood"]


def test_its_errors_are_the_clients_errors(client: Any) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="trống"):
        client.chat.completions.create(model="trichdan", messages=[{"role": "user", "content": " "}])
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="trichdan", messages=[{"role": "assistant", "content": "x"}])
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="wrong").chat.completions.create(
            model="trichdan", messages=[{"role": "user", "content": LEAD}]
        )


def test_the_one_model_is_listed(client: Any) -> None:
    assert [each.id for each in client.models.list()] == ["trichdan"]
