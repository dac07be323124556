import { OldGuard, ProtocolError } from "../../index.ts";
import type { Rounds } from "../../rounds.ts";
import type { Account } from "../../shares.ts";
import type { Guard } from "../access/guard.ts";
import type { GatewayLimits, GatewayNetwork } from "../options.ts";
import { type Batch, encodeAck, encodeBatch } from "../protocol/batch.ts";
import type { ClientRecord, Join } from "../protocol/client-messages.ts";
import { CLOSE } from "../protocol/constants.ts";
import { Inbox } from "../protocol/inbox.ts";
import { Outbox } from "../protocol/outbox.ts";
import type { Rights } from "../protocol/rights.ts";
import { encodeServerRecord, encodeWelcome, type ServerRecord } from "../protocol/server-messages.ts";
import { Described } from "./described.ts";
import { PageNode } from "./page-node.ts";
import { PageValues } from "./page-values.ts";
import { refusalOf } from "./permission.ts";
import { mayBeMessage, readText } from "./texts.ts";

/** The connection to a page, as far as its session needs it. */
export interface Line {
  /** What is done for the page is its own doing. */
  readonly account: Account;
  /** Something that came from the page was not read yet: not by its fault. */
  readonly unread: boolean;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** All that came from the page is done. */
  readOn(): void;
}

export interface SessionOptions {
  readonly id: string;
  readonly rights: Rights;
  readonly network: GatewayNetwork;
  readonly guard: Guard;
  readonly rounds: Pick<Rounds, "add" | "over" | "hear">;
  readonly note: (message: string) => void;
  /** Milliseconds between two moments in which values leave. */
  readonly pace: number;
  readonly limits: GatewayLimits;
  /** The session ends by itself; `left` resolves when its node has left the network. */
  readonly ended: (session: Session, left: Promise<void>) => void;
  /** Much waits for this page: looks whether that is too much for all pages together. */
  readonly crowded: () => void;
}

/**
 * One page: a ZRE node of its own on the network, and what waits for the page. It outlives its connection for a while, so that
 * a page that comes back soon is the same node and has missed nothing but values that have newer ones.
 */
export class Session {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #node: PageNode;
  readonly #outbox: Outbox;
  readonly #inbox = new Inbox();
  readonly #values: PageValues;
  readonly #oldNodes: OldGuard;
  /** For a page that performs. */
  readonly #described: Described | undefined;
  /** What the page sent and has not been done, the next one last. */
  #records: ClientRecord[] = [];
  #started: Promise<void> = Promise.resolve();
  #line: Line | undefined;
  #detachedAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #flushing = false;
  #welcomed = false;
  #stopped = false;

