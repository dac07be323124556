import type { FadeEnd, FadeOptions, Fades, Json, RemoteNode } from "../../index.ts";
import { type ExitCode, Failure } from "../failure.ts";
import { showQuoted } from "../format/text.ts";
import { printValue, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { isGlob, type Target } from "../targets/targets.ts";
import { printValues } from "./get.ts";

/** How `zocp set` goes to a value. Seconds. */
export interface TimedOptions extends CommonOptions {
  readonly over?: number;
  readonly delay?: number;
  readonly curve?: FadeOptions["curve"];
  /** From now, by the clock that nodes share. */
  readonly at?: number;
}

interface Wanted {
  readonly target: Target;
  readonly value: Json;
}

/** Whether a value is to be gone to, and not set. */
export function isTimed({ over, delay, curve, at }: TimedOptions): boolean {
  return over !== undefined || delay !== undefined || curve !== undefined || at !== undefined;
}

/** One message for each node; waits until all have ended, and prints the values that there are then. */
export async function fadeAll(
  session: Session<TimedOptions>,
  address: string,
  all: readonly Wanted[],
  at?: number,
): Promise<ExitCode> {
  const { over, delay, curve } = session.options;
  const running = [...byNode(all)].map(([node, wanted]) => {
    const values = Object.fromEntries(wanted.map(({ target, value }) => [target.parameter.path, value]));
    return { wanted, fades: node.fade(values, { over, delay, curve, at }) };
  });
  if (running.some(({ fades }) => fades.streamed))
    session.note("a node runs no fades: its values come from here, and stop when this command ends");
  const arrived = await Promise.all(running.map((one) => endOf(session, one)));
  const taken = arrived.flat();
  if (isGlob(address)) printValues(session, taken);
  else for (const [, value] of taken) printValue(session, value);
  if (taken.length === all.length) return 0;
  throw new Failure(1, `${all.length - taken.length} of ${all.length} parameters did not arrive`);
}

function byNode(all: readonly Wanted[]): ReadonlyMap<RemoteNode, Wanted[]> {
  const nodes = new Map<RemoteNode, Wanted[]>();
  for (const one of all) {
    const { node } = one.target.parameter;
    const others = nodes.get(node);
    if (others === undefined) nodes.set(node, [one]);
    else others.push(one);
  }
  return nodes;
}

async function endOf(
  session: Session,
  { wanted, fades }: { readonly wanted: readonly Wanted[]; readonly fades: Fades },
): Promise<readonly (readonly [Target, Json])[]> {
  const ends = await until(session.signal, fades.ended);
  const taken: [Target, Json][] = [];
  for (const { target, value } of wanted) {
    const end = ends[target.parameter.path];
    if (end?.how === "arrived") taken.push([target, value]);
    if (end?.how === "arrived" && end.by !== "") session.note(`${target.address} did not begin at its time: ${end.by}`);
    if (end?.how !== "arrived")
      session.note(`${target.address} did not arrive at ${showQuoted(value)}: ${describe(end)}`);
  }
  return taken;
}

function describe(end: FadeEnd | undefined): string {
  if (end === undefined) return "nothing was told of it";
  const by = end.by === "" ? "" : ` (${end.by})`;
  return `${WORDS[end.how]}${by}`;
}

/** What was asked for goes on: only the wait ends. */
function until<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}

const WORDS: Readonly<Record<FadeEnd["how"], string>> = {
  arrived: "it arrived",
  grabbed: "somebody else moved it",
  replaced: "a later fade took over",
  stopped: "it was stopped",
  refused: "it was refused",
  gone: "its node left; it goes on by itself if it lives",
  unconfirmed: "the node does not show that it has this value",
};
