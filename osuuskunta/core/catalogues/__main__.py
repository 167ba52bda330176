"""`python -m osuuskunta.core.catalogues`: compile what changed; called by every script before it starts."""

from osuuskunta.core.catalogues.files import compile_all

compile_all()
