"""A document's bytes become records: recommendations, actions, updates, each with the place it was read from."""
