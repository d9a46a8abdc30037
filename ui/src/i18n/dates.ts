// Dates as they are written on paper here: dd.mm.yyyy, always, in each language.
//
// Purely mechanical: text in, text out. Whether a date may stand in a record is for Rust to say.

/** Turns 2026-11-23 into 23.11.2026; a year or year and month alone stay what they are. */
export function written(iso: string | null | undefined): string {
  if (!iso) return "";
  const [year, month, day] = iso.slice(0, 10).split("-");
  if (!month) return year ?? "";
  return day ? `${day}.${month}.${year}` : `${month}.${year}`;
}

/** Turns 2026-11-23 into 23.11, for places where the year is clear. */
export function shortly(iso: string | null | undefined): string {
  return written(iso).slice(0, 5);
}

/** The day with its year only where the year is not this one. */
export function briefly(iso: string): string {
  return iso.slice(0, 4) === today().slice(0, 4) ? shortly(iso) : written(iso);
}

/** Turns 2026-11-23T14:32 into 23.11.2026, 14:32. */
export function moment(at: string | null | undefined): string {
  return at ? `${written(at)}, ${timeOf(at)}` : "";
}

/** Turns 2026-11-23T14:32 into 14:32. */
export function timeOf(at: string | null | undefined): string {
  return at?.slice(11, 16) ?? "";
}

/** Turkmenistan's time, the year round; the zone set on a computer is often another one, and Rust writes times in this one too. */
const HOURS_AHEAD = 5;

/** Now by the clock of this computer in Turkmenistan's time, as 2026-11-23T14:32. */
export function now(): string {
  return new Date(Date.now() + HOURS_AHEAD * 3_600_000).toISOString().slice(0, 16);
}

/** Today by the clock of this computer, as 2026-11-23. */
export function today(): string {
  return now().slice(0, 10);
}

/** The number of the weekday, 1 for Monday to 7 for Sunday. */
export function weekday(iso: string): number {
  const day = asUtc(iso);
  return day ? day.getUTCDay() || 7 : 0;
}

/** Moves a date by whole days. */
export function plusDays(iso: string, days: number): string {
  const day = asUtc(iso);
  if (!day) return iso;
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/**
 * Reads what people type for a date: 5.3.26, 05/03/2026, 05032026, 5.3 (this year), +7 (days from today) or a word for today,
 * tomorrow, yesterday. Gives 2026-03-05, or null where no date can be meant.
 */
export function understood(typed: string, from: string, words: readonly string[][]): string | null {
  const text = typed.trim().toLowerCase();
  if (text === "") return null;
  const word = words.findIndex((forms) => forms.includes(text));
  if (word >= 0) return plusDays(from, word - 1);
  const jump = /^([+-])\s*(\d{1,3})$/.exec(text);
  if (jump) return plusDays(from, Number(`${jump[1]}${jump[2]}`));
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return exact(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const run = /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text);
  const parts = run ?? /^(\d{1,2})[\s./,-]+(\d{1,2})(?:[\s./,-]+(\d{4}|\d{2}))?\.?$/.exec(text);
  if (!parts) return null;
  const thisYear = Number(from.slice(0, 4));
  const year = parts[3] === undefined ? thisYear : Number(parts[3]);
  return exact(year < 100 ? year + 2000 : year, Number(parts[2]), Number(parts[1]));
}

/** Tells whether a text is a day that exists, written 2026-03-05. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && asUtc(text)?.toISOString().slice(0, 10) === text;
}

/** Tells whether a text is a date of birth as it travels: 1955, 1955-03 or 1955-03-04. */
export function isBirthDate(text: string): boolean {
  if (/^\d{4}$/.test(text)) return true;
  return /^\d{4}-\d{2}$/.test(text) ? isDay(`${text}-01`) : isDay(text);
}

function exact(year: number, month: number, day: number): string | null {
  const iso = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return asUtc(iso)?.toISOString().slice(0, 10) === iso ? iso : null;
}

function asUtc(iso: string): Date | null {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? null : day;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
