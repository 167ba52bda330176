"""Named checks: of the people a report is made of, and of the sums in it (esf.md §4)."""
