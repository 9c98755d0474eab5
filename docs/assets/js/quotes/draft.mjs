// A half-filled form survives a reload in its tab, without what is personal. What was sent stays for
// the page that confirms it, until the tab is closed.

const DRAFT = "soc-quote-draft";
const SENT = "soc-quote-sent";

/**
 * @typedef {{search: string, answers: Record<string, string>}} Draft `search`: the page's query
 * @typedef {{reference: string, record: {label: string, answer: string}[]}} Sent
 * @typedef {{name: string, personal: boolean}} Field
 */

/**
 * @param {string} name
 * @returns {any}
 */
function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null");
  } catch {
    return null; // no storage, or nothing of ours in it
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function write(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Without storage a reload empties the form, as it always does.
  }
}

/** @returns {Draft | null} */
export const readDraft = () => read(DRAFT);

/**
 * Keep all answers but those that are personal.
 * @param {Field[]} fields
 * @param {Record<string, string>} values
 */
export function writeDraft(fields, values) {
  const kept = fields.filter(({ name, personal }) => !personal && values[name]);
  const answers = Object.fromEntries(kept.map(({ name }) => [name, values[name]]));
  write(DRAFT, { search: location.search, answers });
}

/**
 * The form was sent: its draft goes.
 * @param {Sent} sent
 */
export function noteSent(sent) {
  write(DRAFT, null);
  write(SENT, sent);
}

/** @returns {Sent | null} */
export const readSent = () => read(SENT);
