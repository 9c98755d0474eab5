"""Which firm is offered to whom: states of requests and offers, offers, what a buyer chooses."""
