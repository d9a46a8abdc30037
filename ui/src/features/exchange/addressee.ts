// Who a bundle is for, as the words of the screens tell them apart.
import type { OfficeCard } from "../../backend/bindings/OfficeCard";
import { t } from "../../i18n/language.svelte";

/** The centre; the own office's other computers; the velayat above an etrap; an office below. */
export type Addressee = "centre" | "beside" | "velayat" | "office";

/** What an office is to the own one. */
export function addresseeOf(office: OfficeCard, own: OfficeCard): Addressee {
  if (office.id === own.id) return "beside";
  if (office.level === "centre") return "centre";
  return own.level === "etrap" ? "velayat" : "office";
}

/** The name under which an office is handed over to. */
export function nameOf(office: OfficeCard, own: OfficeCard): string {
  return office.id === own.id ? t("hand-over-beside") : office.name;
}
