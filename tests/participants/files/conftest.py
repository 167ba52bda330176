from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english(finnish: None) -> Iterator[None]:
    """Sentences are compared whole, as they stand in the code."""
    with translation.override("en"):
        yield
