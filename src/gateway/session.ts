import { type Frames, type NetworkError, ProtocolError, ZreNode } from "../index.ts";
import type { GatewayLimits, GatewayNetwork } from "./options.ts";
import { PageValues } from "./page-values.ts";
import { refusalOf } from "./permission.ts";
import { type Batch, encodeAck, encodeBatch } from "./protocol/batch.ts";
import type { ClientRecord, Join } from "./protocol/client-messages.ts";
import { CLOSE, LONGEST_TEXT } from "./protocol/constants.ts";
import { Inbox } from "./protocol/inbox.ts";
import { Outbox } from "./protocol/outbox.ts";
import { encodeServerRecord, encodeWelcome, type ServerRecord } from "./protocol/server-messages.ts";

/** The connection to a page, as far as its session needs it. */
export interface Line {
  send(text: string): void;
  close(code: number, reason: string): void;
}

export interface SessionOptions {
  readonly id: string;
  readonly readOnly: boolean;
  readonly network: GatewayNetwork;
  readonly note: (message: string) => void;
  /** Milliseconds between two moments in which values leave. */
  readonly pace: number;
  readonly limits: GatewayLimits;
  /** The session ends by itself; `left` resolves when its node has left the network. */
  readonly ended: (session: Session, left: Promise<void>) => void;
}

/**
 * One page: a ZRE node of its own on the network, and what waits for the page. It outlives its connection for a while, so that
 * a page that comes back soon is the same node and has missed nothing but values that have newer ones.
 */
export class Session {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #zre: ZreNode;
  readonly #outbox: Outbox;
  readonly #inbox = new Inbox();
  readonly #slow = new Set<string>();
  readonly #values: PageValues;
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
    const { limits, pace, readOnly, network } = options;
    this.#outbox = new Outbox({ window: WINDOW, batch: BATCH, limit: limits.waiting, pace });
    // Links are kept by name: one who may only look must not take the place of a node under its name.
    const shown = readOnly ? `${name} (read-only)` : name;
    this.#zre = new ZreNode(shown, {
      ...network,
      port: 0,
      endpoint: false,
      id: options.id,
      headers,
      groups: [GROUP],
      limits: { buffer: BUFFER },
    });
    this.#listen();
  }

  /** Makes the page a node of the network, after what was before it has left. Rejects with `NetworkError`. */
  start(line: Line, before: Promise<void>): Promise<void> {
    this.#line = line;
    this.#started = before.then(() => (this.#stopped ? undefined : this.#zre.start()));
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

  /** Takes a batch of the page; one that came before is passed over. Throws `ProtocolError`. Returns how many records it held. */
  handleBatch({ number, received, records }: Batch<ClientRecord>): number {
    this.handleAck(received);
    if (this.#inbox.accept(number)) for (const record of records) this.#handle(record);
    this.#schedule();
    return records.length;
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
    if (now - this.#outbox.unconfirmedSince < stall || this.#line === undefined) return;
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
    await this.#zre.stop();
  }

  #listen(): void {
    this.#zre
      .on("enter", ({ peer, name, headers }) => this.#tell({ type: "enter", peer, name, headers }))
      .on("exit", ({ peer, reason }) => {
        this.#slow.delete(peer);
        this.#values.forget(peer);
        this.#tell({ type: "exit", peer, reason });
      })
      .on("whisper", ({ peer, content }) => this.#carry(peer, content))
      .on("shout", ({ peer, group, content }) => {
        if (group === GROUP) this.#carry(peer, content);
      })
      .on("suspected", ({ peer }) => this.#tell({ type: "suspected", peer }))
      .on("recovered", ({ peer }) => this.#tell({ type: "recovered", peer }))
      .on("ignored", ({ error }) => {
        if (error.code === "key-mismatch") this.#options.note(error.message);
      })
      .on("failed", ({ error }) => this.#tell({ type: "failed", code: error.code, reason: error.message }));
    this.#zre.onDrain((peer) => {
      if (this.#slow.delete(peer)) this.#tell({ type: "drain", peer });
    });
  }

  /** Frames after the first are ignored, as the reference does. */
  #carry(peer: string, content: Frames): void {
    const { length } = content.frame(0);
    if (length > LONGEST_TEXT.toPage) {
      const reason = `a message of ${length} octets is too long for a page; the limit is ${LONGEST_TEXT.toPage}`;
      return this.#tell({ type: "failed", code: "network-failure" satisfies NetworkError["code"], reason });
    }
    const text = content.text(0);
    const key = this.#values.keyOf(peer, text, this.#outbox.roomy);
    if (key !== undefined && this.#outbox.holds(key)) this.#values.count(peer, key);
    this.#tell({ type: "message", peer, text }, key);
  }

  #handle(record: ClientRecord): void {
    // The page cannot know yet that a peer has gone.
    if (this.#stopped || !this.#zre.peers.has(record.peer)) return;
    if (record.type === "happenings") this.#values.handleHappenings(record.peer, record.emitters);
    else this.#whisper(record.peer, record.text);
  }

  #whisper(peer: string, text: string): void {
    const reason = this.#options.readOnly ? refusalOf(text, peer, this.id) : undefined;
    if (reason !== undefined) return this.#tell({ type: "refused", peer, reason });
    this.#values.handleText(peer, text);
    this.#zre.whisper(peer, text);
    if (!this.#zre.writable(peer) && !this.#slow.has(peer)) {
      this.#slow.add(peer);
      this.#tell({ type: "slow", peer });
    }
  }

  #tell(record: ServerRecord, key?: string): void {
    if (this.#stopped || this.#outbox.add(encodeServerRecord(record), key)) return this.#schedule();
    // Too much waits that may not be left out: the page begins anew when it reads again.
    this.#options.ended(this, this.stop(CLOSE.slow, "more waited for the page than can be kept"));
  }

  /** What happens in one turn leaves in one batch. */
  #schedule(): void {
    if (this.#flushing || this.#line === undefined) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#line === undefined || this.#stopped || !this.#welcomed) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    for (let batch = this.#outbox.take(now); batch !== undefined; batch = this.#outbox.take(now)) {
      this.#line.send(encodeBatch(batch, this.#inbox.tell()));
    }
    if (this.#inbox.owing) this.#line.send(encodeAck(this.#inbox.tell()));
    const { deadline } = this.#outbox;
    if (deadline < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#flush(), deadline - now);
  }

  #welcome(resumed: boolean): void {
    const { readOnly, limits } = this.#options;
    const { received } = this.#inbox;
    const { name } = this.#zre;
    this.#welcomed = true;
    this.#line?.send(encodeWelcome({ id: this.id, name, readOnly, resumed, received, linger: limits.linger }));
    this.#schedule();
  }

  #hangUp(code: number, reason: string): void {
    const line = this.#line;
    if (line === undefined) return;
    this.detach(line);
    line.close(code, reason);
  }

  #leave(): void {
    if (!this.#stopped) this.#options.ended(this, this.stop(CLOSE.normal, "the page has left"));
  }
}

/** Batches on their way to a page: enough to keep the rate over a slow Wi-Fi. */
const WINDOW = 4;
const BATCH = 0x4_0000;
/** Octets that may wait for one slow node. */
const BUFFER = 8 * 1024 * 1024;
const GROUP = "ZOCP";
