"""Which statement of a letter reports on which commitment."""
