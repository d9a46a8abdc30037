// The keys that work on every page. Each is also a visible button; nothing can be done by a key alone.
import { back, go } from "./place.svelte";

/** What a key press means on any page, or null. */
export function everywhere(event: KeyboardEvent): (() => void) | null {
  if (event.key === "F2") return () => follow("F2", "/appeals/new");
  if (event.key === "F4") return () => follow("F4", "/visits/new");
  // By the place of the key, so that it works while the Russian or Turkmen keyboard is on.
  if (event.key === "F3" || (event.ctrlKey && event.code === "KeyK")) return focusFind;
  if (event.key === "Escape") return back;
  return null;
}

/** Follows the link of the page that shows this key, a visit in this case for example, or else the usual one. */
function follow(keys: string, usual: string): void {
  const shown = document.querySelector<HTMLAnchorElement>(`main a[data-keys="${keys}"]`);
  if (shown) shown.click();
  else go(usual);
}

/** Puts the cursor into the find box. */
export function focusFind(): void {
  const box = document.getElementById("find-box");
  if (box instanceof HTMLInputElement) {
    box.focus();
    box.select();
  }
}
