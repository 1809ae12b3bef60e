"""What changed in a night, for a person: on one screen, as a page, in a message and in a feed."""
