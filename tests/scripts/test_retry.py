"""How the page's script sends the form: again where that helps, and with a token."""

from typing import Any

import pytest

from tests.model.node import run

MODULE = "quotes/retry.mjs"


def sent(answers: list[list[Any]]) -> dict[str, Any]:
    """Send where the backend gives these answers, [status, Retry-After], one after the other."""
    code = """async (answers) => {
        const slept = [];
        let tries = 0, retries = 0;
        const attempt = async () => {
            const [status, retryAfter] = answers[Math.min(tries++, answers.length - 1)];
            return { status, retryAfter, result: `${status} at ${tries}` };
        };
        const sleep = async (milliseconds) => slept.push(milliseconds);
        const result = await module.sendWithRetries(attempt, () => retries++, { sleep });
        return { result, tries, retries, slept };
    }"""
    found: dict[str, Any] = run(MODULE, code, answers)
    return found


@pytest.mark.parametrize("status", [0, 500, 502, 503, 429])
def test_what_may_pass_is_tried_three_times_more(status: int) -> None:
    found = sent([[status, None]])
    assert (found["result"], found["tries"], found["retries"]) == (f"{status} at 4", 4, 3)
    for pause, most in zip(found["slept"], [500, 1000, 2000], strict=True):
        assert most / 2 <= pause <= most


@pytest.mark.parametrize("status", [200, 201, 400, 403, 404, 413, 415, 422])
def test_what_will_not_change_is_tried_once(status: int) -> None:
    assert sent([[status, None]])["tries"] == 1


def test_the_first_success_ends_the_trying() -> None:
    assert sent([[0, None], [503, "30"], [201, None]])["result"] == "201 at 3"


def test_a_short_retry_after_is_waited_for_and_a_long_one_is_for_the_person() -> None:
    assert sent([[429, "7"], [201, None]])["slept"] == [7000]
    assert sent([[429, "3000"]])["tries"] == 1
    assert sent([[429, "Wed, 21 Oct 2026 07:28:00 GMT"]])["tries"] == 1


def test_two_senders_do_not_come_back_together() -> None:
    pauses = {tuple(sent([[503, None]])["slept"]) for _ in range(3)}
    assert len(pauses) == 3


def test_no_further_try_begins_after_a_minute() -> None:
    code = """async () => {
        let clock = 0, tries = 0;
        const attempt = async () => (clock += 31000, tries += 1, { status: 0, result: "none" });
        const options = { sleep: async () => {}, now: () => clock };
        await module.sendWithRetries(attempt, () => {}, options);
        return tries;
    }"""
    assert run(MODULE, code, None) == 2


def token(steps: str) -> Any:
    """Run `steps` with a token source whose clock stands still but for `sleep` and `clock`."""
    code = f"""async () => {{
        let clock = 1000, loads = 0, broken = false;
        const slept = [];
        const load = async (address, now) => broken ? null :
            ({{ text: `token ${{++loads}}`, readyAt: now() + 3000, staleAt: now() + 60000 }});
        const sleep = async (time) => {{ slept.push(time); clock += time; }};
        const source = (address) => module.formToken(address, {{ load, sleep, now: () => clock }});
        {steps}
    }}"""
    return run(MODULE, code, None)


def test_a_token_is_fetched_once_and_waited_for_until_it_is_good() -> None:
    steps = """const it = source("/api/token");
        it.prepare(); it.prepare(); clock += 1000;
        return [await it.value(), await it.value(), slept, loads];"""
    assert token(steps) == ["token 1", "token 1", [2000, 0], 1]


def test_a_stale_or_used_token_is_replaced() -> None:
    steps = """const it = source("/api/token");
        const first = await it.value(); clock += 60000;
        const second = await it.value(); it.forget();
        return [first, second, await it.value()];"""
    assert token(steps) == ["token 1", "token 2", "token 3"]


def test_without_a_token_the_form_is_sent_at_once() -> None:
    steps = """const it = source("/api/token"); broken = true; await it.prepare();
        const first = await it.value(); broken = false;
        return [first, [...slept], await it.value()];"""
    assert token(steps) == [None, [], "token 1"]


def test_a_hosted_provider_is_asked_for_no_token() -> None:
    steps = """const it = source(null); it.prepare();
        return [await it.value(), loads];"""
    assert token(steps) == [None, 0]
