"""One module a format: bytes to Layout."""
