"""Runs over files that are new, unchanged, changed, moved, gone, bad or copies of each other."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from store_samples import FOREST, LITERACY, WATER, plan, write, write_three

from indexing import embedding
from indexing.collection import Collection
from indexing.files import find_files, slug
from indexing.pipeline import FileReport, IndexReport, index_paths, remove_documents
from indexing.settings import Settings


@pytest.fixture(params=["edge", "server", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    data = tmp_path / "data"
    if request.param == "edge":
        yield Settings(data_dir=data)
    elif request.param == "server":  # the code for a Qdrant server, against the client's local mode
        yield Settings(data_dir=data, qdrant_url=":memory:")
    else:
        yield Settings(data_dir=data, database_url=request.getfixturevalue("postgresql"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_three(tmp_path / "files")


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each call embedded, with the real model."""
    calls: list[int] = []
    real = embedding.OnnxEmbedder.embed_passages

    def counted(self: embedding.OnnxEmbedder, texts: Sequence[str]) -> Any:
        calls.append(len(texts))
        return real(self, texts)

    monkeypatch.setattr(embedding.OnnxEmbedder, "embed_passages", counted)
    return calls


def statuses(report: IndexReport) -> dict[str, str]:
    return {d.file: d.status for d in report.documents}


def found(settings: Settings, words: str) -> list[str]:
    """Documents in which the words are found, best first."""
    with Collection.open(settings) as collection:
        return list(dict.fromkeys(i.split(":")[0] for i, _ in collection.sparse(words, 100)))


def rows(settings: Settings, table: str) -> int:
    from indexing import database

    with Collection.open(settings, lazy=True) as collection, Session(collection.shared.engine) as session:
        return session.scalar(select(func.count()).select_from(getattr(database, table))) or 0


def test_the_report_counts_what_was_read(settings: Settings, files: Path) -> None:
    report = index_paths([files], settings)
    assert report.documents[0] == FileReport(
        file="nuoc-sach.txt",
        id="nuoc-sach",
        number="77/KH-UBND",
        status="indexed",
        clauses=14,
        facts=report.documents[0].facts,
    )
    assert report.documents[0].facts > 0
    again = index_paths([files], settings)
    assert [d.model_copy(update={"status": "indexed"}) for d in again.documents] == list(report.documents)


def test_unchanged_files_cost_next_to_nothing(tmp_path: Path, embedded: list[int]) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    changes = ({**FOREST, "number": f"{n}/KH-UBND", "task": f"Nhiệm vụ thứ {n}."} for n in range(1, 13))
    files = write(tmp_path / "files", **{f"plan{n}": plan(**c) for n, c in enumerate(changes)})
    start = time.perf_counter()
    index_paths([files], settings)
    first = time.perf_counter() - start
    embedded.clear()
    start = time.perf_counter()
    report = index_paths([files], settings)
    second = time.perf_counter() - start
    assert set(statuses(report).values()) == {"unchanged"}
    assert embedded == []
    assert second < first / 10


def test_content_decides_not_times_nor_names(settings: Settings, files: Path) -> None:
    index_paths([files], settings)
    os.utime(files / "nuoc-sach.txt", (1, 1))
    assert set(statuses(index_paths([files], settings)).values()) == {"unchanged"}
    (files / "trong-rung.txt").rename(files / "ke-hoach-rung.txt")
    report = index_paths([files], settings)
    assert report.vanished == ()
    moved = next(d for d in report.documents if d.file == "ke-hoach-rung.txt")
    assert (moved.id, moved.status) == ("trong-rung", "unchanged")
    with Collection.open(settings) as collection:
        document = collection.document("trong-rung")
        assert document is not None and document.source == str(files / "ke-hoach-rung.txt")


def test_a_changed_file_replaces_its_older_self(settings: Settings, files: Path, embedded: list[int]) -> None:
    index_paths([files], settings)
    embedded.clear()
    write(files, trong_rung=plan(**{**FOREST, "lead": "Sở Xây dựng"}))
    report = index_paths([files], settings)
    assert statuses(report) == {
        "nuoc-sach.txt": "unchanged", "trong-rung.txt": "indexed", "xoa-mu-chu.txt": "unchanged",
    }  # fmt: skip
    assert sum(embedded) == 1, "only the changed clause is embedded"
    with Collection.open(settings) as collection:
        assert collection.sparse("kiểm lâm", 9) == []
        assert collection.sparse("Sở Xây dựng chủ trì", 1)[0][0].startswith("trong-rung:")
        unigrams, bigrams = collection.syllables()
        assert bigrams["kiểm", "lâm"] == 0 < bigrams["xây", "dựng"]
        assert all(n > 0 for n in unigrams.values())
        assert len(collection.dense("x", 100)) == 42
    assert rows(settings, "RevisionRow") == 3
    assert rows(settings, "EmbeddingRow") == rows(settings, "TokensRow") <= 42


