// The real desktop program on a display of its own: Xvfb, a window manager, the driver, the window, and their end.
//
// A window manager must run before the window appears, else clicks hang (WebKitGTK asks it for the focus). Drawing
// switches (WEBKIT_DISABLE_*) stay unset: with them screenshots hang. Everything started here is ended as a process
// group, since the driver leaves the browser's own processes behind.

import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";

import { firstLine, picture, program } from "../place.js";
import { DriverRefusal, Session } from "./webdriver.js";

const PATIENCE_MS = 20_000;
/** Pixels at the top that the window manager draws. */
const TITLE_BAR = 30;
/** An empty page has no more than this. */
const BARE_COLOURS = 4;

/** A screen of 1366 x 768 with a window manager; shared by the windows of one test file. */
export class Display {
  static async start({ width = 1366, height = 768 } = {}) {
    const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      detached: true,
    });
    const number = await firstLine(server.stdio[3], "Xvfb");
    const name = `:${number}`;
    const manager = spawn("openbox", ["--sm-disable"], {
      env: { ...process.env, DISPLAY: name },
      stdio: "ignore",
      detached: true,
    });
    const display = new Display(name, [manager, server]);
    await until("the window manager", () =>
      spawnSync("xprop", ["-root", "-display", name, "_NET_SUPPORTING_WM_CHECK"]).stdout?.includes("window id"),
    );
    return display;
  }

  constructor(name, children) {
    this.name = name;
    this.children = children;
  }

  /**
   * What stands on the screen, frames included, written to the pictures folder. Waits until the screen holds still and
   * is not bare: the page is drawn a moment after it is there.
   */
  async photograph(name) {
    const file = picture(name);
    let before;
    await until("a still screen", () => {
      const done = spawnSync("import", ["-display", this.name, "-window", "root", file]);
      if (done.status !== 0) throw new Error(`no picture: ${done.stderr}`);
      const below = ["-gravity", "north", "-chop", `0x${TITLE_BAR}`, "-format", "%# %k", "info:"];
      const [now, colours] = String(spawnSync("convert", [file, ...below]).stdout).split(" ");
      const still = now === before && Number(colours) > BARE_COLOURS;
      before = now;
      return still;
    });
    return file;
  }

  end() {
    for (const child of this.children) endGroup(child);
  }
}

/** One running window on one office. Texts are what a worker reads on the screen. */
export class Desk {
  /** Starts the program on `folder` and waits until the first heading is drawn. */
  static async open(display, folder, { environment = {}, args = ["--folder", folder] } = {}) {
    const port = await freePort();
    const driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
      env: {
        ...process.env,
        DISPLAY: display.name,
        NO_AT_BRIDGE: "1",
        GDK_BACKEND: "x11",
        TAURI_AUTOMATION: "true",
        TAURI_WEBVIEW_AUTOMATION: "true",
        ...environment,
      },
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
    const address = `http://127.0.0.1:${port}`;
    try {
      await until("the driver", async () => (await fetch(`${address}/status`)).ok);
      const session = await Session.start(address, {
        "webkitgtk:browserOptions": { binary: program("goldaw-desktop"), args },
      });
      const desk = new Desk(session, driver, display);
      await desk.sees("h1");
      return desk;
    } catch (cause) {
      endGroup(driver);
      throw cause;
    }
  }

  constructor(session, driver, display) {
    this.session = session;
    this.driver = driver;
    this.display = display;
  }

  /** Waits for an element by CSS selector. */
  sees(selector) {
    return until(selector, () => this.session.script(VISIBLE + "return all(arguments[0])[0] ?? null", selector));
  }

  /** Waits until the text stands anywhere on the page. */
  reads(text) {
    return until(
      `the text "${text}"`,
      () => this.session.script("return document.body.innerText.includes(arguments[0])", text),
      () => this.text(),
    );
  }

  /** All text on the page. */
  text() {
    return this.session.script("return document.body.innerText");
  }

  /** Clicks the button, link or tab that is called `name`. */
  press(name) {
    return this.#act(`something to press called "${name}"`, CALLED, name, (element) => this.session.click(element));
  }

  /** Replaces what stands in the field labelled `label`. */
  async fill(label, value) {
    await this.#act(`a field called "${label}"`, LABELLED, label, async (element) => {
      await this.session.clear(element);
      await this.session.type(element, value);
    });
  }

  /** Chooses an option by its text in the list labelled `label`, or the radio button or box called `label`. */
  async choose(label, option) {
    await this.#act(`a choice called "${label}"`, LABELLED, label, async (element) => {
      if (option === undefined) return this.session.click(element);
      const chosen = await this.session.script(CHOOSE, element, option);
      if (!chosen) throw new DriverRefusal("no such element", `"${label}" offers no "${option}"`);
    });
  }

  /** The picture through the X server, as a person would see it. */
  photograph(name) {
    return this.display.photograph(name);
  }

  /** The picture through the driver: the page alone. */
  async drawing(name) {
    const file = picture(name);
    writeFileSync(file, await this.session.screenshot());
    return file;
  }

  /** Closes the window as a person would, then ends what the driver left. */
  async close() {
    await this.session.end().catch(() => {});
    endGroup(this.driver);
  }

  /** Finds, acts, and tries again while the page is being drawn anew under the hand. */
  async #act(what, finder, name, act) {
    const passing = [
      "stale element reference",
      "no such element",
      "element not interactable",
      "element click intercepted",
    ];
    let last;
    return until(
      what,
      async () => {
        const element = await this.session.script(VISIBLE + finder, name);
        if (!element) return false;
        try {
          await act(element);
          return true;
        } catch (cause) {
          if (!(cause instanceof DriverRefusal) || !passing.includes(cause.code)) throw cause;
          last = cause;
          return false;
        }
      },
      async () => `${last ?? ""}\n${await this.text()}`,
    );
  }
}

const VISIBLE = `
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  const plain = (text) => (text ?? "").replace(/[\\u2066-\\u2069]/g, "").replace(/\\s+/g, " ").trim();
  const nameOf = (one) => plain(one.getAttribute("aria-label") || one.innerText || one.value);
  // Out from under bars that stick to the edges.
  const middle = (one) => (one?.scrollIntoView({ block: "center" }), one);
  const exactFirst = (found, name) =>
    found.find((one) => nameOf(one) === name) ?? found.find((one) => nameOf(one).startsWith(name)) ?? null;
`;
const CALLED = `
  return middle(exactFirst(all("button, a[href], [role=button], [role=tab], [role=option], [role=menuitem], summary"), arguments[0]));
`;
const LABELLED = `
  const fieldOf = (label) => label.control ?? label.querySelector("input, select, textarea");
  const label = exactFirst([...document.querySelectorAll("label")].filter((one) => fieldOf(one)), arguments[0]);
  if (label) return middle(fieldOf(label));
  return middle(all("input, select, textarea").find((one) => plain(one.getAttribute("aria-label")).startsWith(arguments[0])) ?? null);
`;
const CHOOSE = `
  const [select, wanted] = arguments;
  const option = [...select.options ?? []].find((one) => one.text.replace(/[\\u2066-\\u2069]/g, "").trim().startsWith(wanted));
  if (!option) return false;
  select.focus();
  select.value = option.value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
`;

async function until(what, ask, explain = () => "") {
  const end = Date.now() + PATIENCE_MS;
  let fault;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (cause) {
      fault = cause;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}. ${fault ?? ""}\n${await explain()}`);
}

function endGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has already ended.
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
