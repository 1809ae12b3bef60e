"""One module a kind of value; siblings do not know each other."""
