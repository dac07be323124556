import type { ShownParameter } from "./shown-parameter.ts";

/** A wire as it is on the screen. */
export interface ShownWire {
  /** The keys of its ends. */
  readonly key: string;
  readonly emitter: ShownParameter;
  readonly sensor: ShownParameter;
  /** Whether the emitter's node lists it. */
  readonly made: boolean;
  /** Why it waits; empty when it is made. */
  readonly reason: string;
}

/** The key of a wire between two parameters. */
export function wireKey(emitter: { readonly key: string }, sensor: { readonly key: string }): string {
  return `${emitter.key}\n→\n${sensor.key}`;
}
