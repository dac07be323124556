import type { BridgePicture } from "../core/node/protocol.ts";
import type { Notices } from "./board.ts";
import { entitiesOf } from "./home-assistant.ts";

interface HouseOptions {
  /** Whether Home Assistant is told of anything. */
  readonly on: boolean;
  readonly show: string;
  readonly root: string;
  readonly state: string;
  /** Where it stands what it was told: what is no longer true is taken back, also by the next life of this bridge. */
  readonly manifest: string;
  /** Whether a line of the file is about `node/parameter`. */
  isExported(of: string): boolean;
  note(reason: string): void;
}

/** What Home Assistant is told, and what it was told before. */
export class House {
  readonly #options: HouseOptions;
  /** By topic, of which parameter it is. */
  #listed: ReadonlyMap<string, string> = new Map();
  /** Parameters of which people know that they are left out. */
  readonly #leftOut = new Set<string>();
  /** Whether it is known what stands at the server. */
  #ready = false;

  constructor(options: HouseOptions) {
    this.#options = options;
  }

  /** The list of an earlier life came. */
  read(payload: string): void {
    let json: unknown;
    try {
      json = JSON.parse(payload);
    } catch {
      return;
    }
    if (typeof json !== "object" || json === null) return;
    const entries = Object.entries(json).filter(
      (entry): entry is [string, string] => TOPIC.test(entry[0]) && typeof entry[1] === "string",
    );
    this.#listed = new Map([...this.#listed, ...entries.slice(0, MOST_LISTED)]);
  }

  /** What an earlier life has told is known by now. */
  begin(): void {
    this.#ready = true;
  }

  /** Topics and what stands there; an empty text takes one away. */
  notices(picture: BridgePicture): Notices {
    if (!this.#ready) return new Map();
    const notices = new Map<string, string>();
    const told = new Map<string, string>();
    for (const { topic, of, config, reason } of this.#options.on ? entitiesOf(picture, this.#options) : []) {
      if (config === undefined) this.#leaveOut(of, reason ?? "");
      else {
        notices.set(topic, config);
        told.set(topic, of);
      }
    }
    for (const [topic, of] of this.#listed) {
      if (told.has(topic)) continue;
      if (this.#mayBeTrue(of, picture)) told.set(topic, of);
      else notices.set(topic, "");
    }
    const before = this.#listed.size;
    this.#listed = new Map([...this.#listed, ...told]);
    if (told.size > 0 || before > 0)
      notices.set(this.#options.manifest, told.size === 0 ? "" : JSON.stringify(Object.fromEntries(told)));
    return notices;
  }

  #leaveOut(of: string, reason: string): void {
    if (this.#leftOut.has(of) || this.#leftOut.size >= MOST_LISTED) return;
    this.#leftOut.add(of);
    this.#options.note(`Home Assistant is not told of ${of}: ${reason}`);
  }

  /** A node that is away keeps its entities: they are shown as unavailable. */
  #mayBeTrue(of: string, { nodes }: BridgePicture): boolean {
    const node = of.slice(0, of.indexOf("/"));
    return this.#options.on && this.#options.isExported(of) && nodes.get(node)?.complete !== true;
  }
}

/** No list makes the bridge empty anything else. */
const TOPIC = /^homeassistant\/[a-z_]+\/zocp_[0-9a-f]{16}\/config$/;
const MOST_LISTED = 8000;
