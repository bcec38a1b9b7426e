"""Importing a file: check without writing, write what was chosen, take it back."""
