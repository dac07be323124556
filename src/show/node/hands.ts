import { type Holding, NetworkError, type RemoteNode } from "../../index.ts";

/** Whose hands count: everybody's; or only what a node does to itself in its first moments: its own program, and the greetings of its links. */
export type WhoseHands = "anybody" | "itself";

/**
 * When somebody else than this show moved parameters of a node, by path, in milliseconds of a clock, as far as the node can say. Never rejects
 * because of that node: one that cannot say holds nothing.
 */
export async function handsOn(
  remote: RemoteNode,
  show: string,
  whose: WhoseHands,
  clock: () => number,
): Promise<ReadonlyMap<string, number>> {
  if (!remote.extensions) return new Map();
  const owners = (await remote.owners(undefined, { timeout: PATIENCE }).catch(noAnswer)) ?? new Map<string, Holding>();
  const now = clock();
  const moved = [...owners].flatMap(([path, holding]): [string, number][] => {
    const ago = isHand(holding, show, whose) ? (holding.ago ?? agoOfFade(holding)) : undefined;
    return ago === undefined ? [] : [[path, now - ago * 1000]];
  });
  return new Map(moved);
}

/** The value that a link begins with is no hand: a fader was plugged in again, and nobody has touched it. */
function isHand({ by, name, greeting }: Holding, show: string, whose: WhoseHands): boolean {
  if (whose === "itself") return by === "self" || greeting === true;
  return greeting !== true && (name !== show || by === "self" || by === "signal");
}

/** A fade of somebody else moves it now; what never moved has no time. */
function agoOfFade({ fade }: Holding): number | undefined {
  return fade === undefined ? undefined : 0;
}

function noAnswer(error: unknown): undefined {
  if (error instanceof NetworkError) return undefined;
  throw error;
}

/** Milliseconds. */
const PATIENCE = 2000;
