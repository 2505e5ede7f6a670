"""Takes the open files of a process that is not its own."""

import resource


def embed(adata, run):
    resource.prlimit(run.victim, resource.RLIMIT_NOFILE, (7, 7))
