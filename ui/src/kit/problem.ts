// From a refusal to the two sentences a worker reads: what happened, what to do.
import { Refused } from "../backend/call";
import { hasText, t } from "../i18n/language.svelte";
import type { Problem } from "./ErrorSummary.svelte";

/** Gives the sentences for anything thrown; what is not a refusal is a fault of the program and says so. */
export function problemOf(thrown: unknown): Problem {
  if (!(thrown instanceof Refused)) {
    console.error(thrown);
    return { field: null, text: t("err-program-fault"), next: t("err-program-fault.do") };
  }
  const { code, params, field } = thrown.refusal;
  const key = `err-${code}`;
  if (!hasText(key)) {
    console.error(`no text for refusal "${code}"`);
    return { field, text: t("err-without-words", { code }), next: t("err-without-words.do") };
  }
  return { field, text: t(key, params), next: hasText(`${key}.do`) ? t(`${key}.do`, params) : undefined };
}
