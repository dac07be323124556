import type { Json } from "../../bytes/json.ts";
import type { Core } from "../core/core.ts";
import type { Parameter } from "../tree/parameter.ts";

/** How the values of several sources become one: of numbers; anything else takes the last. */
export type MergePolicy = keyof typeof MERGES;

/** One source of a sensor: an emitter of a node, or (without one) what is set by hand, by fades and by the own program. */
interface Source {
  readonly peer: string | undefined;
  readonly emitter: string;
  readonly value: number;
}

/** Sensors that several sources drive: each keeps the last value of every source that is there, and joins them. */
export class Merges {
  readonly #core: Core;
  readonly #sources = new Map<string, Source[]>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** A source has a value: the one that all of them give together. `peer` undefined: the own source. */
  take(parameter: Parameter, value: Json, peer: string | undefined, emitter: string): Json {
    if (parameter.merge === undefined || typeof value !== "number") return value;
    const others = (this.#sources.get(parameter.path) ?? []).filter(
      (source) => source.peer !== peer || source.emitter !== emitter,
    );
    this.#sources.set(parameter.path, [...others, { peer, emitter, value }]);
    return this.#join(parameter, value);
  }

  /** The own source goes: what the links alone give; undefined where there was none, or no link has a value. */
  release(parameter: Parameter): Json | undefined {
    const sources = this.#sources.get(parameter.path) ?? [];
    if (!sources.some(({ peer }) => peer === undefined)) return undefined;
    const links = sources.filter(({ peer }) => peer !== undefined);
    this.#sources.set(parameter.path, links);
    return links.length === 0 ? undefined : this.#join(parameter, parameter.value);
  }

  /** Links were cut or nodes left: the sensors that have another value without them. */
  *stale(): Generator<readonly [Parameter, Json]> {
    for (const [path, sources] of this.#sources) {
      const parameter = this.#core.tree.parameters.get(path);
      const left = sources.filter((source) => this.#isThere(path, source));
      if (parameter === undefined) this.#sources.delete(path);
      if (parameter === undefined || left.length === sources.length) continue;
      this.#sources.set(path, left);
      // When the last one has left the value stays, or `lost` says otherwise.
      if (left.length > 0) yield [parameter, this.#join(parameter, parameter.value)];
    }
  }

  #isThere(sensor: string, { peer, emitter }: Source): boolean {
    return peer === undefined || this.#core.subscriptions.sensors(peer, emitter).includes(sensor);
  }

  #join(parameter: Parameter, otherwise: Json): Json {
    const sources = (this.#sources.get(parameter.path) ?? []).filter((one) => this.#isThere(parameter.path, one));
    if (parameter.merge === undefined || sources.length === 0) return otherwise;
    const joined = MERGES[parameter.merge](sources.map(({ value }) => value));
    const accepted = parameter.accept(parameter.typeHint === "int" ? Math.round(joined) : joined);
    return "value" in accepted ? accepted.value : otherwise;
  }
}

export function isMerge(json: Json | undefined): json is MergePolicy {
  return typeof json === "string" && Object.hasOwn(MERGES, json);
}

/** The last value that came is the last of the list. */
const MERGES = {
  last: (values: readonly number[]) => values.at(-1) ?? Number.NaN,
  highest: (values: readonly number[]) => Math.max(...values),
  lowest: (values: readonly number[]) => Math.min(...values),
  sum: (values: readonly number[]) => values.reduce((total, value) => total + value, 0),
  mean: (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length,
} as const;
