"""Osuuskunta: coaching, cooperatives and reporting of a work-integration project, in one house."""

__version__ = "0.1.0"
