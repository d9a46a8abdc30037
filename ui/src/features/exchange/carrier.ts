// The choice of a carrier as a form keeps it, and as Rust wants it.
import type { Carrier } from "../../backend/bindings/Carrier";
import type { Carriers } from "../../backend/bindings/Carriers";

export interface CarrierAnswers {
  /** "hub", "folder", or "drive:" and the path of the drive. */
  by: string;
  /** The folder, when another one than a drive. */
  path: string;
}

const DRIVE = "drive:";

/** What is chosen at the beginning: the only drive plugged in, else the folder of last time, else the network. */
export function carrierAtFirst(carriers: Carriers, wanted: string | null): CarrierAnswers {
  const path = wanted ?? carriers.last_folder ?? "";
  const drive = carriers.drives.find((one) => one.path === path) ?? (wanted === null ? carriers.drives[0] : undefined);
  if (drive) return { by: `${DRIVE}${drive.path}`, path };
  if (path !== "") return { by: "folder", path };
  return { by: carriers.hub ? "hub" : "folder", path: "" };
}

/** The carrier of an answer. */
export function carrierOf({ by, path }: CarrierAnswers): Carrier {
  if (by === "hub") return { by: "hub" };
  return { by: "folder", path: by.startsWith(DRIVE) ? by.slice(DRIVE.length) : path.trim() };
}

/** The value under which a drive is offered. */
export function driveValue(path: string): string {
  return `${DRIVE}${path}`;
}
