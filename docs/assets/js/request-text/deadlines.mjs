// The day that words mean, and its range; what model/request_text/deadlines.py does.
// A day is text such as "2026-12-01", so that days compare as they follow each other.

const FIRST_YEAR = 2000;
const LONG = 600;

/** The option of `deadline` for [first, last], or null where they leave it open or are over. */
export function rangeOf([first, last], today) {
  const range = rangeOfDay(first, today);
  return range === rangeOfDay(last, today) ? range : null;
}

function rangeOfDay(day, today) {
  if (day < today) return null;
  if (day < addMonths(today, 3)) return "under-3-months";
  if (day <= addMonths(today, 6)) return "3-to-6-months";
  return day <= addMonths(today, 12) ? "6-to-12-months" : "over-12-months";
}

function partsOf(day) {
  return day.split("-").map(Number);
}

function dayOf(year, month, day) {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function lengthOf(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function addMonths(start, months) {
  const [year, month, day] = partsOf(start);
  const count = year * 12 + month - 1 + months;
  const inYear = Math.floor(count / 12);
  const inMonth = (count % 12) + 1;
  return dayOf(inYear, inMonth, Math.min(day, lengthOf(inYear, inMonth)));
}

function addDays(start, days) {
  const [year, month, day] = partsOf(start);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** [first, last] day that the words may mean, counted from `today`; null if they name none. */
export function daysOf(words, today, { months: names, numbers: counts, units }) {
  const tokens = words.match(/[a-z]+|[0-9]+|[/.]/g) ?? [];
  const has = (record, word) => Object.hasOwn(record, word);
  const months = tokens.filter((word) => has(names, word)).map((word) => names[word]);
  const numbers = tokens.filter((word) => /^[0-9]/.test(word)).map((word) => Number(word.slice(0, 6)));
  const isYear = (number) => number >= FIRST_YEAR && number < FIRST_YEAR + 100;
  const years = numbers.filter(isYear);
  const others = numbers.filter((number) => !isYear(number));
  const atEnd = tokens.includes("end") || tokens.includes("ende");
  const unit = tokens.findLast((word) => has(units.days, word) || has(units.months, word)) ?? null;
  const yearEnd = tokens.slice(-2).join(" ") === "year end";
  if ((atEnd && ["year", "quarter", "years"].includes(unit)) || yearEnd) return endOf(unit, tokens.includes("next"), today);
  if (unit !== null && !years.length) {
    const spans = numbers.length ? numbers : tokens.filter((word) => has(counts, word)).map((word) => counts[word]);
    return spans.length ? spanOf(spans.at(-1), unit, today, units) : null;
  }
  if (months.length) return inMonth(months.at(-1), others, years, atEnd, today, 0);
  if (others.length && (tokens.includes("q") || tokens.includes("quarter"))) {
    const month = Math.min(others.at(-1), 4) * 3;
    return inMonth(month, [], years, atEnd, today, month - 2);
  }
  if (numbers.length >= 3) return inNumbers(numbers.slice(-3), tokens.includes("/"));
  if (years.length) {
    const last = dayOf(years.at(-1), 12, 31);
    return [atEnd ? last : dayOf(years.at(-1), 1, 1), last];
  }
  return null;
}

function endOf(unit, following, today) {
  const [year, month] = partsOf(today);
  if (unit !== "quarter") {
    const day = dayOf(year + (following ? 1 : 0), 12, 31);
    return [day, day];
  }
  const quarter = Math.floor((month - 1) / 3) * 3 + 3;
  const [inYear, inMonthNumber] = partsOf(addMonths(dayOf(year, quarter, 1), following ? 3 : 0));
  const day = dayOf(inYear, inMonthNumber, lengthOf(inYear, inMonthNumber));
  return [day, day];
}

function spanOf(count, unit, today, { days, months }) {
  const day = Object.hasOwn(days, unit)
    ? addDays(today, Math.min(count * days[unit], LONG * 30))
    : addMonths(today, Math.min(count * months[unit], LONG));
  return [day, day];
}

function inMonth(month, others, years, atEnd, today, first) {
  const day = others[0] ?? 0;
  const days = (year) => {
    const length = lengthOf(year, month);
    if (day > length) return null;
    const last = dayOf(year, month, day || length);
    return [atEnd || day ? last : dayOf(year, first || month, 1), last];
  };
  if (years.length) return days(years.at(-1));
  const [year] = partsOf(today);
  const found = days(year);
  return found === null || found[1] < today ? days(year + 1) : found;
}

function inNumbers(numbers, slashes) {
  const orders = [];
  if (numbers[0] >= FIRST_YEAR) {
    orders.push(numbers);
  } else {
    const year = numbers[2] >= FIRST_YEAR ? numbers[2] : FIRST_YEAR + (numbers[2] % 100);
    orders.push([year, numbers[1], numbers[0]]);
    if (slashes) orders.push([year, numbers[0], numbers[1]]);
  }
  const days = orders
    .filter(([year, month, day]) => year < FIRST_YEAR + 100 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month))
    .map(([year, month, day]) => dayOf(year, month, day))
    .sort();
  return days.length ? [days[0], days.at(-1)] : null;
}
