"""What others read: open data, the browser's decision model, JSON Schemas, the golden file."""
