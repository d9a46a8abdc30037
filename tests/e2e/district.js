// A practice district with enough in it that every screen has something to show: made by `goldaw practice`, then worked
// in by the same calls the screens make. The people are invented. It takes no pictures.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Office, carry, createOffice, join } from "../office.js";
import { program, temporaryFolder } from "../place.js";

/** The password of every worker of a practice district. */
export const PASSWORD = "tejribe-2026";
export const WORKER = "Maral Orazowa";
export const COORDINATOR = "Batyr Annaýew";
export const RECEIVER = "Oguljan Sähedowa";

/** What is found in the case of the story after the first visit. */
const SECOND_VISIT = {
  kind: "home",
  seen: true,
  findings: "Kömür geldi, peji goňşusy abatlady. Gan basyşy 160/90, derman gutarypdyr.",
  next_step: "Maşgala lukmany bilen gepleşmeli.",
};
/** Days since it came, how it came, the age of the person it is about, the words, how urgent. */
const CALLS_FOR_HELP = [
  [6, "school", 36, "Iki çagasy bir hepde bäri mekdebe gelenok, aýaly kesel.", "high"],
  [0, "self", 52, "Maýyplyk kömek puly iki aý bäri gelenok.", "medium"],
];
/** The client's group and age, the risk and why. */
const OPENED = [
  ["lonely_older", 83, "high", "Ýeke ýaşaýar, düşekden özi galyp bilenok."],
  ["large_family", 38, "medium", "Alty çaga, kakasy işsiz."],
  ["disability", 27, "low", "Arabasy döwük, täzesine garaşýar."],
];

/**
 * Makes the district: the folders of the etrap, the centre and the stick, and the ids of what the pictures show. The
 * centre has a question to decide, and the etrap has work it has not handed over.
 */
export async function makeDistrict() {
  const folder = temporaryFolder("pictures");
  execFileSync(program("goldaw"), ["practice", "--folder", folder], { stdio: "ignore" });
  const stick = path.join(folder, "flash");
  mkdirSync(stick);
  const place = (name) => path.join(folder, name);
  const [etrap, centre] = await Promise.all([sitDown(place("gokdepe"), WORKER), sitDown(place("centre"), COORDINATOR)]);
  try {
    const ids = await work(etrap, centre, stick);
    const sheet = writeSheet(folder);
    return { etrap: place("gokdepe"), centre: place("centre"), stick, sheet, ids };
  } finally {
    await Promise.all([etrap.end(), centre.end()]);
  }
}

/**
 * Puts the centre's store back from an old copy, as somebody does after a broken disk. The etrap believes that the centre holds what the copy lacks, and
 * brings something that was written after it.
 */
export async function putCentreBack({ etrap, centre, stick, ids }) {
  const old = `${centre}-old`;
  cpSync(centre, old, { recursive: true });
  const [office, above] = await Promise.all([sitDown(etrap, WORKER), sitDown(centre, COORDINATOR)]);
  try {
    await office.call("write_note", { case: ids.case, text: "Kömür gutarypdyr." });
    const taken = await carry(office, above, stick);
    await above.call("write_note", { case: ids.case, text: "Häkimlik bilen gepleşildi." });
    await carry(above, office, stick, taken.answer_to);
    await office.call("write_note", { case: ids.case, text: "Kömür getirildi." });
    for (const name of readdirSync(stick)) rmSync(path.join(stick, name));
    await office.call("hand_over", { carrier: { by: "folder", path: stick }, to: null });
  } finally {
    await Promise.all([office.end(), above.end()]);
  }
  rmSync(centre, { recursive: true });
  cpSync(old, centre, { recursive: true });
}

/**
 * Offers the case of the story to an office that has just joined, and brings it there. Gives the folder of that office and the transfer as both
 * offices name it.
 */
export async function offerToAnother({ etrap, centre, stick, ids }) {
  const receiver = `${etrap}-akdepe`;
  mkdirSync(receiver);
  const [giver, above, other] = await Promise.all([
    sitDown(etrap, WORKER),
    sitDown(centre, COORDINATOR),
    Office.start(receiver),
  ]);
  try {
    await createOffice(other, {
      territory: "DZ-AKD",
      worker: RECEIVER,
      language: "tk",
      password: PASSWORD,
      password_again: PASSWORD,
    });
    await join(other, above, stick);
    const { office } = await other.call("settings");
    const { office: own } = await giver.call("settings");
    await carry(other, above, stick);
    await carry(above, giver, stick, own.id);
    await giver.call("offer_case", {
      case: ids.case,
      to: office.id,
      reason: "Akdepä, gyzynyň ýanyna göçýär.",
      without_consent: "Gyşda ýeke galyp bilenok, kagyz ýetişmedi.",
    });
    await carry(giver, above, stick);
    await carry(above, other, stick, office.id);
    const { transfers } = await other.call("today");
    return { receiver, offered: transfers[0].id };
  } finally {
    await Promise.all([giver.end(), above.end(), other.end()]);
  }
}

