// Sends the quote form to a hosted provider and reads its answer, as its record says
// (data/providers.yml). No provider is known here by name. Plain functions but for the last one.

const TIMEOUT = 30_000; // milliseconds

const SAYS = {
  yes: (value) => value === true,
  no: (value) => value === false,
  something: (value) =>
    Array.isArray(value)
      ? value.length > 0
      : isRecord(value)
        ? Object.keys(value).length > 0
        : Boolean(value),
  "success-status": (value) => Number(value) >= 200 && Number(value) < 300,
  "error-status": (value) => Number(value) >= 400,
};

/** Headers and body of a request, from [name, value] pairs in the form's order. */
export function buildRequest(provider, entries) {
  const kept = entries.filter(([name]) => !provider.dropped.includes(name));
  const json = provider.encoding === "json";
  return {
    headers: {
      ...provider.headers,
      "Content-Type": json ? "application/json" : "application/x-www-form-urlencoded;charset=UTF-8",
    },
    body: json ? JSON.stringify(nested(kept)) : new URLSearchParams(kept).toString(),
  };
}

/** {"a.b": 1} as {a: {b: 1}}. */
function nested(entries) {
  const whole = {};
  for (const [name, value] of entries) {
    const keys = name.split(".");
    const last = keys.pop();
    let place = whole;
    for (const key of keys) place = place[key] ??= {};
    place[last] = value;
  }
  return whole;
}

/**
 * What an answer means: {kind, errors, said}. `kind` is success, invalid (`errors` by field name),
 * failed, or unknown; `said` are the provider's own words. What the record does not know for a
 * success is none.
 */
export function readProviderAnswer({ answer }, status, text, fieldNames) {
  const body = record(text);
  const found = (markers) =>
    body !== null && markers.some(({ key, says }) => SAYS[says](at(body, key)));
  const fine = status >= 200 && status < 300;
  const refused = found(answer.refused);
  if (fine && !refused) {
    const marked = answer.accepted.length === 0 || found(answer.accepted);
    const readable = answer.body === "any" || body !== null;
    return { kind: marked && readable ? "success" : "unknown", errors: {}, said: [] };
  }
  const { errors, said } = problems(answer, body ?? {}, fieldNames);
  if (Object.keys(errors).length > 0) return { kind: "invalid", errors, said };
  // Below 400 nobody said no, and after 500 a request may have been taken.
  return { kind: refused || (status >= 400 && status < 500) ? "failed" : "unknown", errors, said };
}

/** The provider's words: about questions of the form, and all others. */
function problems(answer, body, fieldNames) {
  const errors = {};
  const said = answer.messages
    .map((key) => at(body, key))
    .filter((value) => typeof value === "string" && value);
  for (const [name, message] of fieldProblems(answer.field_errors, body)) {
    if (typeof message !== "string" || message === "") continue;
    if (fieldNames.includes(name)) errors[name] ??= message;
    else said.push(message);
  }
  return { errors, said: [...new Set(said)] };
}

function fieldProblems(place, body) {
  const found = place && at(body, place.key);
  if (!found || typeof found !== "object") return [];
  const text = (item) => (place.message && isRecord(item) ? at(item, place.message) : item);
  if (place.shape === "list") {
    return Array.isArray(found)
      ? found.filter(isRecord).map((item) => [at(item, place.field), text(item)])
      : [];
  }
  return Object.entries(found).map(([name, item]) => [name, text(item)]);
}

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(text) {
  try {
    const value = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function at(value, path) {
  return path
    .split(".")
    .reduce(
      (inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      value,
    );
}

/** The result in the words of the page: {sent}, {errors, more}, or {failure, again}. */
export function inWords({ kind, errors, said }, { provider, fields }) {
  const { failures } = provider;
  const quoted = said.map((message) => failures.said.replace("{message}", () => message));
  if (kind === "success") return { sent: true };
  if (kind === "invalid") {
    const label = (name) => fields.find((field) => field.name === name).label;
    const words = ([name, message]) => [
      name,
      failures.field.replace("{field}", () => label(name)).replace("{message}", () => message),
    ];
    return { errors: Object.fromEntries(Object.entries(errors).map(words)), more: quoted };
  }
  const failure = kind === "failed" ? failures.refused : failures.unknown;
  return { failure: [failure, ...quoted].join(" "), again: true };
}

/** Send the form. Without an answer `plainly` is true: sending it as a page may still work. */
export async function sendToProvider(form, rules) {
  const { headers, body } = buildRequest(rules.provider, [...new FormData(form)]);
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(form.action, { method: "POST", headers, body, signal });
    const names = rules.fields.map(({ name }) => name);
    const answer = readProviderAnswer(
      rules.provider,
      response.status,
      await response.text(),
      names,
    );
    return inWords(answer, rules);
  } catch {
    return { failure: rules.provider.failures.network, again: true, plainly: true };
  }
}
