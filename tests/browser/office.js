// One office behind a loopback server, and Chromium in front of it: the real core, the built page, no window.
// Also the shortest way to fill an office before a screen is looked at: the same calls the screens make.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chromium } from "playwright-core";

import { firstLine, picture, program } from "../place.js";
import { words } from "../words.js";

const CHROMIUM = process.env.GOLDAW_CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE_MS = 15_000;

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
    server.stdout.resume();
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

/** A browser for one test file. */
export function startBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--font-render-hinting=none"],
  });
}

/** A page on an office, in one language and size, with `t` for its texts; every fault the page reports is kept. */
export async function openPage(browser, office, { language = "en", width = 1366, height = 768 } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript((code) => localStorage.setItem("goldaw.language", code), language);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // A refused call is an answer, not a fault of the page.
    if (message.type() === "error" && !message.text().includes("422")) faults.push(message.text());
  });
  await page.goto(office.address);
  await page.locator("h1").first().waitFor();
  const shown = {
    page,
    faults,
    t: words(language),
    /** Goes to an address of the program and waits until its heading and its answers are there. */
    async go(address) {
      await page.evaluate((to) => (location.hash = `#${to}`), address);
      await page.locator("h1").first().waitFor();
      await page.waitForLoadState("networkidle");
    },
    photograph: (name) => page.screenshot({ path: picture(name) }),
    close: () => context.close(),
  };
  return shown;
}

/** A first start at an office of one etrap, or of the centre. */
export function createOffice(office, changes = {}) {
  const password = changes.password ?? "durmuş ýoly 2026";
  return office.call("create_office", {
    language: "en",
    level: "etrap",
    territory: "AH-GOK",
    computer: "1",
    worker: "Maral Orazowa",
    role: "specialist",
    password,
    password_again: password,
    ...changes,
  });
}
