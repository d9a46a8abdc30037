// A question to Rust whose answer a page shows.
//
// Asked when the page opens and again when the language changes, because Rust writes names of months and sorts. The old answer
// stays on the screen until the new one is there. Reading never writes.
import { untrack } from "svelte";
import { language } from "../i18n/language.svelte";

export class Reading<Answer> {
  value = $state.raw<Answer | null>(null);
  refused = $state.raw<unknown>(null);
  #ask: () => Promise<Answer>;
  #asked = 0;

  constructor(ask: () => Promise<Answer>) {
    this.#ask = ask;
  }

  /** Asks again; the newest question wins. */
  async again(): Promise<void> {
    const mine = ++this.#asked;
    try {
      const answer = await this.#ask();
      if (mine !== this.#asked) return;
      this.value = answer;
      this.refused = null;
    } catch (thrown) {
      if (mine === this.#asked) this.refused = thrown;
    }
  }
}

/** Opens a reading for the life of the component that calls it; reactive values read inside `ask` ask again when they change. */
export function reading<Answer>(ask: () => Promise<Answer>): Reading<Answer> {
  const answer = new Reading(ask);
  $effect(() => {
    language();
    void answer.again();
  });
  return answer;
}

/** Like `reading`, but asks only once and only when told: for lists fetched on demand. */
export function readingLater<Answer>(ask: () => Promise<Answer>): Reading<Answer> {
  return untrack(() => new Reading(ask));
}
