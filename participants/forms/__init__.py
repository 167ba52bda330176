"""Forms and filters of people's pages."""
