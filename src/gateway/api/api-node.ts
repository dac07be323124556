import { hint } from "../../arguments/suggest.ts";
import { NetworkError, type RemoteNode, type RemoteParameter, UsageError, ZocpNode } from "../../index.ts";
import type { GatewayNetwork } from "../options.ts";
import { ApiFailure } from "./failure.ts";
import type { Answer } from "./json.ts";

/** The node that stands for whoever asks over HTTP. It joins the network with the first request. */
export class ApiNode {
  readonly #network: GatewayNetwork;
  readonly #note: (message: string) => void;
  #node: ZocpNode | undefined;
  #ready: Promise<ZocpNode> | undefined;
  #stopped = false;

  constructor(network: GatewayNetwork, note: (message: string) => void) {
    this.#network = network;
    this.#note = note;
  }

  /** Rejects with {@link ApiFailure} while there is no network. */
  async get(): Promise<ZocpNode> {
    // A request that was under way would bring a node back that nobody ends.
    if (this.#stopped) throw new ApiFailure(503, "stopped", "the gateway has stopped");
    this.#ready ??= this.#start();
    try {
      return await this.#ready;
    } catch (error) {
      this.#ready = undefined;
      throw toFailure(error);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready = undefined;
    await this.#node?.stop();
  }

  /** A node by its name. It is waited for: it may have come a moment ago. */
  async find(name: string): Promise<RemoteNode> {
    const node = await this.get();
    try {
      return await node.waitFor(name, { timeout: FOUND });
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof UsageError)) throw error;
      const names = [...node.peers.values()].filter(isShown).map((remote) => remote.name);
      throw new ApiFailure(
        404,
        "not-found",
        `there is no node ${JSON.stringify(name)}${hint(name, names, "there are")}`,
      );
    }
  }

  async parameter(name: string, path: string): Promise<RemoteParameter> {
    const remote = await this.find(name);
    const parameter = remote.parameter(path);
    if (parameter !== undefined) return parameter;
    const paths = remote.parameters.keys();
    const what = `${remote.name} has no parameter ${JSON.stringify(path)}`;
    throw new ApiFailure(404, "not-found", `${what}${hint(path, paths, "there are")}`);
  }

  async #start(): Promise<ZocpNode> {
    const node = new ZocpNode("web", {
      ...this.#network,
      headers: { [TOOL_HEADER]: "web" },
      ...{ meet: "everybody", allowRegistration: false, clockRank: TOOL_RANK },
    });
    node.on("failed", ({ error }) => this.#note(error.message));
    this.#node = node;
    await node.start();
    // Those who are there have said so by then.
    await new Promise((resolve) => setTimeout(resolve, SETTLING));
    return node;
  }
}

/** Whether a node is one of the show, and described. */
export function isShown({ complete, headers }: RemoteNode): boolean {
  return complete && !headers.has(TOOL_HEADER);
}

/** What the network said, in the words of HTTP. */
export function toFailure(error: unknown): unknown {
  if (error instanceof UsageError) return new ApiFailure(400, error.code, error.message);
  if (!(error instanceof NetworkError)) return error;
  const status = { "refused-by-peer": 403, "timed-out": 504 }[error.code as string] ?? 502;
  return new ApiFailure(status, error.code, error.message);
}

/** What is told of a parameter. */
export function describeParameter(node: string, parameter: RemoteParameter): Answer {
  const { path, value, typeHint, access, min, max, step, unit, description, event } = parameter;
  return {
    ...{ node, parameter: path, value, type: typeHint === "flt" ? "float" : typeHint, access },
    ...{ min, max, step, unit: unit === "" ? undefined : unit },
    ...{ description: description === "" ? undefined : description, event: event ? true : undefined },
  };
}

const TOOL_HEADER = "X-ZOCP-TOOL";
const TOOL_RANK = 200;
/** Milliseconds. */
const FOUND = 2000;
const SETTLING = 500;
