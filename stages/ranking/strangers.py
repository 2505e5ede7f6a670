"""Files that no submission, control or dataset owns: a deleted submission must not stay on the board."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from stages.errors import BenchmarkError, did_you_mean
from stages.ranking.evidence import Results


def require_owners(
    results: Results,
    *,
    submissions: Collection[str],
    controls: Collection[str],
    catalog: Collection[str],
    active: Collection[str],
) -> list[str]:
    """Return a sentence on each dataset whose results are ignored because it is not evaluated.

    Raises
    ------
    BenchmarkError
        If a folder belongs to no submission and no control, or a file to no dataset of the catalog.
    """
    scored = {*submissions, *controls}
    folders = {results.scores: scored, results.draws: scored, results.runs: {*submissions}}
    for path in [entry for folder in folders for entry in _visible(folder)]:
        strange = [folder for folder, owners in folders.items() if path.name not in owners]
        if path.parent in strange:
            raise _stranger(path.name, "submission and no control", {*submissions, *controls}, strange)
    for path in _visible(results.checks):
        if path.name.removesuffix(".json") not in submissions:
            raise _stranger(path.name, "submission", submissions, [results.checks])
    files = [path for folder in folders for entry in _visible(folder) for path in _visible(entry)]
    places = (results.facts, *(path.parent for path in files))
    for path in [*_visible(results.facts), *files]:
        if path.name.removesuffix(".json") not in catalog:
            raise _stranger(path.name, "dataset of the catalog", catalog, places)
    ignored = Counter(path.stem for path in files if path.stem not in active)
    return [
        f"ignored {number} file{'s' * (number != 1)} of `{dataset}`, which is not among the datasets of "
        "params.yaml"
        for dataset, number in sorted(ignored.items())
    ]


def _stranger(name: str, owner: str, known: Iterable[str], places: Iterable[Path]) -> BenchmarkError:
    paths = [str(place / name) for place in dict.fromkeys(places) if (place / name).exists()]
    stem = name.removesuffix(".json")
    return BenchmarkError(
        f"`{stem}` is no {owner}; expected one of {sorted(known)}{did_you_mean(stem, known)}",
        where=", ".join(paths),
        fix=f"git rm -r {' '.join(paths)}  (rm -r where git does not know them)",
    )


def _visible(folder: Path) -> list[Path]:
    """Return what a folder holds, sorted; nothing where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
