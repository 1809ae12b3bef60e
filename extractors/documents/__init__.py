"""One module a type of document: logical tables and passages to records."""
