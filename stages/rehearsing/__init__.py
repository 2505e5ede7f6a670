"""What a submission is tried on, and what is measured: no score of the board depends on it."""
