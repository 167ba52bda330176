"""The card and the limits in words, ready for the templates."""
