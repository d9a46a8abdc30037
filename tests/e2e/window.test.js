// The window itself: what the shell promises whatever the screens show.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";

import { program, temporaryFolder } from "../place.js";
import { Desk, Display } from "./desk.js";

let display;
before(async () => (display = await Display.start()));
after(() => display.end());

test("the page stays inside the program and reaches no other address", async () => {
  const desk = await Desk.open(display, temporaryFolder("inside"));
  try {
    const home = await desk.session.script("return location.href");
    assert.match(home, /^tauri:\/\/localhost/);
    for (const foreign of ["http://127.0.0.1:9/", "https://example.org/", "file:///etc/hostname"]) {
      await desk.session.script("location.href = arguments[0]", foreign).catch(() => {});
      assert.equal(await desk.session.script("return location.href"), home, `${foreign} was opened`);
    }
    const fetched = await desk.session.script("return fetch('http://127.0.0.1:9/').then(() => 'reached', String)");
    assert.notEqual(fetched, "reached");
    const ran = await desk.session.script(`
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.head.append(script);
      return window.injected === true;
    `);
    assert.equal(ran, false, "a script that was not built in ran");
    assert.equal(await desk.session.script("return typeof window.__TAURI__"), "undefined");
  } finally {
    await desk.close();
  }
});

test("only the listed commands are answered", async () => {
  const desk = await Desk.open(display, temporaryFolder("commands"));
  try {
    const ask = (command, body) =>
      desk.session.script(
        "return window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then(() => 'answered', (no) => JSON.stringify(no))",
        command,
        body,
      );
    assert.equal(await ask("call", { name: "start_state", body: {} }), "answered");
    assert.match(await ask("call", { name: "no_such_call", body: {} }), /unknown-call/);
    for (const command of ["plugin:dialog|open", "plugin:window|create", "plugin:event|emit", "plugin:path|resolve"]) {
      assert.notEqual(await ask(command, {}), "answered", command);
    }
  } finally {
    await desk.close();
  }
});

test("a second start brings the first window forward and ends", async () => {
  const home = temporaryFolder("home");
  const environment = { XDG_DATA_HOME: home };
  const desk = await Desk.open(display, null, { environment, args: [] });
  try {
    const second = spawn(program("goldaw-desktop"), [], {
      env: { ...process.env, ...environment, DISPLAY: display.name, GDK_BACKEND: "x11" },
      stdio: "ignore",
    });
    const [code] = await once(second, "exit");
    assert.equal(code, 0);
    await desk.sees("h1");
  } finally {
    await desk.close();
  }
});
