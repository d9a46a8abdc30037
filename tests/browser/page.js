// Chromium in front of a loopback server: one page on one office, in a language and a size.
// Every fault the page reports by itself is kept, since a screen that complains in the console is not in order.

import { chromium } from "playwright-core";

import { picture } from "../place.js";
import { words } from "../words.js";

const CHROMIUM = process.env.GOLDAW_CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE_MS = 15_000;

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
