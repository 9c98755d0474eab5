// Sends the quote form to our own backend and reads its answer.

import { sendWithRetries } from "./retry.mjs";

/**
 * @typedef {import("./validation.mjs").Rules} Rules
 * @typedef {Record<string, string>} Errors by field
 */

/**
 * What became of a sending: done, with errors in some answers, or failed.
 * @typedef {object} Outcome
 * @property {string} [reference]
 * @property {string} [page] where to go on
 * @property {boolean} [sent] done, where nobody gives a reference
 * @property {Errors} [errors]
 * @property {string[]} [more] what else is wrong
 * @property {string} [failure]
 * @property {boolean} [again] whether trying again may help
 * @property {boolean} [plainly] whether the form may arrive as a page of its own
 */

const TIMEOUT = 30_000; // milliseconds; the backend itself gives up after about 6 s

/**
 * What an answer of the backend means. Nothing counts as success but a reference.
 * @param {number} status
 * @param {unknown} body
 * @param {Pick<Rules, "failures">} rules
 * @returns {Outcome}
 */
export function readAnswer(status, body, rules) {
  /** @type {{reference?: unknown, page?: string, errors?: Errors, error?: unknown}} */
  const answer = body && typeof body === "object" ? body : {};
  const { reference, page, errors, error } = answer;
  if (status === 201 && typeof reference === "string" && reference !== "") {
    return { reference, page };
  }
  if (status === 422 && errors && Object.keys(errors).length > 0) return { errors };
  if (status >= 400 && typeof error === "string") {
    return { failure: error, again: status >= 500 || status === 429 };
  }
  return { failure: rules.failures.unknown, again: true };
}

/** A key that makes one request of any number of sendings. */
export function newKey() {
  // randomUUID is missing where a page is served without TLS.
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/**
 * Send the form, with its token where there is one; `onRetry` is called before each further try.
 * @param {HTMLFormElement} form
 * @param {Rules} rules
 * @param {string | null} token
 * @param {() => void} onRetry
 */
export function sendToBackend(form, rules, token, onRetry) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  if (token && rules.tokenField) body.set(rules.tokenField, token);
  return sendWithRetries(() => sendOnce(form.action, body, rules), onRetry);
}

/**
 * @param {string} address
 * @param {URLSearchParams} body
 * @param {Rules} rules
 * @returns {Promise<import("./retry.mjs").Attempt<Outcome>>}
 */
async function sendOnce(address, body, rules) {
  try {
    const headers = { Accept: "application/json" };
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(address, { method: "POST", body, headers, signal });
    const { status } = response;
    const answer = await response.json().catch(() => null);
    const retryAfter = response.headers.get("Retry-After");
    return { status, retryAfter, result: readAnswer(status, answer, rules) };
  } catch {
    return {
      status: 0,
      retryAfter: null,
      result: { failure: rules.failures.network, again: true },
    };
  }
}
