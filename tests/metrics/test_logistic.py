"""Our regression predicts what scikit-learn's does."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from stages.metrics.logistic import predict


@pytest.mark.parametrize("strength", [0.5, 2.0, 10.0])
def test_predictions_are_those_of_scikit_learn(strength):
    """From hopeless to separable."""
    rng = np.random.default_rng(0)
    label = rng.integers(4, size=500)
    points = strength * rng.standard_normal((4, 10))[label] / 3 + rng.standard_normal((500, 10))
    points *= np.arange(1, 11)  # standardising matters
    scaler = StandardScaler().fit(points[:400])
    theirs = LogisticRegression(max_iter=1000).fit(scaler.transform(points[:400]), label[:400])
    ours = predict(points[:400], label[:400], points[400:])
    assert (ours == theirs.predict(scaler.transform(points[400:]))).mean() > 0.98


def test_labels_that_the_reference_lacks_are_never_predicted():
    """And codes may have gaps."""
    points = np.array([[0.0], [1.0], [10.0], [11.0]])
    assert predict(points, np.array([2, 2, 7, 7]), np.array([[-5.0], [15.0]])).tolist() == [2, 7]


def test_a_dimension_without_spread_does_no_harm():
    """Its spread is taken as 1."""
    points = np.array([[0.0, 3.0], [1.0, 3.0], [10.0, 3.0], [11.0, 3.0]])
    assert predict(points, np.array([0, 0, 1, 1]), points).tolist() == [0, 0, 1, 1]
