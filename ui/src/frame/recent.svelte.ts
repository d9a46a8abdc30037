// The last records opened since the program was unlocked, for the find box while it is empty.
//
// Only in memory: opening a record writes nothing, and locking forgets the list.

export interface Opening {
  to: string;
  name: string;
}

const MOST = 10;
const state = $state<{ openings: Opening[] }>({ openings: [] });

/** The last ten, newest first; reactive. */
export function recent(): readonly Opening[] {
  return state.openings;
}

/** Puts a record on top of the list. */
export function remember(opening: Opening): void {
  state.openings = [opening, ...state.openings.filter((other) => other.to !== opening.to)].slice(0, MOST);
}

/** Empties the list. */
export function forgetRecent(): void {
  state.openings = [];
}
