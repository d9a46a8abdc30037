// Arrow keys in lists and tables: down and up go from row to row, Home and End to the ends, Enter is the row's own link.

/** Moves the focus between the `[data-row]` elements inside; use as `{@attach arrows}`. */
export function arrows(list: HTMLElement): () => void {
  function press(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const rows = Array.from(list.querySelectorAll<HTMLElement>("[data-row]"));
    const from = rows.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: Math.min(from + 1, rows.length - 1),
      ArrowUp: Math.max(from - 1, 0),
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to === undefined || rows.length === 0) return;
    event.preventDefault();
    rows[to]?.focus();
    rows[to]?.scrollIntoView({ block: "nearest" });
  }
  list.addEventListener("keydown", press);
  return () => list.removeEventListener("keydown", press);
}

/** Lets the arrow down key leave a field for the first row of the list that follows it. */
export function intoList(event: KeyboardEvent, list: HTMLElement | undefined): void {
  if (event.key !== "ArrowDown") return;
  const first = list?.querySelector<HTMLElement>("[data-row]");
  if (!first) return;
  event.preventDefault();
  first.focus();
}
