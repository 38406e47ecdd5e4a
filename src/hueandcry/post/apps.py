"""The post room as a part of Django: it tells the lower layers which folders the database knows."""

from django.apps import AppConfig

from hueandcry.lib import folders


class PostRoom(AppConfig):
    """Only what has to be told once the models are there."""

    name = "hueandcry.post"

    def ready(self) -> None:
        """Whoever touches keys or kept files asks this database whose they are."""
        from hueandcry.post import known_folders

        folders.known = known_folders.known
