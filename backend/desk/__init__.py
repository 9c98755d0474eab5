"""The operator's desk: requests in the browser, at `/desk/`, for who is named in the settings."""
