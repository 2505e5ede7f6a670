"""A crowd of hostile submissions: none does harm confined, and most do where nothing confines them."""

import re
from dataclasses import replace

import pytest
from hostile_world import LIMITS, World, names_of_attacks, require_tier

from stages.confinement.outcome import STATUSES
from stages.inference import infer
from stages.sandbox import offer
from stages.submission import read_submission

CONFINED = ("bubblewrap", "landlock")
_WORLDS = []

# What ends an attack the same way in both tiers; all others fail or find nothing.
ENDS = {
    "crash": "exit_139",
    "disk": "disk|exit_1",
    "disk_of_small_files": "disk|cpu_timeout|wall_timeout",
    "hang": "wall_timeout",
    "hang_deaf": "wall_timeout",
    "memory_of_many": "memory",
    "memory_shared_nameless": "memory",
    "output_constant": "rejected:constant",
    "output_garbage": "rejected:not_npy",
    "output_half": "wall_timeout",
    "output_header_bomb": "rejected:header",
    "output_header_code": "rejected:header",
    "output_longer": "output_too_large",
    "output_much": "output_too_large",
    "output_none": "rejected:no_output",
    "output_not_finite": "rejected:not_finite",
    "output_objects": "rejected:dtype",
    "output_pickle": "rejected:not_npy",
    "output_shorter": "rejected:truncated",
    "output_slow": "wall_timeout",
    "output_wide": "rejected:shape",
    "output_wrong_shape": "rejected:shape",
    "print_much": "log_flood",
    "processor": "cpu_timeout|wall_timeout",  # the latter on a machine with much else to do
}
# What an attack does where nothing confines it. Where the machine itself forbids some of it, the others
# still show that the witness sees harm.
CANARIES = {
    "abstract_socket": "somebody was called",
    "configure_kernel": "a forbidden thing was done",
    "file_socket": "somebody was called",
    "forge_date": "files were changed",
    "leave_key": "a forbidden thing was done",
    "leave_queue": "a forbidden thing was done",
    "leave_segment": "a forbidden thing was done",
    "limit_another": "a process was changed",
    "listen": "a forbidden thing was done",
    "load_pickle": "files were changed",
    "memory_shared": "a forbidden thing was done",
    "memory_without_owner": "a forbidden thing was done",
    "open_to_all": "files were changed",
    "pin_another": "a process was changed",
    "read_disk": "a forbidden thing was done",
    "read_environment_of_others": "a secret was read",
    "read_labels": "a secret was read",
    "read_memory": "a secret was read",
    "read_memory_by_call": "a forbidden thing was done",
    "read_settings": "a secret was read",
    "read_through_another": "a secret was read",
    "remove_results": "files were changed",
    "ring": "a forbidden thing was done",
    "signal_another": "a process was ended",
    "tcp": "somebody was called",
    "trace": "a forbidden thing was done",
    "udp": "somebody was called",
    "user_namespace": "a forbidden thing was done",
    "vsock": "a forbidden thing was done",
    "walk": "a secret was read",
    "write_home": "files were changed",
    "write_leaderboard": "files were changed",
    "write_machine_wide": "files were changed",
    "write_own_code": "files were changed",
    "write_own_weights": "files were changed",
}
QUICK_CANARIES = {
    "abstract_socket", "file_socket", "open_to_all", "read_environment_of_others", "read_labels",
    "read_settings", "signal_another", "tcp", "udp", "walk", "write_home", "write_leaderboard",
    "write_own_code",
}  # fmt: skip


ATTACKS = [(name, tier) for name in names_of_attacks() for tier in CONFINED]


@pytest.fixture
def world():
    """Yield a world that nothing has harmed; it is made anew after harm only."""
    if not _WORLDS:
        _WORLDS.append(World())
    yield _WORLDS[0]
    if _WORLDS[0].is_harmed:
        _WORLDS.pop().close()


@pytest.fixture(scope="module", autouse=True)
def _last_day():
    yield
    while _WORLDS:
        _WORLDS.pop().close()


@pytest.mark.slow
@pytest.mark.parametrize(("attack", "tier"), ATTACKS)
def test_no_hostile_submission_does_harm(attack, tier, world):
    """Whatever a submission tries, the host is as before, and the run has one of the known endings."""
    require_tier(tier)
    outcome, harm = world.run(attack, tier)
    assert not harm
    assert STATUSES.fullmatch(outcome.status)
    assert re.fullmatch(ENDS.get(attack, "ok|exit_1|disk|wall_timeout"), outcome.status), outcome.reason


