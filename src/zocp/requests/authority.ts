import type { Json } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import type { Core } from "../core/core.ts";
import type { Port } from "../core/link.ts";

/** What another node is about to do to this one. */
export interface Attempt {
  /**
   * `set` a value or metadata, `register` a parameter, `connect` or `disconnect` a wire, `listen` to values without a wire;
   * `stop` fades, or `pace` them; `release` overlays; `merge`: say how the sources of a sensor are joined; `panic`, which a lock does not keep off.
   */
  readonly action:
    | "set"
    | "register"
    | "connect"
    | "disconnect"
    | "listen"
    | "stop"
    | "pace"
    | "release"
    | "merge"
    | "panic";
  /** The id and the name of the node that asks. */
  readonly peer: string;
  readonly name: string;
  /** The public key that it has proved to own, or `user:` and its name at a message broker; undefined where nothing is proved. */
  readonly key: string | undefined;
  /** The parameter or metadata of ours that it is about; null: all of them (to `listen`), or those of a tag. */
  readonly parameter: string | null;
  /** Of a wire: its other end. */
  readonly other?: Port | undefined;
  /** Of a timed set: how many milliseconds it takes, and what caused it (`show/1.5#87`). */
  readonly over?: number | undefined;
  readonly tag?: string | undefined;
  /** Of a timed set: whether the value lies on top of what everybody else sets. */
  readonly overlay?: boolean | undefined;
}

/** Who may do what to a node. Without any of it everybody may do everything. */
export interface AuthorityOptions {
  /** Whether peers may register parameters on this node; yes without it. */
  readonly allowRegistration?: boolean | undefined;
  /** Whether the node is locked from its start; a text is the reason that others are told. */
  readonly locked?: boolean | string | undefined;
  /**
   * Whom the lock lets set, fade, cover, stop and wire all the same, such as the show: names, or public keys. Whoever came with a key is
   * known by the key alone.
   */
  readonly let?: readonly string[] | undefined;
  /**
   * The public keys (40 characters of Z85) of those who may set, register, connect and disconnect, and `user:ada` for users of a message
   * broker that proves who sends; everybody may without it.
   */
  readonly accept?: readonly string[] | undefined;
  /**
   * Decides what the other options allow: true for yes, false or a reason for no. It must answer at once. It is asked when
   * something is set or wired, never for the values of a wire.
   */
  readonly permit?: ((attempt: Attempt) => boolean | string) | undefined;
}

/** What a node tells of its authority: `guarded` refuses some nodes or some acts, `locked` refuses every change. */
export interface AuthorityStatus {
  readonly state: "open" | "guarded" | "locked";
  readonly reason: string;
}

/** Decides what others may do to this node. It is asked for each change, and never for a value that a wire carries. */
export class Authority {
  readonly #core: Core;
  readonly #registration: boolean;
  readonly #accept: ReadonlySet<string> | undefined;
  readonly #permit: AuthorityOptions["permit"];
  #locked: string | undefined;
  /** Those whom the lock lets through. */
  #let: ReadonlySet<string> = new Set();
  /** Those whom a lock lets through that does not name others. */
  readonly #usual: readonly string[];

  /** Throws `UsageError`. */
  constructor(
    core: Core,
    { allowRegistration = true, locked = false, accept, permit, let: through = [] }: AuthorityOptions,
  ) {
    this.#usual = through;
    this.#core = core;
    this.#registration = allowRegistration;
    this.#accept = accept && new Set(accept.map(checkKey));
    this.#permit = permit;
    if (locked !== false) this.lock(locked === true ? "" : locked);
    if (this.status.state !== "open") core.tree.metadata.set(STATUS, formatStatus(this.status));
  }

  get locked(): boolean {
    return this.#locked !== undefined;
  }

