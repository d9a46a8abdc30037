// Words and tones of where a transfer stands.
import type { TransferLine } from "../../backend/bindings/TransferLine";
import { t } from "../../i18n/language.svelte";
import type { Tone } from "../../kit/tone";

/** Where it stands, seen from here: a case accepted by this office goes on here. */
export function stateWords(line: TransferLine): string {
  return line.way === "in" && line.state === "accepted"
    ? t("transfer-state-accepted-here")
    : t(`transfer-state-${line.state}`);
}

/** Waiting for somebody here is urgent; what is under way is calm. */
export function stateTone(line: TransferLine): Tone {
  if (line.state === "held_back") return "urgent";
  if (line.state === "waiting") return line.way === "in" ? "due" : "calm";
  return "plain";
}
