import { askHealth } from "../../../src/browser.ts";
import type { Health, HealthOrder, LinkHealth, TransportNode } from "../../../src/index.ts";
import type { Timing } from "../network/valves.ts";
import { Observable } from "../observable.ts";

/** How all nodes and their links are, the worst first. While somebody looks, the nodes are asked every two seconds; nothing else is sent. */
export class HealthLook extends Observable {
  readonly #node: TransportNode;
  readonly #timing: Timing;
  #health: Health | undefined;
  #order: HealthOrder = "rate";

  constructor(node: TransportNode, timing: Timing) {
    super();
    this.#node = node;
    this.#timing = timing;
  }

  /** Undefined until everybody has answered once, or has not in time. */
  get health(): Health | undefined {
    return this.#health;
  }

  get order(): HealthOrder {
    return this.#order;
  }

  /** The links between parameters: that pages and recorders listen to everything says nothing of the show. */
  get links(): readonly LinkHealth[] {
    return (this.#health?.links ?? []).filter(({ listens }) => listens !== true);
  }

  /** How many links are in trouble, and how many nodes do not answer. */
  get troubles(): { readonly links: number; readonly nodes: number } {
    const links = this.links.filter(({ trouble }) => trouble > 0).length;
    const nodes = (this.#health?.nodes ?? []).filter(({ state }) => state === "silent" || state === "unknown").length;
    return { links, nodes };
  }

  /** Sorts by something else; what is in trouble stays first. */
  sort(order: HealthOrder): void {
    this.#order = order;
    this.#health = this.#health?.by(order);
    this.changed();
  }

  /** Asks again and again, until the returned function is called. */
  follow(): () => void {
    let over = false;
    const look = async (): Promise<void> => {
      while (!over) {
        await this.look();
        await this.#timing.pause(LOOK_EVERY_MS);
      }
    };
    void look();
    return () => (over = true);
  }

  /** Asks everybody but commands, which come and go. */
  async look(): Promise<void> {
    const remotes = [...this.#node.peers.values()].filter(({ headers }) => !headers.has(TOOL_HEADER));
    const asked = { order: this.#order, timeout: ANSWER_TIMEOUT_MS, now: () => this.#timing.now() };
    this.#health = (await askHealth(remotes, asked)).by(this.#order);
    this.changed();
  }
}

const TOOL_HEADER = "X-ZOCP-TOOL";
const LOOK_EVERY_MS = 2000;
const ANSWER_TIMEOUT_MS = 2000;
