// What a bundle holds, in words: "3 people, 5 visits, 4 files". The same words before, during and after.
import type { HandOverCount } from "../../backend/bindings/HandOverCount";
import { t } from "../../i18n/language.svelte";

const KINDS = [
  "people",
  "households",
  "appeals",
  "cases",
  "visits",
  "notes",
  "attachments",
  "decisions",
] as const satisfies readonly (keyof HandOverCount)[];

/** One phrase a kind of record that is there at all. */
export function countLines(count: HandOverCount): string[] {
  return KINDS.filter((kind) => count[kind] > 0).map((kind) => t(`count-${kind}`, { n: count[kind] }));
}

/** The same in one sentence, or that nothing is new. */
export function countWords(count: HandOverCount): string {
  const lines = countLines(count);
  if (lines.length > 0) return lines.join(", ");
  return count.changes > 0 ? t("count-changes", { n: count.changes }) : t("count-nothing");
}
