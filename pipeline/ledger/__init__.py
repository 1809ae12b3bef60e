"""What the letters of a case make of its commitments, letter by letter."""
