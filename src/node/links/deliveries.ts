import type { Json, JsonObject } from "../../bytes/json.ts";
import { decodeSampling } from "../../zocp/codec/sampling.ts";
import type { ZocpDriver } from "../driver/zocp-driver.ts";

/** What has gone from an emitter of this node to one subscriber of it. */
export interface Delivery {
  /** The path of our parameter. */
  readonly emitter: string;
  /** The node that is subscribed, by id and by name. */
  readonly peer: string;
  readonly name: string;
  /** Its sensors that are driven; null where it only listens. */
  readonly sensors: readonly (string | null)[];
  /** How it wants the values: at most so many a second, or every one; none that waited longer than so many seconds; none that moved by no more than a deadband. */
  readonly options: {
    readonly rate?: number;
    readonly every?: true;
    readonly fresh?: number;
    readonly deadband?: number;
  };
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
export function deliveriesOf({ machine, transport }: ZocpDriver): readonly Delivery[] {
  const now = transport.now();
  const deliveries: Delivery[] = [];
  for (const recipient of machine.recipients) {
    const { emitter, peer, sent, bytes, conflated, dropped } = recipient;
    const name = machine.peers.get(peer)?.name ?? "";
    const [rate, age, roundTrip] = [recipient.rate(now), recipient.age(now), transport.roundTrip?.(peer)];
    const [sensors, options] = [machine.sensorsOf(peer, emitter), { ...recipient.sampling }];
    deliveries.push({ emitter, peer, name, sensors, options, sent, bytes, conflated, dropped, rate, age, roundTrip });
  }
  return deliveries;
}

/** Reads what another node answers to `zocp.links`. What is missing there, or is of another kind, is as if nothing had left. */
export function readDeliveries(json: Json): readonly Delivery[] {
  return Array.isArray(json) ? json.flatMap((one: Json) => (one instanceof Map ? [readDelivery(one)] : [])) : [];
}

function readDelivery(fields: JsonObject): Delivery {
  const number = (name: string): number | undefined => {
    const value = fields.get(name);
    return typeof value === "number" ? value : undefined;
  };
  const [emitter, peer, name] = ["emitter", "peer", "name"].map((field) => String(fields.get(field) ?? ""));
  const [sent = 0, bytes = 0, conflated = 0, dropped = 0, rate = 0] = [
    "sent",
    "bytes",
    "conflated",
    "dropped",
    "rate",
  ].map(number);
  const sensors = fields.get("sensors");
  return {
    ...{ emitter: emitter ?? "", peer: peer ?? "", name: name ?? "", sent, bytes, conflated, dropped, rate },
    sensors: Array.isArray(sensors) ? sensors.filter((one) => one === null || typeof one === "string") : [],
    options: { ...decodeSampling(fields.get("options")) },
    age: number("age"),
    roundTrip: number("roundTrip"),
  };
}
