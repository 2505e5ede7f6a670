"""A confined process from its start to its end: its pipes are read, its tree is watched."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stages.confinement.limits import Limits
from stages.confinement.outcome import Rejected, Sink, Usage
from stages.confinement.tree import descendants, end
from stages.confinement.watch import Disk, Sample, counted_once, excess, still_running, take_sample

_BLOCK = 1 << 16
_PATIENCE_S = 8  # a supervisor needs five seconds at most
_SLOWEST_S, _FASTEST_S = 0.1, 0.01  # between two looks at the tree
_FASTEST_GROWTH = 4 << 30  # bytes a second: the next look comes before the limit could be reached
_SHARE_OF_LOOKS = 1 / 3  # of our time at most, however large the tree


@dataclass
class Session:
    """A run under way.

    Attributes
    ----------
    process
        The launcher, which becomes the supervisor.
    sinks
        What takes the bytes of each pipe, by the number of its end here.
    disk
        Says how much the temporary files take.
    verdict
        Status and reason, where the run was ended.
    """

    process: subprocess.Popen[bytes]
    limits: Limits
    sinks: Mapping[int, Sink]
    disk: Callable[[], Disk]
    started: float = field(default_factory=time.monotonic)
    verdict: tuple[str, str] | None = None
    sample: Sample = field(default_factory=Sample)
    peak_memory_bytes: int = 0
    peak_threads: int = 0
    cpu_s: float = 0

    def follow(self) -> Usage:
        """Read and watch until the run ends or has to be ended; return what it used."""
        try:
            with selectors.DefaultSelector() as selector:
                for pipe in self.sinks:
                    selector.register(pipe, selectors.EVENT_READ)
                self._follow(selector)
        except BaseException:
            self.verdict = "interrupted", "we were"
            raise
        finally:
            self._end()
        wall_s = time.monotonic() - self.started
        return Usage(wall_s, self.cpu_s, self.peak_memory_bytes, self.peak_threads)

    def _follow(self, selector: selectors.BaseSelector) -> None:
        next_look = self.started
        # The launcher holds an end of each pipe: when all are closed, it has ended too.
        while self.verdict is None and selector.get_map():
            if (now := time.monotonic()) >= next_look:
                self._look(now)
                next_look = self._next_look(now)
            for key, _ in selector.select(max(0.0, next_look - time.monotonic())):
                if self.verdict is None:
                    self._read(key.fd, selector)

    def _next_look(self, last: float) -> float:
        room_s = (self.limits.memory_bytes - self.sample.memory_bytes) / _FASTEST_GROWTH
        now = time.monotonic()
        pause = max(_FASTEST_S, (now - last) * (1 / _SHARE_OF_LOOKS - 1))
        return now + max(pause, min(_SLOWEST_S, room_s))

    def _look(self, now: float) -> None:
        self.sample = take_sample(self.process.pid, self.disk)
        if self.sample.memory_bytes > self.limits.memory_bytes:
            self.sample = counted_once(self.sample)
        self.peak_memory_bytes = max(self.peak_memory_bytes, self.sample.memory_bytes)
        self.peak_threads = max(self.peak_threads, self.sample.threads)
        self.cpu_s = max(self.cpu_s, self.sample.cpu_s)
        if now - self.started > self.limits.wall_s:
            self.verdict = "wall_timeout", f"still running after {self.limits.wall_s:g} s"
        else:
            self.verdict = excess(self.sample, self.limits)

    def _read(self, pipe: int, selector: selectors.BaseSelector) -> None:
        block = os.read(pipe, _BLOCK)
        if not block:
            selector.unregister(pipe)
            return
        try:
            self.sinks[pipe].feed(block)
        except Rejected as rejection:
            self.verdict = rejection.status, str(rejection)

    def _end(self) -> None:
        """Leave nothing running, and count what it used."""
        if self.verdict is None:
            self._wait(_PATIENCE_S)
            return
        left = self.sample.processes
        self.process.terminate()
        self.process.send_signal(signal.SIGCONT)  # a submission may have stopped it
        self._wait(_PATIENCE_S)
        if self.process.returncode is None:
            end([*descendants(self.process.pid), self.process.pid])
            self._wait(_PATIENCE_S)
        end(still_running(left))

    def _wait(self, patience_s: float) -> None:
        late = time.monotonic() + patience_s
        while self.process.returncode is None and time.monotonic() < late:
            process, ended, usage = os.wait4(self.process.pid, os.WNOHANG)
            if process:
                self.process.returncode = os.waitstatus_to_exitcode(ended)
                self.cpu_s = max(self.cpu_s, usage.ru_utime + usage.ru_stime)
            else:
                time.sleep(0.002)
