// What was found, as one list of lines that lead somewhere.
import type { Found } from "../../backend/bindings/Found";
import { written } from "../../i18n/dates";
import { t } from "../../i18n/language.svelte";
import { recent } from "../../frame/recent.svelte";
import { lifeOf } from "../people/words";

export interface Hit {
  key: string;
  group: "people" | "households" | "cases" | "entries" | "register" | "recent";
  label: string;
  detail: string;
  to: string;
  query: Record<string, string>;
}

/** The records opened last, as lines of the same list. */
export function recentHits(): Hit[] {
  return recent().map(({ to, name }) => ({ key: to, group: "recent", label: name, detail: "", to, query: {} }));
}

/** Puts all kinds of finds into one list, at most `most` of each, with the offer to register at its end. */
export function hitsOf(found: Found, words: string, most: number): Hit[] {
  const hits: Hit[] = [];
  for (const person of found.people.slice(0, most)) {
    const detail = [lifeOf(person), person.address].filter(Boolean).join(" · ");
    hits.push({
      key: `p${person.id}`,
      group: "people",
      label: person.name,
      detail,
      to: `/people/${person.id}`,
      query: {},
    });
  }
  for (const household of found.households.slice(0, most)) {
    const detail = [household.address, t("household-members", { n: household.members })].filter(Boolean).join(" · ");
    hits.push({
      key: `h${household.id}`,
      group: "households",
      label: household.name,
      detail,
      to: `/households/${household.id}`,
      query: {},
    });
  }
  for (const one of found.cases.slice(0, most)) {
    hits.push({
      key: `c${one.id}`,
      group: "cases",
      label: one.client,
      detail: one.number,
      to: `/cases/${one.id}`,
      query: {},
    });
  }
  for (const [place, entry] of found.entries.slice(0, most).entries()) {
    const label = [written(entry.on), entry.client].filter(Boolean).join(" · ");
    hits.push({
      key: `e${place}`,
      group: "entries",
      label,
      detail: entry.excerpt,
      to: entry.case ? `/cases/${entry.case}` : `/appeals/${entry.appeal}`,
      query: {},
    });
  }
  hits.push({
    key: "register",
    group: "register",
    label: words.trim(),
    detail: "",
    to: "/people/new",
    query: { name: words.trim() },
  });
  return hits;
}
