import pytest

from tests.factories.activity import House, a_house


@pytest.fixture
def house(db: None) -> House:
    return a_house()
