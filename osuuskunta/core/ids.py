"""Public ids. They are made in Python: a database-made id could not be returned under row security, and sealing binds to it."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a new time-ordered UUID (version 7, RFC 9562): unguessable, and kind to indexes."""
    return uuid7()
