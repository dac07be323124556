import type { Json, ZocpOptions } from "../../../src/index.ts";
import { ZocpNode } from "../../../src/index.ts";
import { readShow, type ShowFile, ShowNode } from "../../../src/show.ts";
import { SimulatedNetwork } from "../../../src/sim.ts";

/** A show on a network of its own, in virtual time. */
export class SimulatedStage {
  readonly network = new SimulatedNetwork({ seed: 3 });
  readonly #nodes: { stop(): Promise<void> }[] = [];

  /** A node with a host of its own. */
  async node(name: string, begin: (node: ZocpNode) => void = () => {}, options: ZocpOptions = {}): Promise<ZocpNode> {
    const node = new ZocpNode(name, { ...options, net: this.network.host().net });
    this.#nodes.push(node);
    begin(node);
    await this.network.until(node.start());
    return node;
  }

  /** A lamp: a level that says how it gets on. */
  lamp(name: string): Promise<ZocpNode> {
    return this.node(name, (node) => {
      node.float("level", 0, { access: "rwes", min: 0, max: 1 });
      node.vec3f("colour", [0, 0, 0], { access: "rw" });
    });
  }

  /** A show node that knows everybody who is here. */
  async show(file: ShowFile, name = "show"): Promise<ShowNode> {
    const { net } = this.network.host();
    const node = new ZocpNode(name, { net });
    const show = ShowNode.from(node, file, { clock: net.clock });
    this.#nodes.push(show, node);
    await this.network.until(node.start());
    await this.network.until(show.start());
    await this.wait(3);
    return show;
  }

  /** Seconds of virtual time. */
  wait(seconds: number): Promise<void> {
    return this.network.run(seconds * 1000);
  }

  async stop(): Promise<void> {
    for (const node of this.#nodes.splice(0)) await this.network.until(node.stop());
  }
}

export function show(fields: Readonly<Record<string, unknown>>): ShowFile {
  return readShow(JSON.stringify({ zocp: 1, ...fields }));
}

export function valueAt(node: ZocpNode, path: string): Json {
  return node.parameter(path).value;
}
