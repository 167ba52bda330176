"""From people to figures: the one thing that computes (architecture §5)."""
