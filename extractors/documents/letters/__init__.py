"""Letters of update: their parts, who writes to whom, and every statement they make."""
