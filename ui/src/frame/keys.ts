// The keys that work on every page. Each is also a visible button; nothing can be done by a key alone.
import { back, go } from "./place.svelte";

/** What a key press means on any page, or null. */
export function everywhere(event: KeyboardEvent): (() => void) | null {
  if (event.key === "F2") return () => go("/appeals/new");
  if (event.key === "F4") return () => go("/visits/new");
  // By the place of the key, so that it works while the Russian or Turkmen keyboard is on.
  if (event.key === "F3" || (event.ctrlKey && event.code === "KeyK")) return focusFind;
  if (event.key === "Escape") return back;
  return null;
}

/** Puts the cursor into the find box. */
export function focusFind(): void {
  const box = document.getElementById("find-box");
  if (box instanceof HTMLInputElement) {
    box.focus();
    box.select();
  }
}
