/** What a knob, a key or a stick says. */
export interface ControlInput {
  /** Names it: the device and what of it. */
  readonly source: string;
  /** `absolute`: a knob or fader, from 0 to 1. `button`: 0 when it is let go. `stick`: −1 to 1, and 0 by itself. */
  readonly how: "absolute" | "button" | "stick";
  readonly value: number;
  /** A key with Shift: the other way. */
  readonly back?: boolean;
}

/** Reads a MIDI message (MIDI 1.0): controllers, notes and the pitch wheel; undefined for all else. */
export function readMidi(device: string, bytes: ArrayLike<number>): ControlInput | undefined {
  const [status = 0, first = 0, second = 0] = [bytes[0], bytes[1], bytes[2]];
  const [message, channel] = [status & 0xf0, (status & 0x0f) + 1];
  const source = (what: string): string => `midi\n${device}\n${what}\n${channel}`;
  if (message === CONTROLLER) return { source: source(`CC ${first}`), how: "absolute", value: second / 127 };
  if (message === NOTE_ON || message === NOTE_OFF)
    return { source: source(`note ${first}`), how: "button", value: message === NOTE_ON ? second / 127 : 0 };
  if (message === WHEEL)
    return { source: source("pitch wheel"), how: "absolute", value: (first + 128 * second) / 16_383 };
  return undefined;
}

/** A gamepad as the browser tells of it. */
export interface PadState {
  readonly index: number;
  readonly id: string;
  readonly buttons: readonly { readonly value: number }[];
  readonly axes: readonly number[];
}

/** What has changed of a gamepad since it was looked at last; a stick in the middle is never quite there. */
export class PadReader {
  readonly #before = new Map<string, number>();

  read({ index, id, buttons, axes }: PadState): readonly ControlInput[] {
    const source = (what: string): string => `gamepad\n${id}\n${what}\n${index + 1}`;
    return [
      ...buttons.map(({ value }, number) => this.#changed(source(`button ${number}`), "button", value)),
      ...axes.map((value, number) => this.#changed(source(`stick ${number}`), "stick", withoutDrift(value))),
    ].flatMap((input) => input ?? []);
  }

  #changed(source: string, how: "button" | "stick", value: number): ControlInput | undefined {
    const before = this.#before.get(source);
    this.#before.set(source, value);
    // What is held down when it is seen first was not pressed now.
    return before === undefined || before === value ? undefined : { source, how, value };
  }
}

function withoutDrift(value: number): number {
  const size = Math.abs(value);
  return size < DRIFT ? 0 : Math.sign(value) * Math.min(1, (size - DRIFT) / (1 - DRIFT));
}

/** A key of the keyboard, by where it lies. */
export function keyInput(code: string, down: boolean, back: boolean): ControlInput {
  return { source: `key\n${code}`, how: "button", value: down ? 1 : 0, back };
}

/** A source as people name it: "CC 7, channel 1 of nanoKONTROL". */
export function nameOfSource(source: string): string {
  const [type, device = "", what = "", number = ""] = source.split("\n");
  if (type === "key") return `key ${device.replace(/^(?:Key|Digit)/, "")}`;
  if (type === "midi") return `${what}, channel ${number} of ${device}`;
  return `${what} of ${device.replace(/\s*\(.*$/, "")}`;
}

const [NOTE_OFF, NOTE_ON, CONTROLLER, WHEEL] = [0x80, 0x90, 0xb0, 0xe0];
const DRIFT = 0.15;
