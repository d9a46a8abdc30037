// The pictures of the guide: every screen of the real window in three languages, written to docs/screens/.
//
// Screens are reached as a worker reaches them and looked at in one language after the other, so what is typed and
// decided stays while the words change. It judges nothing; a picture that is empty or never holds still ends the run.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";

import { ROOT, temporaryFolder } from "../place.js";
import { LANGUAGES, words } from "../words.js";
import { COORDINATOR, PASSWORD, RECEIVER, WORKER, makeDistrict, offerToAnother, putCentreBack } from "./district.js";
import { Desk, Display } from "./desk.js";
import { chooseFolder, look } from "./steps.js";

const FOLDER = path.join(ROOT, "docs/screens");
/** Another size of the screen, as 1024x768: such pictures are not kept in the guide. */
const SIZE = process.argv.slice(2).find((word) => /^\d+x\d+$/.test(word));
/** Screens named on the command line; all of them when none is. */
const ONLY = process.argv.slice(2).filter((word) => word !== SIZE);
const COLOURS = 80;
/** The language a screen is reached in. */
const FIRST = LANGUAGES[0];
const t = words(FIRST);

/** One window, photographed in every language. */
class Walk {
  constructor(desk) {
    this.desk = desk;
  }

  /** The screen as it stands. */
  async picture(screen, arrive = async () => {}) {
    for (const language of LANGUAGES) {
      await this.speak(language);
      await arrive(words(language));
      if (ONLY.length > 0 && !ONLY.includes(screen)) continue;
      const file = await this.desk.photograph(`screens${SIZE ?? ""}/${screen}-${language}`);
      if (!SIZE) shrink(file, `${screen}-${language}`);
    }
    await this.speak(FIRST);
  }

  /** A page of the menu or a record, arrived at anew in each language. */
  async page(screen, address, then = async () => {}) {
    await this.picture(screen, async (t) => {
      await this.go(address);
      await then(t);
    });
  }

  async go(address) {
    const script = "if (location.hash === arguments[0]) return; location.hash = arguments[0]";
    await this.desk.session.script(script, "#/nowhere");
    await this.desk.session.script(script, `#${address}`);
    await this.desk.sees("main h1");
  }

  /** Brings the part of the page under a heading into view. */
  async below(heading) {
    await this.desk.reads(heading);
    const script =
      "[...document.querySelectorAll('h2')].find((h2) => h2.textContent === arguments[0]).scrollIntoView()";
    await this.desk.session.script(script, heading);
  }

  /** Switches the words without moving the cursor from where the page has put it. */
  async speak(language) {
    await this.desk.session.script("document.querySelector(`.languages [lang=${arguments[0]}]`).click()", language);
    await this.desk.sees(`.languages [lang=${language}][aria-pressed=true]`);
  }

  /** Replaces what stands in a field, found by its selector. */
  async type(selector, text) {
    const field = await this.desk.sees(selector);
    await this.desk.session.clear(field);
    if (text !== "") await this.desk.session.type(field, text);
  }
}

const [width, height] = (SIZE ?? "1366x768").split("x").map(Number);
const display = await Display.start({ width, height });
try {
  await at(temporaryFolder("first"), firstStart);
  const district = await makeDistrict();
  await at(district.etrap, (walk) => atTheEtrap(walk, district));
  await at(district.centre, (walk) => atTheCentre(walk, district));
  const offer = await offerToAnother(district);
  await at(offer.receiver, (walk) => whereACaseIsOffered(walk, offer));
  await at(district.etrap, (walk) => whereItWasOffered(walk, district));
  await putCentreBack(district);
  await at(district.centre, (walk) => afterAnOldCopy(walk, district));
} finally {
  display.end();
}

async function at(folder, take) {
  const desk = await Desk.open(display, folder);
  try {
    await take(new Walk(desk));
  } catch (cause) {
    await desk.photograph("screens/failed").catch(() => {});
    throw cause;
  } finally {
    await desk.close();
  }
}

async function firstStart(walk) {
  await walk.picture("first-start");
}

