"""Servers, environment and processes of a house that runs from a clone: nothing here needs Django."""
