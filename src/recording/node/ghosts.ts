import { type Json, type Parameter, UsageError, ZocpNode, type ZocpOptions } from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import type { RecordedState, Timeline } from "../play/timeline.ts";
import type { StandIn } from "./stand-in.ts";

interface GhostNode {
  readonly node: ZocpNode;
  readonly parameters: Map<string, Parameter>;
}

/**
 * Nodes of the recorded names and parameters, which emit what was recorded. A name that somebody has is left alone: a ghost leaves when a real node of
 * its name comes.
 */
export class Ghosts implements StandIn {
  readonly #observer: ZocpNode;
  readonly #network: ZocpOptions;
  readonly #timeline: Timeline;
  readonly #note: (text: string) => void;
  readonly #ghosts = new Map<string, GhostNode>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #misfits = new Set<string>();
  #off: (() => void) | undefined;

  /** `observer` sees who is here. */
  constructor(observer: ZocpNode, network: ZocpOptions, timeline: Timeline, note: (text: string) => void) {
    this.#observer = observer;
    // Each has a port of its own.
    this.#network = { ...network, port: undefined, endpoint: undefined, headers: { "X-ZOCP-GHOST": "1" } };
    this.#timeline = timeline;
    this.#note = note;
  }

  async begin(): Promise<void> {
    const enter = ({
      name,
      headers,
    }: {
      readonly name: string;
      readonly headers: ReadonlyMap<string, string>;
    }): void => {
      if (!headers.has("X-ZOCP-GHOST")) this.#leave(name);
    };
    this.#observer.on("enter", enter);
    this.#off = () => this.#observer.off("enter", enter);
    const present = new Set([this.#observer.name, ...[...this.#observer.peers.values()].map(({ name }) => name)]);
    const names = new Set(this.#timeline.channels.map(({ node }) => node));
    for (const name of names) {
      if (present.has(name)) this.#note(`${name} is here: it is left out`);
      else if (this.#ghosts.size >= MOST)
        this.#note(`${name} is left out: there are ${MOST} nodes of the recording already`);
      else this.#ghosts.set(name, this.#make(name));
    }
    await Promise.all([...this.#ghosts.values()].map(({ node }) => node.start()));
  }

  async end(): Promise<void> {
    this.#off?.();
    for (const name of [...this.#ghosts.keys()]) this.#stop(name);
    await Promise.all(this.#leaving);
  }

  /** Subscribers are told what is another one. */
  state(values: RecordedState): void {
    for (const [channel, value] of values) this.#move(channel, (parameter) => parameter.set(value));
  }

  value(channel: RecordedChannel, value: Json): void {
    const emits = channel.access.includes("e");
    this.#move(channel, (parameter) => (emits ? parameter.emit(value) : parameter.set(value)));
  }

  #make(name: string): GhostNode {
    const node = new ZocpNode(name, this.#network);
    const parameters = new Map<string, Parameter>();
    const state = this.#timeline.stateAt(this.#timeline.start);
    for (const channel of this.#timeline.channels) {
      if (channel.node !== name) continue;
      const value = state.get(channel) ?? this.#timeline.firstValue(channel) ?? emptyValue(channel.type);
      this.#try(channel, () => parameters.set(channel.parameter, register(node, channel, value)));
    }
    return { node, parameters };
  }

  #move(channel: RecordedChannel, move: (parameter: Parameter) => void): void {
    const parameter = this.#ghosts.get(channel.node)?.parameters.get(channel.parameter);
    if (parameter !== undefined) this.#try(channel, () => move(parameter));
  }

  /** What was told of a node need not fit together: old nodes check nothing. */
  #try({ node, parameter }: RecordedChannel, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const address = `${node}/${parameter}`;
      if (!this.#misfits.has(address)) this.#note(`${address} cannot be as it was recorded: ${error.message}`);
      this.#misfits.add(address);
    }
  }

  #leave(name: string): void {
    if (!this.#ghosts.has(name)) return;
    this.#note(`${name} is here now: its recording leaves`);
    this.#stop(name);
  }

  #stop(name: string): void {
    const ghost = this.#ghosts.get(name);
    this.#ghosts.delete(name);
    if (ghost !== undefined) this.#leaving.add(ghost.node.stop());
  }
}

function register(node: ZocpNode, channel: RecordedChannel, value: Json): Parameter {
  const { parameter, type, access, min, max, step, unit, description, object, event, recall } = channel;
  const about = { typeHint: type, value, access, min, max, step, unit, description, event: event || undefined };
  const registration = { ...about, recall: recall ? undefined : false };
  if (object === undefined || !parameter.startsWith(`${object}.`)) return node.register(parameter, registration);
  return node.object(object).register(parameter.slice(object.length + 1), registration);
}

/** What a parameter is that has no value yet. */
function emptyValue(type: string): Json {
  const dimensions = Number(/^vec(\d{1,2})f$/.exec(type)?.[1] ?? 0);
  if (dimensions > 0) return Array.from({ length: dimensions }, () => 0);
  if (type === "bool") return false;
  return type === "string" ? "" : 0;
}

/** Each is connected to each. */
const MOST = 200;
