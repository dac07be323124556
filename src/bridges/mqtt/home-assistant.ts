import { createHash } from "node:crypto";

import { isNumber, rangeOf } from "../core/kind.ts";
import type { Pair } from "../core/machine/pair.ts";
import type { BridgePicture } from "../core/node/protocol.ts";
import { AWAY, HERE } from "./board.ts";
import { SET } from "./routes.ts";
import { toLevel } from "./topics.ts";

interface House {
  readonly show: string;
  /** What the topics of the show begin with. */
  readonly root: string;
  /** The topic on which the server says whether the bridge is there. */
  readonly state: string;
}

/** An entity of Home Assistant, as it is told on a topic of its own. */
interface Entity {
  readonly topic: string;
  /** `node/parameter`. */
  readonly of: string;
  /** Undefined where there can be none, and why. */
  readonly config: string | undefined;
  readonly reason?: string;
}

/** What Home Assistant is told of exported parameters: each becomes an entity, each node a device. */
export function entitiesOf({ pairs, nodes }: BridgePicture, house: House): readonly Entity[] {
  const exported = pairs.filter(({ own, origin }) => !own && origin === "rule");
  return exported.map((pair) => {
    const { unit, step } = nodes.get(pair.port.node)?.parameters.get(pair.port.parameter) ?? {};
    return describe(pair, { unit, step }, house);
  });
}

interface More {
  readonly unit: string | undefined;
  readonly step: unknown;
}

function describe(pair: Pair, more: More, { show, root, state }: House): Entity {
  const { node, parameter } = pair.port;
  const id = `zocp_${hash(show, node, parameter)}`;
  const of = `${node}/${parameter}`;
  const [component, fields] = componentOf(pair, more);
  const topic = `homeassistant/${component}/${id}/config`;
  if (fields === undefined)
    return {
      topic,
      of,
      config: undefined,
      reason: "it has no minimum and maximum, or no type that Home Assistant knows",
    };
  const config = {
    ...{ name: parameter, unique_id: id, ...fields },
    device: { identifiers: [`zocp_${hash(show, node)}`], name: node, manufacturer: "ZOCP" },
    origin: { name: "zocp" },
    availability_mode: "all",
    availability: [state, `${root}/${toLevel(node)}/$state`].map((one) => ({
      ...{ topic: one, payload_available: HERE, payload_not_available: AWAY },
    })),
  };
  return { topic, of, config: JSON.stringify(config) };
}

function componentOf(pair: Pair, { unit, step }: More): readonly [component: string, fields: object | undefined] {
  const { address, kind, takes, rule } = pair;
  const read = { state_topic: address };
  const write = { command_topic: `${address}${SET}` };
  const measured = unit === undefined || unit === "" ? {} : { unit_of_measurement: unit };
  if (kind.event === true) {
    if (takes) return ["button", { ...write, payload_press: kind.typeHint === "bool" ? "true" : "1" }];
    return ["event", { ...read, event_types: ["fired"], value_template: '{"event_type": "fired"}' }];
  }
  if (kind.typeHint === "bool") {
    const [off, on] = rule.range ?? ["false", "true"];
    const payloads = { payload_on: String(on), payload_off: String(off) };
    return takes ? ["switch", { ...read, ...write, ...payloads }] : ["binary_sensor", { ...read, ...payloads }];
  }
  if (kind.typeHint === "string")
    return takes
      ? ["text", { ...read, ...write, value_template: "{{ value_json }}", command_template: "{{ value | tojson }}" }]
      : ["sensor", { ...read, value_template: "{{ value_json }}" }];
  if (!isNumber(kind)) return ["sensor", undefined];
  if (!takes) return ["sensor", { ...read, ...measured }];
  const range = rule.range ?? rangeOf(kind);
  if (range === undefined) return ["number", undefined];
  const [min, max] = [Math.min(...range), Math.max(...range)];
  return ["number", { ...read, ...write, ...measured, min, max, step: stepOf(pair, step, max - min), mode: "slider" }];
}

/** Home Assistant moves a number by whole ones where nothing else is said. */
function stepOf({ kind, rule }: Pair, step: unknown, width: number): number {
  if (rule.range === undefined && typeof step === "number" && step >= FINEST) return step;
  return rule.round === true || kind.typeHint === "int" ? 1 : Math.max(FINEST, width / 1000);
}

function hash(...names: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 16);
}

/** The smallest step that Home Assistant takes. */
const FINEST = 0.001;
