// Finding a person for a field of a form.
import type { PersonCard } from "../../backend/bindings/PersonCard";
import { call } from "../../backend/call";
import { lifeOf } from "./words";

/** Finds people by what is typed, for a `Combobox`. */
export async function findPeople(
  typed: string,
): Promise<{ value: string; label: string; detail: string; item: PersonCard }[]> {
  if (typed.trim() === "") return [];
  const { people } = await call("find", { text: typed });
  return people.map((person) => ({
    value: person.id,
    label: person.name,
    detail: [lifeOf(person), person.address].filter(Boolean).join(" · "),
    item: person,
  }));
}
