"""Small words for the desk's templates."""
