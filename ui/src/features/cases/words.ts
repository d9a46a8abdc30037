// How a case, its risk and what is due next are put into a few words.
import type { CaseStatus } from "../../backend/bindings/CaseStatus";
import type { ClientGroup } from "../../backend/bindings/ClientGroup";
import type { Due } from "../../backend/bindings/Due";
import type { PersonCard } from "../../backend/bindings/PersonCard";
import type { Risk } from "../../backend/bindings/Risk";
import { briefly, today, written } from "../../i18n/dates";
import { t } from "../../i18n/language.svelte";
import type { Tone } from "../../kit/tone";

/** The lists in the order in which forms offer them. */
export const RISKS = ["high", "medium", "low"] as const satisfies readonly Risk[];
export const STATUSES = ["open", "closed"] as const satisfies readonly CaseStatus[];
export const GROUPS = [
  "disability",
  "large_family",
  "lonely_older",
  "older_chronic",
  "child_without_care",
  "woman_violence",
  "youth_at_risk",
  "leaving_institution",
] as const satisfies readonly ClientGroup[];

/** A list of codes as the options of a choice, in the words of the language that is on. */
export function options<Code extends string>(list: string, codes: readonly Code[]): { value: Code; label: string }[] {
  return codes.map((value) => ({ value, label: t(`${list}-${value}`) }));
}

/** "1955, 71 years", as far as it is known. */
export function bornWords(person: Pick<PersonCard, "born" | "age">): string {
  return [written(person.born), person.age === null ? "" : t("person-age", { n: person.age })]
    .filter(Boolean)
    .join(", ");
}

/** "Visit, was due 18.11": what a case needs next. */
export function dueWords(due: Due): string {
  const what = t(`due-kind-${due.kind}`);
  const day = briefly(due.on);
  if (due.working_days_late > 0) return t("case-due-late", { what, day });
  return due.on === today() ? t("case-due-today", { what }) : t("case-due-by", { what, day });
}

/** The colour that underlines those words. */
export function toneOfDue(due: Due): Tone {
  if (due.working_days_late > 0) return "urgent";
  return due.on === today() ? "due" : "calm";
}
