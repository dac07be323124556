import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

import type { BrowserNode } from "../../src/browser/browser-node.ts";
import { type JoinOptions, joinMesh } from "../../src/browser/join.ts";
import { Gateway } from "../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../src/gateway/options.ts";
import { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";

/** A gateway, pages and nodes on loopback and a beacon port of their own; all end with the test. */
export class Stage {
  readonly network: { readonly interface: string; readonly beaconPort: number };

  constructor(beaconPort: number) {
    this.network = { interface: "lo", beaconPort };
  }

  static async open(): Promise<Stage> {
    return new Stage(await freePort());
  }

  async gateway(options: GatewayOptions = {}): Promise<Gateway> {
    const gateway = new Gateway({ httpPort: 0, network: this.network, ...options });
    onTestFinished(() => gateway.stop());
    await gateway.start();
    return gateway;
  }

  async node(name: string, prepare: (node: ZocpNode) => void = () => {}): Promise<ZocpNode> {
    const node = new ZocpNode(name, this.network);
    prepare(node);
    onTestFinished(() => node.stop());
    await node.start();
    return node;
  }

  async page(gateway: Gateway, options: Partial<JoinOptions> = {}): Promise<BrowserNode> {
    const url = options.url ?? gateway.links()[0]?.url;
    const page = await joinMesh({ name: "page", socket: WebSocket, ...options, url });
    onTestFinished(() => page.stop());
    return page;
  }
}

/** A WebSocket whose connection a test can cut or freeze, and which can be told that there is no way at all. */
export class Fragile extends WebSocket {
  static #last: Fragile | undefined;
  static #unreachable = false;

  constructor(url: string, protocol: string | string[]) {
    super(Fragile.#unreachable ? "ws://127.0.0.1:1/" : url, protocol);
    Fragile.#last = this;
  }

  /** Cuts the last connection as if the cable were pulled, and perhaps lets nothing through until `repair`. */
  static cut({ unreachable = false } = {}): void {
    Fragile.#unreachable = unreachable;
    Fragile.#last?.terminate();
  }

  static repair(): void {
    Fragile.#unreachable = false;
  }

  /** The page stops reading. */
  static freeze(): void {
    Fragile.#last?.pause();
  }

  static thaw(): void {
    Fragile.#last?.resume();
  }
}

/** Waits until something is so. Rejects with `what` after a generous time. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
