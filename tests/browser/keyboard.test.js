// The daily work with the keyboard alone: no pointer is used in this file. A step that needs one fails here.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Office, PASSWORD, WORKER, carry, createCentre, createOffice, join } from "../office.js";
import { temporaryFolder } from "../place.js";
import { openPage, startBrowser } from "./page.js";

const STEPS = 120;

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser?.close());

/** A worker at the keyboard. */
class Hands {
  constructor(shown) {
    this.page = shown.page;
    this.keys = shown.page.keyboard;
    this.t = shown.t;
  }

  /** Walks with Tab until the thing with this name has the focus; the name as a screen reader says it. */
  async reach(name, role = null) {
    for (let step = 0; step < STEPS; step += 1) {
      const at = await this.page.evaluate(() => {
        const one = document.activeElement;
        if (!one || one === document.body) return { name: "", role: "" };
        const label = one.getAttribute("aria-label") ?? one.labels?.[0]?.innerText ?? one.innerText ?? "";
        return { name: label.replace(/\s+/g, " ").trim(), role: one.type ?? one.tagName };
      });
      if (at.name.startsWith(name) && (!role || at.role === role)) return;
      await this.keys.press("Tab");
    }
    throw new Error(`${STEPS} Tabs do not reach "${name}"`);
  }

  async write(name, words) {
    await this.reach(name);
    await this.keys.press("Control+A");
    await this.keys.type(words);
  }

  /** Radio buttons are one stop; arrows walk inside. */
  async pick(group, option) {
    for (let step = 0; step < STEPS; step += 1) {
      const name = await this.page.evaluate(() => document.activeElement?.labels?.[0]?.innerText ?? "");
      if (name.startsWith(option)) {
        await this.keys.press("Space");
        return;
      }
      const inside = await this.page.evaluate((legend) => {
        const box = document.activeElement?.closest("fieldset");
        return document.activeElement?.type === "radio" && box?.querySelector("legend")?.innerText.startsWith(legend);
      }, group);
      await this.keys.press(inside ? "ArrowDown" : "Tab");
    }
    throw new Error(`the keyboard does not reach "${option}" of "${group}"`);
  }

  reads(words) {
    return this.page.getByText(words).first().waitFor();
  }
}

test("a first start, a person, a case and a visit need no pointer", async () => {
  const office = await Office.start(temporaryFolder("keys"));
  const shown = await openPage(browser, office);
  const hands = new Hands(shown);
  const { t, keys } = hands;
  try {
    // First start.
    await hands.reach(t("first-next"));
    await keys.press("Enter");
    await hands.reads(t("first-office"));
    await hands.pick(t("first-level"), t("level-centre"));
    await keys.press("Control+Enter");
    await hands.write(t("first-worker-name"), WORKER);
    await keys.press("Control+Enter");
    await hands.write(t("first-password-label"), PASSWORD);
    await hands.write(t("first-password-again"), PASSWORD);
    await keys.press("Control+Enter");
    await hands.reads(t("first-check"));
    await keys.press("Control+Enter");
    await hands.reads(t("frame-lock"));

    // A person, from the find box.
    await keys.press("Control+K");
    await keys.type("Nuryýewa Jeren");
    await hands.reach(t("menu-people"));
    await keys.press("Enter");
    await hands.reach(t("register-title"));
    await keys.press("Enter");
    await hands.write(t("field-person-surname"), "Nuryýewa");
    await hands.write(t("field-person-given_name"), "Jeren");
    await keys.press("Control+Enter");
    await hands.reads(t("person-cases"));

    // A case.
    await hands.reach(t("do-open-case"));
    await keys.press("Enter");
    await hands.reads(t("open-case-title"));
    await hands.pick(t("open-case-risk"), t("risk-medium"));
    await hands.write(t("field-case-risk_reason"), "Two children, no income since March.");
    await keys.press("Control+Enter");
    await hands.reads(t("case-timeline"));

    // A visit, by its key.
    await keys.press("F4");
    await hands.write(t("field-visit-findings"), "Both children are at school.");
    await keys.press("Control+Enter");
    await hands.reads("Both children are at school.");

    const found = await office.call("find", { text: "nuryyewa" });
    assert.equal(found.people.length, 1);
  } finally {
    await shown.close();
    await office.end();
  }
});

test("what is being typed survives a lock and comes back", async () => {
  const office = await Office.start(temporaryFolder("draft"));
  await createOffice(office);
  const shown = await openPage(browser, office);
  const hands = new Hands(shown);
  const { t, keys } = hands;
  try {
    await shown.go("/people/new");
    await hands.write(t("field-person-surname"), "Öwezowa");
    await hands.reads(t("kit-draft-kept", { time: "" }).trim());
    await hands.reach(t("frame-lock"));
    await keys.press("Enter");
    await hands.reads(t("unlock-title"));
    await hands.write(t("unlock-password"), PASSWORD);
    await keys.press("Enter");
    await hands.reads(t("frame-lock"));
    await shown.go("/people/new");
    await hands.reads(t("kit-draft-restored"));
    assert.equal(await shown.page.locator("[name=surname]").inputValue(), "Öwezowa");
    assert.equal((await office.call("people", { from: 0 })).people?.length ?? 0, 0, "a draft is not a record");
  } finally {
    await shown.close();
    await office.end();
  }
});

test("a bundle for the next desk and a confirmation by telephone need no pointer", async () => {
  const [one, two, centre] = await Promise.all(
    ["one", "two", "centre"].map((name) => Office.start(temporaryFolder(name))),
  );
  const stick = temporaryFolder("stick");
  let shown;
  try {
    await createCentre(centre);
    await createOffice(one);
    await createOffice(two, { computer: "2" });
    for (const office of [one, two]) await join(office, centre, stick);
    const { office } = await one.call("settings");
    await carry(centre, one, stick, office.id);
    await one.call("register_person", { surname: "Nuryýewa", given_name: "Jeren", born: "1955" });

    shown = await openPage(browser, one);
    const hands = new Hands(shown);
    const { t, keys } = hands;
    await shown.go("/hand-over");
    await hands.pick(t("hand-over-to"), t("hand-over-beside"));
    await hands.reach(t("hand-over-next"));
    await keys.press("Enter");
    await hands.reads(t("hand-over-what", { to: t("hand-over-beside") }));
    await hands.reach(t("hand-over-write"));
    await keys.press("Enter");
    await hands.reads(t("hand-over-waits-beside"));
    const carrier = { by: "folder", path: stick };
    const lines = await two.call("look_in", { carrier });
    const fresh = lines.filter((line) => line.state === "new" && line.computer === "1");
    await two.call("take_over", { carrier, file: fresh[0].file });
    assert.equal((await two.call("people")).of, 1);

    await carry(one, centre, stick);
    const [receipt] = await centre.call("receipts_to_dictate", { language: "ru" });
    await shown.go("/receipts");
    await hands.write(t("dictated-words"), receipt.words.join(" "));
    await hands.reach(t("dictated-finish"));
    await keys.press("Enter");
    await hands.reads(t("dictated-done", { office: "Merkez", n: receipt.number }));
    const status = await one.call("status");
    assert.deepEqual([status.only_here, status.handed_over], [0, 0]);
    assert.deepEqual(shown.faults, []);
  } finally {
    await shown?.close();
    await Promise.all([one, two, centre].map((office) => office.end()));
  }
});
