import type { Json } from "../../bytes/json.ts";
import { rankOf, USUAL_PRIORITY } from "../codec/weight.ts";
import type { Core } from "../core/core.ts";
import type { Parameter } from "../tree/parameter.ts";

/** How the values of several sources become one: of numbers; anything else takes the last. */
export type MergePolicy = keyof typeof MERGES;

/** One source of a sensor: an emitter of a node, or (without one) what is set by hand, by fades and by the own program. */
interface Source {
  readonly peer: string | undefined;
  readonly emitter: string;
  readonly value: Json;
}

/** What sources give together, and the one whose value it is; of several, the last. */
export interface Joined {
  readonly value: Json;
  readonly source: Pick<Source, "peer" | "emitter">;
}

/** Sensors that several sources drive: each keeps the last value of every source that is there, and joins those of the highest priority. */
export class Merges {
  readonly #core: Core;
  readonly #sources = new Map<string, Source[]>();

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * A source has a value: the one that all of them give together, or undefined when none of them counts. `peer` undefined: the own source.
   */
  take(parameter: Parameter, value: Json, peer: string | undefined, emitter: string): Joined | undefined {
    const source = { peer, emitter, value };
    // What happens is no state that others could hold against it.
    if (parameter.event) return this.#rank(parameter.path, source) > 0 ? { value, source } : undefined;
    this.#put(parameter.path, source);
    return this.join(parameter);
  }

  /** The own source goes: what the links alone give; undefined where there was none, or no link has a value. */
  release(parameter: Parameter): Joined | undefined {
    const sources = this.#sources.get(parameter.path) ?? [];
    if (!sources.some(({ peer }) => peer === undefined)) return undefined;
    this.#sources.set(
      parameter.path,
      sources.filter(({ peer }) => peer !== undefined),
    );
    return this.join(parameter);
  }

  /** Links were cut or nodes left: the sensors that have another value without them. */
  *stale(): Generator<readonly [Parameter, Joined]> {
    for (const [path, sources] of this.#sources) {
      const parameter = this.#core.tree.parameters.get(path);
      const left = sources.filter((source) => this.#isThere(path, source));
      if (parameter === undefined) this.#sources.delete(path);
      if (parameter === undefined || left.length === sources.length) continue;
      this.#sources.set(path, left);
      // When the last one has left the value stays, or `lost` says otherwise.
      const joined = this.join(parameter);
      if (joined !== undefined) yield [parameter, joined];
    }
  }

  /** Sensors whose sources are kept apart only because a link had a priority, and none has any more. */
  weighed(): readonly string[] {
    const { tree, subscriptions } = this.#core;
    return [...this.#sources.keys()].filter(
      (path) => tree.parameters.get(path)?.mergesByWeight === true && !subscriptions.isWeighed(path),
    );
  }

  /** From now on its sources compete: what they said last counts, as far as it is known here. Who moved it last was the last. */
  begin(parameter: Parameter): void {
    const { path, hand, handId, event } = parameter;
    if (event || this.#sources.has(path)) return;
    const { peers, subscriptions, id } = this.#core;
    const sources: Source[] = [];
    for (const peer of [id, ...peers.keys()])
      for (const [emitter, sensor] of subscriptions.of(peer)) {
        const from = peer === id ? this.#core.tree : peers.get(peer)?.tree;
        const told = emitter === null || sensor !== path ? undefined : from?.parameters.get(emitter);
        if (emitter === null || told?.value === undefined || told.event || !told.greet) continue;
        const mapping = subscriptions.mappingOf(peer, emitter, path);
        const value = mapping === undefined ? told.value : mapping.map?.last;
        if (value === undefined) continue;
        const accepted = parameter.accept(value);
        if ("value" in accepted) sources.push({ peer, emitter, value: accepted.value });
      }
    if (hand !== "signal" && !parameter.handReplaces && Number.isFinite(parameter.handAt))
      sources.push({ peer: undefined, emitter: "", value: parameter.value });
    const isLast = ({ peer }: Source): boolean => (hand === "signal" ? peer === handId : peer === undefined);
    this.#sources.set(path, [...sources.filter((one) => !isLast(one)), ...sources.filter(isLast)]);
  }

  /** Its sources compete no more. */
  end({ path }: Parameter): void {
    this.#sources.delete(path);
  }

  /** What those give together that count; undefined when none does, or nothing joins them. */
  join(parameter: Parameter): Joined | undefined {
    const { path, merge } = parameter;
    const ranked = (this.#sources.get(path) ?? []).map((source) => ({ source, rank: this.#rank(path, source) }));
    const highest = Math.max(0, ...ranked.map(({ rank }) => rank));
    const sources = ranked.flatMap(({ source, rank }) => (rank === highest && highest > 0 ? [source] : []));
    const last = sources.at(-1);
    if (merge === undefined || last === undefined) return undefined;
    const value = this.#valueOf(parameter, merge, sources) ?? last.value;
    return { value, source: sources.findLast((source) => source.value === value) ?? last };
  }

  /** Undefined where the last one counts. */
  #valueOf(parameter: Parameter, merge: MergePolicy, sources: readonly Source[]): Json | undefined {
    const numbers = sources.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
    if (numbers.length < sources.length || merge === "last" || merge === "priority") return undefined;
    const joined = MERGES[merge](numbers);
    const accepted = parameter.accept(parameter.typeHint === "int" ? Math.round(joined) : joined);
    return "value" in accepted ? accepted.value : undefined;
  }

  #put(path: string, source: Source): void {
    const others = (this.#sources.get(path) ?? []).filter(
      ({ peer, emitter }) => peer !== source.peer || emitter !== source.emitter,
    );
    this.#sources.set(path, [...others, source]);
  }

  #rank(sensor: string, source: Source): number {
    const { peer, emitter } = source;
    if (peer === undefined) return USUAL_PRIORITY;
    return this.#isThere(sensor, source) ? rankOf(this.#core.subscriptions.weightOf(peer, emitter, sensor)) : 0;
  }

  #isThere(sensor: string, { peer, emitter }: Source): boolean {
    return peer === undefined || this.#core.subscriptions.sensors(peer, emitter).includes(sensor);
  }
}

export function isMerge(json: Json | undefined): json is MergePolicy {
  return typeof json === "string" && Object.hasOwn(MERGES, json);
}

const ofLast = (values: readonly number[]): number => values.at(-1) ?? Number.NaN;
const ofSum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The last value that came is the last of the list. `priority` is `last` of sources that all keep their value. */
const MERGES = {
  last: ofLast,
  highest: (values: readonly number[]) => Math.max(...values),
  lowest: (values: readonly number[]) => Math.min(...values),
  sum: ofSum,
  mean: (values: readonly number[]) => ofSum(values) / values.length,
  priority: ofLast,
} as const;
export const MERGE_NAMES = Object.keys(MERGES).join(", ");
