"""Catalogues of translations without the gettext programs: read from the code, kept in `locale/`, compiled by Babel."""
