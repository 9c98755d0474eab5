"""Which firms fit a request, and why: firms, tags, rules, reasons."""
