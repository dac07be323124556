import type { Holding, ZocpNode } from "../../index.ts";
import { toFailure } from "../failure.ts";
import { showSeconds } from "../format/duration.ts";
import { showQuoted } from "../format/text.ts";
import { keyOf, type Place } from "./seen.ts";

/** Who moves a parameter, as its node says. */
export interface Holder {
  readonly key: string;
  readonly text: string;
}

/** Asks a node who moves one of its parameters. Undefined when nobody but its own node does, and when it cannot say. */
export async function askHolder(node: ZocpNode, place: Place): Promise<Holder | undefined> {
  const remote = node.peers.get(place.id);
  if (remote?.extensions !== true || remote.suspected) return undefined;
  try {
    const holding = (await remote.owners([place.path], { timeout: ANSWER })).get(place.path);
    const text = holding === undefined ? "" : describeHolding(holding);
    return text === "" ? undefined : { key: keyOf(place), text };
  } catch (error) {
    // Another version, or it is busy: the list says the rest.
    if (toFailure(error) === undefined) throw error;
    return undefined;
  }
}

/** Who holds a parameter, in words; empty when nobody does but its own node. */
export function describeHolding({ by, name, ago, fade, overlay }: Holding): string {
  const cover = overlay && `covered by ${overlay.name}, ${showQuoted(overlay.below)} below`;
  const hand =
    fade === undefined
      ? describeHand(by, name, ago)
      : `fades to ${showQuoted(fade.target)}, ${timeOf(fade)}: ${fade.tag === "" ? "" : `${fade.tag} of `}${name}`;
  return [cover ?? "", hand].filter((part) => part !== "").join("; ");
}

function describeHand(by: Holding["by"], name: string, ago: number | undefined): string {
  if (by === "self" || ago === undefined) return "";
  return `moved last by ${name}${by === "signal" ? " over a wire" : ""}, ${showSeconds(ago)} ago`;
}

function timeOf({ left }: NonNullable<Holding["fade"]>): string {
  return left === undefined ? "paused" : `${showSeconds(left)} left`;
}

const ANSWER = 1000;
