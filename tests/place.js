// Where the built programs and the pictures of a test run are, and folders that are gone afterwards.
// Shared by the tests in the real window and in Chromium; it starts nothing.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target");
const PICTURES = process.env.GOLDAW_PICTURES ?? path.join(TARGET, "pictures");

/** The path of a program of the workspace; says what to run when it is not built. */
export function program(name) {
  const file = path.join(TARGET, "debug", process.platform === "win32" ? `${name}.exe` : name);
  if (!existsSync(file)) throw new Error(`${file} is not built: run \`make browser\` or \`make e2e\``);
  return file;
}

/** The file a picture is written to. */
export function picture(name) {
  const file = path.join(PICTURES, `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/** A folder that is gone when the test file ends, and the marker that an office keeps beside it. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `goldaw-${name}-`));
  process.on("exit", () => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(markerOf(folder), { force: true });
  });
  return folder;
}

/** The marker an office keeps beside its folder. */
export const markerOf = (folder) => `${folder}.life`;

/** The first line a program prints. */
export async function firstLine(stream, who) {
  let text = "";
  for await (const piece of stream) {
    text += piece;
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n")).trim();
  }
  throw new Error(`${who} ended before it said a word`);
}
