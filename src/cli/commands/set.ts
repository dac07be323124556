import type { Json, ZocpNode } from "../../index.ts";
import { type ExitCode, Failure, toFailure } from "../failure.ts";
import { describeMove } from "../format/moved.ts";
import { parseValue } from "../stdio/value.ts";
import { printValue, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { observe } from "../targets/observe.ts";
import { findTargets, isGlob, type Target } from "../targets/targets.ts";
import { fadeAll, isTimed, type TimedOptions } from "./fade.ts";
import { printValues } from "./get.ts";

/** Sets a parameter, or all that fit a glob, and prints the value that each node confirms. With a time it is gone to. */
export async function run(
  session: Session<TimedOptions>,
  address: string,
  ...words: string[]
): Promise<ExitCode | undefined> {
  const setAll = async (node: ZocpNode): Promise<ExitCode | undefined> => {
    const targets = await findTargets(session, node, address);
    // Every value is read before the first one is sent: a value that is no value changes nothing.
    const wanted = targets.map((target) => ({ target, value: parseValue(words, target.parameter) }));
    if (isTimed(session.options)) return fadeAll(session, address, wanted, await momentOf(session, node));
    if (isGlob(address)) return setMany(session, wanted);
    for (const one of wanted) printValue(session, await setOne(session, one));
    return undefined;
  };
  // The time of a show is what all of its nodes agree upon.
  return observe(session, "set", setAll, session.options.at === undefined ? "wanted" : "everybody");
}

/** The time of the show at which all begin; undefined for at once. */
async function momentOf({ options, signal, note }: Session<TimedOptions>, node: ZocpNode): Promise<number | undefined> {
  if (options.at === undefined) return undefined;
  await node.clock.sync({ timeout: SYNC_TIMEOUT_MS, signal }).catch(() => {
    signal.throwIfAborted();
    note("no node here shares a clock: each begins when it hears of it");
  });
  return node.clock.now() + options.at * 1000;
}

interface Wanted {
  readonly target: Target;
  readonly value: Json;
}

async function setOne(session: Session, { target, value }: Wanted): Promise<Json> {
  const { options, signal } = session;
  const kept = await target.parameter.set(value, { timeout: patienceOf(options), signal });
  const move = describeMove(target.address, kept, value);
  if (move !== undefined) session.note(move);
  return kept;
}

/** All at once. Each refusal is told; the values that were taken are printed, and the exit code is 1 if one was refused. */
async function setMany(session: Session, all: readonly Wanted[]): Promise<ExitCode> {
  const results = await Promise.allSettled(all.map((one) => setOne(session, one)));
  const taken: [Target, Json][] = [];
  for (const [index, result] of results.entries()) {
    const target = all[index]?.target;
    if (target === undefined) continue;
    if (result.status === "fulfilled") taken.push([target, result.value]);
    else session.note(describeRefusal(result.reason));
  }
  printValues(session, taken);
  if (taken.length === all.length) return 0;
  throw new Failure(1, `${all.length - taken.length} of ${all.length} parameters were not set`);
}

function describeRefusal(reason: unknown): string {
  const failure = toFailure(reason);
  // What is no refusal is a mistake of ours, and is told as one.
  if (failure === undefined) throw reason;
  return failure.message;
}

function patienceOf(options: CommonOptions): number {
  return waitOf(options, CONFIRM_TIMEOUT_MS);
}

const CONFIRM_TIMEOUT_MS = 3000;
/** A network whose nodes have not used their clocks yet needs two seconds. */
const SYNC_TIMEOUT_MS = 4000;
