"""From a POST to a stored request: validation, spam guard, rate limits, one row for one request."""
