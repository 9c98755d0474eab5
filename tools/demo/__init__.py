"""`make demo`: the matching with sample firms, and where its mails go."""
