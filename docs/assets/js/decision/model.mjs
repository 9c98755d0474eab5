// The decision model, which the tool and the box for a pasted request share. It is fetched, so that
// the page is there before it.

/** @type {Promise<import("./engine.mjs").Model> | undefined} */
let model;

/** The model; rejected where it cannot be loaded, and asked for anew the next time. */
export function loadModel() {
  model ??= load().catch((error) => {
    model = undefined;
    throw error;
  });
  return model;
}

/** @returns {Promise<import("./engine.mjs").Model>} */
async function load() {
  const response = await fetch(new URL("./model.json", import.meta.url));
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}
