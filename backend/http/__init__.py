"""HTTP beside the routes: bodies, answers, headers, files, who asks, filled pages."""
