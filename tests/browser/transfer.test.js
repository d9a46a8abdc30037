// A case goes from one office to another, by the screens alone, in three languages: offered with a reason, read before it is accepted by
// people who know the client already, and the stub that stays behind.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";

import { Office, createCentre, createOffice, carry, join } from "../office.js";
import { temporaryFolder } from "../place.js";
import { LANGUAGES } from "../words.js";
import { openPage, startBrowser } from "./page.js";

let browser, giver, receiver, centre, stick;

before(async () => {
  browser = await startBrowser();
  [giver, receiver, centre] = await Promise.all(
    ["giver", "receiver", "centre"].map((name) => Office.start(temporaryFolder(name))),
  );
  stick = temporaryFolder("stick");
  await createOffice(giver);
  await createOffice(receiver, { territory: "DZ-AKD", worker: "Maral Orazowa" });
  await createCentre(centre);
  await join(giver, centre, stick);
  await join(receiver, centre, stick);
  await around(2);
});

after(async () => {
  await browser?.close();
  await Promise.all([giver?.end(), receiver?.end(), centre?.end()]);
});

/** Both offices exchange with the centre. */
async function around(times) {
  for (let round = 0; round < times; round++) {
    for (const office of [giver, receiver]) {
      const { office: own } = await office.call("settings");
      await moved(office, centre);
      await moved(centre, office, own.id);
    }
  }
}

/** Carries what there is; nothing is an answer too. */
async function moved(from, to, addressee) {
  try {
    await carry(from, to, stick, addressee);
  } catch (refused) {
    if (refused.refusal?.code !== "nothing-to-hand-over") throw refused;
  }
}

async function inOrder(shown, what) {
  const { violations } = await new AxeBuilder({ page: shown.page }).analyze();
  assert.deepEqual(
    violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
    [],
    `${what}: accessibility`,
  );
  const text = await shown.page.evaluate(() => document.body.innerText);
  assert.ok(!text.includes("⟦"), `${what}: a text is missing: ${text.match(/⟦[^⟧]*⟧/)?.[0]}`);
  assert.deepEqual(shown.faults, [], `${what}: complaints`);
}

for (const language of LANGUAGES) {
  test(`a case goes from office to office by the screens in ${language}`, async () => {
    for (const office of [giver, receiver]) await office.call("change_settings", { language });
    const client = { surname: "Çarymyradowa", given_name: `Ogulgerek${language}`, born: "1955-03-08" };
    const person = await giver.call("register_person", { ...client, place: "Gökje oba", phone: "+99365123456" });
    await receiver.call("register_person", client);
    const id = await giver.call("open_case", { person, risk: "high", risk_reason: "Lives alone." });
    await giver.call("record_visit", {
      case: id,
      visited_on: "2026-03-03",
      kind: "home",
      seen: true,
      findings: "Pain in the knee.",
    });

    const from = await openPage(browser, giver, { language });
    await from.go(`/cases/${id}`);
    await from.page.getByRole("link", { name: from.t("offer-title") }).click();
    await from.page.getByLabel(from.t("field-transfer-reason"), { exact: true }).fill("Moved to her sister.");
    await from.page.getByRole("button", { name: from.t("offer-finish") }).click();
    await from.page.getByText(from.t("err-field-missing")).first().waitFor();
    await from.page.locator("select[name=to]").selectOption({ index: 1 });
    const names = await from.page.locator("select[name=to] option").allTextContents();
    const { office } = await receiver.call("settings");
    await from.page.locator("select[name=to]").selectOption({ label: names.find((name) => name === office.name) });
    await from.page
      .getByLabel(from.t("field-transfer-without_consent"), { exact: true })
      .fill("Cannot stay alone over the winter.");
    await inOrder(from, `offer in ${language}`);
    await from.photograph(`${language}/1366/transfer-offer`);
    await from.page.getByRole("button", { name: from.t("offer-finish") }).click();
    await from.page.getByRole("button", { name: from.t("withdraw-title") }).waitFor();
    await inOrder(from, `offered case in ${language}`);
    await from.photograph(`${language}/1366/transfer-offered`);

    await around(1);
    const to = await openPage(browser, receiver, { language });
    await to.go("/today");
    await inOrder(to, `today in ${language}`);
    await to.photograph(`${language}/1366/transfer-today`);
    await to.page.locator("a[href^='#/transfers/']").first().click();
    await to.page.getByRole("button", { name: to.t("transfer-accept-finish"), exact: true }).waitFor();
    await to.page.getByText("Pain in the knee.").first().waitFor();
    await inOrder(to, `offer to answer in ${language}`);
    await to.photograph(`${language}/1366/transfer-answer`);
    await to.page.getByRole("radio").nth(1).check();
    await to.page.getByRole("button", { name: to.t("transfer-accept-finish"), exact: true }).click();
    await to.page.waitForURL(/#\/cases\//);
    await to.page.getByText("Pain in the knee.").first().waitFor();
    await inOrder(to, `accepted case in ${language}`);
    await to.photograph(`${language}/1366/transfer-accepted`);

    await around(2);
    await from.go("/transfers");
    await from.go(`/cases/${id}`);
    await from.page.getByText(from.t("transfer-state-accepted")).first().waitFor();
    await inOrder(from, `stub in ${language}`);
    await from.photograph(`${language}/1366/transfer-stub`);
    await from.page.getByRole("button", { name: from.t("late-note-title") }).click();
    await from.page.getByLabel(from.t("field-note-text"), { exact: true }).fill("A letter came for her.");
    await from.page.getByLabel(from.t("late-note-reason"), { exact: true }).fill("The post brought it today.");
    await from.page.getByRole("button", { name: from.t("late-note-finish") }).click();
    await from.page.getByText("A letter came for her.").first().waitFor();

    await giver.call("change_person", {
      id: person,
      person: { ...client, place: "Gökje oba", phone: "+99361000000" },
    });
    await around(2);
    const { transfers } = await receiver.call("today");
    await to.go(`/transfers/${transfers[0].id}`);
    await to.page.getByText(to.t("late-title")).first().waitFor();
    await inOrder(to, `what came later in ${language}`);
    await to.photograph(`${language}/1366/transfer-late`);
    await to.page
      .getByRole("button", { name: to.t("late-take") })
      .first()
      .click();
    await to.page.getByText(to.t("late-title")).waitFor({ state: "detached" });
    await from.close();
    await to.close();
  });
}
