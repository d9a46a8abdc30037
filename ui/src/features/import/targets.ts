// What a column of a sheet can be taken for, in the order in which the choice offers it.
import type { Target } from "../../backend/bindings/Target";
import { t } from "../../i18n/language.svelte";

const TARGETS = [
  "full_name",
  "surname",
  "given_name",
  "patronymic",
  "former_surname",
  "sex",
  "born_on",
  "village",
  "street",
  "house_number",
  "district_text",
  "postcode",
  "phone",
  "document_number",
  "external_number",
  "ignore",
] as const satisfies readonly Target[];

/** The choice for one column. */
export function targetOptions(): { value: Target; label: string }[] {
  return TARGETS.map((value) => ({ value, label: t(`target-${value}`) }));
}
