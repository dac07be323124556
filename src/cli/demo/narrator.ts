import { printable } from "../format/text.ts";
import type { DemoState } from "./demo.ts";

/** Tells the show in lines, for logs: what happened at once, values not more than once a second and only when they changed. */
export class Narrator {
  readonly #valuesFor: number;
  readonly #wired = new Set<string>();
  #found = false;
  #guests = "";
  #cue = "";
  #toldAt = Number.NEGATIVE_INFINITY;
  #told = "";

  /** `valuesFor`: after so many seconds of the show only what happens is told, and no values any more. */
  constructor({ valuesFor = Number.POSITIVE_INFINITY }: { readonly valuesFor?: number } = {}) {
    this.#valuesFor = valuesFor;
  }

  tell(scene: DemoState): readonly string[] {
    const lines = [...this.#events(scene)];
    const values = describeValues(scene);
    if (this.#found && scene.time < this.#valuesFor && scene.time - this.#toldAt >= 1 && values !== this.#told) {
      this.#toldAt = scene.time;
      this.#told = values;
      lines.push(values);
    }
    return lines.map((line) => `${scene.time.toFixed(1).padStart(6)} s  ${line}`);
  }

  /** Whether it is time to say something again, for those who want it all in one piece. */
  changed(scene: DemoState): boolean {
    const values = describeValues(scene);
    if (scene.time - this.#toldAt < 1 || values === this.#told) return false;
    this.#toldAt = scene.time;
    this.#told = values;
    return true;
  }

  *#events({ found, lamps, wires, guests, cue }: DemoState): Iterable<string> {
    if (found && !this.#found) {
      this.#found = true;
      yield `found each other: oscillator, fader, ${lamps.map(({ name }) => name).join(", ")}, show`;
    }
    for (const { emitter, sensor, made } of wires) {
      const wire = `${emitter} → ${sensor}`;
      if (made && !this.#wired.has(wire)) yield `wired: ${wire}`;
      if (!made && this.#wired.has(wire)) yield `cut: ${wire}`;
      if (made) this.#wired.add(wire);
      else this.#wired.delete(wire);
    }
    if (cue.active !== this.#cue) yield cue.active === "" ? "cue: before the first" : `cue: ${cue.active}`;
    this.#cue = cue.active;
    const names = guests.join(", ");
    if (names !== this.#guests) yield names === "" ? "the guests have left" : printable(`also here: ${names}`);
    this.#guests = names;
  }
}

function describeValues({ wave, fader, lamps }: DemoState): string {
  const shown = lamps.map(({ name, brightness }) => `${name} ${brightness.toFixed(2)} ${bar(brightness)}`);
  return `wave ${wave.toFixed(2)}  fader ${fader.toFixed(2)}  ${shown.join("  ")}`;
}

function bar(value: number): string {
  const filled = Math.round(value * 10);
  return `[${"#".repeat(filled)}${".".repeat(10 - filled)}]`;
}
