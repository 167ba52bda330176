"""What is done with the card, its sites and partners, and dated limits. `by` is who does it; None is the house itself."""
