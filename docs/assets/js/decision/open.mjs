// A question on a page of its own is for readers without a script; here the tool goes on from it.

import { startAll } from "../dom.mjs";

startAll("decision-step", ({ dataset }) => location.replace(dataset.tool ?? ""));
