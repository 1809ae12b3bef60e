"""Two editions of one plan: which rows correspond, and what differs between them."""
