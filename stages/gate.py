"""Whether a pull request is a submission and nothing else, said from git objects: nothing of it runs."""

import shutil
import sys
from itertools import islice
from pathlib import Path

from stages.cli import run
from stages.gating.content import follows_the_schema, is_text_that_shows_what_it_is, write_folder
from stages.gating.entries import (
    has_a_name_of_its_own,
    has_plain_small_files,
    has_the_files_of_a_submission,
    is_a_folder_that_stays,
)
from stages.gating.names import shown
from stages.gating.objects import Objects
from stages.gating.proposal import SUBMITTERS, NeedsMaintainerError, Proposal, read_proposal

RULES = (
    has_a_name_of_its_own,
    is_a_folder_that_stays,
    has_the_files_of_a_submission,
    has_plain_small_files,
    is_text_that_shows_what_it_is,
    follows_the_schema,
)
REFUSED, NEEDS_MAINTAINER = 1, 3  # exit codes; 0 is a submission that may be rehearsed
_MOST = 50  # refusals that are printed


def gate(
    *,
    base: str,
    head: str,
    owner: str | None = None,
    into: Path | None = None,
    repository: Path = Path(),
) -> None:
    """Print the submission that a pull request holds, or every reason why it is refused.

    Exit code 0: one submission, and nothing to refuse. 1: refused. 3: something else than a submission,
    or one that somebody else owns: a maintainer looks at it.

    Parameters
    ----------
    base, head
        Commits: main, and the last commit of the pull request.
    owner
        Login of its author; an existing folder changes only by those that .github/SUBMITTERS names.
    into
        Folder below which the submission is written, from the bytes that were looked at.
    repository
        A clone that has both commits.
    """
    try:
        proposal = read_proposal(Objects(repository), base=base, head=head)
        _refuse(proposal)
        if owner is not None:
            _require_owner(proposal, owner)
    except NeedsMaintainerError as needed:
        sys.stderr.write(f"{needed}\n")
        sys.exit(NEEDS_MAINTAINER)
    if into:
        shutil.rmtree(into / proposal.id, ignore_errors=True)
        write_folder(proposal, into / proposal.id)
    sys.stdout.write(f"{proposal.where()}\n")


def _refuse(proposal: Proposal) -> None:
    """Print every refusal; exit where there is one."""
    found = (refusal for rule in RULES for refusal in rule(proposal))
    refusals = list(islice(found, _MOST))
    for refusal in refusals:
        sys.stderr.write(f"{refusal}\n")
    if next(found, None):
        sys.stderr.write("... and more\n")
    if refusals:
        sys.exit(REFUSED)


def _require_owner(proposal: Proposal, login: str) -> None:
    if proposal.id in proposal.existing and login.lower() not in proposal.logins:
        owners = ", ".join(sorted(proposal.logins)) or "the maintainers"
        raise NeedsMaintainerError(
            f"`{proposal.id}` exists and is changed by {shown(login)}; it belongs to {owners}",
            where=SUBMITTERS,
            then="a maintainer decides; a new version of another's model is a folder of its own",
        )


if __name__ == "__main__":
    run(gate)
