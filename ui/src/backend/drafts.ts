// What is typed and not finished yet, kept by Rust in the encrypted store: it survives a lock, a crash and a power cut.
import type { DraftKey } from "./bindings/DraftKey";
import { call, type Api } from "./call";

export type { DraftKey };

/** Keeps a draft under its key; the newest replaces the one before. */
export async function keepDraft(key: DraftKey, content: unknown): Promise<void> {
  await call("save_draft", { key, content: content as Api["save_draft"]["request"]["content"], saved_at: "" });
}

/** Gives back what was typed under a key, or null. */
export async function draftOf(key: DraftKey): Promise<unknown> {
  return (await call("draft", key))?.content ?? null;
}

/** Forgets the draft of a key. */
export async function forgetDraft(key: DraftKey): Promise<void> {
  await call("drop_draft", key);
}
