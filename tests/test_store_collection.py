"""Reading a collection: what it gives, what it refuses, what it mends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import FOREST, LITERACY, plan, write, write_three

from indexing.collection import (
    Collection,
    CollectionError,
    CollectionInUse,
    ModelMismatch,
    NotIndexed,
    ServerNote,
)
from indexing.pipeline import index_paths
from indexing.settings import Settings

# ":memory:" runs the code for a Qdrant server against qdrant-client's local mode.
STORES = [None, ":memory:"]


@pytest.fixture(scope="module", params=STORES, ids=["edge", "server"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("collection")
    settings = Settings(data_dir=folder / "data", qdrant_url=request.param)
    report = index_paths([write_three(folder / "files")], settings)
    assert not report.failed
    return settings


@pytest.fixture(scope="module")
def collection(settings: Settings) -> Iterator[Collection]:
    with Collection.open(settings) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A collection of this test's own, to be damaged or changed."""
    settings = Settings(data_dir=tmp_path / "data")
    index_paths([write_three(tmp_path / "files")], settings)
    return settings


def best(found: list[tuple[str, float]]) -> str:
    return found[0][0]


def test_documents_come_back_as_they_were_read(collection: Collection) -> None:
    documents = collection.documents()
    assert [d.id for d in documents] == ["nuoc-sach", "trong-rung", "xoa-mu-chu"]
    assert [d.number for d in documents] == ["77/KH-UBND", "31/KH-UBND", "12/KH-UBND"]
    assert collection.document("xoa-mu-chu") == documents[2]
    assert collection.document("khong-co") is None
    assert [d.text for d in collection.catalogue()] == ["", "", ""]
    assert "Nguyễn Văn An" in documents[2].text


def test_clauses_quote_the_stored_text(collection: Collection) -> None:
    for document in collection.documents():
        clauses = collection.clauses_of(document.id)
        assert collection.clause_counts()[document.id] == len(clauses)
        assert [c.order for c in clauses] == sorted(c.order for c in clauses)
        assert all(c.of(document.text) == c.text for c in clauses)
        assert clauses[0].kind == "title"


def test_clauses_are_fetched_in_the_order_asked_for(collection: Collection) -> None:
    wanted = [c.id for c in collection.clauses_of("trong-rung")][::-1]
    assert [c.id for c in collection.clauses([*wanted, "khong:co"])] == wanted
    assert collection.clause("khong:co") is None
    assert collection.clauses([]) == []


def test_neighbours_stay_within_the_document(collection: Collection) -> None:
    clauses = collection.clauses_of("nuoc-sach")
    assert collection.neighbours(clauses[3].id, 2) == clauses[1:6]
    assert collection.neighbours(clauses[0].id) == clauses[:2]
    assert collection.neighbours(clauses[-1].id, 3) == clauses[-4:]
    assert collection.neighbours("khong:co") == []


def test_facts_are_filtered(collection: Collection) -> None:
    every = collection.facts()
    assert {f.document_id for f in every} == {"nuoc-sach", "trong-rung", "xoa-mu-chu"}
    assert collection.facts("assignment") == [f for f in every if f.kind == "assignment"] != []
    forest = [f for f in every if f.document_id == "trong-rung"]
    assert collection.facts(document_ids=["trong-rung", "khong-co"]) == forest
    one = forest[0].clause_id
    assert collection.facts(clause_ids=[one]) == [f for f in every if f.clause_id == one]
    assert collection.facts(document_ids=[]) == collection.facts(clause_ids=[]) == []
    assert {f.document_id for f in collection.facts("assignment", actor="kiem LAM")} == {"trong-rung"}
    assert collection.facts("target", subject="100%_") == []


def test_search_finds_by_meaning_and_by_words(collection: Collection) -> None:
    assert best(collection.dense("Cơ quan nào lo việc trồng cây gây rừng?", 5)).startswith("trong-rung:")
    assert best(collection.sparse("chi cuc kiem lam", 5)).startswith("trong-rung:")
    assert best(collection.sparse("12/KH-UBND", 5)) == "xoa-mu-chu:tieu-de"
    for find in (collection.dense, collection.sparse):
        found = find("Ai chủ trì?", 7)
        assert len(found) == 7 == len({clause_id for clause_id, _ in found})
        assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
        chosen = find("Ai chủ trì?", 50, document_ids=["nuoc-sach"])
        assert {clause_id.split(":")[0] for clause_id, _ in chosen} == {"nuoc-sach"}
        assert find("Ai chủ trì?", 5, document_ids=["khong-co"]) == []


def test_syllables_are_counted_with_their_accents(collection: Collection) -> None:
    unigrams, bigrams = collection.syllables()
    text = "\n".join(d.text for d in collection.documents()).lower()
    assert unigrams["rừng"] == text.count("rừng")
    assert bigrams["mù", "chữ"] == text.count("mù chữ")
    assert ("chữ", "mù") not in bigrams


