// ODK Web Forms answers the trials: what each node is after each answer, and how long the answers took.
//
//   node engine.mjs XFORMS ANSWERS
//
// The engine is made for browsers. Its parser takes Node for a place it does not know, so the process is hidden while it is loaded.

import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { JSDOM } from "jsdom";

const process_ = globalThis.process;
const [xforms, written] = process_.argv.slice(2);

const page = '<!doctype html><html><head><script src="http://localhost/x.js"></script></head></html>';
const { window } = new JSDOM(page, { url: "http://localhost/" });
for (const name of ["DOMParser", "Node", "Element", "Document", "XMLSerializer", "document"]) {
  globalThis[name] = window[name];
}
globalThis.window = window;
Object.defineProperty(globalThis, "process", { value: undefined, configurable: true, writable: true });
const { loadForm } = await import("@getodk/xforms-engine");
globalThis.process = process_;

const reference = (node) => node.currentState.reference.replace(/^\/data\/?/, "");

function everyNode(node, visit) {
  visit(node);
  for (const child of node.currentState.children ?? []) everyNode(child, visit);
}

function find(root, path) {
  let found = null;
  everyNode(root, (node) => {
    if (found == null && reference(node) === path) found = node;
  });
  return found;
}

/** What is compared of each node: asked, required, read-only, answer, what is wrong. */
function states(root) {
  const all = {};
  everyNode(root, (node) => {
    const path = reference(node);
    if (path === "" || path.startsWith("meta") || node.nodeType.startsWith("repeat")) return;
    const { relevant, required, readonly, instanceValue } = node.currentState;
    const wrong = node.validationState?.violation?.condition ?? "";
    all[path] = [relevant, required, readonly, instanceValue ?? "", wrong];
  });
  return all;
}

function answer(node, text) {
  if (node.nodeType === "select") node.selectValues(text.split(" ").filter((name) => name !== ""));
  else node.setValue(text);
}

const answers = [];
for (const trial of JSON.parse(readFileSync(xforms, "utf8"))) {
  const entry = { name: trial.name, failed: null, steps: [], milliseconds: 0 };
  answers.push(entry);
  if (trial.xform == null) {
    entry.failed = "no XForm";
    continue;
  }
  try {
    const form = await loadForm(trial.xform);
    if (form.status === "failure") throw form.error;
    const { root } = form.createInstance();
    const large = trial.steps.length > 500;
    entry.steps.push({ taken: true, nodes: states(root) });
    const places = new Map();
    if (large) everyNode(root, (node) => places.set(reference(node), node));
    for (const [at, step] of trial.steps.entries()) {
      const node = places.get(step.path) ?? find(root, step.path);
      const taken = node != null && node.currentState.relevant && !node.currentState.readonly;
      if (taken) {
        const begin = performance.now();
        answer(node, step.text);
        entry.milliseconds += performance.now() - begin;
      }
      // Of the form for speed only some states are compared, to keep the file small.
      const nodes = large && at % 100 !== 99 ? null : states(root);
      entry.steps.push({ taken, nodes });
    }
  } catch (error) {
    entry.failed = `${error.message} ${error.cause?.message ?? ""}`;
  }
}
const failed = answers.filter(({ failed }) => failed != null).length;
const today = new Date().toISOString().slice(0, 10);
writeFileSync(written, JSON.stringify({ today, answers }));
console.log(`${answers.length} forms answered, of ${failed} nothing`);
