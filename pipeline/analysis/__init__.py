"""One commitment: as of a day, over all letters, on its page."""
