"""Small models fitted on labelled texts: what the facts of a statement or a date make likely, and how likely."""