async function atTheEtrap(walk, { stick, sheet, ids }) {
  const { desk } = walk;
  await walk.picture("unlock");
  await unlock(walk, WORKER);
  // What can be taken back was done while the district was made.
  await desk.press(t("undo-close"));
  await walk.page("today", "/today");
  await walk.page("find", "/today", async () => {
    await walk.type("#find-box", "Чарымырадова");
    await desk.sees("#find-list li:nth-child(2)");
  });
  await walk.type("#find-box", "");
  await walk.page("people", "/people");
  await walk.page("person", `/people/${ids.person}`);
  await walk.page("household", `/households/${ids.household}`);
  await walk.page("appeals", "/appeals");
  await walk.page("take-appeal", "/appeals/new");
  await walk.page("cases", "/cases");
  await walk.page("case", `/cases/${ids.case}`);
  await walk.page("visit", `/visits/new?case=${ids.case}`);
  await walk.page("note", `/notes/new?case=${ids.case}`);
  await walk.page("offer", `/cases/${ids.case}/offer`, (t) => desk.reads(t("offer-finish")));
  await walk.page("history", `/history/${ids.case}?kind=case`);
  await walk.page("questions", "/questions");
  await walk.page("settings", "/settings");

  await walk.go("/people/new");
  await desk.fill(t("field-person-surname"), "Чарымурадова");
  await desk.fill(t("field-person-given_name"), "Огулгерек");
  await desk.fill(t("date-year"), "1955");
  await desk.reads("Çarymyradowa");
  await walk.picture("register-person");

  await walk.page("import", "/import");
  await desk.fill(t("import-path"), sheet);
  await desk.press(t("import-read"));
  await desk.press(t("import-check"));
  await desk.reads(t("import-checked"));
  await walk.picture("import-check");

  await walk.page("hand-over", "/hand-over", (t) => chooseFolder(desk, t, stick));
  await desk.press(t("hand-over-next"));
  await desk.press(t("hand-over-write"));
  await desk.reads(t("hand-over-take-out"));
  await walk.picture("hand-over-done");
}

async function atTheCentre(walk, { stick }) {
  const { desk } = walk;
  await unlock(walk, COORDINATOR);
  await look(desk, t, stick);
  await walk.picture("receive");
  await desk.press(t("parcel-open"));
  await desk.reads(t("preview-unchanged"));
  await walk.picture("receive-preview");
  await desk.press(t("receive-take-over"));
  await desk.reads(t("taken-done-hint"));
  await walk.page("receive-last", "/receive", async (t) => {
    await chooseFolder(desk, t, stick);
    await desk.press(t("last-undo"));
    await desk.reads(t("last-undo-reason"));
  });
  await walk.page("receipts", "/receipts");
  await walk.page("pass-on", "/pass-on");
  await walk.page("questions-centre", "/questions", (t) => desk.reads(t("questions-title")));
  await walk.page("offices", "/offices");
}

/** Another office offers a case to this one. */
async function whereACaseIsOffered(walk, { offered }) {
  await unlock(walk, RECEIVER);
  await walk.page("today-offer", "/today");
  await walk.page("transfers", "/transfers");
  await walk.page("transfer", `/transfers/${offered}`, (t) => walk.desk.reads(t("transfer-accept-finish")));
}

/** This office has offered a case; its receipts can come by telephone. */
async function whereItWasOffered(walk, { ids }) {
  const { desk } = walk;
  await unlock(walk, WORKER);
  await walk.page("case-offered", `/cases/${ids.case}`, (t) => desk.reads(t("withdraw-title")));
  await walk.page("withdraw", `/cases/${ids.case}`, async (t) => {
    await desk.press(t("withdraw-title"));
    await desk.reads(t("withdraw-reason"));
  });
  await walk.page("type-receipt", "/receipts");
}

/** The centre's store was put back from an old copy, and something it had is missed. */
async function afterAnOldCopy(walk, { stick }) {
  const { desk } = walk;
  await unlock(walk, COORDINATOR);
  await look(desk, t, stick);
  await desk.press(t("parcel-open"));
  await desk.press(t("receive-take-over"));
  await desk.reads(t("taken-done-hint"));
  await walk.page("today-incident", "/today");
  await walk.page("missing", "/receive", (t) => walk.below(t("missing-title")));
  await walk.page("incidents", "/settings");
}

async function unlock(walk, worker) {
  const { desk } = walk;
  await desk.reads(t("unlock-title"));
  if (await desk.session.script("return document.querySelectorAll('[name=worker]').length > 1"))
    await desk.choose(worker);
  await desk.fill(t("unlock-password"), PASSWORD);
  await desk.press(t("unlock-finish"));
  await desk.reads(t("frame-lock"));
}

/** Keeps the pictures small: a screen has few colours. */
function shrink(from, name) {
  mkdirSync(FOLDER, { recursive: true });
  const to = path.join(FOLDER, `${name}.png`);
  const done = spawnSync("convert", [
    from,
    "+dither",
    "-colors",
    String(COLOURS),
    "-strip",
    "-define",
    "png:compression-level=9",
    `png8:${to}`,
  ]);
  if (done.status !== 0) copyFileSync(from, to);
}
