"""What can go wrong with a backup, as a sentence that says what to do."""


class BackupError(Exception):
    """The base of all of it."""


class Damaged(BackupError):
    """The file is not what was written."""
