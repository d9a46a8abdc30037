// Finding the client of a case, a person or a household, for a field of a form.
import { call } from "../../backend/call";
import { t } from "../../i18n/language.svelte";
import { lifeOf } from "../people/words";

export interface Client {
  id: string;
  kind: "person" | "household";
  name: string;
}

interface Option {
  value: string;
  label: string;
  detail: string;
  item: Client;
}

/** Finds people and households by what is typed, for a `Combobox`. */
export async function findClients(typed: string): Promise<Option[]> {
  if (typed.trim() === "") return [];
  const { people, households } = await call("find", { text: typed });
  return [
    ...people.map((person) => ({
      value: person.id,
      label: person.name,
      detail: [lifeOf(person), person.address].filter(Boolean).join(" · "),
      item: { id: person.id, kind: "person" as const, name: person.name },
    })),
    ...households.map((household) => ({
      value: household.id,
      label: t("case-household", { name: household.name }),
      detail: [household.address, t("household-members", { n: household.members })].filter(Boolean).join(" · "),
      item: { id: household.id, kind: "household" as const, name: household.name },
    })),
  ];
}
