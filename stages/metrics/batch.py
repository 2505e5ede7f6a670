"""The batch metrics in words: whether an embedding forgets which batch a cell came from."""

from stages.metrics.metric import Metric

_SCIB = "M. D. Luecken et al., Nat. Methods 19 (2022); definition of scib-metrics 0.5.10"
_DESTROYED = "Random vectors mix batches best: read it beside biology only. "
_SIZE = "It depends on the number of cells: compare it within a dataset only."

BATCH: dict[str, Metric] = {
    "bras": Metric(
        name="bras",
        title="BRAS",
        pack="scib",
        group="batch",
        ranked=True,
        low=0,
        high=1,
        low_means="within each label the batches lie apart",
        high_means="within each label the batches overlap",
        formula="mean over labels of the mean over cells of 1 - |(b - a) / max(a, b)|; a: mean cosine "
        "distance to the other cells of label and batch, b: to the label's cells of other batches",
        source="P. Rautenstrauch and U. Ohler, Nat. Biotechnol. (2025); as in scib-metrics 0.5.10",
        known_failure=_DESTROYED + "Cosine distances depend on where the origin is. A cell alone in its "
        "batch within its label counts as mixed.",
        worst_control="one_hot_batches",
        best_control="shuffle_within_label",
    ),
    "silhouette_batch": Metric(
        name="silhouette_batch",
        title="Silhouette (batch)",
        pack="scib",
        group="batch",
        ranked=False,
        low=0,
        high=1,
        low_means="within each label every batch lies apart from all others",
        high_means="within each label the batches overlap",
        formula="mean over labels of the mean over cells of 1 - |silhouette of batches within the label|, "
        "Euclidean",
        source=_SCIB + "; the batch integration score of K. Z. Kedzierska et al. (2025)",
        known_failure=_DESTROYED + "Only the nearest other batch counts: two groups of batches far apart "
        "score as mixed. BRAS supersedes it.",
        worst_control="one_hot_batches",
        best_control="shuffle_within_label",
    ),
    "ilisi": Metric(
        name="ilisi",
        title="iLISI",
        pack="scib",
        group="batch",
        ranked=True,
        low=0,
        high=1,
        low_means="every neighbourhood holds one batch",
        high_means="every neighbourhood holds all batches evenly",
        formula="(median over cells of LISI - 1) / (B - 1), B batches; LISI = 1 / sum over batches of "
        "(share of weight)², weights exp(-beta d) of perplexity 30 on the 89 nearest other cells",
        source="I. Korsunsky et al., Nat. Methods 16 (2019); scaled as in scib-metrics 0.5.10",
        known_failure=_DESTROYED + "Where batches differ in size or in cell types even perfect mixing "
        "stays below 1. " + _SIZE,
        worst_control="one_hot_batches",
        best_control="shuffle_within_label",
    ),
    "cilisi": Metric(
        name="cilisi",
        title="CiLISI",
        pack="scib",
        group="batch",
        ranked=False,
        low=0,
        high=1,
        low_means="within each label every neighbourhood holds one batch",
        high_means="within each label all neighbourhoods hold its batches evenly",
        formula="mean over cells of (LISI - 1) / (B - 1), LISI as in iLISI among cells of the same label, "
        "B its batches; labels of 10 cells or more in two batches or more; 89 nearest other cells and "
        "perplexity 30, or all cells and a third of them where a label has fewer than 90",
        source="M. Andreatta et al., Nat. Commun. 15 (2024)",
        known_failure="Mixing different labels earns nothing, yet random vectors still score best. Where "
        "batches differ in size within a label even perfect mixing stays below 1. " + _SIZE,
        worst_control="one_hot_batches",
        best_control="shuffle_within_label",
    ),
    "kbet": Metric(
        name="kbet",
        title="kBET",
        pack="scib",
        group="batch",
        ranked=True,
        low=0,
        high=1,
        low_means="no neighbourhood within a label has the label's proportions of batches",
        high_means="all neighbourhoods have them",
        formula="mean over labels of the share of cells at whose k0 + 1 nearest by diffusion distance "
        "(100 components of the label's part of the 50-neighbour graph) a chi-squared test of batches has "
        "p >= 0.05; k0: a quarter of the mean batch size, 10 to 70; labels of more than 10 cells",
        source="M. Büttner et al., Nat. Methods 16 (2019); per label as in scib-metrics 0.5.10",
        known_failure="A mild batch effect in a large label rejects everywhere: often 0 where other metrics "
        "see mixing. A label in many small pieces counts as 0. In small labels the test has no power. "
        "In simulations its interval holds the truth less often than it promises. " + _SIZE,
        worst_control="one_hot_batches",
        best_control="shuffle_within_label",
    ),
    "graph_connectivity": Metric(
        name="graph_connectivity",
        title="Graph connectivity",
        pack="scib",
        group="batch",
        ranked=True,
        low=0,
        high=1,
        low_means="labels fall to pieces, for instance by batch",
        high_means="each label hangs together",
        formula="mean over labels of |largest strongly connected component| / |label| in the graph of the "
        "14 nearest other cells; labels of one cell are left out",
        source=_SCIB,
        known_failure="It measures biology as much as batches: shuffled cells score at the bottom. Two "
        "batches joined by a thread of cells count as one piece.",
        worst_control="shuffle_global",
        best_control="one_hot_labels_jitter",
    ),
    "pcr_comparison": Metric(
        name="pcr_comparison",
        title="PCR comparison",
        pack="scib",
        group="batch",
        ranked=True,
        low=0,
        high=1,
        low_means="batches explain as much variance as in the unintegrated data, or more",
        high_means="batches explain none",
        formula="max(0, (before - after) / before); before, after: share of the total variance that lies "
        "between batches in the unintegrated principal components and in the embedding",
        source=_SCIB + " (M. Büttner et al., 2019)",
        known_failure=_DESTROYED + "More batch variance than before is 0, however much more. Undefined where "
        "batches explain less than twice the chance level beforehand: it would divide noise by noise.",
        worst_control="one_hot_batches",
        best_control="shuffle_within_label",
    ),
}
