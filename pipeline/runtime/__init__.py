"""Work in processes of its own: a child with limits, executors of such children, how a run is ended, the log."""
