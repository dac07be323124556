import type { Stage } from "./stage.ts";

export const LEVELS = ["zmtp", "zre", "zocp", "extensions", "robustness"] as const;
export type Level = (typeof LEVELS)[number];

/** One thing that an implementation does, or does not. */
export interface Case {
  /** `zre-goodbye`: begins with the level. */
  readonly name: string;
  /** What the implementation does, as a sentence without its subject. */
  readonly title: string;
  readonly level: Level;
  /** Needs nothing but the address of a node: no driver. */
  readonly wire?: boolean;
  /** The word of `X-ZOCP-EXTENSIONS` without which it does not apply. */
  readonly extension?: string;
  /** Takes longer than ten seconds: only on request. */
  readonly slow?: boolean;
  /** Throws {@link Breach} where it is otherwise. */
  readonly run: (stage: Stage) => Promise<void>;
}

/** The implementation does something else than it should. */
export class Breach extends Error {}

/** Makes the cases of a level. */
export function casesOf(level: Level, cases: Readonly<Record<string, Omit<Case, "name" | "level">>>): readonly Case[] {
  return Object.entries(cases).map(([name, rest]) => ({ name: `${level}-${name}`, level, ...rest }));
}

export function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Breach(otherwise);
}

/** Compares what JSON can say. */
export function mustEqual(what: string, actual: unknown, wanted: unknown): void {
  const [is, should] = [write(actual), write(wanted)];
  if (is !== should) throw new Breach(`${what} is ${is}, not ${should}`);
}

function write(value: unknown): string {
  return JSON.stringify(value) ?? "missing";
}
