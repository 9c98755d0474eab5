"""Which firm is offered to whom, and what becomes of the offer.

A firm is chosen for a request here, by the rules of `model/matching`.

- `matcher`: the firms that a deployment may show, and the match of a request among them
- `offering`: offer the first three; renew, so that others follow those that go
- `offer_validity`: whether what a buyer was shown of a firm is still true
- `selection`: what a buyer does: choose firms, withdraw one or all, stop
- `states`: the states of requests and offers, and every transition; nothing else changes one
- `offers`: rows of offers: create, add, change, and the request's state kept in line with them
- `queries`: the match of a request as it is stored, by reference, offer or code
- `audit`: the audit log: who did what about which firm, when

Others offer by `offering`, act by `selection`, and read by `queries`. It must not know pages, HTTP
or mail: what somebody is to hear goes into the outbox.
"""
