"""Small tools; they know nothing about the desk."""
