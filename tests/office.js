// One office behind a loopback server, asked with the same calls the screens make: the shortest way to fill an office
// before a screen is looked at. It shows nothing.

import { spawn } from "node:child_process";
import { once } from "node:events";

import { firstLine, program } from "./place.js";

/** The password of every worker in tests: long enough, and not ASCII alone. */
export const PASSWORD = "durmuş ýoly 2026";
export const WORKER = "Maral Orazowa";

/** What `call` throws: the refusal as the core gave it. */
export class Refused extends Error {
  constructor(name, refusal) {
    super(`${name}: ${JSON.stringify(refusal)}`);
    this.refusal = refusal;
  }
}

/** A running server on the office in `folder`. */
export class Office {
  static async start(folder) {
    const server = spawn(program("loopback"), ["--folder", folder], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const office = new Office(await firstLine(server.stdout, "loopback"), server);
    return office;
  }

  constructor(address, server) {
    this.address = address;
    this.server = server;
  }

  /** Asks the core as a screen would. */
  async call(name, body = {}) {
    const reply = await fetch(`${this.address}/call/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await reply.json();
    if (!reply.ok) throw new Refused(name, answer);
    return answer;
  }

  /** The server ends when its input is closed. */
  async end() {
    const gone = once(this.server, "exit");
    this.server.stdin.end();
    await gone;
  }
}

/** A first start at an office of one etrap, or of the centre. */
export function createOffice(office, changes = {}) {
  return office.call("create_office", {
    language: "en",
    level: "etrap",
    territory: "AH-GDP",
    computer: "1",
    worker: WORKER,
    role: "specialist",
    password: PASSWORD,
    password_again: PASSWORD,
    ...changes,
  });
}

/** A first start at the centre. */
export function createCentre(office) {
  return createOffice(office, { level: "centre", territory: "TM", worker: "Kerim Nuryýew", role: "administrator" });
}

/** Lets an office join the centre over a folder: request, digits read aloud, answer, digits read back. */
export async function join(office, centre, folder) {
  const carrier = { by: "folder", path: folder };
  const asked = await office.call("ask_to_join", { carrier });
  const answer = await centre.call("let_join", { carrier, file: asked.file, digits: asked.digits });
  const { digits } = await centre.call("settings", {});
  await office.call("accept_join_answer", { carrier, file: answer.file, digits });
}

/** Hands everything over on a folder and takes it over on the other side; gives what was taken. */
export async function carry(from, to, folder, addressee = null) {
  const carrier = { by: "folder", path: folder };
  const handed = await from.call("hand_over", { carrier, to: addressee });
  return to.call("take_over", { carrier, file: handed.file });
}
