"""What people decided: the file, the records it is about now, and what comes of it."""
