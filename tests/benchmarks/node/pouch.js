// PouchDB: a document a case. Losing documents stay as leaves of the revision tree; what travels is what its replicator would send.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import PouchDB from "pouchdb-node";
import memory from "pouchdb-adapter-memory";

PouchDB.plugin(memory.default ?? memory);

const BATCH = 500;
let opened = 0;

class Pouch {
  constructor(work, database, folder) {
    this.work = work;
    this.database = database;
    this.folder = folder;
  }

  async save(save) {
    const byCase = new Map();
    for (const [number, field, value] of save) {
      const fields = byCase.get(number) ?? {};
      fields[this.work.fields[field]] = value;
      byCase.set(number, fields);
    }
    for (const [number, fields] of byCase) {
      const document = await this.database.get(this.work.cases[number][0]);
      await this.database.put({ ...document, ...fields });
    }
  }

  async saveAll(saves) {
    for (const save of saves) await this.save(save);
  }

  async delta() {
    return this.since(this.base);
  }

  async whole() {
    return this.since(0);
  }

  async since(sequence) {
    const changes = await this.database.changes({ since: sequence, style: "all_docs" });
    const wanted = changes.results.flatMap((change) => change.changes.map(({ rev }) => ({ id: change.id, rev })));
    const documents = [];
    for (let at = 0; at < wanted.length; at += BATCH) {
      const got = await this.database.bulkGet({ docs: wanted.slice(at, at + BATCH), revs: true });
      for (const { docs } of got.results) for (const { ok } of docs) if (ok) documents.push(ok);
    }
    return Buffer.from(JSON.stringify(documents));
  }

  async take(delta) {
    const documents = JSON.parse(delta.toString());
    for (let at = 0; at < documents.length; at += BATCH) {
      const answers = await this.database.bulkDocs(documents.slice(at, at + BATCH), { new_edits: false });
      for (const answer of answers) if (answer.error) throw new Error(answer.message ?? answer.name);
    }
  }

  async cells() {
    const { fields, cases } = this.work;
    const places = new Map(cases.map(([id], place) => [id, place]));
    const cells = cases.flatMap(() => fields.map(() => []));
    this.documentsInConflict = 0;
    const all = await this.database.allDocs({ include_docs: true, conflicts: true });
    for (const { doc } of all.rows) {
      const leaves = [doc];
      for (const rev of doc._conflicts ?? []) leaves.push(await this.database.get(doc._id, { rev }));
      this.documentsInConflict += leaves.length > 1 ? 1 : 0;
      const place = places.get(doc._id);
      if (place === undefined) continue;
      fields.forEach((name, field) => {
        const values = new Set(leaves.map((leaf) => leaf[name]).filter((value) => value !== undefined));
        cells[place * fields.length + field] = [...values].sort();
      });
    }
    return cells;
  }

  async look() {
    const all = await this.database.allDocs({ include_docs: true });
    return all.rows.length * this.work.fields.length;
  }

  async conflicts() {
    return { conflicts_kept: `${this.documentsInConflict} documents` };
  }

  async disk() {
    if (!this.folder) return null;
    await this.database.close();
    const files = readdirSync(this.folder).map((file) => statSync(join(this.folder, file)).size);
    return files.reduce((sum, size) => sum + size, 0);
  }

  // No name of an author anywhere: a store put back is a store with fewer revisions.
  async copy() {
    const copy = await this.again();
    await copy.take(await this.whole());
    copy.base = this.base;
    return copy;
  }

  async destroy() {
    await this.database.destroy();
  }
}

export function pouch(folder, durable) {
  const open = async (work) => {
    opened += 1;
    const path = durable ? join(folder, `pouch-${process.pid}-${opened}`) : `pouch-${opened}`;
    const database = new PouchDB(path, durable ? { revs_limit: 1000 } : { adapter: "memory" });
    database.setMaxListeners(0);
    const node = new Pouch(work, database, durable ? path : null);
    node.again = () => open(work);
    return node;
  };
  return {
    durable,
    async start(work) {
      const node = await open(work);
      const documents = work.cases.map(([id, values]) => ({
        _id: id,
        ...Object.fromEntries(values.map((value, field) => [work.fields[field], value])),
      }));
      for (let at = 0; at < documents.length; at += BATCH) {
        await node.database.bulkDocs(documents.slice(at, at + BATCH));
      }
      node.base = (await node.database.info()).update_seq;
      return node;
    },
    async join(work, whole) {
      const node = await open(work);
      node.base = 0;
      await node.take(whole);
      return node;
    },
  };
}