# Through the way that every submission takes: attack -> words of the error that its author gets.
IN_THE_PIPELINE = {
    "abstract_socket": "raised ConnectionRefusedError|raised PermissionError",
    "crash": "ended with signal SIGSEGV and no result",
    "file_socket": "raised FileNotFoundError|raised PermissionError",
    "load_pickle": "raised FileNotFoundError|called sys.exit",
    "output_header_code": "what came back is no matrix: the header is",
    "output_pickle": "what came back is no matrix: it begins with",
    "read_environment_of_others": "called sys.exit",
    "read_labels": "raised FileNotFoundError|raised PermissionError",
    "read_memory": "raised FileNotFoundError|raised PermissionError",
    "remove_results": "raised FileNotFoundError|raised PermissionError",
    "signal_another": "raised ProcessLookupError|raised PermissionError|called sys.exit",
    "tcp": "raised OSError|raised ConnectionRefusedError",
    "udp": "raised OSError|raised PermissionError",
    "write_leaderboard": "raised FileNotFoundError|raised PermissionError",
    "write_own_code": "raised OSError|raised PermissionError",
}


def infer_confined(world, folder, cells, **names):
    """Return what comes of a hostile submission, and the harm."""
    done = infer(
        cells,
        read_submission(folder),
        folder=folder,
        checkpoint=folder,
        seed=1,
        permutation_seed=1,
        **names,
    )
    return done, world.harm_of(done.ended.log)


@pytest.mark.parametrize("attack", IN_THE_PIPELINE)
def test_a_hostile_submission_does_no_harm_on_the_way_that_all_submissions_take(
    attack, world, new_submission, cells
):
    """It gets an error with a way out, and nothing else has changed."""
    require_tier("bubblewrap")
    folder = new_submission(world.code_of(attack, while_loading=True))
    done, harm = infer_confined(world, folder, cells, min_isolation="bubblewrap")
    assert not harm
    assert done.vectors is None
    assert done.ended.tier == "bubblewrap"
    assert re.search(IN_THE_PIPELINE[attack], done.error.what)
    assert done.error.fix


FIGURES = {
    "memory_of_many": "embed() ran out of memory: ",
    "hang": "embed() took too long: still running after 3 s",
    "output_not_finite": "embed() returned NaN in row 7, column 1",
}


@pytest.mark.parametrize("attack", FIGURES)
def test_a_limit_that_is_reached_is_told_with_its_figure(attack, world, new_submission, cells, monkeypatch):
    """The author learns what was used, what is allowed, and how to do with less."""
    limits = replace(LIMITS, wall_s=3 if attack == "hang" else 60, cpu_s=30)
    monkeypatch.setattr("stages.process.limits_for", lambda _: limits)
    folder = new_submission(world.code_of(attack, while_loading=attack != "output_not_finite"))
    done, harm = infer_confined(world, folder, cells)
    assert not harm
    assert done.error.what.startswith(FIGURES[attack])
    assert done.error.fix


@pytest.mark.parametrize("attack", ["read_labels", "tcp", "write_leaderboard"])
def test_the_same_way_without_confinement_does_harm(attack, new_submission, cells, monkeypatch):
    """Only the sandbox stands between them: the witness sees what happens without it."""
    monkeypatch.setattr("stages.inference.strongest_tier", lambda python, **_: offer("none", python))
    with World() as world:
        folder = new_submission(world.code_of(attack, while_loading=True))
        done, harm = infer_confined(world, folder, cells)
    assert done.ended.tier == "none"
    assert CANARIES[attack] in harm


GREEDY = [
    "memory", "memory_of_many", "memory_shared", "memory_shared_nameless", "memory_without_owner", "disk",
    "fork_bomb", "thread_bomb", "processor", "print_much", "output_much", "hang_deaf",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("tier", CONFINED)
@pytest.mark.parametrize("attack", GREEDY)
def test_nothing_takes_much_more_than_its_limit(attack, tier, world):
    """Asked for twice the memory, it has 1.25 of each limit at most, and ends within 5 s of it."""
    require_tier(tier)
    limits = replace(LIMITS, memory_bytes=2 << 30, tmp_bytes=1 << 28)
    outcome, harm = world.run(attack, tier, limits=limits, many=4096)
    assert not harm
    assert outcome.status != "ok"
    assert outcome.usage.wall_s < limits.wall_s + 5
    assert outcome.usage.cpu_s < 1.25 * limits.cpu_s + 2
    assert len(outcome.log.encode()) <= limits.log_bytes


def test_the_crowd_is_large():
    """At least thirty hostile submissions are tried."""
    assert len(names_of_attacks()) >= 30
    assert set(ENDS) | set(CANARIES) <= set(names_of_attacks())


@pytest.mark.parametrize("attack", sorted(QUICK_CANARIES))
def test_the_witness_sees_the_harm_of_an_attack_that_nothing_confines(attack):
    """Without a sandbox the attack succeeds, and is noticed."""
    with World() as world:
        _, harm = world.run(attack, "none")
    assert CANARIES[attack] in harm


@pytest.mark.slow
def test_most_attacks_succeed_where_nothing_confines_them():
    """Some need rights that an ordinary user lacks anyway; at least twenty do not."""
    succeeded = set()
    for attack, kind in CANARIES.items():
        with World() as world:
            _, harm = world.run(attack, "none")
        succeeded |= {attack} if kind in harm else set()
    assert len(succeeded) >= 20, sorted(set(CANARIES) - succeeded)
