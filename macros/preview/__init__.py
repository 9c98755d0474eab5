"""`mkdocs serve`: what is rendered again after an edit, mistakes in the page, a working form."""
