"""Tests connect as the application role, or they prove nothing: the owner only makes and empties the database."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from pytest_django import DjangoDbBlocker

from osuuskunta.core.db import as_owner

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs an event loop in the test's thread


@pytest.fixture(autouse=True)
def finnish() -> None:
    """Begin each test in Finnish: a request leaves its reader's language behind in the thread, as in any Django."""
    translation.activate("fi")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    with django_db_blocker.unblock(), as_owner():
        made = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=django_db_keepdb and not django_db_createdb,
            serialized_aliases=[],
        )
    if settings.DATABASE_BACKUP:
        settings.DATABASE_BACKUP["NAME"] = connection.settings_dict["NAME"]  # the test database, of this worker
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock(), as_owner():
            teardown_databases(made, verbosity=0)


TransactionTestCase._fixture_teardown = as_owner()(
    TransactionTestCase._fixture_teardown
)  # TRUNCATE is the owner's right
