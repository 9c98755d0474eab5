"""The match of one request, read from the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, select

from backend.delivery import notification_state
from backend.matching import states
from backend.matching.matcher import Reasons
from backend.matching.states import OfferState, RequestState
from backend.storage import tables
from backend.storage.connections import read_transaction
from backend.storage.link_keys import PRIVATE_KEY, READER_KEY, unseal_link_key


@dataclass(frozen=True)
class Offer:
    """One firm on one buyer's page; times are empty as long as nothing happened."""

    id: int
    firm: str
    firm_name: str
    firm_site: str
    sample: bool
    reasons: Reasons
    state: OfferState
    answer_code: str
    letter: str
    sent_to: str
    offered_at: str
    chosen_at: str
    introduced_at: str
    answered_at: str
    withdrawn_at: str
    silence_noted_at: str


@dataclass(frozen=True)
class NewRequest:
    """A request that is being stored. `notification_state`: whether its mails wait for a person."""

    submission_id: int
    reference: str
    answers: dict[str, str]
    notification_state: str
    offers: tuple[()] = ()


@dataclass(frozen=True)
class MatchedRequest:
    """A request with its offers, in the order in which they are shown; its keys are unsealed."""

    submission_id: int
    reference: str
    status: str
    created_at: str
    email: str
    answers: dict[str, str]
    private_key: str
    read_key: str
    rotation: str
    state: RequestState
    why_fewer: str
    withdrawn_at: str
    confirmed_at: str
    edits: int
    offers: tuple[Offer, ...]

    def offer_of(self, firm: str) -> Offer | None:
        """Return the offer of a firm, by its id."""
        return next((offer for offer in self.offers if offer.firm == firm), None)

    @property
    def open_offers(self) -> int:
        """How many firms are before the buyer now."""
        return sum(offer.state in states.OPEN for offer in self.offers)

    @property
    def editable(self) -> bool:
        """Whether the buyer may change the answers: no firm was chosen yet, by what they are."""
        return not self.withdrawn_at and not any(offer.chosen_at for offer in self.offers)

    @property
    def notification_state(self) -> str:
        """The state of a new notification: of a request set aside nothing leaves."""
        return notification_state(self.status)

    @property
    def introduction_state(self) -> str:
        """The same of an introduction, which waits for the address to be confirmed as well."""
        return self.notification_state if self.confirmed_at else "held"


def find_by_reference(
    connection: Connection, reference: str, *, lock: bool = False
) -> MatchedRequest | None:
    """Return the match of a request, None where it has none.

    `lock`: nobody else changes it before the transaction ends. On SQLite a writer is alone anyway.
    """
    return _find(connection, _select().where(tables.submissions.c.reference == reference), lock)


def find_by_offer(
    connection: Connection, offer: int, *, lock: bool = False
) -> MatchedRequest | None:
    """Return the match that an offer belongs to."""
    mine = select(tables.offers.c.submission_id).where(tables.offers.c.id == offer)
    return _find(connection, _select().where(tables.submissions.c.id.in_(mine)), lock)


def find_by_answer_code(
    connection: Connection, code: str, *, lock: bool = False
) -> MatchedRequest | None:
    """Return the match that a firm's link belongs to."""
    mine = select(tables.offers.c.submission_id).where(tables.offers.c.answer_code == code)
    return _find(connection, _select().where(tables.submissions.c.id.in_(mine)), lock)


def iterate_matches(engine: Engine, page: int = 50) -> Iterator[MatchedRequest]:
    """Yield every match, oldest request first; a page of them is read in one transaction."""
    last = 0
    while True:
        following = _select().where(tables.matches.c.submission_id > last)
        query = following.order_by(tables.matches.c.submission_id).limit(page)
        with read_transaction(engine) as connection:
            rows = connection.execute(query).mappings().all()
            offers = _offers_of(connection, [row["submission_id"] for row in rows])
        for row in rows:
            last = row["submission_id"]
            yield _matched(engine, row, offers.get(last, ()))
        if len(rows) < page:
            return


def _offers_of(connection: Connection, owners: list[int]) -> dict[int, list[RowMapping]]:
    """Return the offers of several requests, by request and in the order of each page."""
    table = tables.offers
    query = select(table).where(table.c.submission_id.in_(owners))
    found: dict[int, list[RowMapping]] = {}
    for row in connection.execute(query.order_by(table.c.position)).mappings():
        found.setdefault(row["submission_id"], []).append(row)
    return found


def _select() -> Select[Any]:
    request, match = tables.submissions, tables.matches
    asked = (request.c.reference, request.c.status, request.c.created_at)
    columns = (*asked, request.c.email, request.c.answers, match)
    return select(*columns).join(match, match.c.submission_id == request.c.id)


def _find(connection: Connection, query: Select[Any], lock: bool) -> MatchedRequest | None:
    if lock:
        query = query.with_for_update(of=tables.matches)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    submission_id = row["submission_id"]
    offers = _offers_of(connection, [submission_id]).get(submission_id, ())
    return _matched(connection, row, offers)


def _matched(
    stored_in: Connection | Engine, row: RowMapping, offers: Iterable[RowMapping]
) -> MatchedRequest:
    names = set(MatchedRequest.__dataclass_fields__) - {"offers"}
    keys = {
        name: unseal_link_key(stored_in, name, row[name], row["reference"])
        for name in (PRIVATE_KEY, READER_KEY)
    }
    values = {**_without_nulls(row, names), **keys}
    return MatchedRequest(**values, offers=tuple(_offer(each) for each in offers))


def _offer(row: RowMapping) -> Offer:
    return Offer(**_without_nulls(row, set(Offer.__dataclass_fields__)))


def _without_nulls(row: RowMapping, names: set[str]) -> dict[str, Any]:
    return {name: "" if row[name] is None else row[name] for name in names}
