import type { JsonObject } from "../../bytes/json.ts";
import type { Core } from "../core/core.ts";
import type { Link } from "../core/link.ts";
import type { Ends } from "./ends.ts";
import { type LinkRecord, sameOptions } from "./record.ts";
import type { KeptLink, Registry } from "./registry.ts";
import { declaredVersion, isDecided, nextVersion, type Version } from "./version.ts";

/** How a register of a record gets another value. */
export interface Manner {
  /** Nobody decided it: a program or a file wants it. */
  readonly declared: boolean;
  /** It belongs to a link that is declared now. */
  readonly isNew: boolean;
}

/** Writes records: every new version of a record of this node comes from here. */
export class Writing {
  readonly #core: Core;
  readonly #registry: Registry;
  readonly #ends: Ends;

  constructor(core: Core, registry: Registry, ends: Ends) {
    this.#core = core;
    this.#registry = registry;
    this.#ends = ends;
  }

  /** A link is to be, or not, because the node named `by` decided or declared it. */
  write(link: Link, on: boolean, by: string, declared = false): KeptLink {
    const { id, date } = this.#core;
    const known = this.#registry.find(link)?.record;
    const onVersion = declared ? declaredVersion(id) : nextVersion(id, known?.onVersion, date);
    const kept = this.#put({ ...(known ?? this.#blank(link)), on, onVersion, by, at: date ?? 0 });
    kept.disputed = false;
    kept.filled = false;
    return kept;
  }

  /** A link is to be wherever nobody has decided. */
  declare(link: Link): KeptLink {
    return this.#registry.put(this.#blank(link));
  }

  /**
   * Those of a new link are declared with it; others take the place of what was there, unless another node than the receiver
   * declares what was decided.
   */
  setOptions({ record }: KeptLink, options: JsonObject, { declared, isNew }: Manner): void {
    const { id, date } = this.#core;
    const { optionsVersion: before } = record;
    const mayNot = declared && isDecided(before) && before.id !== id && !this.#ends.isMe(record.sensor);
    // What somebody decides is told also where it is so already: the ends may have something else by now.
    if ((declared && sameOptions(record.options, options)) || mayNot) return;
    const optionsVersion = isNew ? declaredVersion(id) : nextVersion(id, before, date);
    this.#put({ ...record, options, optionsVersion }).untold = true;
  }

  #put(record: LinkRecord): KeptLink {
    const kept = this.#registry.put(record);
    kept.agreed.clear();
    kept.sender = {};
    kept.askedAt = Number.NEGATIVE_INFINITY;
    return kept;
  }

  #blank({ emitter, sensor }: Link): LinkRecord {
    const { id, name, date = 0 } = this.#core;
    const version: Version = declaredVersion(id);
    const register = { on: true, onVersion: version, options: new Map(), optionsVersion: version };
    return { emitter, sensor, ...register, by: name, at: date };
  }
}
