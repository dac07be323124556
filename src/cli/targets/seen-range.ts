import type { Json, RemoteParameter, ZocpNode } from "../../index.ts";
import { notFound } from "../failure.ts";
import { printable } from "../format/text.ts";
import { pause, type Session } from "../streams/session.ts";
import { addressOf } from "./link-words.ts";

/** Watches an emitter for so many seconds, while a person moves it: between which numbers it was. Throws a failure when it did not move. */
export async function seeRange(
  { signal, note }: Session,
  node: ZocpNode,
  emitter: RemoteParameter,
  seconds: number,
): Promise<readonly [number, number]> {
  const address = printable(addressOf(emitter));
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const stop = node.watch(emitter.port, ({ value }) => {
    for (const number of numbersIn(value)) [least, most] = [Math.min(least, number), Math.max(most, number)];
  });
  note(`move ${address} from one end to the other: ${seconds} s`);
  await pause(seconds * 1000, signal).finally(stop);
  if (least === most || least === Number.POSITIVE_INFINITY)
    throw notFound(`${address} did not move within ${seconds} s: there is nothing to learn`);
  note(`${address} went from ${least} to ${most}`);
  return [least, most];
}

function numbersIn(value: Json): readonly number[] {
  const all: readonly Json[] = Array.isArray(value) ? value : [value];
  return all.filter((one): one is number => typeof one === "number" && Number.isFinite(one));
}
