// From single values to what somebody did: the values of one change belong together and are shown together.
import type { HistoryEntry } from "../../backend/bindings/HistoryEntry";

export interface Done extends Pick<HistoryEntry, "change" | "at" | "by" | "office" | "computer" | "action" | "reason"> {
  values: Pick<HistoryEntry, "field" | "value" | "counts">[];
}

/** Gathers the values of each change, in the order of the entries: the newest change first. The entries stay as they are. */
export function byAction(entries: readonly HistoryEntry[]): Done[] {
  const all = new Map<string, Done>();
  for (const { change, at, by, office, computer, action, reason, field, value, counts } of entries) {
    const done = all.get(change) ?? { change, at, by, office, computer, action, reason, values: [] };
    done.values.push({ field, value, counts });
    all.set(change, done);
  }
  return [...all.values()];
}
