// The five jobs a colour can have in a tag, a note or a count.

export type Tone = "urgent" | "due" | "calm" | "done" | "plain";

/** The tone of a risk level; an unknown one stays calm rather than loud. */
export function toneOfRisk(risk: string | null | undefined): Tone {
  if (risk === "high" || risk === "urgent") return "urgent";
  return risk === "medium" ? "due" : "calm";
}
