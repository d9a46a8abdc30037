// One phase of one peer: `node run.js PEER PHASE FOLDER`. The same phases as in src/phases.rs, the same work from work.json, figures as JSON.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [peerName, phase, folder] = process.argv.slice(2);
const EDITS_A_SAVE = 5;
const FLIPS = 3000;
const now = () => Number(process.hrtime.bigint()) / 1e9;
const aSecond = (count, seconds) => Math.round(count / seconds);
const peakMib = () => Math.round(process.resourceUsage().maxRSS / 1024);
const rounded = (number) => Math.round(number * 100) / 100;
const file = (name) => join(folder, name);

const peer = await load();
const phases = { found, local, write, merge, reorder, new: fresh, damage, restore };
const figures = await phases[phase]();
console.log(JSON.stringify(figures));
process.exit(0);

async function load() {
  if (peerName === "crsqlite") return (await import("./crsqlite.js")).crsqlite();
  return (await import("./pouch.js")).pouch(folder, peerName === "pouchdb_leveldb");
}

function readWork() {
  return JSON.parse(readFileSync(file("work.json")));
}

/** The first 50 cases and 20 saves within them: 100 edits, as in the Rust peers. */
function smallWork() {
  const work = readWork();
  const saves = [];
  for (let save = 0; save < 20; save += 1) {
    const number = (save * 7) % 50;
    const edits = [0, 1, 2, 3, 4].map((field) => [number, (field + save) % 10, `Value ${save} ${field}`]);
    saves.push(edits);
  }
  return { fields: work.fields, cases: work.cases.slice(0, 50), saves: [saves] };
}

// Nothing to prepare: each process builds what everybody begins with.
async function found() {
  return {};
}

async function local() {
  const work = readWork();
  const node = await peer.start(work);
  const saves = work.saves[0].slice(0, 500);
  let took = 0;
  for (let number = 0; number < saves.length; number += 1) {
    const begin = now();
    await node.save(saves[number]);
    took += now() - begin;
    const edits = (number + 1) * EDITS_A_SAVE;
    if (edits === 250 || edits === 2500) writeFileSync(file(`wire-${edits}`), await node.delta());
  }
  return { local_edits_per_s: aSecond(saves.length * EDITS_A_SAVE, took) };
}

async function write() {
  const work = readWork();
  for (let replica = 0; replica < work.saves.length; replica += 1) {
    const node = await peer.start(work);
    await node.saveAll(work.saves[replica]);
    writeFileSync(file(`delta-${replica + 1}`), await node.delta());
    await node.destroy();
  }
  return {};
}

function delta(replica) {
  return readFileSync(file(`delta-${replica + 1}`));
}

async function merge() {
  const work = readWork();
  const replicas = work.saves.length;
  const edits = work.saves.reduce((sum, saves) => sum + saves.length * EDITS_A_SAVE, 0);
  work.saves = null;
  const hub = await peer.start(work);
  let took = 0;
  for (let replica = 0; replica < replicas; replica += 1) {
    const bytes = delta(replica);
    const begin = now();
    await hub.take(bytes);
    took += now() - begin;
  }
  const peak = peakMib();
  writeFileSync(file("whole"), await hub.whole());
  const cells = await hub.cells();
  writeFileSync(file("state.json"), JSON.stringify(cells));
  const conflicts = await hub.conflicts();
  const disk = peer.durable || peer.sized ? await hub.disk() : null;
  return {
    merge_edits_per_s: aSecond(edits, took),
    peak_mib: peak,
    ...conflicts,
    empty_cells: cells.filter((values) => values.length === 0).length,
    ...(disk === null ? {} : { bytes_per_cell: rounded(disk / cells.length) }),
  };
}

async function reorder() {
  const work = readWork();
  const node = await peer.start(work);
  const replicas = work.saves.length;
  for (let replica = replicas - 1; replica >= 0; replica -= 1) {
    await node.take(delta(replica));
    await node.take(delta(replica));
  }
  return { differing_cells: differing(await node.cells(), JSON.parse(readFileSync(file("state.json")))) };
}

async function fresh() {
  const work = readWork();
  work.saves = null;
  const whole = readFileSync(file("whole"));
  const begin = now();
  const node = await peer.join(work, whole);
  const seen = await node.look();
  const took = now() - begin;
  return {
    new_replica_s: rounded(took),
    new_replica_peak_mib: peakMib(),
    new_replica_bytes: whole.length,
    new_replica_missing_cells: Math.max(0, work.cases.length * work.fields.length - seen),
  };
}

async function damage() {
  const work = smallWork();
  const before = await (await peer.start(work)).cells();
  const author = await peer.start(work);
  await author.saveAll(work.saves[0]);
  const good = await author.delta();
  const hub = await peer.start(work);
  await hub.take(good);
  const right = await hub.cells();
  const counts = { refused: 0, harmless: 0, nothing: 0, wrong: 0, crashed: 0 };
  // What is thrown past every caller would have ended the program.
  let fallen = () => {};
  process.on("uncaughtException", (error) => fallen({ fallen: error }));
  let state = 20261125;
  for (let flip = 0; flip < FLIPS; flip += 1) {
    const damaged = Buffer.from(good);
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const bit = Math.floor((state / 2 ** 32) * damaged.length * 8);
    damaged[bit >> 3] ^= 1 << (bit & 7);
    const node = await peer.start(work);
    const end = new Promise((resolve) => (fallen = resolve));
    const taken = takeAndRead(node, damaged).catch((error) => ({ error }));
    const { cells, error } = await Promise.race([taken, end]);
    if (error) counts.refused += 1;
    else if (!cells) counts.crashed += 1;
    else if (differing(cells, right) === 0) counts.harmless += 1;
    else if (differing(cells, before) === 0) counts.nothing += 1;
    else counts.wrong += 1;
    await node.destroy();
  }
  return {
    flips_refused: counts.refused,
    flips_crashed: counts.crashed,
    flips_harmless: counts.harmless,
    flips_lost_silently: counts.nothing,
    flips_wrong_silently: counts.wrong,
    flips_accepted: counts.nothing + counts.wrong,
  };
}

async function takeAndRead(node, bytes) {
  await node.take(bytes);
  return { cells: await node.cells() };
}

async function restore() {
  const work = smallWork();
  const hub = await peer.start(work);
  const computer = await peer.start(work);
  await computer.saveAll(work.saves[0].slice(0, 2));
  await hub.take(await computer.delta());
  const restored = peer.twin ? await peer.twin(work, computer) : await computer.copy();
  if (peer.twin) await restored.saveAll(work.saves[0].slice(0, 2));
  await computer.save([
    [40, 0, "Before A"],
    [40, 1, "Before B"],
  ]);
  await hub.take(await computer.delta());
  await restored.save([
    [40, 1, "After B"],
    [40, 2, "After C"],
  ]);
  let said = "success";
  try {
    await hub.take(await restored.delta());
    await restored.take(await hub.delta());
  } catch (error) {
    said = `refused: ${error.message}`;
  }
  const [atHub, atRestored] = [await hub.cells(), await restored.cells()];
  const expected = [
    [0, "Before A"],
    [1, "Before B"],
    [1, "After B"],
    [2, "After C"],
  ];
  const kept = (cells) => expected.filter(([field, value]) => cells[400 + field].includes(value)).length;
  return {
    restored_values_kept: kept(atHub),
    restored_values_kept_at_restored: kept(atRestored),
    restored_differing_cells: differing(atHub, atRestored),
    restored_said: said,
  };
}

function differing(one, other) {
  return one.filter((values, place) => JSON.stringify(values) !== JSON.stringify(other[place])).length;
}