def test_a_vanished_file_is_reported_and_kept_unless_pruned(settings: Settings, files: Path) -> None:
    index_paths([files], settings)
    (files / "trong-rung.txt").unlink()
    for _ in range(2):
        report = index_paths([files], settings)
        gone = [(v.id, v.file, v.removed) for v in report.vanished]
        assert gone == [("trong-rung", "trong-rung.txt", False)]
    assert "trong-rung" in found(settings, "rừng")
    assert index_paths([files / "nuoc-sach.txt"], settings, prune=True).vanished == (), "not asked about"
    report = index_paths([files], settings, prune=True)
    assert [v.removed for v in report.vanished] == [True]
    assert "trong-rung" not in found(settings, "rừng")
    with Collection.open(settings) as collection:
        assert [d.id for d in collection.documents()] == ["nuoc-sach", "xoa-mu-chu"]
        assert not collection.clauses_of("trong-rung")
        assert not collection.facts(document_ids=["trong-rung"])


def test_one_bad_file_never_stops_the_rest(settings: Settings, files: Path) -> None:
    (files / "hong.docx").write_bytes(b"PK\x03\x04 not a document")
    (files / "trong.txt").write_text("", "utf-8")
    report = index_paths([files, files / "khong-co"], settings)
    failed = {d.file: d.error for d in report.failed}
    assert {"hong.docx", "khong-co"} <= set(failed) <= {"hong.docx", "khong-co", "trong.txt"}
    assert all(failed.values())
    assert list(statuses(report).values()).count("indexed") >= 3


def test_a_file_gone_bad_leaves_its_older_self(settings: Settings, tmp_path: Path) -> None:
    from docx import Document as Word

    files = tmp_path / "files"
    files.mkdir()
    word = Word()
    for line in plan(**FOREST).splitlines():
        word.add_paragraph(line)
    word.save(str(files / "rung.docx"))
    assert statuses(index_paths([files], settings)) == {"rung.docx": "indexed"}
    (files / "rung.docx").write_bytes(b"PK\x03\x04")
    report = index_paths([files], settings)
    assert (report.documents[0].status, report.documents[0].id) == ("failed", "rung")
    assert report.documents[0].warnings and report.documents[0].clauses > 0
    assert found(settings, "kiểm lâm") == ["rung"]


