import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import { wantsEvery } from "../maps/kinds.ts";
import { LinkMap } from "../maps/link-map.ts";
import type { MapEnd, Memory } from "../maps/stage.ts";
import { differs } from "../maps/units.ts";
import { type MappedLink, Mapping } from "../signals/mapping.ts";
import type { Signals } from "../signals/signals.ts";
import type { Lookup } from "./lookup.ts";
import type { LinkRecord } from "./record.ts";

/** What the options of links say of maps, brought to the sensors of this node. */
export class MappedLinks {
  readonly #core: Core;
  readonly #lookup: Lookup;
  readonly #signals: Signals;
  /** What outlives a map, by link: how far it has counted. */
  readonly #memories = new Map<string, Memory>();

  constructor(core: Core, lookup: Lookup, signals: Signals) {
    this.#core = core;
    this.#lookup = lookup;
    this.#signals = signals;
  }

  /**
   * A subscription of a sensor of ours was made (`isNew`), or its options or what is known of its ends may be others. A map that is
   * another one now is given the emitter's present value; of a new subscription that comes by itself.
   */
  apply(subscription: Subscription, now: number, isNew: boolean): void {
    const { emitterNode, emitter, sensorNode, sensor } = subscription;
    const { id, subscriptions, tree, peers } = this.#core;
    if (sensorNode !== id || emitter === null || sensor === null) return;
    if (!subscriptions.has(emitterNode, emitter, sensor)) return;
    const stages = mapOf(this.#lookup.findByIds(subscription)?.record.options) ?? NO_STAGES;
    const from: MapEnd = (peers.get(emitterNode)?.tree ?? tree).parameters.get(emitter) ?? {};
    const to: MapEnd = tree.parameters.get(sensor) ?? {};
    const before = subscriptions.mappingOf(emitterNode, emitter, sensor);
    const isPlain = stages === NO_STAGES && !differs(from.unit, to.unit);
    if (isPlain && before === undefined) return;
    const key = isPlain ? "" : keyOf(stages, from, to);
    if (key === before?.key) return;
    const link = { from: { id: emitterNode, name: this.#core.nameOf(emitterNode) }, emitter, sensor };
    const mapping = isPlain
      ? undefined
      : new Mapping(link, { stages, from, to, key }, tree, this.#memoryOf(link, stages));
    subscriptions.setMapping(emitterNode, emitter, sensor, mapping);
    if (!isNew && formatJson(stages) !== (before?.stages ?? "[]")) this.#signals.handleMapped(link, now);
  }

  #memoryOf({ from, emitter, sensor }: MappedLink, stages: Json): Memory {
    if (!wantsEvery(stages)) return new Map();
    const key = JSON.stringify([from.name, emitter, sensor, formatJson(stages)]);
    const memory = this.#memories.get(key) ?? new Map();
    this.#memories.delete(key);
    this.#memories.set(key, memory);
    const [oldest] = this.#memories.keys();
    if (this.#memories.size > MOST_MEMORIES && oldest !== undefined) this.#memories.delete(oldest);
    return memory;
  }
}

/** The stages of a link; undefined for one without a map. What is no list is a map, too: a wrong one. */
function mapOf(options: JsonObject | undefined): Json | undefined {
  const map = options?.get("map");
  return map === undefined || (Array.isArray(map) && map.length === 0) ? undefined : map;
}

/** What is wrong with the map of a link; undefined when nothing is. */
export function whyWrongMap(options: JsonObject): string | undefined {
  const map = mapOf(options);
  if (map === undefined) return undefined;
  try {
    new LinkMap(map);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why a sensor's node cannot keep to the map of a link: its values would arrive as they are. Undefined when it can. */
export function whyNoMap({ on, options }: LinkRecord, sensorNode: Peer | undefined): string | undefined {
  if (!on || sensorNode === undefined || sensorNode.maps || mapOf(options) === undefined) return undefined;
  const kind = sensorNode.extensions ? "an earlier version" : "an old node";
  return `${sensorNode.name} is ${kind}, which knows no maps: put an operator between`;
}

function keyOf(stages: Json, from: MapEnd, to: MapEnd): string {
  const ends = [from, to].map(({ typeHint, min, max, unit, event }) => [
    typeHint ?? "",
    min ?? null,
    max ?? null,
    unit ?? "",
    event === true,
  ]);
  return formatJson([stages, ...ends]);
}

const NO_STAGES: readonly Json[] = [];
/** Links whose count is remembered. */
const MOST_MEMORIES = 10_000;
