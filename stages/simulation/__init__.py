"""What the simulations of metrics and intervals are made of: cells from a planted population."""
