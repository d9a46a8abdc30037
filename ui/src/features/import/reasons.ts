// The words for the reasons of rejected rows: shown on the check page, and sent along for the file that people correct.

import type { RowReason } from "../../backend/bindings/RowReason";
import { t } from "../../i18n/language.svelte";

const REASONS: Record<RowReason, true> = {
  missing_name: true,
  impossible_date: true,
  unreadable_date: true,
  unreadable_sex: true,
  row_too_short: true,
  row_too_long: true,
  cell_too_long: true,
};

/** Every reason with its words in the language of the screen. */
export function reasonWords(): Record<string, string> {
  return Object.fromEntries(Object.keys(REASONS).map((reason) => [reason, t(`row-${reason}`)]));
}
