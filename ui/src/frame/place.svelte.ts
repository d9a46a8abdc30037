// Where the worker is: the address after the #, the way back, and whether the page has just been arrived at.
//
// Addresses are made of the subject and an id, never of names: they end up in no log, but they do show in a screenshot.

interface Place {
  path: string;
  query: URLSearchParams;
}

const FIRST = "#/today";

const here = $state<{ place: Place }>({ place: read() });
const trail: string[] = [location.hash || FIRST];
const guards = new Set<(path: string) => void>();
let arrived = true;

/** The path that is open, "/people/0192..."; reactive. */
export function path(): string {
  return here.place.path;
}

/** One parameter of the address, or null; reactive. */
export function asked(name: string): string | null {
  return here.place.query.get(name);
}

/** Opens a page. Empty parameters are left out. */
export function go(to: string, query: Record<string, string | null | undefined> = {}): void {
  location.hash = address(to, query).slice(1);
}

/** Opens a page in place of this one: after a form is finished, Back must not reopen it. */
export function goInstead(to: string, query: Record<string, string | null | undefined> = {}): void {
  trail.pop();
  location.replace(address(to, query));
}

/** The address of a page, for links. */
export function address(to: string, query: Record<string, string | null | undefined> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return given.length === 0 ? `#${to}` : `#${to}?${new URLSearchParams(given)}`;
}

/** Goes one page back, or to Today from the first one. */
export function back(): void {
  if (trail.length > 1) history.back();
  else go("/today");
}

/** Says once after each arrival that the heading should take the focus. */
export const arrival = {
  take(): boolean {
    const first = arrived;
    arrived = false;
    return first;
  },
};

/** Calls `then` after each arrival; returns the way to stop. */
export function onArrival(then: (path: string) => void): () => void {
  guards.add(then);
  return () => guards.delete(then);
}

window.addEventListener("hashchange", () => {
  const hash = location.hash || FIRST;
  if (trail.length > 1 && trail[trail.length - 2] === hash) trail.pop();
  else if (trail[trail.length - 1] !== hash) trail.push(hash);
  arrived = true;
  here.place = read();
  for (const then of guards) then(here.place.path);
});

function read(): Place {
  const [path, query] = (location.hash || FIRST).slice(1).split("?") as [string, string | undefined];
  return { path: path || "/today", query: new URLSearchParams(query ?? "") };
}
