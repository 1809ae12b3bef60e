"""A folder becomes documents: its files, each read once, and what was read kept until it is asked for."""
