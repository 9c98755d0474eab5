"""The outbox and its worker: leases, retries, mail, webhook."""
