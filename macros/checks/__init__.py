"""What `make check` finds in pages, mkdocs.yml and the theme's templates, with file and line."""
