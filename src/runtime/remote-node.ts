import type { Json } from "../bytes/json.ts";
import type { Peer } from "../zocp/peer.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import { type Registration, toDescription } from "./registrar.ts";
import { RemoteParameter } from "./remote-parameter.ts";
import type { RemoteRequests } from "./remote-requests.ts";
import type { WaitOptions } from "./waiting.ts";

/** Another ZOCP node, for as long as it is present. */
export class RemoteNode {
  readonly #peer: Peer;
  readonly #requests: RemoteRequests;
  readonly #parameters = new Map<string, RemoteParameter>();

  constructor(peer: Peer, requests: RemoteRequests) {
    this.#peer = peer;
    this.#requests = requests;
  }

  /** 32 hexadecimal digits. */
  get id(): string {
    return this.#peer.id;
  }

  get name(): string {
    return this.#peer.name;
  }

  /** What the node says of itself. */
  get headers(): ReadonlyMap<string, string> {
    return this.#peer.headers;
  }

  /** Whether it says that nobody else may change it. Its values and its wires go on. */
  get locked(): boolean {
    return this.#peer.standing.state === "locked";
  }

  /** Why it is locked, if it says so; empty otherwise. */
  get lockReason(): string {
    return this.#peer.standing.reason;
  }

  /** Whether its parameters are known. */
  get complete(): boolean {
    return this.#peer.complete;
  }

  /**
   * Whether it gave no sign of life lately although it should have: it is frozen, cut off or far too busy. Always false for
   * nodes of other implementations, which need not answer so soon.
   */
  get suspected(): boolean {
    return this.#peer.suspected;
  }

  /** Milliseconds that it took for its last answer to a PING; undefined before the first, and where nobody asks. */
  get roundTrip(): number | undefined {
    return this.#requests.roundTrip(this.id);
  }

  /** The public key that it has proved to own, as 40 characters of Z85; undefined where nodes have no keys. */
  get key(): string | undefined {
    return this.#requests.keyOf(this.id);
  }

  /** Whether it speaks this implementation's extensions: it answers calls and gives reasons for what it refuses. */
  get extensions(): boolean {
    return this.#peer.extensions;
  }

  /** What the node says of itself besides its parameters: names begin with an underscore. */
  get metadata(): ReadonlyMap<string, Json> {
    return this.#peer.tree.metadata;
  }

  /** Its parameters by path. */
  get parameters(): ReadonlyMap<string, RemoteParameter> {
    return new Map([...this.#peer.tree.parameters.keys()].map((path) => [path, this.#parameter(path)]));
  }

  /** One of its parameters, by path; undefined when it has none. */
  parameter(path: string): RemoteParameter | undefined {
    return this.#peer.tree.parameters.has(path) ? this.#parameter(path) : undefined;
  }

  /** The value of one of its parameters as it was told last; undefined when it has none. */
  value(path: string): Json | undefined {
    return this.#peer.tree.parameters.get(path)?.value;
  }

  /**
   * Sets one of its parameters, and resolves with the value that it then has. Rejects with `NetworkError`: `refused-by-peer`
   * with the reason, `timed-out`, `peer-gone`.
   */
  set(path: string, value: JsonInput, options: WaitOptions = {}): Promise<Json> {
    const json = toJson(value);
    return this.#requests.ask(options, (machine, request, time) =>
      machine.setRemote(request, this.id, path, json, time),
    );
  }

  /** Registers a parameter on that node. Rejects with `NetworkError` when it does not allow that. */
  async register(name: string, registration: Registration, options: WaitOptions = {}): Promise<RemoteParameter> {
    const description = toDescription(registration);
    await this.#requests.ask(options, (machine, request, time) =>
      machine.registerRemote(request, this.id, name, description, time),
    );
    return this.#parameter(name);
  }

  /**
   * Calls a method of that node and resolves with its result. Rejects with `NetworkError`: `refused-by-peer` with the
   * other side's message, `timed-out`, `peer-gone`. A node of the reference implementation ignores every call.
   */
  call(method: string, args: readonly JsonInput[] = [], options: WaitOptions = {}): Promise<Json> {
    const json = args.map((argument) => toJson(argument));
    return this.#requests.ask(options, (machine, request, time) => machine.call(request, this.id, method, json, time));
  }

  /** Asks the node to send its parameters again; `modified` follows when something is different. */
  refresh(): void {
    this.#requests.act((machine, now) => machine.refresh(this.id, now));
  }

  /** Subscribes to everything that this node emits and registers. Returns how to stop. */
  monitor(): () => void {
    this.#requests.act((machine, now) => machine.observe(this.id, null, now));
    return () => this.#requests.act((machine, now) => machine.unobserve(this.id, null, now));
  }

  #parameter(path: string): RemoteParameter {
    let parameter = this.#parameters.get(path);
    if (parameter === undefined)
      this.#parameters.set(path, (parameter = new RemoteParameter(this, path, this.#peer.tree)));
    return parameter;
  }
}
