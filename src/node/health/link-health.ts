import type { LinkState } from "../../zocp/core/link.ts";
import { formatAddress } from "../address.ts";
import type { Delivery } from "../links/deliveries.ts";

/** How one link is: what its emitter's node tells of it, and its sensor's node. */
export interface LinkHealth extends Pick<Delivery, "rate" | "age" | "conflated" | "dropped" | "roundTrip"> {
  readonly emitter: string;
  /** A sensor, or the name of a node that only listens. */
  readonly sensor: string;
  readonly listens?: true;
  /** Values that its sensor did not take, of how many, and why. */
  readonly refused: number;
  readonly of: number;
  /** Why it does not carry, or not all; empty where it does. */
  readonly reason: string;
  /** 2: nothing of it arrives; 1: not everything does; 0: it is well. */
  readonly trouble: 0 | 1 | 2;
}

/** What links are sorted by: the largest first. Those that are in trouble come before all others. */
export type HealthOrder = "rate" | "age" | "conflated" | "refused" | "trip";

/** The troubled ones first, then by what was asked for. */
export function sortLinks(links: readonly LinkHealth[], order: HealthOrder): readonly LinkHealth[] {
  const rank = RANKS[order];
  return [...links].sort((a, b) => b.trouble - a.trouble || rank(b) - rank(a) || (a.emitter < b.emitter ? -1 : 1));
}

/** A link with what is the matter with it. */
export function withTrouble(link: Omit<LinkHealth, "trouble">): LinkHealth {
  return { ...link, trouble: troubleOf(link) };
}

function troubleOf({ refused, of, dropped, reason }: Omit<LinkHealth, "trouble">): LinkHealth["trouble"] {
  if (of === 0 && reason !== "") return 2;
  if (refused > 0 && refused === of) return 2;
  return refused > 0 || dropped > 0 ? 1 : 0;
}

/** The links to one recipient of an emitter. */
export function linksTo(
  name: string,
  figures: Delivery,
  states: ReadonlyMap<string, LinkState>,
): readonly LinkHealth[] {
  const { rate, age, conflated, dropped, roundTrip } = figures;
  return figures.sensors.map((path) => {
    const emitter = formatAddress({ node: name, parameter: figures.emitter });
    const sensor = path === null ? figures.name : formatAddress({ node: figures.name, parameter: path });
    const { refusals, dropped: lost = 0 } = states.get(`${emitter} ${sensor}`) ?? {};
    const { count: refused = 0, of = 0, reason = "" } = refusals ?? {};
    const ends = { emitter, sensor, ...(path === null && ({ listens: true } as const)) };
    return withTrouble({ ...ends, rate, age, conflated, dropped: dropped + lost, roundTrip, refused, of, reason });
  });
}

/** A link that does not carry at all. */
export function idleLink({ emitter, sensor, state, reason }: LinkState): LinkHealth {
  const none = { rate: 0, age: undefined, conflated: 0, dropped: 0, roundTrip: undefined, refused: 0, of: 0 };
  const why = reason === "" ? state : `${state}: ${reason}`;
  return withTrouble({ ...none, emitter: formatAddress(emitter), sensor: formatAddress(sensor), reason: why });
}

const RANKS: Record<HealthOrder, (link: LinkHealth) => number> = {
  rate: ({ rate }) => rate,
  age: ({ age }) => age ?? Number.POSITIVE_INFINITY,
  conflated: ({ conflated }) => conflated,
  refused: ({ refused, dropped }) => refused + dropped,
  trip: ({ roundTrip }) => roundTrip ?? -1,
};
export const ORDERS: readonly string[] = Object.keys(RANKS);

export function isOrder(order: unknown): order is HealthOrder {
  return typeof order === "string" && Object.hasOwn(RANKS, order);
}
