"""Which letters answer which plan, and which documents repeat another."""
