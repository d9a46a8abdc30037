// The name of a person as it stands in a capsule.
import type { Person } from "../../backend/bindings/Person";

/** Surname, given name, patronymic, in one line. */
export function nameOf(person: Person): string {
  return [person.surname, person.given_name, person.patronymic].filter(Boolean).join(" ");
}
