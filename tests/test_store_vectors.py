"""Both vector indexes, under the same cases: Qdrant's engine in-process and Qdrant's client."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from indexing.lexical import SparseVector, sparse_passage, sparse_query
from indexing.vectors import Payload, VectorIndex, VectorPoint, VectorsLocked, VectorsUnusable
from indexing.vectors.edge import EdgeIndex
from indexing.vectors.server import ServerIndex

Open = Callable[..., VectorIndex]
SERVER = os.environ.get("TRICHDAN_TEST_QDRANT_URL")


@pytest.fixture(params=["edge", "memory", "server"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """``opening(stamp="s", create=False)`` opens one and the same index."""
    if request.param == "edge":
        yield lambda stamp="s", create=False: EdgeIndex(
            tmp_path / "vectors", dimension=3, stamp=stamp, create=create
        )
        return
    if request.param == "server" and not SERVER:
        pytest.skip("TRICHDAN_TEST_QDRANT_URL names no Qdrant server")
    client = QdrantClient(SERVER if request.param == "server" else ":memory:")
    name = f"trichdan-test-{uuid.uuid4().hex}"
    yield lambda stamp="s", create=False: ServerIndex(client, name, dimension=3, stamp=stamp, create=create)
    client.delete_collection(name)
    client.close()


def point(
    number: int, dense: list[float], text: str, revision: int = 1, *windows: list[float]
) -> VectorPoint:
    payload = Payload(
        clause_id=f"c{number}",
        document_id=f"d{revision}",
        revision=revision,
        province=None,
        school_year="2024-2025",
        kind="item",
    )
    return VectorPoint(number, [dense, *windows], sparse_passage(text), payload)


POINTS = [
    point(1, [1, 0, 0], "Sở Y tế chủ trì"),
    point(2, [0, 1, 0], "Sở Tài chính chủ trì kế hoạch"),
    point(3, [0.8, 0.6, 0], "Chi cục Kiểm lâm chủ trì", revision=2),
]


@pytest.fixture
def index(opening: Open) -> VectorIndex:
    made = opening(create=True)
    assert made.upsert(iter(POINTS)) == 3
    made.flush()
    return made


def ids(hits: list) -> list[str]:  # type: ignore[type-arg]
    return [hit.clause_id for hit in hits]


def test_dense_ranks_by_cosine(index: VectorIndex) -> None:
    hits = index.dense([1.0, 0.0, 0.0], 2)
    assert ids(hits) == ["c1", "c3"]
    assert [h.score for h in hits] == pytest.approx([1, 0.8], abs=1e-3)
    assert [h.revision for h in hits] == [1, 2]


def test_sparse_finds_common_tokens_only_and_rare_ones_first(index: VectorIndex) -> None:
    assert ids(index.sparse(sparse_query("kiem lam chu tri"), 10))[0] == "c3"
    assert ids(index.sparse(sparse_query("Y tế"), 10)) == ["c1"]
    assert index.sparse(sparse_query("hoàn toàn khác hẳn"), 10) == []
    assert index.sparse(SparseVector([], []), 10) == []


def test_filters_keep_and_leave_out_revisions(index: VectorIndex) -> None:
    assert ids(index.dense([1.0, 0.0, 0.0], 9, revisions={2})) == ["c3"]
    assert ids(index.dense([1.0, 0.0, 0.0], 9, without={2})) == ["c1", "c2"]
    query = sparse_query("chủ trì")
    assert ids(index.sparse(query, 9, revisions=[2])) == ["c3"]
    assert set(ids(index.sparse(query, 9, without=[2]))) == {"c1", "c2"}
    assert index.dense([1.0, 0.0, 0.0], 9, revisions=[77]) == []


def test_points_are_replaced_and_deleted(index: VectorIndex) -> None:
    index.upsert(iter([point(1, [0, 0, 1], "đã sửa", revision=3)]))
    assert index.count() == 3
    assert index.count(without=[3]) == 2
    index.delete_revisions([1, 3])
    index.delete_revisions([])
    assert index.count() == 1
    assert ids(index.dense([0.0, 0.0, 1.0], 9)) == ["c3"]


def test_a_long_clause_is_found_once_by_its_nearest_window(index: VectorIndex) -> None:
    weights = index.sparse(sparse_query("kiểm lâm"), 9)
    long = point(4, [1, 0, 0], "khoản dài", 3, *([0.6, 0, 0.8] for _ in range(40)), [0, 0, 1])
    assert index.upsert(iter([long])) == 42
    index.flush()
    assert ids(index.dense([0.6, 0.0, 0.8], 2)) == ["c4", "c1"]
    assert index.dense([0.0, 0.0, 1.0], 1)[0].score == pytest.approx(1, abs=1e-3)
    assert index.count() == 45
    # Its windows are no further texts: words are as rare as they were, but for one clause more.
    assert ids(index.sparse(sparse_query("khoản dài"), 9)) == ["c4"]
    assert index.sparse(sparse_query("kiểm lâm"), 9)[0].score < 1.3 * weights[0].score
    index.delete_revisions([3])
    assert index.count() == 3


def test_it_is_found_again_by_its_stamp_only(opening: Open, index: VectorIndex) -> None:
    if isinstance(index, EdgeIndex):
        index.close()
    again = opening()
    assert again.count() == 3
    if isinstance(again, EdgeIndex):
        again.close()
    with pytest.raises(VectorsUnusable):
        opening(stamp="another")
    assert opening(stamp="another", create=True).count() == 0


def test_there_is_none_yet(opening: Open) -> None:
    with pytest.raises(VectorsUnusable):
        opening()


def test_many_points_in_several_batches(opening: Open) -> None:
    made = opening(create=True)
    assert made.upsert(point(n, [1.0, n / 600, 0], f"khoản {n}") for n in range(1, 601)) == 600
    assert made.count() == 600
    assert ids(made.sparse(sparse_query("khoan 599"), 1)) == ["c599"]


def test_the_folder_has_one_owner(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    owner = EdgeIndex(folder, dimension=3, stamp="s", create=True)
    for create in (False, True):
        with pytest.raises(VectorsLocked):
            EdgeIndex(folder, dimension=3, stamp="s", create=create)
    owner.upsert(iter(POINTS))
    owner.close()
    assert EdgeIndex(folder, dimension=3, stamp="s").count() == 3


def test_a_damaged_folder_is_unusable_and_can_be_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    made = EdgeIndex(folder, dimension=3, stamp="s", create=True)
    made.upsert(iter(POINTS))
    made.close()
    for segment in (folder / "segments").iterdir():
        for file in segment.rglob("*.json"):
            file.write_text("{", "utf-8")
    with pytest.raises(VectorsUnusable):
        EdgeIndex(folder, dimension=3, stamp="s")
    shutil.rmtree(folder / "wal")
    assert EdgeIndex(folder, dimension=3, stamp="s", create=True).count() == 0


def test_a_large_index_finds_what_an_exact_search_finds(tmp_path: Path) -> None:
    """Above the size from which codes are searched, the ten nearest of a hundred questions."""
    import numpy as np

    rng = np.random.default_rng(5)
    topics = rng.standard_normal((300, 384))

    def vectors(n: int) -> np.ndarray:  # type: ignore[type-arg]
        near = topics[rng.integers(0, len(topics), n)] + rng.standard_normal((n, 384))
        return near / np.linalg.norm(near, axis=1, keepdims=True)

    index = EdgeIndex(tmp_path / "vectors", dimension=384, stamp="s", create=True)
    rows = enumerate(vectors(24_000).tolist(), 1)
    index.upsert(point(n, row, f"khoản {n % 90}") for n, row in rows)
    index.flush()
    same = 0
    for question in vectors(100).tolist():
        nearest = ids(index.dense(question, 10, exact=True))
        same += len({*nearest} & {*ids(index.dense(question, 60))[:10]})
    index.close()
    assert same >= 980
