import type { Frames, NetworkError } from "../../index.ts";
import type { Guard } from "../access/guard.ts";
import type { GatewayNetwork } from "../options.ts";
import { LONGEST_TEXT } from "../protocol/constants.ts";
import type { ServerRecord } from "../protocol/server-messages.ts";
import { type PageNetwork, type PageNetworkHandlers, pageNetwork } from "./page-network.ts";

export interface PageNodeOptions {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly network: GatewayNetwork;
  readonly guard: Guard;
  readonly note: (message: string) => void;
}

export interface PageNodeHandlers {
  /** Something that the page must be told. */
  tell(record: ServerRecord): void;
  /** A ZOCP text of a peer. */
  text(peer: string, text: string): void;
  /** A mistake of ours: this node cannot go on. */
  fault(): void;
}

/** The node of one page on the network: tells what happens on the network in the words of the gateway's protocol. */
export class PageNode {
  readonly #options: PageNodeOptions;
  readonly #handlers: PageNodeHandlers;
  readonly #network: PageNetwork;
  /** Who is here. */
  readonly #peers = new Set<string>();
  /** Peers that take no more for the moment, with the characters that were whispered to them since they do not. */
  readonly #slow = new Map<string, number>();
  #owed = 0;

  /** Throws `UsageError` when the page wants to be what no node can be. */
  constructor(options: PageNodeOptions, handlers: PageNodeHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#network = pageNetwork(options, options.network, this.#listeners());
  }

  get name(): string {
    return this.#network.name;
  }

  knows(peer: string): boolean {
    return this.#peers.has(peer);
  }

  /** How many characters may wait for peers that take no more for the moment. */
  get owed(): number {
    return this.#owed;
  }

  /** Rejects with `NetworkError`. */
  start(): Promise<void> {
    return this.#network.start();
  }

  stop(): Promise<void> {
    return this.#network.stop();
  }

  whisper(peer: string, text: string): void {
    this.#network.whisper(peer, text);
    const owed = this.#slow.get(peer);
    if (owed === undefined && this.#network.writable(peer)) return;
    this.#slow.set(peer, (owed ?? 0) + text.length);
    this.#owed += text.length;
    if (owed === undefined) this.#handlers.tell({ type: "slow", peer });
  }

  #listeners(): PageNetworkHandlers {
    const { tell } = this.#handlers;
    return {
      enter: this.#guarded((peer, name, headers) => {
        this.#peers.add(peer);
        tell({ type: "enter", peer, name, headers });
      }),
      exit: this.#guarded((peer, reason) => {
        this.#peers.delete(peer);
        this.#settle(peer);
        tell({ type: "exit", peer, reason });
      }),
      message: this.#guarded((peer, content, index) => this.#carry(peer, content, index)),
      suspicion: this.#guarded((peer, suspected) => tell({ type: suspected ? "suspected" : "recovered", peer })),
      note: this.#options.note,
      failed: this.#guarded(({ code, message }) => tell({ type: "failed", code, reason: message })),
      drain: this.#guarded((peer) => {
        if (this.#settle(peer)) tell({ type: "drain", peer });
      }),
    };
  }

  #guarded<Words extends readonly unknown[]>(listener: (...words: Words) => void): (...words: Words) => void {
    return this.#options.guard.wrap("telling a page of the network", listener, () => this.#handlers.fault());
  }

  /** Nothing waits for this peer any more. False: nothing did. */
  #settle(peer: string): boolean {
    this.#owed -= this.#slow.get(peer) ?? 0;
    return this.#slow.delete(peer);
  }

  #carry(peer: string, content: Frames, index: number): void {
    const length = content.end(index) - content.start(index);
    if (length <= LONGEST_TEXT.toPage) return this.#handlers.text(peer, content.text(index));
    const reason = `a message of ${length} octets is too long for a page; the limit is ${LONGEST_TEXT.toPage}`;
    this.#handlers.tell({ type: "failed", code: "network-failure" satisfies NetworkError["code"], reason });
  }
}
