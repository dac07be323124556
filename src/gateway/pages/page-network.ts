import { brokerTransport, Frames, type NetworkError, type Transport, ZreNode } from "../../index.ts";
import type { GatewayNetwork } from "../options.ts";

/** What the node of a page is. */
export interface PageIdentity {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** What happens on the network, as a page's node sees it. */
export interface PageNetworkHandlers {
  enter(peer: string, name: string, headers: ReadonlyMap<string, string>): void;
  exit(peer: string, reason: string): void;
  /** The message number `index` of a peer. */
  message(peer: string, content: Frames, index: number): void;
  suspicion(peer: string, suspected: boolean): void;
  drain(peer: string): void;
  failed(error: NetworkError): void;
  /** Why somebody stays out, for people. */
  note(message: string): void;
}

/** The network that a page's node is on. */
export interface PageNetwork {
  readonly name: string;
  /** Rejects with `NetworkError`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  whisper(peer: string, text: string): void;
  /** Whether a peer takes messages at once; `drain` follows where not. */
  writable(peer: string): boolean;
}

/** The local network, or the broker that is named. Throws `UsageError` when the page wants to be what no node can be. */
export function pageNetwork(page: PageIdentity, network: GatewayNetwork, handlers: PageNetworkHandlers): PageNetwork {
  const { id, headers } = page;
  const broker = brokerTransport(page.name, { ...network, id, headers, limits: LIMITS });
  return broker === undefined ? onZre(page, network, handlers) : onBroker(broker.transport, page, handlers);
}

function onZre({ name, id, headers }: PageIdentity, network: GatewayNetwork, to: PageNetworkHandlers): PageNetwork {
  const { broker: _, show: __, ...local } = network;
  const own = { port: 0, endpoint: false, id, headers, groups: [GROUP], limits: LIMITS } as const;
  const zre = new ZreNode(name, { ...local, ...own });
  zre
    .on("enter", ({ peer, name: called, headers: said }) => to.enter(peer, called, said))
    .on("exit", ({ peer, reason }) => to.exit(peer, reason))
    // Frames after the first are ignored, as the reference does.
    .on("whisper", ({ peer, content }) => to.message(peer, content, 0))
    .on("shout", ({ peer, group, content }) => {
      if (group === GROUP) to.message(peer, content, 0);
    })
    .on("suspected", ({ peer }) => to.suspicion(peer, true))
    .on("recovered", ({ peer }) => to.suspicion(peer, false))
    .on("ignored", ({ error }) => {
      if (error.code === "key-mismatch") to.note(error.message);
    })
    .on("failed", ({ error }) => to.failed(error));
  zre.onDrain((peer) => to.drain(peer));
  return zre;
}

function onBroker(transport: Transport, { headers }: PageIdentity, to: PageNetworkHandlers): PageNetwork {
  transport.open(
    {
      ...to,
      message: (peer, text) => to.message(peer, Frames.ofText(text), 0),
      frames: (peer, frames) => {
        for (let index = 0; index < frames.count; index++) to.message(peer, frames, index);
      },
    },
    { group: GROUP, headers },
  );
  return {
    name: transport.name,
    start: () => transport.start(),
    stop: () => transport.stop(),
    whisper: (peer, text) => transport.whisper(peer, Frames.ofText(text)),
    writable: (peer) => transport.writable?.(peer) !== false,
  };
}

const GROUP = "ZOCP";
/** Octets that may wait for one slow node. */
const LIMITS = { buffer: 8 * 1024 * 1024 };
