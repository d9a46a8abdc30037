// Every screen of the program in three languages and two sizes: no accessibility fault, nothing wider than the window, no
// text without words, no complaint in the console. The addresses come from the screens' own table, so none is forgotten.

import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";

import { Office, PASSWORD, WORKER, createCentre, createOffice, carry, join } from "../office.js";
import { ROOT, markerOf, temporaryFolder } from "../place.js";
import { LANGUAGES } from "../words.js";
import { openPage, startBrowser } from "./page.js";

const SIZES = [
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
];

/** Addresses as ui/src/routes.ts lists them. */
const PATTERNS = [...readFileSync(path.join(ROOT, "ui/src/routes.ts"), "utf8").matchAll(/^\s*\["(\/[^"]*)"/gm)].map(
  ([, pattern]) => pattern,
);

let browser, etrap, centre, ids;

before(async () => {
  browser = await startBrowser();
  const folder = temporaryFolder("etrap");
  [etrap, centre] = await Promise.all([folder, temporaryFolder("centre")].map((one) => Office.start(one)));
  const stick = temporaryFolder("stick");
  await createOffice(etrap);
  await createCentre(centre);
  await join(etrap, centre, stick);
  ids = await fill(etrap);
  await argue(stick);
  await move(folder, stick);
});

after(async () => {
  await browser?.close();
  await Promise.all([etrap?.end(), centre?.end()]);
});

/** A small caseload with something on every page. */
async function fill(office) {
  const people = await office.call("register_person", {
    surname: "Çarymyradowa",
    given_name: "Ogulgerek",
    patronymic: "Atajanowna",
    born: "1955",
    phone: "+99365123456",
    place: "Gökje oba",
  });
  const child = await office.call("register_person", {
    surname: "Çarymyradow",
    given_name: "Merdan",
    born: "2015-06-01",
  });
  const households = await office.call("register_household", {
    household: { name: "Çarymyradow", place: "Gökje oba", street: "Magtymguly", house: "12" },
    members: [
      { person: people, role: "head" },
      { person: child, role: "child" },
    ],
  });
  const appeals = (
    await office.call("take_appeal", {
      received_on: "2026-03-02",
      channel: "self",
      person: people,
      reason: "No coal for the stove.",
      urgency: "high",
    })
  ).id;
  const cases = await office.call("open_case", {
    person: people,
    groups: ["lonely_older"],
    risk: "high",
    risk_reason: "Lives alone.",
  });
  await office.call("record_visit", {
    case: cases,
    visited_on: "2026-03-03",
    kind: "home",
    seen: true,
    findings: "Pain in the knee.",
    next_step: "Ask for coal.",
  });
  await office.call("write_note", { case: cases, noted_on: "2026-03-04", text: "The neighbour brings bread." });
  return { people, households, appeals, cases, history: people };
}

/** Makes one question to decide at the centre. */
async function argue(stick) {
  const taken = await carry(etrap, centre, stick);
  await carry(centre, etrap, stick, taken.answer_to);
  const { person } = await etrap.call("person", ids.people);
  const { offices } = await etrap.call("offer_form", ids.cases);
  ids.transfers = await etrap.call("offer_case", {
    case: ids.cases,
    to: offices[0].id,
    reason: "Moves to her daughter.",
    without_consent: "Cannot stay alone.",
  });
  await centre.call("change_person", { id: ids.people, person: { ...person, born: "1956" }, reason: "The archive." });
  await etrap.call("change_person", {
    id: ids.people,
    person: { ...person, born: "1955-03-08" },
    reason: "The passport.",
  });
  await carry(etrap, centre, stick);
}

/** The records are found at another place than before: the office and the centre are told. */
async function move(folder, stick) {
  await etrap.call("lock");
  await etrap.end();
  rmSync(markerOf(folder));
  etrap = await Office.start(folder);
  await etrap.call("unlock", { worker: WORKER, password: PASSWORD });
  await carry(etrap, centre, stick);
}

/** Every address with the ids of this office in it. */
function addresses() {
  return PATTERNS.map((pattern) => {
    const subject = pattern.split("/")[1];
    const address = pattern.replace(/:id|:record/, ids[subject] ?? ids.people);
    return address === "/find" ? "/find?words=Ogulgerek" : address;
  });
}

async function inOrder(shown, what) {
  const { violations } = await new AxeBuilder({ page: shown.page }).analyze();
  const told = violations.map(
    (fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  assert.deepEqual(told, [], `${what}: accessibility`);
  const seen = await shown.page.evaluate(() => ({
    text: document.body.innerText,
    over: [...document.querySelectorAll("[data-frame], main, body")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.dataset.frame ?? one.tagName),
  }));
  assert.ok(!seen.text.includes("⟦"), `${what}: a text is missing: ${seen.text.match(/⟦[^⟧]*⟧/)?.[0]}`);
  assert.deepEqual(seen.over, [], `${what}: wider than the window`);
  assert.deepEqual(shown.faults, [], `${what}: complaints`);
}

const nameOf = (address) =>
  address
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "one")
    .replace(/[^a-z-]+/g, "-")
    .replace(/^-|-$/g, "");

for (const language of LANGUAGES) {
  for (const size of SIZES) {
    test(`every screen is in order in ${language} at ${size.width} pixels`, async (context) => {
      await etrap.call("change_settings", { language });
      const shown = await openPage(browser, etrap, { language, ...size });
      for (const address of addresses()) {
        await context.test(address, async () => {
          await shown.go(address);
          shown.faults.length = 0;
          await shown.go(address);
          await inOrder(shown, `${address} in ${language}`);
          await shown.photograph(`${language}/${size.width}/${nameOf(address)}`);
        });
      }
      await shown.close();
    });

    test(`the centre's own screens are in order in ${language} at ${size.width} pixels`, async () => {
      await centre.call("change_settings", { language });
      const shown = await openPage(browser, centre, { language, ...size });
      for (const address of ["/today", "/questions", "/offices", "/hand-over", "/receive"]) {
        await shown.go(address);
        await inOrder(shown, `${address} at the centre in ${language}`);
        await shown.photograph(`${language}/${size.width}/centre-${nameOf(address)}`);
      }
      await shown.close();
    });

    test(`the first start and the lock are in order in ${language} at ${size.width} pixels`, async () => {
      const fresh = await Office.start(temporaryFolder("fresh"));
      try {
        const first = await openPage(browser, fresh, { language, ...size });
        await inOrder(first, `first start in ${language}`);
        await first.photograph(`${language}/${size.width}/first-start`);
        await first.close();
        await createOffice(fresh, { language });
        await fresh.call("lock");
        const locked = await openPage(browser, fresh, { language, ...size });
        await inOrder(locked, `lock in ${language}`);
        await locked.photograph(`${language}/${size.width}/unlock`);
        await locked.page.getByLabel(locked.t("unlock-password"), { exact: true }).fill("not the password");
        await locked.page.keyboard.press("Enter");
        await locked.page.getByText(locked.t("err-password-wrong")).first().waitFor();
        await locked.page.getByLabel(locked.t("unlock-password"), { exact: true }).fill(PASSWORD);
        await locked.page.keyboard.press("Enter");
        await locked.page.getByText(WORKER).first().waitFor();
        await locked.close();
      } finally {
        await fresh.end();
      }
    });
  }
}
