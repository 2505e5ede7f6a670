"""Multinomial logistic regression, without a choice to make."""

import numpy as np
from scipy.optimize import minimize

from stages.metrics.arrays import Codes, Floats

_MOST_STEPS = 100
_TOLERANCE = 1e-4  # of the gradient
_STRENGTH = 1.0  # C: what a cell weighs against the squared weights


def predict(reference: Floats, label: Codes, query: Floats) -> Codes:
    """Return the label of every query cell, learned from reference cells.

    Parameters
    ----------
    reference
        (n_reference, n_dims).
    label
        (n_reference,) codes, any of them absent.
    query
        (n_query, n_dims).

    Notes
    -----
    Dimensions are standardised by the mean and the spread of the reference; C = 1, at most 100 steps of
    L-BFGS from zero: the defaults of scikit-learn.
    """
    present, codes = np.unique(label, return_inverse=True)
    centre, spread = reference.mean(axis=0), reference.std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    weights = _fit((reference - centre) / spread, codes, len(present))
    scores = (query - centre) / spread @ weights[:-1] + weights[-1]
    return np.asarray(present[scores.argmax(axis=1)])


def _fit(points: Floats, codes: Codes, n_labels: int) -> Floats:
    """Return the weights (n_dims + 1, n_labels), intercepts last."""
    n_cells, n_dims = points.shape
    wanted = np.eye(n_labels)[codes]
    penalty = 1 / (_STRENGTH * n_cells)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(n_dims + 1, n_labels)
        scores = points @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        total = chances.sum(axis=1, keepdims=True)
        surprise = np.log(total[:, 0]) - scores[np.arange(n_cells), codes]
        error = (chances / total - wanted) / n_cells
        slope = np.vstack([points.T @ error + penalty * weights[:-1], error.sum(axis=0)])
        return float(surprise.mean() + penalty / 2 * (weights[:-1] ** 2).sum()), slope.ravel()

    options = {"maxiter": _MOST_STEPS, "gtol": _TOLERANCE, "ftol": 64 * np.finfo(float).eps}
    start = np.zeros((n_dims + 1) * n_labels)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x.reshape(n_dims + 1, n_labels))
