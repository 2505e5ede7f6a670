"""What the simulations found, drawn and written for readers."""
