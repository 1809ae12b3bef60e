"""One sentence of a letter into what it states: status, strength, reason, dates, quantities, actors."""
