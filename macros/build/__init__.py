"""What a full build does beside MkDocs: the search index in a second process, hidden pages."""
