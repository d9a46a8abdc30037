// The system's own dialogs for a file or a folder. Only the desktop window has them; in a plain browser the path is typed.

interface Wanted {
  title?: string;
  folder?: string;
  /** What the listed extensions are called. */
  kind?: string;
  /** Without the dot; none shows every file. */
  extensions?: string[];
}

/** Tells whether the system's dialogs are there. */
export function canChoose(): boolean {
  return window.__TAURI_INTERNALS__ !== undefined;
}

/** Asks for a file; null when the dialog was closed. */
export async function chooseFile(wanted: Wanted): Promise<string | null> {
  return choose("choose_file", wanted);
}

/** Asks for a folder; null when the dialog was closed. */
export async function chooseFolder(wanted: Wanted): Promise<string | null> {
  return choose("choose_folder", wanted);
}

async function choose(command: string, wanted: Wanted): Promise<string | null> {
  const path = await window.__TAURI_INTERNALS__?.invoke(command, { wanted });
  return typeof path === "string" ? path : null;
}
