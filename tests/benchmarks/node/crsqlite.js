// cr-sqlite as WebAssembly: rows of people made replicated, last writer wins by column. Kept in the memory of the module.

import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import initialise from "@vlcn.io/crsqlite-wasm";

const wasm = readFileSync(createRequire(import.meta.url).resolve("@vlcn.io/crsqlite-wasm/crsqlite.wasm"));
const address = `data:application/wasm;base64,${wasm.toString("base64")}`;

const READ = `SELECT "table", pk, cid, val, col_version, db_version, site_id, cl, seq FROM crsql_changes WHERE db_version > ?`;
const WRITE = `INSERT INTO crsql_changes ("table", pk, cid, val, col_version, db_version, site_id, cl, seq)
  VALUES ('person', ?, ?, ?, ?, ?, ?, ?, ?)`;
// The file system of the module hands over its own list of names, which the invented IndexedDB takes for one name.
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function transaction(names, ...rest) {
  return begin.call(this, typeof names === "string" ? names : Array.from(names), ...rest);
};

// One process, so every lock is granted.
globalThis.navigator ??= {};
navigator.locks ??= { request: async (name, options, granted) => (granted ?? options)({ name }) };

const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));

class CrSqlite {
  constructor(work, database) {
    this.work = work;
    this.database = database;
    this.ids = work.cases.map(([id]) => Uint8Array.from(Buffer.from(id, "hex")));
  }

  async save(save) {
    await this.saveAll([save]);
  }

  async saveAll(saves) {
    for (const save of saves) {
      await this.database.tx(async (tx) => {
        for (const [number, field, value] of save) {
          await tx.exec(`UPDATE person SET ${this.work.fields[field]} = ? WHERE id = ?`, [value, this.ids[number]]);
        }
      });
    }
  }

  async version() {
    return (await this.database.execA("SELECT crsql_db_version()"))[0][0];
  }

  async since(version) {
    const rows = await this.database.execA(READ, [version]);
    // Each site is named once.
    const sites = [];
    const lines = rows.map(([, pk, cid, val, columnVersion, databaseVersion, site, cl, seq]) => {
      const name = base64(site);
      if (!sites.includes(name)) sites.push(name);
      return [
        base64(pk),
        cid,
        val,
        Number(columnVersion),
        Number(databaseVersion),
        sites.indexOf(name),
        Number(cl),
        Number(seq),
      ];
    });
    return Buffer.from(JSON.stringify({ sites, lines }));
  }

  async delta() {
    return this.since(this.base);
  }

  async whole() {
    return this.since(0);
  }

  async take(delta) {
    const { sites, lines } = JSON.parse(delta.toString());
    const sender = sites.map(bytes);
    await this.database.tx(async (tx) => {
      const insert = await tx.prepare(WRITE);
      try {
        for (const [pk, cid, val, columnVersion, databaseVersion, site, cl, seq] of lines) {
          await insert.run(tx, bytes(pk), cid, val, columnVersion, databaseVersion, sender[site], cl, seq);
        }
      } finally {
        await insert.finalize(tx);
      }
    });
  }

  async cells() {
    const { fields, cases } = this.work;
    const places = new Map(cases.map(([id], place) => [id, place]));
    const cells = cases.flatMap(() => fields.map(() => []));
    const rows = await this.database.execA(`SELECT hex(id), ${fields.join(", ")} FROM person`);
    for (const [id, ...values] of rows) {
      const place = places.get(id.toLowerCase());
      if (place === undefined) continue;
      values.forEach((value, field) => (cells[place * fields.length + field] = value === null ? [] : [value]));
    }
    return cells;
  }

  async look() {
    return (await this.cells()).filter((values) => values.length > 0).length;
  }

  async conflicts() {
    return { conflicts_kept: 0 };
  }

  async disk() {
    const [[pages], [size]] = [
      (await this.database.execA("PRAGMA page_count"))[0],
      (await this.database.execA("PRAGMA page_size"))[0],
    ];
    return Number(pages) * Number(size);
  }

  async destroy() {
    await this.database.close();
  }
}

let opened = 0;
let founding;

export function crsqlite() {
  const open = async (work, name) => {
    const sqlite = await initialise(() => address);
    opened += 1;
    const database = await sqlite.open(name ?? ":memory:");
    const columns = work.fields.map((field) => `, ${field} TEXT`).join("");
    await database.exec(`CREATE TABLE IF NOT EXISTS person (id BLOB PRIMARY KEY NOT NULL${columns})`);
    await database.exec(`SELECT crsql_as_crr('person')`);
    return new CrSqlite(work, database);
  };
  const found = async (work) => {
    const founder = await open(work);
    const holes = work.fields.map(() => ", ?").join("");
    await founder.database.tx(async (tx) => {
      const insert = await tx.prepare(`INSERT INTO person VALUES (?${holes})`);
      for (let number = 0; number < work.cases.length; number += 1) {
        await insert.run(tx, founder.ids[number], ...work.cases[number][1]);
      }
      await insert.finalize(tx);
    });
    const whole = await founder.whole();
    await founder.destroy();
    return whole;
  };
  const start = async (work, name) => {
    const node = await open(work, name);
    founding ??= { work, whole: await found(work) };
    if (founding.work !== work) founding = { work, whole: await found(work) };
    await node.take(founding.whole);
    node.base = await node.version();
    return node;
  };
  return {
    durable: false,
    // The memory of the module is not a disk; the size of its pages says what a file would be.
    sized: true,
    start: (work) => start(work),
    async join(work, whole) {
      const node = await open(work);
      node.base = 0;
      await node.take(whole);
      return node;
    },
    // Put back from a copy: the same site, the same saves, the same versions.
    async twin(work, node) {
      const name = `twin-${opened}`;
      const sqlite = await initialise(() => address);
      const first = await sqlite.open(name);
      await first.exec("UPDATE crsql_site_id SET site_id = ? WHERE ordinal = 0", [
        Uint8Array.from(Buffer.from(node.database.siteid, "hex")),
      ]);
      await first.close();
      return start(work, name);
    },
  };
}