  get status(): AuthorityStatus {
    if (this.#locked !== undefined) return { state: "locked", reason: this.#locked };
    return { state: this.#accept === undefined && this.#permit === undefined ? "open" : "guarded", reason: "" };
  }

  /** False when others see nothing else than before. Throws `UsageError` for a reason that is too long to be told. */
  lock(reason: string, through: readonly string[] = this.#usual): boolean {
    if (typeof reason !== "string" || reason.length > REASON_LIMIT) {
      const given = typeof reason === "string" ? `has ${reason.length} characters` : "is no text";
      throw new UsageError("invalid-argument", `the reason of the lock ${given}; it may have ${REASON_LIMIT}`);
    }
    this.#let = new Set(through);
    if (this.#locked === reason) return false;
    this.#locked = reason;
    return true;
  }

  /** False when it was so already. */
  unlock(): boolean {
    const was = this.locked;
    this.#locked = undefined;
    return was;
  }

  /** Why a peer may not do this, in words for people; undefined when it may. */
  objection(peer: string, what: Omit<Attempt, "peer" | "name" | "key">): string | undefined {
    const { name } = this.#core;
    const attempt: Attempt = { ...what, ...this.#core.who(peer), key: this.#core.peers.get(peer)?.key };
    // Who only listens changes nothing.
    const reason = what.action === "listen" ? undefined : this.#againstChange(attempt);
    if (reason !== undefined) return reason;
    if (what.action === "register" && !this.#registration) return "this node lets nobody register parameters";
    const verdict = this.#permit?.(attempt) ?? true;
    if (verdict === true) return undefined;
    return typeof verdict === "string" && verdict !== "" ? verdict : `${name} does not permit it`;
  }

  #againstChange({ action, key, name: who }: Attempt): string | undefined {
    const { name } = this.#core;
    const lets = action === "panic" || (PLAYS.has(action) && this.#let.has(key ?? who));
    if (this.#locked !== undefined && !lets) return lockedText(name, this.#locked) + this.#whyNot({ key, name: who });
    if (this.#accept === undefined || (key !== undefined && this.#accept.has(key))) return undefined;
    return `${name} takes changes only from named keys, ${key === undefined ? "and there is none here" : "not from this one"}`;
  }

  /** Else nobody would see why the name of the show is not enough. */
  #whyNot({ key, name }: Pick<Attempt, "key" | "name">): string {
    return key !== undefined && this.#let.has(name) ? ` (it lets ${name} through by its key only)` : "";
  }
}

/** What the lock lets those do whom it names: what a show does. They register nothing. */
const PLAYS: ReadonlySet<Attempt["action"]> = new Set([
  ...(["set", "connect", "disconnect", "stop", "pace", "release", "merge", "panic"] as const),
]);

/** A key that was mistyped would shut its owner out without a word. */
function checkKey(key: string): string {
  if (typeof key === "string" && /^([!-~]{40}|user:.{1,255})$/s.test(key)) return key;
  const what = `accept holds ${JSON.stringify(key)}`;
  const allowed = "that has 40 characters of Z85, or is user:NAME of a message broker";
  throw new UsageError("invalid-argument", `${what}, which is no public key: ${allowed}`);
}

/** `desk is locked`, or with its reason. */
function lockedText(name: string, reason: string): string {
  return reason === "" ? `${name} is locked` : `${name} is locked: ${reason}`;
}

/** As metadata: an object of texts, which tools of every age can read past. All fields always, for objects are merged. */
export function formatStatus({ state, reason }: AuthorityStatus): Json {
  return new Map([
    ["state", state],
    ["reason", reason],
  ]);
}

/** What a peer says of its authority; whatever else it may say there, it is open. */
export function readStatus(metadata: ReadonlyMap<string, Json>): AuthorityStatus {
  const told = metadata.get(STATUS);
  const state = told instanceof Map ? told.get("state") : undefined;
  if (!(told instanceof Map) || (state !== "guarded" && state !== "locked")) return OPEN;
  const reason = told.get("reason");
  return { state, reason: typeof reason === "string" ? reason.slice(0, REASON_LIMIT) : "" };
}

/** The metadata in which a node tells its status. Only the node itself says it. */
export const STATUS = "_authority";
/** The metadata in which a show says what it is among those of its name. Only the node itself says it, too. */
export const ROLE = "_role";
const OPEN: AuthorityStatus = { state: "open", reason: "" };
const REASON_LIMIT = 200;
