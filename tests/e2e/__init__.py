import pytest

pytest.register_assert_rewrite("tests.e2e.door", "tests.e2e.looks")  # so that their refusals show what was there
