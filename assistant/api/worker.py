"""The thread that works the queue of uploads off, one job at a time, by the desk's one writer."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import defaultdict
from contextlib import suppress

from assistant.api.desk import Desk
from assistant.api.jobs import Job, Jobs

log = logging.getLogger("trichdan.api")
_LOOK_S = 2.0  # how often the queue is looked at for jobs that came in at another replica
_TELL_S = 0.4  # progress is written this often at most
_SWEEP_S = 3600.0
_BROKEN = "Máy chủ gặp lỗi khi nạp tệp này"


class Stopped(Exception):
    """The server is being stopped: what a run has not published is left for the next start."""


class Worker:
    """Takes jobs to the desk. ``start`` it once; ``stop`` finishes the job at hand or gives it back."""

    def __init__(self, jobs: Jobs, desk: Desk) -> None:
        self._jobs = jobs
        self._desk = desk
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._abandon = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._lock = threading.Lock()
        self._waiters: defaultdict[str, list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(
            list
        )

    def start(self) -> None:
        """Begin; jobs left by an earlier process come first."""
        self._thread.start()

    def wake(self) -> None:
        """There is a new job."""
        self._wake.set()

    def stop(self, patience_s: float) -> bool:
        """Finish the job at hand within ``patience_s``, or give it back; whether the thread has ended."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)
            self._abandon.set()
            self._thread.join(5)
        return not self._thread.is_alive()

    async def ended(self, job_id: str) -> Job:
        """Wait until a job has ended, here or at another replica."""
        event = asyncio.Event()
        waiter = asyncio.get_running_loop(), event
        with self._lock:
            self._waiters[job_id].append(waiter)
        try:
            while True:
                job = await asyncio.to_thread(self._jobs.get_one, job_id)
                if job.ended:
                    return job
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), _LOOK_S)
        finally:
            with self._lock:
                self._waiters[job_id].remove(waiter)
                if not self._waiters[job_id]:
                    del self._waiters[job_id]

    # --- the thread -------------------------------------------------------------------------

    def _run(self) -> None:
        swept = float("-inf")
        while not self._stopping.is_set():
            try:
                if time.monotonic() - swept > _SWEEP_S:
                    self._jobs.sweep()
                    swept = time.monotonic()
                while not self._stopping.is_set() and self._jobs.waiting():
                    if not self._work():
                        break
            except Stopped:
                return
            except Exception:
                # The queue outlives whatever broke, a database that restarts for one.
                log.exception("the queue of uploads could not be worked off; trying again")
            self._wake.wait(_LOOK_S)
            self._wake.clear()

    def _work(self) -> bool:
        """Do one job; False when another process is writing, or none is left."""
        with self._desk.writing(patience_s=0) as mine:
            if not mine:
                return False
            for given_up in self._jobs.recover():
                self._desk.mend(given_up.file)
            job = self._jobs.claim()
            if job is not None:
                self._do(job)
        if job is None:
            return False
        self._announce(job.id)
        if not self._jobs.waiting():
            self._desk.refresh()
        return True

    def _do(self, job: Job) -> None:
        try:
            report = self._desk.take_in(
                job.file, self._jobs.content(job.id), _Progress(self._jobs, job, self)
            )
        except Stopped:
            self._jobs.give_back(job.id)
            raise
        except Exception as error:
            log.exception("job %s failed", job.id)
            self._jobs.fail(job.id, f"{_BROKEN} ({type(error).__name__}).")
        else:
            self._jobs.finish(job.id, report)

    @property
    def abandoned(self) -> bool:
        """Whether the job at hand is to be left."""
        return self._abandon.is_set()

    def _announce(self, job_id: str) -> None:
        with self._lock:
            for loop, event in self._waiters.get(job_id, ()):
                with suppress(RuntimeError):  # that loop is closed: nobody waits there any more
                    loop.call_soon_threadsafe(event.set)


class _Progress:
    """What the pipeline tells, written down now and then with an estimate of what is left."""

    def __init__(self, jobs: Jobs, job: Job, worker: Worker) -> None:
        self._jobs, self._job, self._worker = jobs, job, worker
        self._phase, self._began, self._told = "", 0.0, 0.0

    def __call__(self, phase: str, file: str, done: int, total: int) -> None:
        if self._worker.abandoned:
            raise Stopped
        now = time.monotonic()
        if phase != self._phase:
            self._phase, self._began, self._told = phase, now, float("-inf")
        if now - self._told < _TELL_S:
            return
        self._told = now
        left = (now - self._began) / done * (total - done) if done else None
        self._jobs.tell(self._job.id, phase, done, total, None if left is None else round(left, 1))
