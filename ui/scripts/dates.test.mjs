// Tests of the dates as people type them; run by `npm run check`.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createServer } from "vite";

const server = await createServer({
  configFile: false,
  root: new URL("..", import.meta.url).pathname,
  server: { middlewareMode: true, hmr: false, ws: false },
  logLevel: "error",
  appType: "custom",
  optimizeDeps: { noDiscovery: true },
});
after(() => server.close());
const { understood, written, moment, plusDays, weekday, isDay, isBirthDate, shortly } =
  await server.ssrLoadModule("/src/i18n/dates.ts");

const ON = "2026-11-23";
const WORDS = [["yesterday"], ["today", "şu gün"], ["tomorrow"]];
const read = (typed) => understood(typed, ON, WORDS);

test("a date is understood as people type it", () => {
  for (const typed of [
    "5.3.2026",
    "05.03.2026",
    "5/3/26",
    "5-3-2026",
    "5 3 2026",
    "5.3.",
    "5.3",
    "05032026",
    "050326",
    "2026-03-05",
  ]) {
    assert.equal(read(typed), "2026-03-05", typed);
  }
});

test("words and jumps count from today", () => {
  assert.equal(read("Today"), "2026-11-23");
  assert.equal(read(" şu gün "), "2026-11-23");
  assert.equal(read("tomorrow"), "2026-11-24");
  assert.equal(read("yesterday"), "2026-11-22");
  assert.equal(read("+7"), "2026-11-30");
  assert.equal(read("- 23"), "2026-10-31");
});

test("what is no date is not made into one", () => {
  for (const typed of [
    "",
    "31.2.2026",
    "29.2.2025",
    "32.1.2026",
    "0.1.2026",
    "1.13.2026",
    "abc",
    "5",
    "5.3.202",
    "5.3.2026x",
    "+1000",
  ]) {
    assert.equal(read(typed), null, typed);
  }
  assert.equal(read("29.2.2024"), "2024-02-29");
});

test("dates are written as on paper, whatever is known of them", () => {
  assert.equal(written("1955-03-04"), "04.03.1955");
  assert.equal(written("1955-03"), "03.1955");
  assert.equal(written("1955"), "1955");
  assert.equal(written(null), "");
  assert.equal(shortly("2026-11-23"), "23.11");
  assert.equal(moment("2026-11-23T14:32"), "23.11.2026, 14:32");
});

test("the week begins on Monday, and days are counted across months and leap years", () => {
  assert.equal(weekday("2026-11-23"), 1);
  assert.equal(weekday("2026-11-29"), 7);
  assert.equal(plusDays("2024-02-28", 2), "2024-03-01");
});

test("only days and dates of birth that exist may travel", () => {
  assert.ok(isDay("2024-02-29"));
  assert.ok(!isDay("2025-02-29"));
  assert.ok(!isDay("5.3.2026"));
  for (const text of ["1955", "1955-03", "1955-03-04"]) assert.ok(isBirthDate(text), text);
  for (const text of ["55", "1955-13", "1955-02-30", "1955-", "1955--04"]) assert.ok(!isBirthDate(text), text);
});
