"""Anybody may read what the house says of itself, signed in or not."""

import pytest
from django.urls import reverse


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"), [("accessibility", "Accessibility statement"), ("privacy_notice", "Privacy notice")]
)
def test_the_statements_are_open_to_anybody(client, name, heading):
    page = client.get(reverse(name), headers={"accept-language": "en"})
    assert page.status_code == 200
    assert page.content.decode().count(f"{heading}</h1>") == 1
