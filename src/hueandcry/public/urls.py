"""Placeholder until the door's views are written."""
urlpatterns: list = []
