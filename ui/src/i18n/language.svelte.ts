// The language of the screens and the text of every key in it.
//
// One place decides which language is on; `t` reads it, so every text on the screen changes at once and nothing typed is lost.
// Not here: sorting, long dates and money (Rust does them, browsers know no Turkmen).
import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from "@fluent/bundle";

export const LANGUAGES = ["tk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Args = Record<string, string | number>;

const REMEMBERED = "goldaw.language";

const files = import.meta.glob<string>("../../../assets/locales/*/*.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** A number written by our own rule (1 234): the browser would write Turkmen numbers the English way. */
class PlainNumber extends FluentNumber {
  override toString(): string {
    return grouped(this.value);
  }
}

const bundles = Object.fromEntries(LANGUAGES.map((code) => [code, bundleOf(code)])) as Record<Language, FluentBundle>;

const state = $state<{ language: Language }>({ language: remembered() });

/** Tells which language is on; reactive. */
export function language(): Language {
  return state.language;
}

/** Switches every text on the screen and remembers the choice on this computer. */
export function speak(code: Language): void {
  state.language = code;
  document.documentElement.lang = code;
  try {
    localStorage.setItem(REMEMBERED, code);
  } catch {
    // A webview without storage still switches; it only forgets.
  }
}

/** Gives the text of a key in the language that is on; a key without text shows itself in brackets, so that it cannot be missed. */
export function t(key: string, args: Args = {}): string {
  return textIn(state.language, key, args) ?? missing(key);
}

/** Tells whether a key has a text, for parts that may be left out (the second sentence of a refusal). */
export function hasText(key: string): boolean {
  return textIn(state.language, key, {}) !== null;
}

/** Gives the text of a key in a named language: the names of languages are written in themselves. */
export function textIn(code: Language, key: string, args: Args): string | null {
  const bundle = bundles[code];
  const [id, attribute] = key.split(".") as [string, string | undefined];
  const message = bundle.getMessage(id);
  const pattern = attribute ? message?.attributes[attribute] : message?.value;
  if (!pattern) return null;
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, variables(args), errors);
  if (errors.length > 0) console.error(`text ${key} (${code}):`, errors.map(String).join("; "));
  return text;
}

/** Writes a whole number with a thin gap between thousands. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0");
}

function bundleOf(code: Language): FluentBundle {
  const bundle = new FluentBundle(code, { useIsolating: false });
  for (const [path, text] of Object.entries(files)) {
    if (!path.includes(`/${code}/`)) continue;
    for (const error of bundle.addResource(new FluentResource(text))) console.error(path, error);
  }
  return bundle;
}

function variables(args: Args): Record<string, FluentVariable> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, typeof value === "number" ? new PlainNumber(value) : value]),
  );
}

function missing(key: string): string {
  console.error(`no text for "${key}"`);
  return `⟦${key}⟧`;
}

function remembered(): Language {
  let code: string | null = null;
  try {
    code = localStorage.getItem(REMEMBERED);
  } catch {
    code = null;
  }
  const known = LANGUAGES.find((language) => language === code) ?? "tk";
  document.documentElement.lang = known;
  return known;
}
