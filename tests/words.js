// The texts of the screens by key, so that a test presses what a worker reads, in any of the three languages.
// Reads the same files as the screens; a key without text is a fault of the test or of the locales.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FluentBundle, FluentResource } from "@fluent/bundle";

const LOCALES = new URL("../assets/locales/", import.meta.url);

export const LANGUAGES = ["tk", "ru", "en"];

/** Gives `t(key, args)` for one language; `key.attribute` names an attribute. */
export function words(language) {
  const bundle = new FluentBundle(language, { useIsolating: false });
  const folder = fileURLToPath(new URL(`${language}/`, LOCALES));
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith(".ftl")) bundle.addResource(new FluentResource(readFileSync(folder + file, "utf8")));
  }
  return (key, args = {}) => {
    const [id, attribute] = key.split(".");
    const message = bundle.getMessage(id);
    const pattern = attribute ? message?.attributes[attribute] : message?.value;
    if (!pattern) throw new Error(`no text for "${key}" in ${language}`);
    return bundle.formatPattern(pattern, args);
  };
}
