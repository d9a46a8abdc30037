// How far a long piece of work is, asked while it runs, and the way to stop it.
import { onDestroy } from "svelte";
import type { Progress } from "../../backend/bindings/Progress";
import { call, nothing } from "../../backend/call";

const EVERY_MS = 300;

export class Running {
  /** Null while nothing is known. */
  at = $state.raw<Progress | null>(null);
  busy = $state(false);
  stopping = $state(false);
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Carries out `work` and asks for its progress meanwhile. Passes on what the work throws. */
  async during<Reply>(work: () => Promise<Reply>): Promise<Reply> {
    this.busy = true;
    this.stopping = false;
    this.at = null;
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
    try {
      return await work();
    } finally {
      this.stop();
    }
  }

  /** Asks the work to stop; it ends by itself with nothing half done. */
  async cancel(): Promise<void> {
    this.stopping = true;
    await call("cancel", nothing);
  }

  /** Asks no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.busy = false;
  }

  async #look(): Promise<void> {
    try {
      const at = await call("progress", nothing);
      if (at.what !== null && at.of > 0) this.at = at;
    } catch {
      // The work itself says what is wrong; a missed look only leaves the bar where it was.
    }
  }
}

/** Opens one for the life of the component that calls it. */
export function running(): Running {
  const opened = new Running();
  onDestroy(() => opened.stop());
  return opened;
}
