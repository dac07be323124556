import { type ControlInput, keyInput, PadReader, readMidi } from "../../model/dashboards/inputs.ts";

/** What becomes of an input; true when it was for a control, and for nothing else. */
type Hear = (input: ControlInput) => boolean;

/** Listens to the keyboard. What is typed into a field, and what the browser needs to be used by keyboard, is left alone. */
export function listenToKeys(hear: Hear): () => void {
  const gone = new AbortController();
  const held = new Set<string>();
  const options = { capture: true, signal: gone.signal };
  const letGo = (): void => {
    for (const code of held) hear(keyInput(code, false, false));
    held.clear();
  };
  const press = (event: KeyboardEvent): void => {
    const { code, key, target, ctrlKey, altKey, metaKey, shiftKey } = event;
    if (ctrlKey || altKey || metaKey || code === "" || KEPT.test(key) || event.isComposing) return;
    if (target instanceof HTMLElement && target.closest(key === " " || key === "Enter" ? ACTIVE : FIELDS) !== null)
      return;
    if (held.has(code)) return stop(event);
    if (!hear(keyInput(code, true, shiftKey))) return;
    held.add(code);
    stop(event);
  };
  window.addEventListener("keydown", press, options);
  window.addEventListener(
    "keyup",
    (event) => {
      if (!held.delete(event.code)) return;
      hear(keyInput(event.code, false, false));
      stop(event);
    },
    options,
  );
  window.addEventListener("blur", letGo, { signal: gone.signal });
  return () => {
    letGo();
    gone.abort();
  };
}

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** Why MIDI cannot be had; undefined where it can be asked for. */
export function whyNoMidi(): string | undefined {
  if (typeof navigator.requestMIDIAccess === "function") return undefined;
  return isSecureContext
    ? "this browser has no Web MIDI"
    : "browsers give MIDI only to https and to pages of this machine";
}

/** Whether a person has let this page have MIDI before. */
export async function isMidiGranted(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "midi" as PermissionName })).state === "granted";
  } catch {
    // A browser that knows no such permission knows no MIDI either.
    return false;
  }
}

/** Listens to MIDI; the browser may ask a person first. `tell` hears what came of that: empty when it works. */
export function listenToMidi(hear: Hear, tell: (trouble: string) => void): () => void {
  const gone = new AbortController();
  const begin = async (): Promise<void> => {
    const access = await navigator.requestMIDIAccess();
    if (gone.signal.aborted) return;
    const attend = (): void => {
      for (const input of access.inputs.values())
        input.onmidimessage = ({ data }) => {
          const read = data === null ? undefined : readMidi(input.name ?? input.id, data);
          if (read !== undefined) hear(read);
        };
    };
    access.onstatechange = attend;
    attend();
    gone.signal.addEventListener("abort", () => {
      access.onstatechange = null;
      for (const input of access.inputs.values()) input.onmidimessage = null;
    });
    tell("");
  };
  const why = whyNoMidi();
  if (why !== undefined) tell(why);
  else begin().catch((error: unknown) => tell(`MIDI was refused: ${error instanceof Error ? error.message : error}`));
  return () => gone.abort();
}

/** Looks at the gamepads with every picture; `pass` hears how many seconds passed. */
export function listenToPads(hear: Hear, pass: (seconds: number) => void): () => void {
  if (typeof navigator.getGamepads !== "function") return () => {};
  const readers = new Map<number, PadReader>();
  let before = performance.now();
  let frame = 0;
  const look = (now: number): void => {
    for (const pad of navigator.getGamepads()) {
      if (pad === null) continue;
      const reader = readers.get(pad.index) ?? new PadReader();
      readers.set(pad.index, reader);
      for (const input of reader.read(pad)) hear(input);
    }
    pass(Math.min(LONGEST, Math.max(0, now - before) / 1000));
    before = now;
    frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}

/** Keys by which a page is used without a mouse, and alone mean nothing. */
const KEPT = /^(?:Tab|Escape|Shift|Control|Alt|Meta|CapsLock|F\d+|Arrow.*|Page.*|Home|End|Dead|Unidentified)$/;
const FIELDS = "input, select, textarea, dialog";
const ACTIVE = `${FIELDS}, button, a, [role=slider]`;
/** Seconds: after a pause nothing leaps. */
const LONGEST = 0.1;
