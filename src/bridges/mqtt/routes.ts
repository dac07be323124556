import { fillIn } from "../core/capture-pattern.ts";
import type { ImportedTopic, MqttSettings } from "./settings.ts";
import { type MqttAddress, parseMqttAddress } from "./topics.ts";

/** Where a value of an address goes. */
export interface Route extends MqttAddress {
  /** Whether the server keeps it for who comes later. */
  readonly retain: boolean;
}

/** Finds out what topics mean: for what comes, and for what goes. */
export class Routes {
  readonly #settings: MqttSettings;
  readonly #isDevice: (topic: string) => boolean;
  readonly #known = new Map<string, Route | undefined>();

  /** `isDevice`: whether a device has announced a topic. */
  constructor(settings: MqttSettings, isDevice: (topic: string) => boolean) {
    this.#settings = settings;
    this.#isDevice = isDevice;
  }

  /** What is mapped is different now. */
  forget(): void {
    this.#known.clear();
  }

  /** Undefined where nothing is sent: what is picked from a topic needs a line `set`. */
  of(address: string): Route | undefined {
    if (this.#known.has(address)) return this.#known.get(address);
    const route = this.#find(address);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(address, route);
    return route;
  }

  /** The lines of `import` that take from a topic. */
  importsOf(topic: string): readonly ImportedTopic[] {
    return this.#settings.imports.filter((one) => one.topic.match(topic) !== undefined);
  }

  /** The address that a topic such as `zocp/show/lamp/level/set` writes. */
  written(topic: string): string | undefined {
    if (!topic.endsWith(SET)) return undefined;
    const address = topic.slice(0, -SET.length);
    return this.#settings.exports.some((one) => one.topic.match(address) !== undefined) ? address : undefined;
  }

  #find(address: string): Route | undefined {
    const { topic, pointer } = parseMqttAddress(address);
    for (const one of this.#settings.imports) {
      const captures = one.pointer === pointer ? one.topic.match(topic) : undefined;
      if (captures === undefined) continue;
      if (one.set !== undefined) return { topic: fillIn(one.set, captures), pointer, retain: false };
      return pointer === undefined ? { topic, pointer, retain: false } : undefined;
    }
    if (this.#isDevice(topic)) return { topic: `${topic}${SET}`, pointer, retain: false };
    const retain = this.#settings.exports.some((one) => one.topic.match(topic) !== undefined);
    return { topic, pointer, retain };
  }
}

export const SET = "/set";
const MOST_KNOWN = 10_000;
