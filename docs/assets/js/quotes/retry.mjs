// Sending the quote form: the token that our backend asks scripts for, and trying again where that
// may help. The key in the form makes one request of any number of sendings.

/**
 * @template Result
 * @typedef {{status: number, retryAfter?: string | null, result: Result}} Attempt
 */

/**
 * Times are milliseconds since 1970.
 * @typedef {{text: string, readyAt: number, staleAt: number}} Token
 * @typedef {() => number} Now
 */

const BACKOFF = [500, 1000, 2000]; // milliseconds before each further try, exponential
const MAX_PAUSE = 10_000; // milliseconds; whoever is to wait for longer is told so
const RETRY_DEADLINE = 60_000; // milliseconds after which no further try begins
const TOKEN_TIMEOUT = 5_000; // milliseconds; the form can be sent without a token
const TOKEN_RESERVE = 60_000; // milliseconds to spare for the way of the form

/** @param {number} milliseconds */
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Milliseconds to wait before trying again, or null where it is the person's turn. `tries` have been
 * made already; `status` is 0 where no answer came.
 * @param {number} tries
 * @param {number} status
 * @param {string | null} [retryAfter]
 */
function backoffBefore(tries, status, retryAfter, random = Math.random) {
  const pause = BACKOFF[tries - 1];
  if (pause === undefined || (status !== 0 && status !== 429 && status < 500)) return null;
  // Jitter: those who failed together shall not come back together.
  const jittered = pause * (0.5 + random() / 2);
  // We wait as long as a limit asks. A server that is down knows no time, and a person is waiting.
  const asked = status === 429 ? Number(retryAfter ?? 0) * 1000 : 0;
  return asked <= MAX_PAUSE ? Math.max(asked, jittered) : null;
}

/**
 * Call `attempt` until it succeeds or trying again is of no use, and return its last result;
 * `onRetry` is called before each further try.
 * @template Result
 * @param {() => Promise<Attempt<Result>>} attempt
 * @param {() => void} onRetry
 */
export async function sendWithRetries(attempt, onRetry, { sleep = wait, now = Date.now } = {}) {
  const started = now();
  for (let tries = 1; ; tries += 1) {
    const { status, retryAfter, result } = await attempt();
    const pause = backoffBefore(tries, status, retryAfter);
    if (pause === null || now() - started > RETRY_DEADLINE) return result;
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
 * @param {string | null} address
 */
export function formToken(address, { load = fetchToken, sleep = wait, now = Date.now } = {}) {
  /** @type {Promise<Token | null> | null} */
  let current = null;
  const prepare = () => {
    current ??= address ? load(address, now) : Promise.resolve(null);
    return current;
  };
  return {
    prepare,
    forget() {
      current = null;
    },
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

/**
 * @param {string} address
 * @param {Now} now
 * @returns {Promise<Token | null>}
 */
async function fetchToken(address, now) {
  try {
    const response = await fetch(address, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(TOKEN_TIMEOUT),
    });
    const { token, min_age: least, max_age: most } = await response.json();
    if (!response.ok || typeof token !== "string") return null;
    const [readyAt, staleAt] = [now() + least * 1000, now() + most * 1000 - TOKEN_RESERVE];
    return { text: token, readyAt, staleAt };
  } catch {
    return null;
  }
}
