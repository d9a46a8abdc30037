// Sizes of files in words: "320 KB", "1,4 MB". The decimal comma is the local one in Turkmen and Russian.
import { grouped, language, t } from "./language.svelte";

const STEP = 1024;

/** Puts a number of bytes into words of the language that is on. */
export function sizeWords(bytes: number): string {
  if (bytes < STEP) return t("size-bytes", { n: bytes });
  if (bytes < STEP * STEP) return t("size-kilobytes", { n: grouped(Math.ceil(bytes / STEP)) });
  const [unit, amount] =
    bytes < STEP ** 3 ? ["size-megabytes", bytes / STEP ** 2] : ["size-gigabytes", bytes / STEP ** 3];
  const tenths = Math.round((amount as number) * 10);
  const text = `${grouped(Math.floor(tenths / 10))}${tenths % 10 === 0 ? "" : `${language() === "en" ? "." : ","}${tenths % 10}`}`;
  return t(unit as string, { n: text });
}
