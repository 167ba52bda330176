from django.apps import AppConfig


class ToysConfig(AppConfig):
    """Toy models for proofs about the floor; installed in tests only."""

    name = "tests.toys"
    label = "toys"

    def ready(self) -> None:
        from tests.toys import jobs  # noqa: F401  registered by being imported
