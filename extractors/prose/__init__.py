"""Running prose: a layout's lines joined into headings, paragraphs and bullets, and these into sentences."""
