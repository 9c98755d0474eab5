// The state of a component in the query string. Each has a `parse`, which gives the state of a query
// and what of it is not known, and a `format`, which gives the query of a state.

/**
 * A query, "?…" or "", with our keys set anew; a null takes a key out, keys of others stay.
 * @param {string} query
 * @param {Record<string, string | null>} values
 */
export function withKeys(query, values) {
  const params = new URLSearchParams(query);
  for (const [key, value] of Object.entries(values)) {
    params.delete(key);
    if (value !== null) params.append(key, value);
  }
  const text = params.toString();
  return text && `?${text}`;
}

/**
 * Write the end of this page's address: a step back for "pushState", none for "replaceState".
 * @param {"pushState" | "replaceState"} method
 * @param {string} end query and fragment
 */
export function keep(method, end) {
  history[method](history.state, "", location.pathname + end);
}