async function sitDown(folder, worker) {
  const office = await Office.start(folder);
  await office.call("unlock", { worker, password: PASSWORD });
  return office;
}

async function work(etrap, centre, stick) {
  const story = (await etrap.call("cases", { from: 0 })).cases[0];
  const { case: open } = await etrap.call("case", story.id);
  const { person } = open;
  const { households } = await etrap.call("person", person);
  await etrap.call("add_task", { case: story.id, text: "Kömür getirildimi, telefonda soramaly", due_on: daysAgo(2) });
  await etrap.call("add_task", { case: story.id, text: "Pensiýa kagyzlaryny barlamaly", due_on: daysAgo(0) });
  await argue(etrap, centre, stick, story.id);
  const next_visit_on = daysAgo(-7);
  await etrap.call("record_visit", { case: story.id, visited_on: daysAgo(0), next_visit_on, ...SECOND_VISIT });

  const register = await readRegister(etrap);
  for (const [days, channel, age, reason, urgency] of CALLS_FOR_HELP) {
    const about = { person: register.take(age), reason, urgency };
    await etrap.call("take_appeal", { received_on: daysAgo(days), channel, ...about });
  }
  for (const [group, age, risk, risk_reason] of OPENED) {
    await etrap.call("open_case", { person: register.take(age), groups: [group], risk, risk_reason });
  }
  return { case: story.id, person, household: households[0].id };
}

/** Gives people of an age out of the register that was imported, each once. */
async function readRegister(office) {
  const people = [];
  for (let from = 0; from < 300;) {
    const page = await office.call("people", { from });
    people.push(...page.people);
    from += page.people.length || 300;
  }
  return {
    take(age) {
      const nearest = people.toSorted((one, other) => Math.abs(one.age - age) - Math.abs(other.age - age))[0];
      people.splice(people.indexOf(nearest), 1);
      return nearest.id;
    },
  };
}

/** The etrap and the centre write different risks without seeing each other; the question reaches both. */
async function argue(etrap, centre, stick, id) {
  await etrap.call("change_risk", { id, risk: "medium", reason: "Kömür geldi, ýöne guýa entek özi baryp bilenok." });
  await centre.call("change_risk", { id, risk: "low", reason: "Geňeşlik kömür getirildi diýip habar berdi." });
  const taken = await carry(etrap, centre, stick);
  await carry(centre, etrap, stick, taken.answer_to);
}

/** A register as an office keeps it: good rows, a person who is registered already, rows that cannot be taken. */
function writeSheet(folder) {
  const rows = [
    "№;Familiýasy;Ady;Atasynyň ady;Jynsy;Doglan senesi;Obasy;Köçesi;Jaýy;Telefony",
    "1;Annamyradowa;Bahar;Nuryýewna;aýal;12.03.1949;Gökje;Garagum;4;+99365 220011",
    "2;Annamyradow;Kakajan;Berdiýewiç;erkek;1951;Gökje;Garagum;4;",
    "3;Çarymyradowa;Ogulgerek;Amanowna;aýal;1955;Gökje;Garagum;12;+99365 112233",
    "4;Halmyradowa;Jennet;;aýal;31.02.1961;Yzgant;Azatlyk;17;",
    "5;Rejepow;Begenç;Orazowiç;erkek;07.11.2017;Yzgant;Azatlyk;9;+99361 908070",
    "6;Sähedowa;Bibi;;aýal;1946;Kürtli;Magtymguly;31;",
    "7;;;;aýal;01.01.1990;Kürtli;;;",
    "8;Hojamow;Myrat;Öwezowiç;erkek;23.08.1958;Babarap;Nowruz;2;+99362 334455",
  ];
  const file = path.join(folder, "gokdepe-sanaw.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

/** A day in Turkmenistan, which is five hours ahead. */
function daysAgo(days) {
  return new Date(Date.now() + (5 - 24 * days) * 3_600_000).toISOString().slice(0, 10);
}
