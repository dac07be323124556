import type { Json } from "../../bytes/json.ts";
import { encodeCall } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Fade, FadeOutcome } from "./fade.ts";

/** The fades of one tag that one node began. */
interface Batch {
  readonly peer: string;
  readonly tag: string;
  running: number;
  /** Those that arrived, told together when the last of the tag has ended. */
  readonly arrived: Map<string, Json>;
  /** What is told at once. */
  readonly news: Map<string, Json>;
}

/**
 * Tells whoever began fades how they ended: once for all that arrived, when the last of the tag has ended, and at once what
 * became of those that did not. Of a SET without a tag nobody wants to hear.
 */
export class Reports {
  readonly #core: Core;
  readonly #batches = new Map<string, Batch>();
  readonly #ready = new Set<Batch>();

  constructor(core: Core) {
    this.#core = core;
  }

  begun({ parameter: { path }, starter: { who, request }, timing: { tag } }: Fade): void {
    if (request !== undefined || tag === "") return;
    const key = keyOf(who.id, tag);
    const batch = this.#batches.get(key) ?? { peer: who.id, tag, running: 0, arrived: new Map(), news: new Map() };
    batch.running++;
    this.#batches.set(key, batch);
    // Each fade is told of once: the one that has this name before is not forgotten for this one.
    const arrived = batch.arrived.get(path);
    if (arrived !== undefined && batch.arrived.delete(path)) this.#note(batch, path, String(arrived));
  }

  ended(fade: Fade, how: FadeOutcome, whose: string): void {
    const { parameter, starter, timing, beginning } = fade;
    const [{ path }, { who, request }, { tag }] = [parameter, starter, timing];
    const by = how === "arrived" ? beginning.note : whose;
    if (request !== undefined) return this.#core.push({ type: "settle", request, result: [how, by] });
    const batch = this.#batches.get(keyOf(who.id, tag));
    if (batch === undefined) return;
    batch.running--;
    if (how === "arrived") batch.arrived.set(path, by === "" ? how : `${how} ${by}`);
    else this.#note(batch, path, by === "" ? how : `${how} ${by}`);
    this.#ready.add(batch);
  }

  #note(batch: Batch, path: string, how: string): void {
    if (batch.news.has(path)) this.send();
    batch.news.set(path, how);
    this.#ready.add(batch);
  }

  /** Whoever left began anew when it returns. */
  handleExit(peer: string): void {
    for (const [key, batch] of this.#batches) {
      if (batch.peer !== peer) continue;
      this.#batches.delete(key);
      this.#ready.delete(batch);
    }
  }

  send(): void {
    for (const batch of this.#ready) {
      const last = batch.running === 0;
      const told = new Map([...batch.news, ...(last ? batch.arrived : [])]);
      batch.news.clear();
      if (last) this.#batches.delete(keyOf(batch.peer, batch.tag));
      if (told.size > 0 && this.#core.peers.get(batch.peer)?.fades === true)
        this.#core.send(batch.peer, encodeCall(FADED, [batch.tag, told], undefined));
    }
    this.#ready.clear();
  }
}

function keyOf(peer: string, tag: string): string {
  return `${peer} ${tag}`;
}

/** The method of the setter that hears it. */
export const FADED = "zocp.faded";
