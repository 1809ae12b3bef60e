"""What became of each promise, judged once for all who tell of it: what a run prints, the measures, the pages."""
