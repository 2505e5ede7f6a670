"""How a tier is set up on this machine, for one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stages.confinement.bubblewrap import HOME
from stages.confinement.identity import is_root, may_mount, spare_user
from stages.confinement.interpreter import Interpreter
from stages.confinement.job import Job
from stages.confinement.lending import covers_for, require_readable
from stages.confinement.plan import Tier
from stages.confinement.scratch import scratch_for
from stages.errors import BenchmarkError

SHARED = "/dev/shm"  # noqa: S108 - of the sandbox, a file system of its own


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run of a tier stands on.

    Attributes
    ----------
    user
        Whom the submission runs as, None for ourselves.
    covers
        Folder -> mount options of the empty folder that covers it, see `lending`.
    lent
        What stays in sight in them.
    scratch
        Folder of the host for temporary files, None where they have a file system of their own.
    stays_root
        Root, without a right of root.
    """

    tier: Tier
    user: int | None = None
    covers: dict[str, str] = field(default_factory=dict)
    lent: tuple[str, ...] = ()
    scratch: Path | None = None
    stays_root: bool = False

    @property
    def home(self) -> str:
        """The folder of temporary files, as the submission names it."""
        return HOME if self.scratch is None else str(self.scratch)


@contextmanager
def ground_for(tier: Tier, job: Job) -> Iterator[Ground]:
    """Yield what a run stands on; a scratch folder lives as long as the run."""
    if tier == "none":
        with scratch_for(None) as scratch:
            yield Ground(tier, scratch=scratch)
        return
    paths = [*Interpreter.of(job.python).paths, *job.sources()]
    user = spare_user()
    if tier == "bubblewrap":
        yield _bubblewrap(paths, user)
    elif user is not None and may_mount():
        yield _private(job, paths, user)
    else:
        may_leave = user is not None and not covers_for(paths)
        leaving = user if may_leave else None
        with scratch_for(leaving) as scratch:
            yield Ground(tier, leaving, scratch=scratch, stays_root=is_root() and leaving is None)


def _bubblewrap(paths: list[Path], user: int | None) -> Ground:
    if not is_root():
        return Ground("bubblewrap")
    if user is None:
        raise BenchmarkError(
            "root cannot become another user here, and bubblewrap never runs as root",
            where="/proc/self/status: CapEff",
            fix="run as a user that is not root",
        )
    require_readable(paths)
    covers = covers_for(paths)
    if covers and not may_mount():
        raise BenchmarkError(
            f"only root may enter {min(covers)}, and a submission never runs as root",
            where=str(next(path for path in paths if covers & set(path.parents))),
            fix="run as a user that is not root, or keep Python and the project where everyone can read",
        )
    return Ground("bubblewrap", user, dict.fromkeys(map(str, covers), "mode=755"), tuple(map(str, paths)))


def _private(job: Job, paths: list[Path], user: int) -> Ground:
    require_readable(paths)
    covers = dict.fromkeys(map(str, covers_for(paths)), "mode=755")
    own = f"mode=1777,size={job.limits.tmp_bytes}"
    return Ground("landlock", user, covers | {HOME: own, SHARED: own}, tuple(map(str, paths)))
