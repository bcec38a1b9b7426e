"""The demo: real parks, invented people and companies, built with the product's own verbs."""
