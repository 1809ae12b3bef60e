"""What is checked, then published whole or not at all; and what is known of the runs."""
