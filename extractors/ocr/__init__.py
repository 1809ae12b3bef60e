"""Pictures of pages: the words printed in them, and the rules of their tables."""