def test_the_manifest_says_what_the_index_was_made_with(collection: Collection) -> None:
    manifest = collection.manifest
    assert (manifest.embedder, manifest.dimension, manifest.generation) == ("me5-small-vi", 384, 1)
    assert len(manifest.fingerprint) == 32 and manifest.parser_version


def test_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(NotIndexed, match="trichdan index"):
        Collection.open(Settings(data_dir=tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_nothing_but_bad_files_is_no_index(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    report = index_paths([tmp_path / "khong-co.txt"], settings)
    assert [d.status for d in report.documents] == ["failed"]
    with pytest.raises(NotIndexed):
        Collection.open(settings)


def test_another_embedding_model_is_refused_until_rebuilt(own: Settings, tmp_path: Path) -> None:
    model = tmp_path / "khac"
    source = Path(__file__).parent.parent / "indexing" / "models" / "me5-small-vi"
    shutil.copytree(source, model, ignore=shutil.ignore_patterns("*.safetensors"))
    prompts = model / "config_sentence_transformers.json"
    prompts.write_text(prompts.read_text("utf-8").replace("passage: ", "đoạn: "), "utf-8")
    other = own.model_copy(update={"embedding_model": str(model)})
    with pytest.raises(ModelMismatch, match="trichdan index --rebuild"):
        Collection.open(other)
    with pytest.raises(ModelMismatch):
        index_paths([tmp_path / "files"], other)
    # Documents whose files are not given are embedded anew as well, from the stored text.
    index_paths([tmp_path / "files" / "nuoc-sach.txt"], other, rebuild=True)
    with Collection.open(other) as collection:
        assert collection.manifest.embedder == "khac"
        assert len(collection.dense("Ai chủ trì?", 100)) == 42
        assert best(collection.sparse("kiem lam", 5)).startswith("trong-rung:")
    with pytest.raises(ModelMismatch):
        Collection.open(own)


@pytest.mark.parametrize("damage", ["removed", "emptied", "truncated", "foreign"])
def test_vectors_are_rebuilt_from_the_database(own: Settings, tmp_path: Path, damage: str) -> None:
    with Collection.open(own) as collection:
        before = collection.dense("Ai chủ trì?", 10), collection.sparse("Ai chủ trì?", 10)
    (folder,) = (own.data_dir / "vectors").iterdir()
    if damage == "removed":
        shutil.rmtree(folder)
    elif damage == "emptied":
        shutil.rmtree(folder / "segments")
    elif damage == "truncated":
        for file in folder.rglob("*"):
            if file.is_file() and file.name != "trichdan.json":
                file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        another = Settings(data_dir=tmp_path / "another")
        index_paths([write(tmp_path / "f", a=plan(**FOREST), b=plan(**LITERACY))], another)
        shutil.rmtree(folder)
        (foreign,) = (another.data_dir / "vectors").iterdir()
        shutil.copytree(foreign, folder)
    with Collection.open(own) as collection:
        after = collection.dense("Ai chủ trì?", 10), collection.sparse("Ai chủ trì?", 10)
    for found, expected in zip(after, before, strict=True):
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-4)
        assert {clause_id for clause_id, _ in found} == {clause_id for clause_id, _ in expected}


def test_a_second_process_waits_for_a_reader_or_is_told(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexing.opening._WAIT_TO_READ_S", 0.2)
    code = f"""
import sys
from indexing.collection import Collection
from indexing.settings import Settings
with Collection.open(Settings(data_dir={str(own.data_dir)!r})):
    print("open", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline().strip() == "open"
        with pytest.raises(CollectionInUse, match="tiến trình khác"):
            Collection.open(own)
        with Collection.open(own, lazy=True) as collection:  # listing needs no vectors
            assert len(collection.catalogue()) == 3
        monkeypatch.setattr("indexing.opening._WAIT_TO_READ_S", 30)
        threading.Timer(0.5, holder.stdin.close).start()
        with Collection.open(own) as collection:
            assert collection.sparse("rừng", 1)


def test_one_writer_at_a_time(own: Settings, tmp_path: Path) -> None:
    with (
        Collection.open(own, read_only=False, lazy=True),
        pytest.raises(CollectionInUse, match="đang lập chỉ mục"),
    ):
        index_paths([tmp_path / "files"], own)
    assert index_paths([tmp_path / "files"], own).documents[0].status == "unchanged"


def test_the_server_is_named_to_whoever_finds_the_folder_taken(own: Settings, tmp_path: Path) -> None:
    with Collection.open(own):
        ServerNote.write(own.data_dir, "http://127.0.0.1:8000")
        with pytest.raises(CollectionInUse, match=r"http://127.0.0.1:8000.*POST /v1/documents"):
            index_paths([tmp_path / "files"], own)
        with pytest.raises(CollectionInUse, match=r"http://127.0.0.1:8000"):
            Collection.open(own)
    ServerNote.clear(own.data_dir)
    ServerNote.clear(own.data_dir)
    assert not index_paths([tmp_path / "files"], own).failed


def test_a_note_of_a_dead_server_counts_for_nothing(tmp_path: Path) -> None:
    note = ServerNote.write(tmp_path, "http://127.0.0.1:8000")
    assert ServerNote.read(tmp_path) == note
    path = tmp_path / "server.json"
    with subprocess.Popen(["true"]) as gone:
        pass
    path.write_text(json.dumps({"pid": gone.pid, "url": "http://127.0.0.1:1", "started": None}), "utf-8")
    assert ServerNote.read(tmp_path) is None
    # The same number, handed out again after a restart.
    path.write_text(json.dumps({"pid": os.getpid(), "url": "http://127.0.0.1:1", "started": "1"}), "utf-8")
    assert ServerNote.read(tmp_path) is None
    path.write_text("{", "utf-8")
    assert ServerNote.read(tmp_path) is None


def test_a_server_reads_while_it_indexes(tmp_path: Path) -> None:
    """Every snapshot shows whole runs only, and a run never disturbs one that is being read."""
    settings = Settings(data_dir=tmp_path / "data")
    files = tmp_path / "files"
    write(files, a=plan(**FOREST, schools="100"), b=plan(**LITERACY, schools="100"))
    index_paths([files], settings)
    problems: list[object] = []
    done = threading.Event()

    def read(collection: Collection) -> None:
        while not done.is_set():
            try:
                with collection.snapshot() as state:
                    found = state.sparse("trường học đạt chuẩn quốc gia", 2, document_ids=None)
                    clauses = state.clauses([clause_id for clause_id, _ in found])
                    schools = {c.text.split()[2] for c in clauses}
                    texts = {d.text.split(" trường học")[0].split()[-1] for d in state.documents()}
                    if len(clauses) != 2 or len(schools) != 1 or schools != texts:
                        problems.append((found, schools, texts))
                if len(collection.dense("trường học", 5)) != 5:
                    problems.append("dense")
            except Exception as error:
                problems.append(error)

    with Collection.open(settings, read_only=False) as collection:
        collection.warm_up()
        threads = [threading.Thread(target=read, args=(collection,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for n in range(101, 106):
            write(files, a=plan(**FOREST, schools=str(n)), b=plan(**LITERACY, schools=str(n)))
            index_paths([files], settings, collection=collection)
        done.set()
        for thread in threads:
            thread.join()
        assert problems == []
        assert collection.manifest.generation == 6


def test_a_snapshot_outlives_a_run(own: Settings, tmp_path: Path) -> None:
    with Collection.open(own, read_only=False) as collection:
        with collection.snapshot() as state:
            before = [c.text for c in state.clauses_of("trong-rung")]
            found = state.sparse("kiểm lâm", 3)
            changed = plan(**{**FOREST, "lead": "Sở Xây dựng"})
            index_paths([write(tmp_path / "files", trong_rung=changed)], own, collection=collection)
            assert [c.text for c in state.clauses_of("trong-rung")] == before
            assert [i for i, _ in state.sparse("kiểm lâm", 3)] == [i for i, _ in found]
            assert collection.sparse("kiểm lâm", 1, document_ids=["trong-rung"]) == []
            assert collection.shared.vectors.count() == 56
        assert collection.shared.vectors.count() == 42
        with pytest.raises(ValueError, match="read-only"), Collection.open(own, lazy=True) as reader:
            index_paths([tmp_path / "files"], own, collection=reader)


def test_a_qdrant_server_that_lost_its_vectors_is_not_wiped_by_readers(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexing.opening import Shared

    settings = own.model_copy(update={"qdrant_url": ":memory:"})
    monkeypatch.setattr("indexing.opening._WAIT_TO_READ_S", 0.1)
    monkeypatch.setattr(Shared, "_may_mend", property(lambda self: self.writer is not None))
    with pytest.raises(CollectionError, match="trichdan index"):
        Collection.open(settings)
    with Collection.open(settings, read_only=False) as collection:
        assert collection.sparse("rừng", 1)


def test_asking_imports_nothing_heavy(own: Settings) -> None:
    code = f"""
import sys
from indexing.collection import Collection
from indexing.settings import Settings
with Collection.open(Settings(data_dir={str(own.data_dir)!r})) as c:
    c.sparse("x", 1), c.dense("x", 1), c.documents(), c.facts()
heavy = {{"llama_index", "qdrant_client", "torch", "gradio", "fastapi", "pandas"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_indexing_and_searching_open_no_socket(tmp_path: Path) -> None:
    files = write_three(tmp_path / "files")
    code = f"""
import sys
def refuse(event, args):
    # Local pipes between processes may be Unix sockets.
    network = event == "socket.getaddrinfo" or (event == "socket.__new__" and int(args[1]) in (2, 10))
    assert not network, (event, args)
sys.addaudithook(refuse)
from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.settings import Settings
settings = Settings(data_dir={str(tmp_path / "data")!r})
report = index_paths([{str(files)!r}], settings)
assert not report.failed, report
with Collection.open(settings) as c:
    assert c.dense("Ai trồng rừng?", 3) and c.sparse("trồng rừng", 3)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
