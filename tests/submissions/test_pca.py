"""PCA of log-normalised counts."""

import numpy as np


def test_components_are_those_of_log_normalised_counts(embed, make_cells):
    """Their variances are the largest eigenvalues of the covariance of the log-normalised counts."""
    cells = make_cells()
    counts = cells.X.toarray().astype(float)
    logs = np.log1p(counts / counts.sum(axis=1, keepdims=True) * 1e4)
    expected = np.linalg.eigvalsh(np.cov(logs.T))[::-1][:50]
    vectors = embed(cells)
    assert vectors.shape == (120, 50)
    assert np.allclose(vectors.var(axis=0, ddof=1), expected, rtol=1e-3)


def test_few_cells_or_genes_give_fewer_components(embed, make_cells):
    """There is one fewer than the smaller of the two."""
    assert embed(make_cells(n_cells=20)).shape == (20, 19)
    assert embed(make_cells(n_genes=15)).shape == (120, 14)
