"""Documents from where they are published into the raw folder, politely, and with where each came from."""
