// A form while it is being filled in: its values, its draft, what stops it.
//
// Typing keeps a draft (debounced); nothing becomes a record before `finish`. Which answers are allowed is decided in Rust: a
// refusal comes back with the field it belongs to. A screen owns one `Form` and binds its fields to `form.values`.
import { onDestroy } from "svelte";
import { Refused } from "../backend/call";
import { draftOf, forgetDraft, keepDraft, type DraftKey } from "../backend/drafts";
import { isBirthDate, isDay, now } from "../i18n/dates";
import type { Problem } from "./ErrorSummary.svelte";
import { problemOf } from "./problem";

const PAUSE_MS = 600;

export interface FormPlan<Values extends object, Reply> {
  /** Names the draft: the form and the record it is about. Without it nothing is kept (passwords). */
  draft?: DraftKey;
  /** Values of an empty form. A draft is laid over them, so a field added later starts with its own value. */
  start: Values;
  /** Sends the finished form to Rust. */
  send: (values: Values) => Promise<Reply>;
  /** Fields that hold a day: text that is none cannot travel as a date, so it stops here with Rust's own words. */
  days?: readonly (keyof Values & string)[];
  /** Fields that hold a date of birth. */
  births?: readonly (keyof Values & string)[];
  /** Looks again when others wrote the same fields meanwhile, so that finishing once more is done with open eyes. */
  meanwhile?: () => Promise<void>;
  /** Goes on after Rust took it. */
  done: (reply: Reply) => void | Promise<void>;
}

export class Form<Values extends object, Reply> {
  values: Values;
  /** Every thing Rust refused, as sentences made anew in each language. */
  #thrown = $state.raw<unknown[]>([]);
  busy = $state(false);
  /** When the draft was last kept, or null. */
  keptAt = $state<string | null>(null);
  /** True when the form opened with a draft of earlier. */
  restored = $state(false);
  #plan: FormPlan<Values, Reply>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seen: string;
  #closed = false;

  constructor(plan: FormPlan<Values, Reply>) {
    this.#plan = plan;
    this.values = $state(structuredClone(plan.start));
    this.#seen = JSON.stringify(plan.start);
  }

  /** Sentences for the summary; reading them in a template follows the language. */
  get problems(): Problem[] {
    return this.#thrown.map(problemOf);
  }

  /** The sentence for one field, or null. */
  error(field: keyof Values & string): string | null {
    return this.problems.find((problem) => problem.field === field)?.text ?? null;
  }

  /** Lays an earlier draft over the empty form. */
  async restore(): Promise<void> {
    if (!this.#plan.draft) return;
    try {
      const draft = await draftOf(this.#plan.draft);
      // The worker may have begun to type while the draft was on its way: typing wins.
      if (draft && typeof draft === "object" && JSON.stringify(this.values) === this.#seen) {
        Object.assign(this.values, draft);
        this.#seen = JSON.stringify(this.values);
        this.restored = true;
      }
    } catch (thrown) {
      this.#thrown = [thrown];
    }
  }

  /** Notices a change and keeps it as a draft a moment later. */
  changed(): void {
    const now = JSON.stringify(this.values);
    if (!this.#plan.draft || now === this.#seen) return;
    this.#seen = now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), PAUSE_MS);
  }

  /** Keeps the draft at once: when the page is left or the program locks. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#plan.draft || this.#closed) return;
    try {
      await keepDraft(this.#plan.draft, JSON.parse(this.#seen));
      this.keptAt = now();
    } catch (thrown) {
      this.#thrown = [thrown];
    }
  }

  /** Sends the form; on refusal everything typed stays where it is. */
  async finish(): Promise<void> {
    if (this.busy) return;
    this.#thrown = this.#unreadable();
    if (this.#thrown.length > 0) return;
    this.busy = true;
    clearTimeout(this.#timer);
    try {
      const reply = await this.#plan.send($state.snapshot(this.values) as Values);
      this.#closed = true;
      if (this.#plan.draft) await forgetDraft(this.#plan.draft);
      await this.#plan.done(reply);
    } catch (thrown) {
      this.#thrown = [thrown];
      await this.#lookAgain(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Fields that others wrote while the form was open, when that is why it was refused. */
  get writtenMeanwhile(): string[] {
    const refused = this.#thrown.find((thrown) => isMeanwhile(thrown));
    return refused instanceof Refused ? (refused.refusal.params.fields ?? "").split(" ").filter(Boolean) : [];
  }

  async #lookAgain(thrown: unknown): Promise<void> {
    if (!isMeanwhile(thrown)) return;
    try {
      await this.#plan.meanwhile?.();
    } catch (again) {
      this.#thrown = [again];
    }
  }

  /** Dates that cannot be sent because they are none. */
  #unreadable(): Refused[] {
    const { days = [], births = [] } = this.#plan;
    const wrong = (field: keyof Values & string, fits: (text: string) => boolean) => {
      const text = this.values[field];
      return typeof text === "string" && text.trim() !== "" && !fits(text);
    };
    return [...days.filter((field) => wrong(field, isDay)), ...births.filter((field) => wrong(field, isBirthDate))].map(
      (field) => new Refused({ code: "field-not-a-date", params: {}, field }),
    );
  }

  /** Empties the form and forgets its draft. */
  async startAgain(): Promise<void> {
    clearTimeout(this.#timer);
    Object.assign(this.values, structuredClone(this.#plan.start));
    this.#seen = JSON.stringify(this.values);
    this.#thrown = [];
    this.restored = false;
    this.keptAt = null;
    if (this.#plan.draft) await forgetDraft(this.#plan.draft);
  }

  /** Keeps what waits to be kept, on leaving the page. */
  async leave(): Promise<void> {
    if (this.#timer !== undefined) await this.keep();
  }
}

function isMeanwhile(thrown: unknown): boolean {
  return thrown instanceof Refused && thrown.refusal.code === "changed-meanwhile";
}

/** Forms on the page that is open. */
const open = new Set<{ leave(): Promise<void> }>();

/** Keeps the drafts of all open forms at once: before the store is locked. */
export async function keepDrafts(): Promise<void> {
  await Promise.all([...open].map((each) => each.leave()));
}

/** Opens a form for the life of the component that calls it. */
export function form<Values extends object, Reply>(plan: FormPlan<Values, Reply>): Form<Values, Reply> {
  const opened = new Form(plan);
  open.add(opened);
  void opened.restore();
  $effect(() => opened.changed());
  onDestroy(() => {
    open.delete(opened);
    void opened.leave();
  });
  return opened;
}

/** Turns empty texts into absent ones before a form is sent, and cuts spaces at the ends. */
export function filled<Values extends object>(
  values: Values,
): { [Field in keyof Values]: Exclude<Values[Field], ""> | null } {
  const entries = Object.entries(values).map(([field, value]) => {
    if (typeof value !== "string") return [field, value];
    const text = value.trim();
    return [field, text === "" ? null : text];
  });
  return Object.fromEntries(entries) as { [Field in keyof Values]: Exclude<Values[Field], ""> | null };
}
