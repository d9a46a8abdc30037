// The one way from the screens to Rust.
//
// In the desktop window through the shell's single command, in a plain browser through the loopback server that serves this page:
// the same names, bodies and answers (bindings/, written by Rust). No rule lives here and nothing is answered without asking.
import type { Api } from "./bindings/Api";
import type { Refusal } from "./bindings/Refusal";

export type { Api, Refusal };

/** The body of calls that need none. */
export const nothing: Record<string, never> = {};

interface Shell {
  invoke(command: string, args: Record<string, unknown>): Promise<unknown>;
}

declare global {
  interface Window {
    __TAURI_INTERNALS__?: Shell;
  }
}

/** Why Rust did not do what was asked: a code with parameters, the text stands in the locales. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Asks Rust; rejects with `Refused`. */
export async function call<Name extends keyof Api>(
  name: Name,
  body: Api[Name]["request"],
): Promise<Api[Name]["reply"]> {
  return (await (window.__TAURI_INTERNALS__
    ? throughShell(name, body)
    : throughLoopback(name, body))) as Api[Name]["reply"];
}

async function throughShell(name: string, body: unknown): Promise<unknown> {
  try {
    return await window.__TAURI_INTERNALS__?.invoke("call", { name, body });
  } catch (thrown) {
    throw refusedBecause(thrown);
  }
}

async function throughLoopback(name: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`/call/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body ?? null),
    });
  } catch {
    throw new Refused({ code: "program-silent", params: {}, field: null });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusedBecause(answer);
  return answer;
}

function refusedBecause(thrown: unknown): Refused {
  if (thrown && typeof thrown === "object" && "code" in thrown) return new Refused(thrown as Refusal);
  return new Refused({ code: "program-silent", params: {}, field: null });
}