def test_ids_are_slugs_kept_for_their_file(settings: Settings, tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "Kế hoạch  số 1.txt", tmp_path / "b" / "Kế hoạch số 1.txt"
    for path, content in ((one, plan(**FOREST)), (two, plan(**LITERACY))):
        path.parent.mkdir()
        path.write_text(content, "utf-8")
    markdown = two.with_suffix(".md")
    markdown.write_text(plan(**WATER), "utf-8")
    for _ in range(2):
        report = index_paths([tmp_path / "a", tmp_path / "b"], settings)
        assert sorted(d.id or "" for d in report.documents) == [
            "ke-hoach-so-1", "ke-hoach-so-1-md", "ke-hoach-so-1-txt",
        ]  # fmt: skip


def test_copies_are_kept_but_not_answered_from(settings: Settings, files: Path) -> None:
    index_paths([files], settings)
    write(files, a_rung=plan(**FOREST) + "\nBản chụp lại.\n", b_rung=plan(**FOREST))
    report = index_paths([files], settings)
    copies = [d for d in report.documents if d.warnings]
    assert [d.id for d in copies] == ["a-rung", "b-rung"]
    assert all("trong-rung" in d.warnings[-1] for d in copies)
    assert found(settings, "trồng rừng kiểm lâm")[0] == "trong-rung"
    assert not {"a-rung", "b-rung"} & set(found(settings, "rừng"))
    with Collection.open(settings) as collection:
        assert {d.id: d.same_as for d in collection.documents()}["a-rung"] == "trong-rung"
        assert "a-rung" not in {f.document_id for f in collection.facts()}
        assert collection.answered_from(["a-rung", "nuoc-sach"]) == ["trong-rung", "nuoc-sach"]
        hit = collection.sparse("rừng", 1, document_ids=["a-rung"])[0][0]
        assert hit.startswith("trong-rung:")
        assert len(collection.dense("rừng", 100)) == 42
        bigrams = collection.syllables()[1]
        assert bigrams["kiểm", "lâm"] == 1
    # Read anew, the original stays the original.
    write(files, trong_rung=plan(**{**FOREST, "task": "Trồng mới 2.000 ha rừng."}))
    assert [d.id for d in index_paths([files], settings).documents if d.warnings] == ["a-rung", "b-rung"]


def test_a_copy_steps_in_when_its_original_goes(settings: Settings, files: Path) -> None:
    write(files, rung_hai=plan(**FOREST) + "\nBản chụp lại.\n")
    (files / "rung-hai.txt").rename(files / "zz.txt")
    index_paths([files], settings)
    assert "zz" not in found(settings, "rừng")
    assert remove_documents(["trong-rung", "khong-co"], settings) == ["trong-rung"]
    assert found(settings, "kiểm lâm") == ["zz"]
    with Collection.open(settings) as collection:
        assert collection.document("trong-rung") is None
        assert collection.document("zz") is not None
        assert len({i.split(":")[0] for i, _ in collection.dense("rừng", 100)}) == 3
        assert collection.syllables()[1]["kiểm", "lâm"] == 1


def test_plans_with_blank_numbers_are_no_copies_of_each_other(settings: Settings, tmp_path: Path) -> None:
    blank = {"number": "     /KH-UBND", "day": "17"}
    files = write(tmp_path / "files", a=plan(**{**FOREST, **blank}), b=plan(**{**WATER, **blank}))
    index_paths([files], settings)
    with Collection.open(settings) as collection:
        assert [d.same_as for d in collection.documents()] == [None, None]


def test_rebuild_reads_everything_again(settings: Settings, files: Path, embedded: list[int]) -> None:
    index_paths([files], settings)
    embedded.clear()
    report = index_paths([files], settings, rebuild=True)
    assert set(statuses(report).values()) == {"indexed"}
    assert embedded == [] or settings.qdrant_url, "texts did not change"
    assert found(settings, "kiểm lâm") == ["trong-rung"]


def test_documents_are_read_anew_when_their_reader_changed(
    settings: Settings, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_paths([files], settings)
    monkeypatch.setattr("indexing.pipeline.parser_version", lambda: "another")
    assert set(statuses(index_paths([files], settings)).values()) == {"indexed"}
    assert set(statuses(index_paths([files], settings)).values()) == {"unchanged"}


def test_what_another_version_read_is_known_and_read_anew_by_one_command(
    settings: Settings, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_paths([files], settings)
    (files / "xoa-mu-chu.txt").unlink()
    monkeypatch.setattr("indexing.pipeline.parser_version", lambda: "another")
    monkeypatch.setattr("indexing.collection.parser_version", lambda: "another")
    with Collection.open(settings, lazy=True) as collection:
        assert collection.outdated() == ["nuoc-sach", "trong-rung", "xoa-mu-chu"]
    report = index_paths([], settings, rebuild=True)
    assert statuses(report) == {"nuoc-sach.txt": "indexed", "trong-rung.txt": "indexed"}
    assert [(v.file, v.removed) for v in report.vanished] == [("xoa-mu-chu.txt", False)]
    with Collection.open(settings) as collection:
        assert collection.outdated() == ["xoa-mu-chu"], "kept as it was read"
        assert len(collection.dense("x", 100)) == 42


def test_the_tokenizer_may_change(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    index_paths([files], settings)
    monkeypatch.setattr("indexing.opening.TOKENIZER_VERSION", "another")
    monkeypatch.setattr("indexing.lexical.AVERAGE_SYLLABLES", 10.0)
    assert found(settings, "kiểm lâm") == ["trong-rung"]


def test_progress_is_told(settings: Settings, files: Path) -> None:
    steps: list[tuple[str, str, int, int]] = []
    index_paths([files], settings, on_progress=lambda *step: steps.append(step))
    assert list(dict.fromkeys(phase for phase, *_ in steps)) == ["read", "embed", "store"]
    read = [file for phase, file, _, _ in steps if phase == "read"]
    assert read == ["nuoc-sach.txt", "trong-rung.txt", "xoa-mu-chu.txt", ""]
    assert all(0 <= done <= total for _, _, done, total in steps)
    assert steps[-1] == ("store", "", 42, 42)


def test_hidden_and_temporary_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", ".b.txt", "~$c.docx", ".git/d.txt", "e/f.TXT", "g.exe"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    files, missing = find_files([tmp_path, tmp_path / "a.txt", tmp_path / "h"])
    assert files == [tmp_path / "a.txt", tmp_path / "e" / "f.TXT"]
    assert missing == [tmp_path / "h"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kế hoạch 284_KH-UBND", "ke-hoach-284-kh-ubnd"),
        ("ĐỀ ÁN", "de-an"),
        ("***", "van-ban"),
        ("x" * 300, "x" * 120),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_an_index_survives_moving_its_folder(files: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    index_paths([files], settings)
    shutil.move(tmp_path / "data", tmp_path / "elsewhere")
    assert found(Settings(data_dir=tmp_path / "elsewhere"), "kiểm lâm") == ["trong-rung"]
