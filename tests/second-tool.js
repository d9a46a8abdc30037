// Opens and seals age files with age-encryption: another implementation, in another language, by other people than those of
// the library the program stands on. The suites give it what the command line prints and take back what it writes.
//
//   node second-tool.js open KEYS FROM TO        KEYS: a file with a secret key, AGE-SECRET-KEY-PQ-1...
//   node second-tool.js seal KEYS FROM TO        KEYS: a file with recipients, one a line, age1pq1...
//   node second-tool.js recipient KEYS           prints the recipient of a secret key
//   node second-tool.js vectors FOLDER           writes the published test vectors of the hybrid recipient: NAME.age and, where it
//                                                opens, NAME.plain; prints name, what must come of it, and the seed of the secret

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import * as published from "cctv-age";

const [what, ...rest] = process.argv.slice(2);
const lines = (file) => readFileSync(file, "utf8").trim().split("\n");

function decrypt(secrets, file) {
  const decrypter = new Decrypter();
  secrets.forEach((secret) => decrypter.addIdentity(secret));
  return decrypter.decrypt(file);
}

/** A published vector: lines of `name: value`, an empty one, then the file, packed or not. */
function vector(bytes) {
  const end = bytes.indexOf("\n\n");
  const told = bytes.toString("latin1", 0, end).split("\n");
  const of = (name) => told.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  const file = bytes.subarray(end + 2);
  return {
    expect: of("expect")[0],
    secret: of("identity").find((secret) => secret.startsWith("AGE-SECRET-KEY-PQ-")),
    armored: of("armored").length > 0,
    file: of("compressed").length > 0 ? inflateSync(file) : file,
  };
}

const tool = {
  async open(keys, from, to) {
    writeFileSync(to, await decrypt(lines(keys), readFileSync(from)));
  },
  async seal(keys, from, to) {
    const encrypter = new Encrypter();
    lines(keys).forEach((recipient) => encrypter.addRecipient(recipient));
    writeFileSync(to, await encrypter.encrypt(readFileSync(from)));
  },
  async recipient(keys) {
    console.log(await identityToRecipient(lines(keys)[0]));
  },
  async vectors(folder) {
    for (const [name, bytes] of Object.entries(published)) {
      const { expect, secret, armored, file } = vector(Buffer.from(bytes));
      if (!secret || armored) continue;
      writeFileSync(join(folder, `${name}.age`), file);
      if (expect === "success") writeFileSync(join(folder, `${name}.plain`), await decrypt([secret], file));
      const seed = bech32.decodeToBytes(secret).bytes;
      console.log([name, expect, Buffer.from(seed).toString("hex")].join("\t"));
    }
  },
};

await tool[what](...rest);
