// Checks the texts without a browser: the three languages have the same keys, attributes and parameters, and every key that a screen
// names exists. A key put together from a code (`risk-${risk}`) must have at least one text that begins like it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentResource } from "@fluent/bundle";

const LANGUAGES = ["en", "ru", "tk"];
const LOCALES = new URL("../../assets/locales/", import.meta.url).pathname;
const SOURCES = new URL("../src/", import.meta.url).pathname;
const problems = [];

/** All keys of a language with the names of the parameters in their texts. */
function textsOf(language) {
  const texts = new Map();
  const folder = join(LOCALES, language);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ftl"))) {
    const source = readFileSync(join(folder, file), "utf8");
    const resource = new FluentResource(source);
    const written = [...source.matchAll(/^([a-zA-Z][\w-]*) *=/gm)].map((match) => match[1]);
    const read = new Set(resource.body.map((message) => message.id));
    for (const id of written) if (!read.has(id)) problems.push(`${language}/${file}: ${id} cannot be read`);
    for (const { id, value, attributes } of resource.body) {
      for (const [key, pattern] of [
        [id, value],
        ...Object.entries(attributes).map(([name, text]) => [`${id}.${name}`, text]),
      ]) {
        if (pattern === null) continue;
        if (texts.has(key)) problems.push(`${language}/${file}: ${key} stands twice`);
        texts.set(key, parameters(pattern));
      }
    }
  }
  return texts;
}

function parameters(pattern) {
  const names = new Set();
  JSON.stringify(pattern, (_, part) => {
    if (part && part.type === "var") names.add(part.name);
    return part;
  });
  return [...names].sort().join(" ");
}

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "bindings") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (/\.(ts|svelte)$/.test(entry.name)) yield path;
  }
}

const texts = Object.fromEntries(LANGUAGES.map((language) => [language, textsOf(language)]));
const all = new Set(LANGUAGES.flatMap((language) => [...texts[language].keys()]));
for (const key of all) {
  for (const language of LANGUAGES) {
    if (!texts[language].has(key)) problems.push(`${language}: no text for ${key}`);
    else if (texts[language].get(key) !== texts.en.get(key) && texts.en.has(key)) {
      problems.push(`${language}: ${key} takes "${texts[language].get(key)}", en takes "${texts.en.get(key)}"`);
    }
  }
}

for (const path of filesIn(SOURCES)) {
  const source = readFileSync(path, "utf8");
  const where = path.slice(SOURCES.length);
  for (const [, key] of source.matchAll(/\b(?:t|hasText)\(\s*"([^"]+)"/g))
    if (!all.has(key)) problems.push(`${where}: no text for ${key}`);
  for (const [, start] of source.matchAll(/\b(?:t|hasText)\(\s*`([^`$]+)\$\{/g)) {
    if (![...all].some((key) => key.startsWith(start))) problems.push(`${where}: no text begins with ${start}`);
  }
  for (const [, cond] of source.matchAll(/\bt\(([^()`"]*\?[^()]*)\)/g)) {
    for (const [, key] of cond.matchAll(/"([a-z][\w.-]*)"/g))
      if (!all.has(key)) problems.push(`${where}: no text for ${key}`);
  }
  for (const [, key] of source.matchAll(/\btext: "([a-z]+-[\w-]+)"/g))
    if (!all.has(key)) problems.push(`${where}: no text for ${key}`);
}

for (const problem of new Set(problems)) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`texts: ${all.size} keys in ${LANGUAGES.length} languages`);
