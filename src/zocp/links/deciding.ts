import type { JsonObject } from "../../bytes/json.ts";
import type { Core } from "../core/core.ts";
import type { Link } from "../core/link.ts";
import type { Sender } from "../fades/timing.ts";
import type { Ends } from "./ends.ts";
import type { Lookup } from "./lookup.ts";
import type { Making } from "./making.ts";
import type { KeptLink, Registry } from "./registry.ts";
import type { Writing } from "./writing.ts";

/** How somebody asks for a link. */
export interface LinkRequest {
  /** How its values travel; undefined leaves what the link has. */
  readonly options?: JsonObject | undefined;
  /**
   * `decide`: a person wants it now, whatever was decided before; `declare`: it is wanted wherever nobody has decided. Without
   * it an end declares, any other node decides.
   */
  readonly as?: "decide" | "declare" | undefined;
  /** The show that wants it. */
  readonly sender?: Sender | undefined;
}

/** How somebody asks for a link to be cut. `options` take the place of what it has. */
export type UnlinkRequest = Pick<LinkRequest, "options" | "sender">;

/** The parts of the links that a decision concerns. */
export interface DecidingParts {
  readonly core: Core;
  readonly registry: Registry;
  readonly ends: Ends;
  readonly lookup: Lookup;
  readonly writing: Writing;
  readonly making: Making;
}

/** What people decide on this node, and what its program declares. */
export class Deciding {
  readonly #parts: DecidingParts;
  readonly #core: Core;

  constructor(parts: DecidingParts) {
    this.#parts = parts;
    this.#core = parts.core;
  }

  /** Asks for a link, from now on. */
  add(link: Link, now: number, { options, as, sender = NOBODY }: LinkRequest = {}): void {
    const { ends, lookup, writing, making } = this.#parts;
    const named = ends.named(link);
    const known = lookup.find(named);
    const decides = as === undefined ? known?.cutHere === true || !ends.isOwn(named) : as === "decide";
    const kept =
      decides && !ends.isTemporary(named) ? this.#decide(named, true, options !== undefined) : this.#declare(named);
    const isNew = !decides && known === undefined;
    if (options !== undefined) writing.setOptions(kept, options, { declared: !decides, isNew });
    kept.cutHere = false;
    kept.sender = sender;
    // Whoever asks for it again means it.
    kept.refusedUntil = undefined;
    if (kept.record.on && kept.state === "refused") kept.state = "waiting";
    for (const { node } of [link.emitter, link.sensor]) this.#core.peers.get(ends.idOf(node) ?? "")?.looked(true);
    making.review(kept, now);
  }

  /** Cuts a link, whoever made it, and keeps in mind that it was cut. */
  remove(link: Link, now: number, { options, sender = NOBODY }: UnlinkRequest = {}): void {
    const { ends, lookup, writing, making } = this.#parts;
    const named = ends.named(link);
    const known = lookup.find(named);
    if (ends.isTemporary(named) || known?.temporary === true) return this.#removeTemporary(named, now);
    if (known !== undefined && this.#isUnheard(known)) return this.#takeBack(known);
    const kept = this.#decide(named, false, options !== undefined);
    if (options !== undefined) writing.setOptions(kept, options, { declared: false, isNew: false });
    kept.wanted = false;
    kept.cutHere = true;
    kept.sender = sender;
    making.review(kept, now);
  }

  /** Whether nobody else has ever heard that it was to be. */
  #isUnheard({ record, decision, agreed, temporary }: KeptLink): boolean {
    const pending = decision?.on === true && !decision.told && agreed.size === 0;
    return pending && !temporary && !this.#parts.ends.isOwn(record);
  }

  #takeBack(kept: KeptLink): void {
    this.#parts.registry.delete(kept);
    const { emitter, sensor } = kept.record;
    this.#core.tell({ type: "unlinked", link: { emitter, sensor }, reason: "nobody had made it" });
  }

  /** A person on this node wants a link to be, or not; `options`: and says how its values travel. */
  #decide(link: Link, on: boolean, options: boolean): KeptLink {
    const kept = this.#parts.writing.write(link, on, this.#core.name);
    const names = new Set([link.emitter.node, link.sensor.node]);
    const present = this.#parts.ends.present(kept);
    const live = new Set(present.filter(({ links }) => links).map(({ id }) => id));
    for (const { name } of present) names.delete(name);
    names.delete(this.#core.name);
    kept.decision = { on, options, owed: names, live, raised: false, told: false };
    kept.untold = true;
    return kept;
  }

  /** The own program wants a link, where nobody has decided. */
  #declare(link: Link): KeptLink {
    const kept = this.#parts.registry.find(link) ?? this.#parts.writing.declare(link);
    this.#parts.registry.want(kept);
    kept.temporary = this.#parts.ends.isTemporary(link);
    return kept;
  }

  /** Nobody but the nodes themselves knows of it. */
  #removeTemporary(link: Link, now: number): void {
    const { ends, lookup, registry, making } = this.#parts;
    const subscription = ends.resolve(link);
    const kept = lookup.find(link);
    if (kept !== undefined) registry.delete(kept);
    if (kept?.state === "made") this.#core.tell({ type: "unlinked", link, reason: "it was cut" });
    const { id } = this.#core;
    if (subscription === undefined) return;
    if (subscription.emitterNode === id || subscription.sensorNode === id) making.cutOwnPart(subscription, now);
    else if (making.isListed({ temporary: true }, subscription))
      this.#core.sendLink("UNSUB", subscription.emitterNode, subscription);
  }
}

/** Whoever is no show. */
const NOBODY: Sender = {};