  /** Throws `UsageError` when the page wants to be what no node can be. */
  constructor({ name, headers }: Pick<Join, "name" | "headers">, options: SessionOptions) {
    this.#options = options;
    this.id = options.id;
    this.#values = new PageValues(options.id);
    this.#oldNodes = new OldGuard(options.id, name);
    const { limits, pace, rights } = options;
    this.#described = rights === "perform" ? new Described() : undefined;
    this.#outbox = new Outbox({ window: WINDOW, batch: BATCH, limit: limits.waiting, pace });
    // Links are kept by name: one who may not patch must not take the place of a node under its name.
    this.#node = new PageNode(
      { ...options, name: name + ADDED[rights], headers },
      {
        tell: (record) => this.#hear(record),
        text: (peer, text) => this.#carry(peer, text),
        fault: () => this.fail(),
      },
    );
  }

  /** How many characters the gateway keeps for this page, and of it for slow nodes. */
  get held(): number {
    return this.#outbox.held + this.#node.owed;
  }

  /** Whether something that the page sent waits for a turn. */
  get busy(): boolean {
    return this.#records.length > 0;
  }

  /** Since when the page has no connection; Infinity while it has one. */
  get detachedAt(): number {
    return this.#detachedAt;
  }

  /** Makes the page a node of the network, after what was before it has left. Rejects with `NetworkError`. */
  start(line: Line, before: Promise<void>): Promise<void> {
    this.#line = line;
    this.#started = before.then(() => this.#round()).then(() => (this.#stopped ? undefined : this.#node.start()));
    return this.#started.then(() => this.#welcome(false));
  }

  /** A page comes back that has everything up to this number. False: what it lacks is gone, so it begins anew. */
  resume(line: Line, received: number): boolean {
    const missing = this.#stopped || !this.#welcomed ? undefined : this.#outbox.resume(received, performance.now());
    if (missing === undefined) return false;
    const older = this.#line;
    this.#line = line;
    this.#detachedAt = Number.POSITIVE_INFINITY;
    older?.close(CLOSE.replaced, "the page came back over another connection");
    this.#welcome(true);
    for (const batch of missing) line.send(encodeBatch(batch, this.#inbox.tell()));
    this.#schedule();
    return true;
  }

  /** The page has closed its connection for good. What an older connection still has to say no longer matters. */
  leaveBy(line: Line): void {
    if (this.#line === line) this.#leave();
  }

  /** The connection is gone; the node stays for a while. What an older connection still has to say no longer matters. */
  detach(line: Line): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    this.#detachedAt = performance.now();
    clearTimeout(this.#timer);
  }

  /** Takes a batch of the page; one that came before is passed over. Throws `ProtocolError`. */
  handleBatch({ number, received, records }: Batch<ClientRecord>): void {
    this.handleAck(received);
    if (!this.#inbox.accept(number) || records.length === 0) return;
    if (this.#line !== undefined) this.#options.rounds.hear(this.#line.account);
    const more = this.busy;
    this.#records = [...records.toReversed(), ...this.#records];
    if (!more) this.#handleSome();
  }

  /** The page has everything up to this number. Throws `ProtocolError`. */
  handleAck(received: number): void {
    if (!this.#outbox.confirm(received)) throw new ProtocolError("bad-message", `batch ${received} was never sent`);
    this.#schedule();
  }

  /** Gives the page a sign of life. */
  beat(): void {
    if (this.#welcomed) this.#line?.send(encodeAck(this.#inbox.tell()));
  }

  /** Looks what time has done; called now and then. */
  check(now: number): void {
    const { linger, stall } = this.#options.limits;
    if (now - this.#detachedAt >= linger) return this.#leave();
    if (this.#line !== undefined) for (const record of this.#values.takeNews()) this.#tell(record);
    if (now - this.#outbox.unconfirmedSince < stall || this.#line === undefined || this.#line.unread) return;
    this.#hangUp(CLOSE.slow, "the page did not read for too long");
  }

  /** Leaves the network. */
  async stop(code: number = CLOSE.goingAway, reason = "the gateway ends"): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const line = this.#line;
    this.#line = undefined;
    line?.close(code, reason);
    await this.#started.catch(() => {});
    // Many may leave at once, and each has a connection with every node.
    await this.#round();
    await this.#node.stop();
  }

  /** A mistake of ours: only this page begins anew. */
  fail(): void {
    this.end(CLOSE.fault, "a mistake in the gateway: the page begins anew");
  }

  /** Leaves the network by itself. */
  end(code: number, reason: string): void {
    if (!this.#stopped) this.#options.ended(this, this.stop(code, reason));
  }

  /** Resolves when it is this page's turn: what begins behind it is a step. */
  #round(): Promise<void> {
    return new Promise((resolve) => this.#options.rounds.add(resolve));
  }

  #hear(record: ServerRecord): void {
    if (record.type === "exit") {
      this.#values.forget(record.peer);
      this.#oldNodes.handleExit(record.peer);
      this.#described?.forget(record.peer);
    }
    if (record.type === "enter") this.#oldNodes.handleEnter({ ...record, id: record.peer });
    this.#tell(record);
  }

  #carry(peer: string, text: string): void {
    this.#oldNodes.handleText(peer, text);
    this.#described?.handleText(peer, text);
    const key = this.#values.keyOf(peer, text, this.#outbox.roomy);
    if (key !== undefined && this.#outbox.holds(key)) this.#values.count(peer, key);
    this.#tell({ type: "message", peer, text }, key);
  }

  /** Does what the page wants as long as this turn lasts, the rest in later ones. */
  #handleSome(): void {
    const { guard, rounds } = this.#options;
    for (let record = this.#records.at(-1); record !== undefined; record = this.#records.at(-1)) {
      this.#handle(record);
      this.#records.pop();
      if (rounds.over && this.busy)
        return rounds.add(
          guard.wrap(
            DOING,
            () => this.#handleSome(),
            () => this.fail(),
          ),
          this.#line?.account,
        );
    }
    this.#line?.readOn();
  }

  #handle(record: ClientRecord): void {
    // The page cannot know yet that a peer has gone.
    if (this.#stopped || !this.#node.knows(record.peer)) return;
    if (record.type === "happenings") this.#values.handleHappenings(record.peer, record.emitters);
    else this.#whisper(record.peer, record.text);
  }

  #whisper(peer: string, text: string): void {
    const { rights } = this.#options;
    // Read once, for whoever wants to know.
    const message = rights !== "all" || text.includes('SUB"') ? readText(text) : undefined;
    const reason =
      (rights === "all"
        ? undefined
        : refusalOf(message, { rights, peer, self: this.id, described: this.#described?.of(peer) })) ??
      this.#oldNodes.objection(peer, text) ??
      (message instanceof Map || mayBeMessage(text) ? undefined : "it is no ZOCP message");
    if (reason !== undefined) return this.#tell({ type: "refused", peer, reason });
    this.#values.handleMessage(peer, message);
    this.#node.whisper(peer, text);
    if (this.#node.owed > CROWDED) this.#options.crowded();
  }

  #tell(record: ServerRecord, key?: string): void {
    if (this.#stopped) return;
    // Too much waits that may not be left out: the page begins anew when it reads again.
    if (!this.#outbox.add(encodeServerRecord(record), key))
      return this.end(CLOSE.slow, "more waited for the page than can be kept");
    if (this.held > CROWDED) this.#options.crowded();
    this.#schedule();
  }

  /** What happens in one turn leaves in one batch. */
  #schedule(): void {
    if (this.#flushing || this.#line === undefined) return;
    this.#flushing = true;
    const { guard, rounds } = this.#options;
    rounds.add(
      guard.wrap(
        "sending to a page",
        () => this.#flush(),
        () => this.fail(),
      ),
      this.#line?.account,
    );
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#line === undefined || this.#stopped || !this.#welcomed) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    const batch = this.#outbox.take(now);
    if (batch !== undefined) this.#line.send(encodeBatch(batch, this.#inbox.tell()));
    else if (this.#inbox.owing) this.#line.send(encodeAck(this.#inbox.tell()));
    const { deadline } = this.#outbox;
    if (deadline <= now) this.#schedule();
    else if (deadline < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#schedule(), Math.min(deadline - now, LONGEST_WAIT_MS));
  }

  #welcome(resumed: boolean): void {
    const { rights, limits } = this.#options;
    const { received } = this.#inbox;
    const { name } = this.#node;
    this.#welcomed = true;
    this.#line?.send(encodeWelcome({ id: this.id, name, rights, resumed, received, linger: limits.linger }));
    this.#schedule();
  }

  #hangUp(code: number, reason: string): void {
    const line = this.#line;
    if (line === undefined) return;
    this.detach(line);
    line.close(code, reason);
  }

  #leave(): void {
    this.end(CLOSE.normal, "the page has left");
  }
}

/** What the name of such a page ends in. */
const ADDED: Readonly<Record<Rights, string>> = { all: "", perform: " (performs)", look: " (read-only)" };
const DOING = "doing what a page sent";
/** After that it is looked again: a timer of more than 31 bits rings at once. */
const LONGEST_WAIT_MS = 60_000;
/** Batches on their way to a page: enough to keep the rate over a slow Wi-Fi. */
const WINDOW = 4;
const BATCH = 0x4_0000;
/** Characters for one page above which it is looked at what all pages hold. */
const CROWDED = 0x10_0000;
