"""The published tables: the schema, the rows, and the forms they are kept in."""
