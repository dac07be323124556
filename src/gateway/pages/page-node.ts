import { type Frames, type NetworkError, ZreNode, type ZreNodeEvents } from "../../index.ts";
import type { Guard } from "../access/guard.ts";
import type { GatewayNetwork } from "../options.ts";
import { LONGEST_TEXT } from "../protocol/constants.ts";
import type { ServerRecord } from "../protocol/server-messages.ts";

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

/** The ZRE node of one page: tells what happens on the network in the words of the gateway's protocol. */
export class PageNode {
  readonly #options: PageNodeOptions;
  readonly #handlers: PageNodeHandlers;
  readonly #zre: ZreNode;
  /** Peers that take no more for the moment, with the characters that were whispered to them since they do not. */
  readonly #slow = new Map<string, number>();
  #owed = 0;

  /** Throws `UsageError` when the page wants to be what no node can be. */
  constructor(options: PageNodeOptions, handlers: PageNodeHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    const { name, network, id, headers } = options;
    const own = { port: 0, endpoint: false, id, headers, groups: [GROUP], limits: { buffer: BUFFER } } as const;
    this.#zre = new ZreNode(name, { ...network, ...own });
    this.#listen();
  }

  get name(): string {
    return this.#zre.name;
  }

  knows(peer: string): boolean {
    return this.#zre.peers.has(peer);
  }

  /** How many characters may wait for peers that take no more for the moment. */
  get owed(): number {
    return this.#owed;
  }

  /** Rejects with `NetworkError`. */
  start(): Promise<void> {
    return this.#zre.start();
  }

  stop(): Promise<void> {
    return this.#zre.stop();
  }

  whisper(peer: string, text: string): void {
    this.#zre.whisper(peer, text);
    const owed = this.#slow.get(peer);
    if (owed === undefined && this.#zre.writable(peer)) return;
    this.#slow.set(peer, (owed ?? 0) + text.length);
    this.#owed += text.length;
    if (owed === undefined) this.#handlers.tell({ type: "slow", peer });
  }

  #listen(): void {
    const { tell } = this.#handlers;
    this.#on("enter", ({ peer, name, headers }) => tell({ type: "enter", peer, name, headers }));
    this.#on("exit", ({ peer, reason }) => {
      this.#settle(peer);
      tell({ type: "exit", peer, reason });
    });
    this.#on("whisper", ({ peer, content }) => this.#carry(peer, content));
    this.#on("shout", ({ peer, group, content }) => {
      if (group === GROUP) this.#carry(peer, content);
    });
    this.#on("suspected", ({ peer }) => tell({ type: "suspected", peer }));
    this.#on("recovered", ({ peer }) => tell({ type: "recovered", peer }));
    this.#on("ignored", ({ error }) => {
      if (error.code === "key-mismatch") this.#options.note(error.message);
    });
    this.#on("failed", ({ error }) => tell({ type: "failed", code: error.code, reason: error.message }));
    this.#zre.onDrain(
      this.#guarded((peer: string) => {
        if (this.#settle(peer)) tell({ type: "drain", peer });
      }),
    );
  }

  #on<Type extends keyof ZreNodeEvents>(type: Type, listener: (event: ZreNodeEvents[Type][0]) => void): void {
    this.#zre.on(type, this.#guarded(listener));
  }

  #guarded<Words extends readonly unknown[]>(listener: (...words: Words) => void): (...words: Words) => void {
    return this.#options.guard.wrap("telling a page of the network", listener, () => this.#handlers.fault());
  }

  /** Nothing waits for this peer any more. False: nothing did. */
  #settle(peer: string): boolean {
    this.#owed -= this.#slow.get(peer) ?? 0;
    return this.#slow.delete(peer);
  }

  /** Frames after the first are ignored, as the reference does. */
  #carry(peer: string, content: Frames): void {
    const { length } = content.frame(0);
    if (length <= LONGEST_TEXT.toPage) return this.#handlers.text(peer, content.text(0));
    const reason = `a message of ${length} octets is too long for a page; the limit is ${LONGEST_TEXT.toPage}`;
    this.#handlers.tell({ type: "failed", code: "network-failure" satisfies NetworkError["code"], reason });
  }
}

/** Octets that may wait for one slow node. */
const BUFFER = 8 * 1024 * 1024;
const GROUP = "ZOCP";
