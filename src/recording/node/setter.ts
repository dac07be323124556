import {
  formatAddress,
  formatJson,
  type Holding,
  type Json,
  NetworkError,
  type RemoteNode,
  type RemoteParameter,
  type TransportNode,
} from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import type { RecordedState, Timeline } from "../play/timeline.ts";
import type { StandIn } from "./stand-in.ts";

/** One parameter that is set. */
interface Target {
  readonly address: string;
  readonly remote: RemoteNode;
  readonly path: string;
  /** What was sent of late, as JSON: its echo is no hand. */
  readonly sent: string[];
  busy: boolean;
  /** Its node is asked whose a value was. Nothing is sent meanwhile. */
  asking: boolean;
  /** The newest value that waits for the answer to the one before. */
  waiting: Json | undefined;
  /** Somebody else has it, until the loop begins anew. */
  left: boolean;
  unwatch: () => void;
}

/**
 * Sets the parameters of nodes that are here, with a priority below that of hands and cues. What somebody else moves is left alone until the loop begins anew.
 */
export class Setter implements StandIn {
  readonly #node: TransportNode;
  readonly #timeline: Timeline;
  readonly #note: (text: string) => void;
  readonly #targets = new Map<string, Target>();
  /** Why something is not set, so that it is told once. */
  readonly #told = new Set<string>();
  #driven = new Set<string>();
  #round = -1;

  constructor(node: TransportNode, timeline: Timeline, note: (text: string) => void) {
    this.#node = node;
    this.#timeline = timeline;
    this.#note = note;
  }

  async begin(): Promise<void> {}

  async end(): Promise<void> {
    for (const { unwatch } of this.#targets.values()) unwatch();
    this.#targets.clear();
  }

  state(values: RecordedState, round: number): void {
    if (round !== this.#round) this.#beginRound(round);
    for (const [channel, value] of values) this.value(channel, value);
  }

  value(channel: RecordedChannel, value: Json): void {
    const target = this.#targetOf(channel);
    if (target === undefined || target.left) return;
    target.waiting = value;
    void this.#send(target);
  }

  /** Links are as they are now; who had something taken from this replay has had it long enough. */
  #beginRound(round: number): void {
    this.#round = round;
    for (const target of this.#targets.values()) target.left = false;
    this.#driven = new Set();
    for (const { node, parameter } of this.#timeline.channels)
      for (const [id, sensor] of this.#find(node)?.parameters.get(parameter)?.subscribers ?? [])
        if (sensor !== null) this.#driven.add(keyOf(id, sensor));
  }

  #targetOf(channel: RecordedChannel): Target | undefined {
    const [remote, address] = [
      this.#find(channel.node),
      formatAddress({ node: channel.node, parameter: channel.parameter }),
    ];
    const known = this.#targets.get(address);
    if (remote === undefined || (known !== undefined && known.remote !== remote)) {
      known?.unwatch();
      this.#targets.delete(address);
    } else if (known !== undefined) return known;
    if (remote?.complete !== true) return this.#leaveOut(address, `${channel.node} is not here`);
    const parameter = remote.parameters.get(channel.parameter);
    const reason = this.#whyNot(channel, remote, parameter);
    if (reason !== undefined || parameter === undefined) return this.#leaveOut(address, reason ?? "there is none");
    const target: Target = {
      address,
      remote,
      path: parameter.path,
      sent: [],
      busy: false,
      asking: false,
      waiting: undefined,
      left: false,
      unwatch: nothing,
    };
    this.#targets.set(address, target);
    target.unwatch = this.#node.watch(parameter.port, ({ value }) => this.#heard(target, value));
    return target;
  }

  #whyNot(channel: RecordedChannel, { id }: RemoteNode, parameter: RemoteParameter | undefined): string | undefined {
    if (parameter === undefined) return "its node has no such parameter";
    if (channel.event || parameter.event) return "its values are events";
    if (!channel.recall || !parameter.recall) return "its owner lets nobody set it again from what was kept";
    if (!parameter.access.includes("w")) return `it cannot be set: its access is "${parameter.access}", without w`;
    return this.#driven.has(keyOf(id, parameter.path)) ? "a wire drives it, whose emitter is played" : undefined;
  }

  #leaveOut(address: string, reason: string): undefined {
    if (!this.#told.has(address)) this.#note(`${address} is left out: ${reason}`);
    this.#told.add(address);
    return undefined;
  }

  /** One after the other: while a node is slow the newest value waits. */
  async #send(target: Target): Promise<void> {
    if (target.busy) return;
    target.busy = true;
    while (target.waiting !== undefined && !target.left && !target.asking) {
      const value = inRange(target.waiting, target.remote.parameters.get(target.path));
      target.waiting = undefined;
      target.sent.push(formatJson(value));
      if (target.sent.length > ECHOES) target.sent.shift();
      try {
        const fade = target.remote.fade(target.path, value, { tag: TAG, priority: PRIORITY });
        fade.ended.catch(nothing);
        await fade.accepted;
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        if (error.code === "stopped" || error.code === "peer-gone") break;
        this.#letGo(target, error.message);
      }
    }
    target.busy = false;
  }

  /** A value that was not sent from here is somebody's; what its own program corrects is none. */
  #heard(target: Target, value: Json): void {
    if (target.sent.length === 0 || target.left || target.asking || target.sent.includes(formatJson(value))) return;
    const { remote, path } = target;
    if (!remote.extensions) return this.#letGo(target, "somebody else moves it");
    target.asking = true;
    remote.owners([path], { timeout: ANSWER }).then(
      (owners) => this.#answered(target, owners.get(path)),
      () => this.#letGo(target, "somebody else moves it"),
    );
  }

  #answered(target: Target, holding: Holding | undefined): void {
    target.asking = false;
    const isOther = holding !== undefined && holding.by !== "self" && holding.name !== this.#node.name;
    if (isOther) this.#letGo(target, `${holding.name} moves it`);
    else void this.#send(target);
  }

  #letGo(target: Target, reason: string): void {
    target.left = true;
    target.asking = false;
    target.waiting = undefined;
    target.sent.length = 0;
    this.#note(`${target.address} is left alone until the recording begins anew: ${reason}`);
  }

  /** What plays a recording itself is set by nobody's recording. */
  #find(name: string): RemoteNode | undefined {
    const isReal = ({ headers }: RemoteNode): boolean => !headers.has("X-ZOCP-TOOL") && !headers.has("X-ZOCP-GHOST");
    return [...this.#node.peers.values()].find((remote) => remote.name === name && isReal(remote));
  }
}

/** A node that moves values into its range does so in the same way. */
function inRange(value: Json, parameter: RemoteParameter | undefined): Json {
  const { min, max } = parameter ?? {};
  if (typeof value !== "number") return value;
  const low = typeof min === "number" ? Math.max(min, value) : value;
  return typeof max === "number" ? Math.min(max, low) : low;
}

function keyOf(id: string, path: string): string {
  return `${id} ${path}`;
}

const nothing = (): void => {};
const TAG = "replay";
/** Below hands and cues. */
const PRIORITY = 90;
/** Values whose echo may still come. */
const ECHOES = 64;
/** Milliseconds. */
const ANSWER = 2000;
