// Sending the quote form: the token that our backend asks scripts for, and trying again where that
// may help. The key in the form makes one request of any number of sendings.

const PAUSES = [500, 1000, 2000]; // milliseconds before each further try
const LONGEST_PAUSE = 10_000; // milliseconds; whoever is to wait for longer is told so
const PATIENCE = 60_000; // milliseconds after which no further try begins
const TOKEN_TIMEOUT = 5_000; // milliseconds; the form can be sent without a token

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Milliseconds to wait before trying again, or null where it is the person's turn. `tries` have been
 * made already; `status` is 0 where no answer came.
 */
export function pauseBefore(tries, status, retryAfter, random = Math.random) {
  const pause = PAUSES[tries - 1];
  if (pause === undefined || (status !== 0 && status !== 429 && status < 500)) return null;
  // Jitter: those who failed together shall not come back together.
  const jittered = pause * (0.5 + random() / 2);
  // We wait as long as a limit asks. A server that is down knows no time, and a person is waiting.
  const asked = status === 429 ? Number(retryAfter ?? 0) * 1000 : 0;
  return asked <= LONGEST_PAUSE ? Math.max(asked, jittered) : null;
}

/**
 * Call `attempt` until it succeeds or trying again is of no use, and return its last result.
 * It answers {status, retryAfter, result}; `onRetry` is called before each further try.
 */
export async function sendWithRetries(attempt, onRetry, { sleep = wait, now = Date.now } = {}) {
  const started = now();
  for (let tries = 1; ; tries += 1) {
    const { status, retryAfter, result } = await attempt();
    const pause = pauseBefore(tries, status, retryAfter);
    if (pause === null || now() - started > PATIENCE) return result;
    onRetry();
    await sleep(pause);
  }
}

/**
 * The form token of a page: `prepare` fetches it when somebody begins to fill in the form, `value`
 * gives one that is good by now, or null where there is none, `forget` drops a used one.
 *
 * `value` waits until the token is old enough: browsers fill in forms faster than people, and
 * nobody is to be set aside for that.
 */
export function formToken(address, { load = fetchToken, sleep = wait, now = Date.now } = {}) {
  let current = null;
  const prepare = () => (current ??= address ? load(address, now) : Promise.resolve(null));
  return {
    prepare,
    forget: () => (current = null),
    async value() {
      const held = await current;
      if (!held || held.staleAt <= now()) current = null;
      const token = await prepare();
      if (token === null) return null;
      await sleep(Math.max(0, token.readyAt - now()));
      return token.text;
    },
  };
}

async function fetchToken(address, now) {
  try {
    const response = await fetch(address, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(TOKEN_TIMEOUT),
    });
    const { token, min_age: least, max_age: most } = await response.json();
    if (!response.ok || typeof token !== "string") return null;
    // A minute to spare for the way of the form.
    return { text: token, readyAt: now() + least * 1000, staleAt: now() + (most - 60) * 1000 };
  } catch {
    return null;
  }
}
