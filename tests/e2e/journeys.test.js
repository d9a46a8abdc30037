// The main job in the real window, by hand: an etrap office and the centre, one after the other, and a stick between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Office, PASSWORD, carry, createCentre, createOffice, join } from "../office.js";
import { temporaryFolder } from "../place.js";
import { words } from "../words.js";
import { Desk, Display } from "./desk.js";
import * as steps from "./steps.js";

const t = words("en");
const ETRAP = { level: "etrap", velayat: "Ahal", etrap: "Gokdepe etrap" };
const CENTRE = { level: "centre", worker: "Kerim Nuryýew", role: "administrator" };

let display;
before(async () => (display = await Display.start()));
after(() => display.end());

/** Opens the window on an office, does the work, and closes the window as a worker does at the end. */
async function sitDown(folder, work) {
  const desk = await Desk.open(display, folder);
  try {
    await work(desk);
  } catch (cause) {
    await desk.photograph(`failed-${Date.now()}`).catch(() => {});
    throw cause;
  } finally {
    await desk.close();
  }
}

test("a person goes from a first start to confirmed by the centre, on a stick and by hand", async () => {
  const [etrap, centre, stick] = ["etrap", "centre", "stick"].map(temporaryFolder);
  let digits, centreDigits;

  await sitDown(etrap, async (desk) => {
    await desk.press("EN");
    await desk.photograph("window-first-start");
    await steps.firstStart(desk, t, ETRAP);
    digits = await steps.askToJoin(desk, t, stick);
    assert.equal(digits.replace(/\D/g, "").length, 30);
  });
  await sitDown(centre, async (desk) => {
    await desk.press("EN");
    await steps.firstStart(desk, t, CENTRE);
    centreDigits = await steps.letJoin(desk, t, stick, digits);
  });
  await sitDown(etrap, async (desk) => {
    await steps.unlock(desk, t);
    await steps.acceptAnswer(desk, t, stick, centreDigits);
    await steps.registerPerson(desk, t, {
      surname: "Çarymyradowa",
      given_name: "Ogulgerek",
      born: { year: "1955" },
      place: "Gökje oba",
    });
    await steps.openCase(desk, t, { group: "lonely_older", risk: "high", reason: "Lives alone, the stove is broken." });
    await steps.recordVisit(desk, t, {
      findings: "Pain in the knee, no coal for the stove.",
      nextStep: "Ask the geňeşlik for coal.",
    });
    await desk.photograph("window-case");
    await steps.handOver(desk, t, stick, { photograph: "window-handed-over" });
    assert.match(await statusOf(desk), /handed over, not confirmed/);
  });
  await sitDown(centre, async (desk) => {
    await steps.unlock(desk, t);
    await steps.takeOver(desk, t, stick, { photograph: "window-preview" });
    await desk.press(t("taken-answer-write"));
    await desk.reads(t("hand-over-where"));
    await steps.writeBundle(desk, t);
    await desk.press(t("menu-people"));
    await desk.reads("Çarymyradowa");
  });
  await sitDown(etrap, async (desk) => {
    await steps.unlock(desk, t);
    await steps.takeOver(desk, t, stick);
    await desk.press(t("menu-today"));
    await desk.reads(t("status-only-here", { n: 0 }));
    assert.match(await statusOf(desk), /[1-9]\d* confirmed by the centre/);
    await desk.photograph("window-confirmed");
  });
});

test("two people wrote different answers, and one is decided with both kept", async () => {
  const [etrapFolder, centreFolder, stick] = ["etrap", "centre", "stick"].map(temporaryFolder);
  const etrap = await Office.start(etrapFolder);
  const centre = await Office.start(centreFolder);
  await createOffice(etrap);
  await createCentre(centre);
  await join(etrap, centre, stick);
  const person = { surname: "Atajanow", given_name: "Serdar", born: "1980-05-01" };
  const id = await etrap.call("register_person", person);
  const taken = await carry(etrap, centre, stick);
  await carry(centre, etrap, stick, taken.answer_to);
  const change = (born, reason) => ({ id, person: { ...person, born }, reason });
  await centre.call("change_person", change("1981-05-01", "The archive says 1981."));
  await etrap.call("change_person", change("1980-05-10", "Seen in the passport."));
  await carry(etrap, centre, stick);
  await Promise.all([etrap.end(), centre.end()]);

  await sitDown(centreFolder, async (desk) => {
    await steps.unlock(desk, t);
    await desk.press(t("menu-questions"));
    await desk.reads("Seen in the passport.");
    await desk.reads("The archive says 1981.");
    await desk.photograph("window-question");
    await desk.press(t("question-keep", { value: "10.05.1980" }));
    await desk.reads(t("questions-none"));
  });

  const later = await Office.start(centreFolder);
  await later.call("unlock", { worker: "Kerim Nuryýew", password: PASSWORD });
  assert.equal((await later.call("person", id)).person.born, "1980-05-10");
  const kept = JSON.stringify(await later.call("history", { record: id, field: "born" }));
  assert.ok(kept.includes("1981-05-01"), "the value that was not kept is still in the history");
  await later.end();
});

test("the language is switched at once, and stays after the next start", async () => {
  const folder = temporaryFolder("language");
  const office = await Office.start(folder);
  await createOffice(office);
  await office.end();

  await sitDown(folder, async (desk) => {
    await steps.unlock(desk, t);
    for (const language of ["ru", "tk"]) {
      await desk.press(language.toUpperCase());
      await desk.reads(words(language)("menu-people"));
      assert.ok(!(await desk.text()).includes(t("menu-people")), `English left in ${language}`);
      await desk.photograph(`window-today-${language}`);
    }
  });
  await sitDown(folder, async (desk) => {
    await steps.unlock(desk, words("tk"));
    await desk.reads(words("tk")("menu-people"));
  });
});

function statusOf(desk) {
  return desk.session.script("return document.querySelector('footer').innerText");
}
