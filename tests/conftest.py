"""What all tests share: no network, clean settings, the sample collection, the material in ../shared."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A run judges a change, so it draws the same examples each time; TRICHDAN_TEST_FUZZ draws new ones.
hypothesis.settings.register_profile("steady", derandomize=True)
if not os.environ.get("TRICHDAN_TEST_FUZZ"):
    hypothesis.settings.load_profile("steady")

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SAMPLE = ROOT / "eval" / "sample"
SHARED = Path(os.environ.get("TRICHDAN_SHARED") or ROOT.parent / "shared")

# Before anything of ours is imported: settings of the person who runs the tests must not reach them.
for _name in [name for name in os.environ if name.startswith("TRICHDAN_")]:
    if _name != "TRICHDAN_SHARED" and not _name.startswith("TRICHDAN_TEST_"):
        del os.environ[_name]

_REACHED = Path(tempfile.mkdtemp(prefix="trichdan-tests-")) / "reached"
os.environ["TRICHDAN_TEST_REACHED"] = str(_REACHED)
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, (str(TESTS / "offline"), os.environ.get("PYTHONPATH")))
)
sys.path.insert(0, str(TESTS / "offline"))
sys.modules.pop("sitecustomize", None)  # the machine's own, if it has one
import sitecustomize  # noqa: E402, F401


def pytest_sessionfinish() -> None:
    shutil.rmtree(_REACHED.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_reached() -> Iterator[None]:
    """Fails the test in which this process or one it started asked for another machine."""
    yield
    if _REACHED.exists():
        attempts = _REACHED.read_text(encoding="utf-8")
        _REACHED.unlink()
        pytest.fail(f"another machine was asked for:\n{attempts}", pytrace=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of material that is not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here, and TRICHDAN_SHARED names no other folder")
    return SHARED


@pytest.fixture(scope="session")
def plans(shared: Path) -> Path:
    """The five real plans."""
    if not (shared / "plans").is_dir():
        pytest.skip(f"no real plans in {shared}")
    return shared / "plans"


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the sample collection. For reading; to change it take ``sample_copy``."""
    from indexing.pipeline import index_paths
    from indexing.settings import Settings

    folder = tmp_path_factory.mktemp("sample") / "data"
    report = index_paths([SAMPLE / "documents"], Settings(data_dir=folder))
    assert not report.failed, report.failed
    return folder


@pytest.fixture
def sample_copy(sample_data: Path, tmp_path: Path) -> Path:
    """A data folder of the sample collection that belongs to this test alone."""
    return Path(shutil.copytree(sample_data, tmp_path / "sample-data"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that tests drive."""
    for found in (os.environ.get("CHROMIUM"), shutil.which("chromium"), shutil.which("chromium-browser")):
        if found and Path(found).is_file():
            return found
    pytest.skip("no Chromium: install Debian's chromium, or name one in CHROMIUM")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of an empty schema on the PostgreSQL server that the environment names."""
    url = os.environ.get("TRICHDAN_TEST_DATABASE_URL")
    if not url:
        pytest.skip("TRICHDAN_TEST_DATABASE_URL names no PostgreSQL database")
    from sqlalchemy import create_engine, make_url, text

    schema = f"trichdan_test_{uuid.uuid4().hex}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    its_own = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    yield its_own.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()
