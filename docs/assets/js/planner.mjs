// Deadline planner: weeks from the page's data, turned into dates and a calendar file.

import { download, el } from "./dom.mjs";

const DAY = 86_400_000;
const WORDS = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

/** The days since 1970 of a date such as "2027-03-01"; null if there is no such date. */
export function parseDay(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : NaN;
  return Number.isNaN(time) || dayText(time / DAY) !== text ? null : time / DAY;
}

/** "2027-03-01" of a day. */
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** "March 1, 2027" of a day. */
export const inWords = (day) => WORDS.format(day * DAY);

/**
 * Each plan of the data with its latest start and its milestones, as days, for the day on which the
 * report is needed. Where the start has passed, `late` says by how many days, and the milestones are
 * those of a start today.
 */
export function plans(data, readiness, needed, today) {
  const extra = data.readiness[readiness];
  return data.plans.map(({ id, label, milestones }) => {
    const days = milestones.map((mark) => needed - 7 * (mark.weeks + (mark.early ? extra : 0)));
    const late = Math.max(today - days[0], 0);
    const marks = milestones.map((mark, index) => ({ label: mark.label, day: days[index] + late }));
    if (late) marks.at(-1).label = data.late;
    return { id, label, start: days[0], late, milestones: marks };
  });
}

// RFC 5545 3.3.11 and 3.1: marks in texts are escaped; lines hold at most 75 octets.
const escape = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

function fold(line) {
  const rows = [""];
  let octets = 0;
  for (const letter of line) {
    const size = new TextEncoder().encode(letter).length;
    if (octets + size > 75) {
      rows.push(" ");
      octets = 1;
    }
    rows[rows.length - 1] += letter;
    octets += size;
  }
  return rows.join("\r\n");
}

/** An iCalendar file with one all-day event for each milestone; `stamp` is the time of making. */
export function calendar({ id, label, milestones }, { name, address, stamp }) {
  const compact = (text) => text.replace(/[-:]|\.\d+/g, "");
  const last = dayText(milestones.at(-1).day);
  const events = milestones.flatMap((mark, index) => [
    "BEGIN:VEVENT",
    `UID:${id}-${last}-${index}@${new URL(address).hostname}`,
    `DTSTAMP:${compact(stamp.toISOString())}`,
    `DTSTART;VALUE=DATE:${compact(dayText(mark.day))}`,
    `DTEND;VALUE=DATE:${compact(dayText(mark.day + 1))}`,
    `SUMMARY:${escape(`${label}: ${mark.label}`)}`,
    `DESCRIPTION:${escape(`A plan with stated assumptions, not a promise of any firm: ${address}cost-and-time/`)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const head = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//${escape(name)}//Deadline planner//EN`,
  ];
  return [...head, ...events, "END:VCALENDAR"].map((line) => `${fold(line)}\r\n`).join("");
}

function lateWords({ late, milestones }) {
  const days = late === 1 ? "1 day" : `${late} days`;
  return `This start has passed, ${days} ago. If you start today, your customer has the report on ${inWords(milestones.at(-1).day)}, by these assumptions.`;
}

function card(plan, data) {
  const button = el(
    "button",
    { type: "button", class: "plan__button" },
    "Calendar file (.ics)",
    el("span", { class: "visually-hidden" }, ` for ${plan.label}`),
  );
  button.addEventListener("click", () => {
    download(`${plan.id}.ics`, calendar(plan, { ...data, stamp: new Date() }), "text/calendar");
  });
  const days = plan.milestones.map(({ label, day }) =>
    el("li", {}, el("time", { datetime: dayText(day) }, inWords(day)), `: ${label}`),
  );
  const root = el(
    "section",
    { class: "plan__one", "data-plan-result": plan.id },
    el("h3", {}, plan.label),
    el(
      "p",
      {},
      "Latest start: ",
      el("strong", {}, el("time", { datetime: dayText(plan.start) }, inWords(plan.start))),
    ),
  );
  if (plan.late) {
    root.classList.add("plan__one--late");
    root.append(el("p", {}, lateWords(plan)));
  }
  const steps = plan.late ? "The steps, if you start today" : "The steps";
  root.append(
    el("details", { class: "plan__steps" }, el("summary", {}, steps), el("ol", {}, ...days)),
    button,
  );
  return root;
}

function init(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "yes";
  const data = JSON.parse(root.querySelector("[data-planner]").textContent);
  const form = root.querySelector("[data-form]");
  const { needed_by: needed, readiness } = form.elements;
  const [results, status] = ["results", "status"].map((name) =>
    root.querySelector(`[data-${name}]`),
  );

  function show() {
    const now = new Date();
    // the reader's own calendar day, not the one in Greenwich
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY;
    const day = parseDay(needed.value);
    const past = day !== null && day < today;
    const found = day === null || past ? [] : plans(data, readiness.value, day, today);
    results.replaceChildren(...found.map((plan) => card(plan, data)));
    const late = found.filter((plan) => plan.late).length;
    status.textContent = past
      ? `${inWords(day)} is in the past. Choose the day on which the report is needed.`
      : found.length
        ? `${found.length - late} of ${found.length} plans can still reach ${inWords(day)}.`
        : "Choose a date to see the latest start of each plan.";
  }

  function restore() {
    const query = new URLSearchParams(location.search);
    const choice = query.get("readiness");
    needed.value = parseDay(query.get("needed_by") ?? "") === null ? "" : query.get("needed_by");
    readiness.value = Object.hasOwn(data.readiness, choice) ? choice : readiness.options[0].value;
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const query = new URLSearchParams(location.search);
    query.set("needed_by", needed.value);
    query.set("readiness", readiness.value);
    history.replaceState(null, "", `?${query}${location.hash}`);
    show();
  });
  addEventListener("popstate", restore);
  form.hidden = false;
  restore();
}

globalThis.document?.querySelectorAll('[data-module="planner"]').forEach(init);
