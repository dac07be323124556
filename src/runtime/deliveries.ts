import type { ZocpDriver } from "./zocp-driver.ts";

/** What has gone from an emitter of this node to one subscriber of it. */
export interface Delivery {
  /** The path of our parameter. */
  readonly emitter: string;
  /** The node that is subscribed, by id and by name. */
  readonly peer: string;
  readonly name: string;
  /** Values that left, and their bytes without those of the layers below. */
  readonly sent: number;
  readonly bytes: number;
  /** Values in whose place a newer one was sent: the peer was slow, or wants only so many a second. */
  readonly conflated: number;
  /** Values that were lost although every one was wanted: more waited than can be kept. */
  readonly dropped: number;
  /** Values per second, over about the last second. */
  readonly rate: number;
  /** Milliseconds since the last value left; undefined when none has. */
  readonly age: number | undefined;
  /** Milliseconds that the peer took for its last answer to a PING; undefined before the first. */
  readonly roundTrip: number | undefined;
}

/** How each link of our emitters fares. */
export function deliveriesOf({ machine, realm }: ZocpDriver): readonly Delivery[] {
  const now = realm.now();
  const deliveries: Delivery[] = [];
  for (const recipient of machine.recipients) {
    const { emitter, peer, sent, bytes, conflated, dropped } = recipient;
    const name = machine.peers.get(peer)?.name ?? "";
    const [rate, age, roundTrip] = [recipient.rate(now), recipient.age(now), realm.roundTrip?.(peer)];
    deliveries.push({ emitter, peer, name, sent, bytes, conflated, dropped, rate, age, roundTrip });
  }
  return deliveries;
}
