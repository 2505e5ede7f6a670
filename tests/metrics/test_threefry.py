"""The random numbers are JAX's, bit for bit."""

import numpy as np
import pytest

from stages.metrics.threefry import gumbel, key_of, permutation, split


@pytest.mark.parametrize("seed", [0, 7, 2**31 - 1])
def test_numbers_are_those_of_jax(seed):
    """Keys, shuffles and Gumbel noise."""
    import jax  # noqa: PLC0415 - a second that other tests need not wait for

    theirs, ours = jax.random.PRNGKey(seed), key_of(seed)
    np.testing.assert_array_equal(jax.random.split(theirs, 3), split(ours, 3))
    np.testing.assert_array_equal(jax.random.permutation(theirs, 501), permutation(ours, 501))
    np.testing.assert_allclose(jax.random.gumbel(theirs, (501,)), gumbel(ours, 501), rtol=1e-5, atol=1e-6)


def test_many_keys_give_the_numbers_of_each():
    """One call for all starts."""
    keys = split(key_of(3), 4)
    np.testing.assert_array_equal(gumbel(keys, 20)[2], gumbel(keys[2], 20))
    np.testing.assert_array_equal(split(keys)[1], split(keys[1]))
