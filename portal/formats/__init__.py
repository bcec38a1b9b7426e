"""How dates are printed: alike in both languages, largest unit first."""
