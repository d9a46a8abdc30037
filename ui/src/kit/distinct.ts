// Keys for lists whose items may repeat. Two rows with one key would stop the whole page; a repeated record must not.

/** Gives each item a key of its own: repeats are numbered in their order. */
export function distinct<Item>(items: readonly Item[], key: (item: Item) => string): { key: string; item: Item }[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = key(item);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { key: times === 1 ? name : `${name} (${times})`, item };
  });
}
