"""Forms of the card, its sites and partners, and dated limits."""
