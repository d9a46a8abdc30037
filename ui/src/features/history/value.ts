// A value of a record as people read it: codes become words, days are written out, nothing stays a word of the program.
import { isBirthDate, isDay, written } from "../../i18n/dates";
import { grouped, hasText, t } from "../../i18n/language.svelte";

/** Which list the codes of a field belong to, by kind of record and field. */
const LISTS: Record<string, string> = {
  "person.sex": "sex",
  "membership.role": "member-role",
  "relationship.tie": "tie",
  "consent.purposes": "purpose",
  "appeal.channel": "channel",
  "appeal.urgency": "urgency",
  "appeal.decision": "appeal-decision",
  "case.groups": "client-group",
  "case.status": "case-status",
  "case.outcome": "case-outcome",
  "case.risk": "risk",
  "visit.kind": "visit-kind",
  "office.level": "level",
  "transfer.along": "along",
  "transfer.answer": "transfer-answer",
  "transfer.held_back": "held-back",
  "transfer.outcome": "transfer-outcome",
  "transfer.risk": "urgency",
  "worker.role": "role",
};

/** The name of a field in the worker's words; a field of a newer program is shown under its own name. */
export function fieldWords(kind: string, field: string): string {
  const key = field === "voided" ? "field-voided" : `field-${kind}-${field}`;
  return hasText(key) ? t(key) : t("field-unknown", { name: field });
}

/** What was done, for a history. */
export function actionWords(action: string): string {
  const key = `action-${action}`;
  return hasText(key) ? t(key) : t("action-unknown");
}

/** Why a record is hidden: taken back at once, or a worker's own words. */
export function whyHidden(reason: string): string {
  return reason === "undone" ? t("history-undone") : reason;
}

/** The value of a field in words. */
export function valueWords(kind: string, field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return t("history-emptied");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return grouped(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return t("history-emptied");
    return value.map((part) => valueWords(kind, field, part)).join(", ");
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (field === "voided") return whyHidden(text);
  const list = LISTS[`${kind}.${field}`];
  if (list && hasText(`${list}-${text}`)) return t(`${list}-${text}`);
  // Rust puts names where it knows them; an id that stayed is of a record that has not arrived.
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return t("history-not-here");
  if (isDay(text) || (field === "born" && isBirthDate(text))) return written(text);
  return text;
}
