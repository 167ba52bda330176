"""One file with everything but the keys, and the way back.

A backup is a ZIP: `database.dump` (pg_dump's custom format), the uploaded files below `files/`, and `manifest.json`. It can be
looked into with ordinary tools. A restore is one transaction: until it commits, the old data are there.
"""
