import type { Json } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { sameValue } from "../codec/value.ts";
import type { Cause, NodeName } from "../core/core.ts";
import { LinkMap } from "../maps/link-map.ts";
import type { MapEnd, Memory } from "../maps/stage.ts";
import type { OwnTree } from "../tree/own-tree.ts";

/** Which link of a sensor of ours a map belongs to. */
export interface MappedLink {
  readonly from: NodeName;
  readonly emitter: string;
  readonly sensor: string;
}

/** What a map is made of, and what it knows of both ends. */
export interface MapSource {
  /** The stages as the options of the link have them; an empty list where only the units differ. */
  readonly stages: Json;
  readonly from: MapEnd;
  readonly to: MapEnd;
  /** The same for the same stages and ends. */
  readonly key: string;
}

/** The map of one link of a sensor of ours, while the link is there. */
export class Mapping {
  readonly link: MappedLink;
  readonly key: string;
  /** Its stages as text. */
  readonly stages: string;
  /** Undefined for one that cannot be: then nothing is let through. */
  readonly map: LinkMap | undefined;
  /** Why it cannot be. */
  readonly fault: string | undefined;
  /** What brought the value that the map was given last. */
  cause: Extract<Cause, { by: "signal" }>;
  /** What the sensor had after it was given a value; undefined before the first. */
  given: Json | undefined;
  /** The losses that were told, and when that was. */
  #told = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(link: MappedLink, { stages, from, to, key }: MapSource, tree: OwnTree, memory: Memory) {
    this.link = link;
    this.key = key;
    this.stages = formatJson(stages);
    this.cause = { by: "signal", from: link.from, emitter: link.emitter };
    const present = (): Json | undefined => tree.parameters.get(link.sensor)?.value;
    const isHeld = (): boolean => this.given !== undefined && sameValue(this.given, present() ?? null);
    const sensor = {
      get value() {
        return present();
      },
      get isHeld() {
        return isHeld();
      },
    };
    try {
      this.map = new LinkMap(stages, { from, to, sensor, memory });
    } catch (error) {
      // What a link says came over the network.
      this.fault = error instanceof Error ? error.message : String(error);
    }
  }

  /** When it wants to go on by itself, or to tell of what it lost. */
  get deadline(): number {
    const { deadline = Number.POSITIVE_INFINITY } = this.map ?? {};
    return this.#lost === 0 ? deadline : Math.min(deadline, this.#toldAt + TELL_EVERY);
  }

  /** How many values were lost that are to be told of now; 0 for none, and while that was done less than a second ago. */
  takeLosses(now: number): number {
    const count = this.#lost;
    if (count === 0 || now < this.#toldAt + TELL_EVERY) return 0;
    this.#told += count;
    this.#toldAt = now;
    return count;
  }

  get #lost(): number {
    return (this.map?.dropped ?? 0) - this.#told;
  }
}

/** Milliseconds. */
const TELL_EVERY = 1000;
