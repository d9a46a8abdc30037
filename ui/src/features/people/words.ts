// How a person is put into a short line of words.
import type { PersonCard } from "../../backend/bindings/PersonCard";
import { written } from "../../i18n/dates";
import { t } from "../../i18n/language.svelte";

/** "born 04.03.1955, 71 years", as far as it is known. */
export function lifeOf(person: Pick<PersonCard, "born" | "age">): string {
  return [
    person.born ? t("person-born-on", { date: written(person.born) }) : "",
    person.age === null ? "" : t("person-age", { n: person.age }),
  ]
    .filter(Boolean)
    .join(", ");
}

/** Splits typed words into the parts of a name, in the order of documents: surname, given name, patronymic. */
export function partsOfName(words: string): { surname: string; given_name: string; patronymic: string } {
  const [surname = "", given_name = "", ...rest] = words.trim().split(/\s+/);
  return { surname, given_name, patronymic: rest.join(" ") };
}
