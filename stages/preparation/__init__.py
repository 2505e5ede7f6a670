"""The parts of prepare: what a raw file must promise before a model sees its cells."""
