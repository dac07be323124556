import type { Json, JsonObject } from "../../bytes/json.ts";
import { NetworkError } from "../../errors.ts";
import { OffsetBounds } from "../../zocp/clock/bounds.ts";
import { readTold } from "../../zocp/clock/question.ts";

/** The clock of another node, beside that of this one. Times are milliseconds. */
export interface RemoteClock {
  /** By how much its time of the show is ahead of this node's. */
  readonly offset: number;
  /** By how much that may be wrong. */
  readonly error: number;
  /** What the quickest question and answer took. */
  readonly roundTrip: number;
  /** Whether it has a time that others have, too. */
  readonly synced: boolean;
  /** What its time is called. */
  readonly timeline: string;
  /** The name of the node that it goes by; undefined for none, and where it does not say so. */
  readonly reference: string | undefined;
  /** By how much its machine's clock is slower than that of the show, in parts of a million. */
  readonly drift: number;
}

/** Asks a node for its time some times. `now`: the time of the show here. Rejects with `NetworkError`. */
export async function measureClock(
  ask: (args: readonly number[]) => Promise<Json>,
  now: () => number,
): Promise<RemoteClock> {
  const bounds = new OffsetBounds();
  let roundTrip = Number.POSITIVE_INFINITY;
  let last: Json = null;
  for (let count = 0; count < QUESTIONS; count++) {
    const sent = now();
    last = await ask([sent, NEED, MORE]);
    const [received, told] = [now(), readTold(last)];
    if (told === undefined) throw new NetworkError("refused-by-peer", "what it says of its clock has no meaning");
    bounds.add({ sent, received, arrived: told.arrived, left: told.left });
    roundTrip = Math.min(roundTrip, received - sent);
  }
  const offset = bounds.at(now(), STILL) ?? { low: 0, high: 0 };
  return {
    offset: (offset.low + offset.high) / 2,
    error: (offset.high - offset.low) / 2,
    roundTrip,
    ...readMore(last),
  };
}

function readMore(answer: Json): Pick<RemoteClock, "synced" | "timeline" | "reference" | "drift"> {
  const told = readTold(answer);
  const more = Array.isArray(answer) && answer[4] instanceof Map ? (answer[4] as JsonObject) : undefined;
  const [reference, drift] = [more?.get("reference"), more?.get("drift")];
  return {
    synced: told?.ready === true,
    timeline: told?.timeline ?? "",
    reference: typeof reference === "string" ? reference : undefined,
    drift: typeof drift === "number" ? drift : 0,
  };
}

const QUESTIONS = 5;
/** Milliseconds for which the other node keeps its time in order. */
const NEED = 10_000;
/** Asks also whom it goes by, and how well. */
const MORE = 1;
const STILL = { rate: 0, uncertainty: 0 };
