// Who is signed in, and what the bottom line and the menu show.
//
// Asked anew after each arrival and each finished form. The three numbers come from Rust as they are; nothing is counted here.
import type { Opened } from "../backend/bindings/Opened";
import type { Place } from "../backend/bindings/Place";
import type { StartState } from "../backend/bindings/StartState";
import type { Status } from "../backend/bindings/Status";
import { call, nothing, Refused } from "../backend/call";
import { keepDrafts } from "../kit/form.svelte";
import { forgetRecent } from "./recent.svelte";
import { language, speak, type Language } from "../i18n/language.svelte";

const state = $state<{ start: StartState | null; opened: Opened | null; status: Status | null; refused: unknown }>({
  start: null,
  opened: null,
  status: null,
  refused: null,
});

/** What the first screen needs; null until Rust has answered. */
export function start(): StartState | null {
  return state.start;
}

/** Who is signed in and where; null while locked. */
export function opened(): Opened | null {
  return state.opened;
}

/** The numbers of the bottom line; null until asked. */
export function status(): Status | null {
  return state.status;
}

/** What stopped the start, or null. */
export function startRefused(): unknown {
  return state.refused;
}

/** Today's territory, as the first start needs it. */
export function places(): readonly Place[] {
  return state.start?.places ?? [];
}

/** Asks where the program stands: first start, locked or open. */
export async function begin(): Promise<void> {
  try {
    const found = await call("start_state", nothing);
    state.start = found;
    state.refused = null;
    if (found.stage !== "first_start") speak(found.language);
    enter(found.opened);
  } catch (thrown) {
    state.refused = thrown;
  }
}

/** Takes note of who is signed in, with that worker's language and size of text. */
export function enter(found: Opened | null): void {
  state.opened = found;
  state.status = null;
  if (!found) return;
  speak(found.language);
  sizeText(found.text_size);
  void refresh();
}

/** Locks the store. Drafts are kept before, so nothing typed is lost. */
export async function lock(): Promise<void> {
  await keepDrafts();
  await call("lock", nothing);
  forgetRecent();
  state.opened = null;
  state.status = null;
  await begin();
}

/** Asks for the numbers anew. */
export async function refresh(): Promise<void> {
  if (!state.opened) return;
  try {
    state.status = await call("status", nothing);
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.refusal.code === "locked") {
      state.opened = null;
      await begin();
    }
  }
}

/** Switches the language here at once, and in the settings when somebody is signed in. */
export async function chooseLanguage(code: Language): Promise<void> {
  if (code === language()) return;
  speak(code);
  if (state.opened) state.opened = await call("change_settings", { language: code });
}

/** Switches the size of text here at once and in the settings. */
export async function chooseTextSize(pixels: number): Promise<void> {
  sizeText(pixels);
  state.opened = await call("change_settings", { text_size: pixels });
}

function sizeText(pixels: number): void {
  document.documentElement.dataset["text"] = pixels >= 18 ? "large" : "normal";
}
