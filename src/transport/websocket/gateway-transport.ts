import type { Frames } from "../../bytes/frames.ts";
import { NETWORK_CODES, type NetworkCode, NetworkError } from "../../errors.ts";
import { type WaitOptions, Waits } from "../../events/waiting.ts";
import { encodeHappenings, encodeWhisper } from "../../gateway/protocol/client-messages.ts";
import { LONGEST_TEXT } from "../../gateway/protocol/constants.ts";
import type { ServerRecord, Welcome } from "../../gateway/protocol/server-messages.ts";
import type { Transport, TransportHandlers } from "../transport.ts";
import { type ConnectionOptions, GatewayConnection } from "./connection.ts";
import { GatewayStatus } from "./gateway-state.ts";

/** Sees a message that passes between this page and a peer. */
export type TextListener = (direction: "in" | "out", peer: string, text: string) => void;

export interface GatewayTransportOptions extends ConnectionOptions {
  readonly onText?: TextListener | undefined;
}

/** ZOCP through a gateway: what a ZRE node of the gateway hears and says, over a WebSocket. */
export class GatewayTransport implements Transport {
  /** How the page stands with the gateway. */
  readonly status: GatewayStatus = new GatewayStatus();
  readonly #connection: GatewayConnection;
  readonly #peers = new Set<string>();
  readonly #slow = new Set<string>();
  /** Peers to which something waits, because they did not take it at once. */
  readonly #waiting = new Set<string>();
  readonly #onText: TextListener | undefined;
  readonly #waits = new Waits((delay, callback) => this.schedule(delay, callback));
  #handlers: TransportHandlers | undefined;
  #welcome: Welcome | undefined;
  /** What arrived before the start; undefined while started. */
  #early: ServerRecord[] | undefined = [];

  constructor({ onText, ...options }: GatewayTransportOptions) {
    this.#onText = onText;
    this.#connection = new GatewayConnection(options, {
      welcome: (welcome) => {
        this.#welcome = welcome;
        this.status.opened(welcome.rights);
      },
      record: (record) => (this.#early === undefined ? this.#handle(record) : this.#early.push(record)),
      drain: () => this.#drain(),
      forgotten: (reason) => this.#forget(reason),
      lost: (reason) => this.status.lost("reconnecting", reason),
      closed: (reason) => this.status.lost("closed", reason),
    });
  }

  /** Given by the gateway; known once it is {@link connect}ed. */
  get id(): string {
    return this.#welcome?.id ?? "";
  }

  get name(): string {
    return this.#welcome?.name ?? "";
  }

  now(): number {
    return performance.now();
  }

  date(): number {
    return Date.now();
  }

  schedule(delay: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  }

  defer(callback: () => void): void {
    queueMicrotask(callback);
  }

  open(handlers: TransportHandlers): void {
    this.#handlers = handlers;
  }

  /** Resolves when the gateway has let us in. Rejects with `NetworkError` when it refuses, or in time does not answer. */
  async connect(options: WaitOptions): Promise<void> {
    try {
      await this.#waits.begin<void>(
        options,
        () => `no way to the gateway (${this.status.reason})`,
        (resolve, reject) => {
          const look = (): void => {
            const { state, reason } = this.status;
            if (state === "open") resolve();
            if (state === "closed") reject(new NetworkError("refused-by-peer", `the gateway refuses: ${reason}`));
          };
          this.status.lost("reconnecting", "not connected yet");
          this.status.on("state", look);
          this.#connection.open();
          return () => this.status.off("state", look);
        },
      );
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  async start(): Promise<void> {
    if (this.status.state === "closed") await this.connect({ timeout: PATIENCE });
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const record of early) this.#handle(record);
  }

  async stop(): Promise<void> {
    this.#early = [];
    this.#peers.clear();
    this.#waits.end(new NetworkError("stopped", "this node was stopped meanwhile"));
    this.#connection.close();
    this.status.lost("closed", "stopped");
    this.status.end();
  }

  whisper(peer: string, content: Frames): void {
    if (!this.#peers.has(peer)) return;
    const text = content.text(0);
    this.#onText?.("out", peer, text);
    if (text.length <= LONGEST_TEXT.fromPage) return this.#connection.send(encodeWhisper(peer, text));
    const reason = `a message of ${text.length} characters is too long; the limit is ${LONGEST_TEXT.fromPage}`;
    this.#handlers?.failed(new NetworkError("network-failure", reason));
  }

  writable(peer: string): boolean {
    const writable = this.#connection.writable && !this.#slow.has(peer);
    if (!writable && this.#peers.has(peer)) this.#waiting.add(peer);
    return writable;
  }

  offer(peer: string, content: Frames): boolean {
    if (!this.#peers.has(peer) || !this.writable(peer)) return false;
    this.whisper(peer, content);
    return true;
  }

  /** Tells the gateway which emitters of a peer have happenings as values: of these every one comes. */
  tellHappenings(peer: string, emitters: readonly string[]): void {
    if (this.#peers.has(peer)) this.#connection.send(encodeHappenings(peer, emitters));
  }

  #handle(record: ServerRecord): void {
    switch (record.type) {
      case "message":
        this.#onText?.("in", record.peer, record.text);
        return this.#handlers?.message(record.peer, record.text);
      case "enter":
        this.#peers.add(record.peer);
        return this.#handlers?.enter(record.peer, record.name, record.headers);
      case "exit":
        return this.#exit(record.peer, record.reason);
      case "slow":
        return void this.#slow.add(record.peer);
      case "drain":
        this.#slow.delete(record.peer);
        return this.#drain();
      case "suspected":
      case "recovered":
        return this.#handlers?.suspicion(record.peer, record.type === "suspected");
      case "replaced":
        return this.status.replaced(record.peer, record.emitter, record.count);
      case "refused":
        return this.status.refused(record.peer, record.reason);
      case "failed":
        return this.#handlers?.failed(new NetworkError(toCode(record.code), record.reason));
    }
  }

  #exit(peer: string, reason: string): void {
    this.#slow.delete(peer);
    this.#waiting.delete(peer);
    if (this.#peers.delete(peer)) this.#handlers?.exit(peer, reason);
  }

  #forget(reason: string): void {
    if (this.#early !== undefined) this.#early = [];
    this.status.forgotten(reason);
    for (const peer of [...this.#peers]) this.#exit(peer, reason);
  }

  /** Those that are still not writable come back into the set when it is tried. */
  #drain(): void {
    for (const peer of [...this.#waiting]) {
      if (!this.#connection.writable) return;
      if (this.#slow.has(peer)) continue;
      this.#waiting.delete(peer);
      this.#handlers?.drain(peer);
    }
  }
}

/** A gateway of another version may know other codes. */
function toCode(code: string): NetworkCode {
  return code in NETWORK_CODES ? (code as NetworkCode) : "network-failure";
}

const PATIENCE = 10_000;
