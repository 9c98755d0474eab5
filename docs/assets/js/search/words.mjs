// What the search knows of English: words that say nothing in a question, and words for one thing.
// All are written as the search reads them: small letters, no plural.

export const STOP_WORDS = new Set(
  `a about am an and any are as at be been but by can could did do does for from get give had has
  have how i if in into is it just kind many may me much must my of on only or our ours out report
  shall should so some someone somebody than that the their them then there these they this to too
  up us was we were what when where which while who whom whose why will with would you your yours
  vs versus between really actually mean take want make long anybody anyone`.split(/\s+/),
);

/** Words that only together say what is asked. @type {[string, string][]} */
export const PHRASES = [
  ["how much", "cost"],
  ["how long", "duration"],
  ["how often", "renewal"],
  ["how soon", "date"],
  ["how fast", "duration"],
  ["who can read", "readers"],
  ["who may read", "readers"],
  ["who can see", "readers"],
  ["who can do", "issue"],
  ["on time", "date"],
  ["soc i", "soc 1"],
  ["type i", "type 1"],
  ["type ii", "type 2"],
  ["soc one", "soc 1"],
  ["soc two", "soc 2"],
  ["soc three", "soc 3"],
  ["type one", "type 1"],
  ["type two", "type 2"],
  ["e mail", "email"],
];

/** Each line is one thing. @type {string[][]} */
export const SYNONYMS = [
  ["cost", "price", "fee", "pricing", "expensive", "cheap", "budget", "pay", "charge", "quote"],
  ["duration", "week", "month", "time", "timeline", "quick", "fast"],
  ["date", "deadline", "due"],
  ["week", "month"],
  ["reader", "read", "share", "public", "publish", "show", "distribute", "confidential", "nda"],
  ["auditor", "firm", "cpa", "accountant"],
  ["choose", "select", "find", "pick", "best", "hire"],
  ["difference", "different", "compare", "comparison", "differ"],
  ["certified", "certification", "certificate", "certify"],
  ["yardstick", "criterion", "criteria", "objective"],
  ["renewal", "renew", "expire", "expired", "annual", "yearly", "valid", "validity"],
  ["both", "together"],
  ["saa", "software", "startup"],
  ["email", "reply", "mail", "answer"],
  ["privacy", "gdpr", "erase", "delete"],
  ["mistake", "wrong", "error", "correction"],
  ["required", "mandatory", "law", "legal"],
  ["prepare", "readiness", "preparation"],
  ["customer", "client", "buyer"],
  ["issue", "issued", "perform", "conduct"],
  ["hipaa", "hippa"], // as it is often typed
];
