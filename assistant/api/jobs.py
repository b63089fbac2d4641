"""Uploads on their way into the index, queued in the relational store.

A job is ``arriving`` while its file comes in, ``queued`` once all of it is stored (from then on it
is never lost), ``running`` while the one writer works on it, and ``done`` or ``failed`` in the end.
Only who holds the collection for writing claims jobs: what is ``running`` when the writer's lock
is taken was left by a process that died, and is taken up again.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from assistant.api.tables import JobRow, PartRow, create_tables
from indexing.pipeline import FileReport

State = Literal["arriving", "queued", "running", "done", "failed"]
_MOST_ATTEMPTS = 3  # a file that kills the server each time must not do so for ever
_KEPT_S = 30 * 24 * 3600  # how long it can be seen what became of an upload
_ARRIVING_S = 3600  # an upload that has not arrived by then was cut off
_KILLED = "Máy chủ dừng đột ngột nhiều lần khi đọc tệp này nên không thử lại nữa."


class Job(BaseModel):
    """An upload and how far it is; times are seconds since the epoch."""

    model_config = ConfigDict(frozen=True)

    id: str
    file: str
    size: int = Field(description="Byte")
    state: State
    phase: Literal["", "read", "embed", "store"] = Field(description="Đang đọc, tính vector hay ghi")
    done: int = Field(description="Đã xong: tệp khi đọc, điều khoản ở các bước sau")
    total: int
    seconds_left: float | None
    attempts: int
    created: float
    started: float | None
    finished: float | None
    error: str | None
    report: FileReport | None

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed")


class Jobs:
    """The queue of one relational store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine)

    # --- coming in --------------------------------------------------------------------------

    def submit(self, file: str, pieces: Iterable[bytes]) -> Job:
        """Queue a file. It is in the queue whole or not at all, however this process ends."""
        row = JobRow(id=uuid.uuid4().hex, file=file, size=0, state="arriving", created=time.time())
        job_id, size = row.id, 0
        with Session(self._engine) as session, session.begin():
            session.add(row)
        try:
            for position, data in enumerate(pieces):
                size += len(data)
                with Session(self._engine) as session, session.begin():
                    session.execute(insert(PartRow).values(job=job_id, position=position, data=data))
            self._set(job_id, state="queued", size=size)
        except BaseException:
            self._discard([job_id])
            raise
        return self.get_one(job_id)

    def content(self, job_id: str) -> Iterator[bytes]:
        """The file of a job, in pieces."""
        p = PartRow
        with Session(self._engine) as session:
            parts = list(session.scalars(select(p.id).where(p.job == job_id).order_by(p.position)))
        for part in parts:
            with Session(self._engine) as session:
                yield session.scalars(select(p.data).where(p.id == part)).one()

    # --- looking ----------------------------------------------------------------------------

    def get(self, job_id: str) -> Job | None:
        """One job; None when there is none of this id."""
        with Session(self._engine) as session:
            row = session.scalar(select(JobRow).where(JobRow.id == job_id))
            return None if row is None else _job(row)

    def get_one(self, job_id: str) -> Job:
        """One job that is known to be there."""
        found = self.get(job_id)
        assert found is not None
        return found

    def page(self, offset: int, limit: int, state: State | None = None) -> tuple[int, list[Job]]:
        """How many jobs there are, and some of them, latest first."""
        chosen = [JobRow.state == state] if state else []
        with Session(self._engine) as session:
            total = session.scalar(select(func.count()).select_from(JobRow).where(*chosen)) or 0
            query = select(JobRow).where(*chosen).order_by(JobRow.seq.desc()).offset(offset).limit(limit)
            return total, [_job(row) for row in session.scalars(query)]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        query = select(JobRow.state, func.count()).group_by(JobRow.state)
        with Session(self._engine) as session:
            return {state: count for state, count in session.execute(query)}

    def waiting(self) -> bool:
        """Whether there is something to do, or something that a dead process may have left."""
        unfinished = select(JobRow.seq).where(JobRow.state.in_(("queued", "running"))).limit(1)
        with Session(self._engine) as session:
            return session.scalar(unfinished) is not None

    # --- working off: only by the holder of the writer's lock ----------------------------------

    def recover(self) -> list[Job]:
        """Queue again what a process that died left; those given up, since they were tried too often."""
        with Session(self._engine) as session:
            left = [_job(row) for row in session.scalars(select(JobRow).where(JobRow.state == "running"))]
        given_up = [job for job in left if job.attempts >= _MOST_ATTEMPTS]
        for job in left:
            if job in given_up:
                self.fail(job.id, _KILLED)
            else:
                self._set(job.id, state="queued")
        return given_up

    def claim(self) -> Job | None:
        """The oldest queued job, now running; None when there is none."""
        oldest = select(JobRow).where(JobRow.state == "queued").order_by(JobRow.seq).limit(1)
        while True:
            with Session(self._engine) as session:
                row = session.scalar(oldest)
                if row is None:
                    return None
                job = _job(row)
            mine = update(JobRow).where(JobRow.id == job.id, JobRow.state == "queued")
            values = {"state": "running", "attempts": job.attempts + 1, "started": time.time(), "phase": ""}
            with Session(self._engine) as session, session.begin():
                # Not by the lock alone: whoever changes the row first has it.
                if session.execute(mine.values(**values)).rowcount:  # type: ignore[attr-defined]
                    return job

    def tell(self, job_id: str, phase: str, done: int, total: int, seconds_left: float | None) -> None:
        """Note how far a job is."""
        self._set(job_id, phase=phase, done=done, total=total, seconds_left=seconds_left)

    def give_back(self, job_id: str) -> None:
        """Queue a job again that was not finished through no fault of its own."""
        with Session(self._engine) as session, session.begin():
            back = {"state": "queued", "attempts": JobRow.attempts - 1, "phase": "", "seconds_left": None}
            session.execute(update(JobRow).where(JobRow.id == job_id).values(**back))

    def finish(self, job_id: str, report: FileReport) -> None:
        """End a job with what the pipeline says of its file."""
        state = "failed" if report.status == "failed" else "done"
        self._end(job_id, state, error=report.error, report=report.model_dump_json())

    def fail(self, job_id: str, error: str) -> None:
        """End a job that cannot be done."""
        self._end(job_id, "failed", error=error)

    def sweep(self) -> None:
        """Forget uploads that were cut off and jobs that ended long ago."""
        now = time.time()
        cut_off = (JobRow.state == "arriving") & (JobRow.created < now - _ARRIVING_S)
        with Session(self._engine) as session:
            old = list(session.scalars(select(JobRow.id).where(cut_off | (JobRow.finished < now - _KEPT_S))))
        self._discard(old)

    def _end(self, job_id: str, state: str, **values: object) -> None:
        with Session(self._engine) as session, session.begin():
            ended = {"state": state, "finished": time.time(), "seconds_left": None, **values}
            session.execute(update(JobRow).where(JobRow.id == job_id).values(**ended))
            session.execute(delete(PartRow).where(PartRow.job == job_id))

    def _set(self, job_id: str, **values: object) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(JobRow).where(JobRow.id == job_id).values(**values))

    def _discard(self, job_ids: list[str]) -> None:
        with Session(self._engine) as session, session.begin():
            for job_id in job_ids:
                session.execute(delete(PartRow).where(PartRow.job == job_id))
                session.execute(delete(JobRow).where(JobRow.id == job_id))


def _job(row: JobRow) -> Job:
    columns = {name: getattr(row, name) for name in Job.model_fields if name != "report"}
    report = FileReport.model_validate_json(row.report) if row.report else None
    return Job.model_validate({**columns, "report": report})
