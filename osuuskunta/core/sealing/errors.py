"""What can go wrong with a sealed value. Messages name the place, never the content."""


class SealError(Exception):
    """The base of all faults of sealing."""


class SealBroken(SealError):
    """A ciphertext was damaged, moved or opened with another key: nothing of it is given out."""


class Locked(SealError):
    """A sealed field was read or written before its key was loaded: call `unlock(rows)` first."""


class NoKey(SealError):
    """There is no data key to seal with: the subject was erased, or `new_key_for` was never called."""


class NotSealed(SealError):
    """A plain value was on its way into a sealed column without a row that could seal it (`update()`, `loaddata`)."""
