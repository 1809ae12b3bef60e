"""Where bytes are kept: stores of named values, records as bytes, the cache, the lock."""
