// What people do in the window, step by step, as they would do it: what is pressed, typed and read. Each step ends when
// the screen shows that it is done. Texts come from the locales by key, so a step works in any language.

import { PASSWORD, WORKER } from "../office.js";

/** The first start on a new computer: five pages. */
export async function firstStart(desk, t, { level, velayat, etrap, worker = WORKER, role = "specialist" }) {
  await desk.reads(t("first-language"));
  await desk.press(t("first-next"));
  await desk.choose(t(`level-${level}`));
  if (velayat) await desk.choose(t("first-velayat"), velayat);
  if (etrap) await desk.choose(t("first-etrap"), etrap);
  await desk.press(t("first-next"));
  await desk.fill(t("first-worker-name"), worker);
  await desk.choose(t(`role-${role}`));
  await desk.press(t("first-next"));
  await desk.fill(t("first-password-label"), PASSWORD);
  await desk.fill(t("first-password-again"), PASSWORD);
  await desk.press(t("first-next"));
  await desk.reads(t("first-check"));
  await desk.press(t("first-finish"));
  await desk.reads(t("frame-lock"));
}

/** Signing in with the password. */
export async function unlock(desk, t) {
  await desk.reads(t("unlock-title"));
  await desk.fill(t("unlock-password"), PASSWORD);
  await desk.press(t("unlock-finish"));
  await desk.reads(t("frame-lock"));
}

/** The stick is a folder here, so its path is typed. */
export async function chooseFolder(desk, t, folder) {
  await desk.choose(t("carrier-folder"));
  await desk.fill(t("carrier-path"), folder);
}

/** Writes the request to join; gives the thirty digits that are read aloud. */
export async function askToJoin(desk, t, stick) {
  await desk.press(t("menu-hand-over"));
  await desk.reads(t("join-ask-title"));
  await chooseFolder(desk, t, stick);
  await desk.press(t("join-ask-write"));
  await desk.reads(t("join-ask-written"));
  return digitsOn(desk);
}

/** At the centre: types the digits heard and lets the computer in; gives the centre's own, which are read back. */
export async function letJoin(desk, t, stick, digits) {
  await look(desk, t, stick);
  await desk.press(t("parcel-open-request"));
  await desk.fill(t("join-digits"), digits);
  await desk.press(t("join-let"));
  await desk.reads(t("join-let-done-hint"));
  return digitsOn(desk);
}

/** At the office: types the centre's digits and takes its answer. */
export async function acceptAnswer(desk, t, stick, digits) {
  await look(desk, t, stick);
  await desk.press(t("parcel-open-answer"));
  await desk.fill(t("join-centre-digits"), digits);
  await desk.press(t("join-answer-accept"));
  await desk.reads(t("join-answer-done-hint"));
}

/** Looks at what lies on the stick. */
export async function look(desk, t, stick) {
  await desk.press(t("menu-receive"));
  await desk.reads(t("receive-where"));
  await chooseFolder(desk, t, stick);
  await desk.press(t("receive-look"));
  await desk.sees("table");
}

/** Opens the new bundle on the stick, looks at the preview and takes it over. */
export async function takeOver(desk, t, stick, { photograph } = {}) {
  await look(desk, t, stick);
  await desk.press(t("parcel-open"));
  await desk.reads(t("preview-unchanged"));
  if (photograph) await desk.photograph(photograph);
  await desk.press(t("receive-take-over"));
  await desk.reads(t("taken-done-hint"));
}

/** Writes everything that is not confirmed to the stick. */
export async function handOver(desk, t, stick, { photograph } = {}) {
  await desk.press(t("menu-hand-over"));
  await desk.reads(t("hand-over-where"));
  await chooseFolder(desk, t, stick);
  await writeBundle(desk, t, { photograph });
}

/** The last pages of handing over: what, writing, done. */
export async function writeBundle(desk, t, { photograph } = {}) {
  await desk.press(t("hand-over-next"));
  await desk.sees("h2");
  await desk.press(t("hand-over-write"));
  await desk.reads(t("hand-over-take-out"));
  if (photograph) await desk.photograph(photograph);
}

/** Registers a person by hand and ends on the person's page. */
export async function registerPerson(desk, t, { surname, given_name, born = {}, place }) {
  await desk.press(t("menu-people"));
  await desk.press(t("register-title"));
  await desk.fill(t("field-person-surname"), surname);
  await desk.fill(t("field-person-given_name"), given_name);
  if (born.day) await desk.fill(t("date-day"), born.day);
  if (born.month) await desk.fill(t("date-month"), born.month);
  if (born.year) await desk.fill(t("date-year"), born.year);
  if (place) await desk.fill(t("field-person-place"), place);
  await desk.press(t("register-finish"));
  await desk.reads(t("person-cases"));
}

/** Opens a case from the person's page and ends on the case's page. */
export async function openCase(desk, t, { group, risk, reason }) {
  await desk.press(t("do-open-case"));
  await desk.reads(t("open-case-title"));
  await desk.choose(t(`client-group-${group}`));
  await desk.choose(t(`risk-${risk}`));
  await desk.fill(t("field-case-risk_reason"), reason);
  await desk.press(t("open-case-finish"));
  await desk.reads(t("case-timeline"));
}

/** Records a visit from the case's page and ends there again. */
export async function recordVisit(desk, t, { findings, nextStep }) {
  await desk.press(t("visit-title"));
  await desk.fill(t("field-visit-findings"), findings);
  await desk.fill(t("field-visit-next_step"), nextStep);
  await desk.press(t("visit-finish"));
  await desk.reads(findings);
}

async function digitsOn(desk) {
  await desk.sees(".digits");
  return desk.session.script("return document.querySelector('.digits').innerText.replace(/\\s+/g, ' ')");
}
