import {
  checkGiven,
  checkObject,
  checkOptions,
  checkText,
  checkTexts,
  type OptionNames,
  show,
} from "../../arguments/check.ts";
import { spelledAs, toName } from "../../arguments/names.ts";
import type { Json } from "../../bytes/json.ts";
import { NetworkError, UsageError } from "../../errors.ts";
import { asked, checkWait, WAIT_OPTIONS, type WaitOptions } from "../../events/waiting.ts";
import type { LinkState } from "../../zocp/core/link.ts";
import type { Peer } from "../../zocp/core/peer.ts";
import type { Halt } from "../../zocp/fades/fades.ts";
import type { Timing } from "../../zocp/fades/timing.ts";
import {
  checkHalt,
  checkRate,
  type Fade,
  type FadeOptions,
  type Fades,
  type FadesOptions,
  readPaths,
  toTiming,
} from "../fading/fading.ts";
import { type Holding, readHoldings } from "../fading/owners.ts";
import { fadeAll, fadeOne } from "../fading/remote-fades.ts";
import { type CallOptions, checkCall, SENDER_OPTIONS } from "../fading/sender.ts";
import { type JsonInput, toJson } from "../json-input.ts";
import { type Delivery, readDeliveries } from "../links/deliveries.ts";
import { readLinkStates } from "../links/link-states.ts";
import { type Registration, toDescription } from "../registrar.ts";
import { View } from "../view.ts";
import { type About, readAbout } from "./about.ts";
import { measureClock, type RemoteClock } from "./remote-clock.ts";
import { RemoteParameter } from "./remote-parameter.ts";
import type { RemoteRequests } from "./remote-requests.ts";

/** How a value is set. */
export interface SetOptions extends CallOptions {
  /** When, as a time of `node.clock` in milliseconds, at most 10 minutes ahead; at once without it. */
  readonly at?: number | undefined;
}

/** Another ZOCP node, for as long as it is present. */
export class RemoteNode {
  readonly #peer: Peer;
  readonly #requests: RemoteRequests;
  readonly #parameters = new Map<string, RemoteParameter>();
  /** Its parameters by path. A live view: it always shows those that are known at this moment. */
  readonly parameters: ReadonlyMap<string, RemoteParameter>;

  constructor(peer: Peer, requests: RemoteRequests) {
    this.#peer = peer;
    this.#requests = requests;
    this.parameters = new View(peer.tree.parameters, (path) => this.#parameter(path));
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
    return this.#peer.status.state === "locked";
  }

  /** Why it is locked, if it says so; empty otherwise. */
  get lockReason(): string {
    return this.#peer.status.reason;
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

  /** One of its parameters, by path; undefined when it has none. */
  parameter(path: string): RemoteParameter | undefined {
    return this.parameters.get(this.#spelled(path));
  }

  /** The value of one of its parameters as it was told last; undefined when it has none. */
  value(path: string): Json | undefined {
    return this.#peer.tree.parameters.get(this.#spelled(path))?.value;
  }

  /**
   * Sets one of its parameters, and resolves with the value that it then has. Rejects with `NetworkError`: `refused-by-peer`
   * with the reason, `timed-out`, `peer-gone`. With `at`, a time of `node.clock`, resolves when its node keeps the value for that time. When nobody awaits it, a refusal ends nothing: the event `refused` tells it.
   */
  set(path: string, value: JsonInput, options?: SetOptions): Promise<Json>;
  /**
   * Sets several at once, with one message, and resolves with the values that they then have. Each is taken or refused for itself:
   * when one is refused the promise rejects, and the others have their new values.
   */
  set(values: Readonly<Record<string, JsonInput>>, options?: SetOptions): Promise<Readonly<Record<string, Json>>>;
  set(
    given: string | Readonly<Record<string, JsonInput>>,
    ...rest: readonly unknown[]
  ): Promise<Json | Readonly<Record<string, Json>>> {
    return typeof given === "object" && given !== null
      ? this.#setAll(given, rest[0] as SetOptions | undefined)
      : this.#setOne(given, rest[0] as JsonInput, rest[1] as SetOptions | undefined);
  }

  /**
   * Sends a value to one of its parameters, and asks for no answer: for a fader under a hand. While the node is slow, a newer value
   * takes the place of one that waits. Nothing is promised; what is refused is told by the event `refused`. Throws `UsageError`
   * for what cannot be a value.
   */
  send(path: string, value: JsonInput): void {
    const [name, json] = [this.#spelled(path), toJson(value)];
    this.#requests.act((machine) => machine.sendRemote(this.id, name, json));
  }

  /**
   * Lets one of its parameters go to a value in time. The node does it by itself, also when this program ends; to a node that runs no
   * fades (`streamed`) the values are sent from here. Throws `UsageError` for options that cannot be.
   */
  fade(path: string, value: JsonInput, options?: FadeOptions): Fade;
  /** Several at once, with one message. Each is taken or refused for itself. */
  fade(values: Readonly<Record<string, JsonInput>>, options?: FadesOptions): Fades;
  fade(given: string | Readonly<Record<string, JsonInput>>, ...rest: readonly unknown[]): Fade | Fades {
    const timingOf = (options: unknown = {}): Timing => toTiming(options as FadeOptions, this.#requests);
    const target = { id: this.id, fades: this.#peer.fades };
    if (typeof given === "string") {
      const timing = timingOf(rest[1]);
      return fadeOne(this.#requests, target, [this.#spelled(given), toJson(rest[0] as JsonInput)], timing);
    }
    checkObject("the values", given);
    const { each = {}, ...all } = (rest[0] ?? {}) as FadesOptions;
    checkObject("each of the fades", each);
    const { tag } = timingOf(all);
    const values = Object.entries(given).map(([path, value]) => {
      const own = Object.hasOwn(each, path) ? each[path] : undefined;
      return { path: this.#spelled(path), value: toJson(value), timing: timingOf({ ...all, ...own, tag }) };
    });
    return fadeAll(this.#requests, target, values, tag);
  }

  /**
   * Stops fades of that node, whoever began them, by their tag, in which `*` stands for anything; of a node that runs none, what is
   * streamed to it from here. Resolves with the parameters that this concerned, rejects with `NetworkError` when the node does not allow it.
   */
  stopFades(tags: string, how: Halt = "hold", options: CallOptions = {}): Promise<readonly string[]> {
    return asked(async () => {
      const [wait, sender] = checkCall("stopFades", options);
      checkText("the tags", tags);
      checkHalt(how);
      const answer = await this.#requests.ask("stopFades", wait, (machine, request, time) =>
        machine.stopRemote(request, this.id, tags, how, time, sender),
      );
      return readPaths(answer);
    });
  }

  /** Lets the time of such fades pass so many times as fast, from 0 (they pause) to 100. Resolves and rejects as {@link stopFades}. */
  paceFades(tags: string, rate: number, options: CallOptions = {}): Promise<readonly string[]> {
    return asked(async () => {
      const [wait, sender] = checkCall("paceFades", options);
      checkText("the tags", tags);
      checkRate(rate);
      const answer = await this.#requests.ask("paceFades", wait, (machine, request, time) =>
        machine.paceRemote(request, this.id, tags, rate, time, sender),
      );
      return readPaths(answer);
    });
  }

  /**
   * Who holds its parameters, or some of them, by path: asks the node. Rejects with `NetworkError`; nodes of the reference
   * implementation do not tell.
   */
  owners(paths?: readonly string[], options: WaitOptions = {}): Promise<ReadonlyMap<string, Holding>> {
    return asked(() => {
      checkGiven("the parameters", paths, checkTexts);
      const args = paths === undefined ? [] : [paths.map((path) => this.#spelled(path))];
      return this.call("zocp.owners", args, options).then(readHoldings);
    });
  }

  /**
   * Takes overlays away, in so many seconds: back to the value below of that moment. In a tag `*` stands for anything. Resolves with
   * the paths of their parameters. Rejects with `NetworkError`.
   */
  releaseOverlays(tag: string, over = 0, options: CallOptions = {}): Promise<readonly string[]> {
    return asked(() => {
      checkText("the tag", tag);
      return this.call("zocp.release", [tag, over], options).then(readPaths);
    });
  }

  #setAll(
    values: Readonly<Record<string, JsonInput>>,
    given: SetOptions = {},
  ): Promise<Readonly<Record<string, Json>>> {
    return asked(() => {
      checkObject("the values", values);
      const [timed, options] = this.#checkSet(given);
      if (timed !== undefined) return this.#setTimed(values, timed, options);
      const entries = Object.entries(values).map(([path, value]) => [this.#spelled(path), toJson(value)] as const);
      const answers = this.#requests.askAll("set", options, entries.length, (machine, requests, time) => {
        const sets = entries.map(([path, json], index) => [requests[index] ?? 0, path, json] as const);
        return machine.setAllRemote(sets, this.id, time);
      });
      return answers.then((results) =>
        Object.fromEntries(entries.map(([path], index) => [path, results[index] ?? null])),
      );
    });
  }

  /** A fade that takes no time is a set. */
  async #setTimed(
    values: Readonly<Record<string, JsonInput>>,
    options: FadeOptions,
    wait: WaitOptions,
  ): Promise<Readonly<Record<string, Json>>> {
    const timing = toTiming(options, this.#requests);
    const timed = Object.entries(values).map(([path, value]) => ({
      path: this.#spelled(path),
      value: toJson(value),
      timing,
    }));
    const target = { id: this.id, fades: this.#peer.fades, wait };
    const refused = await fadeAll(this.#requests, target, timed, timing.tag).accepted;
    const reasons = Object.values(refused);
    if (reasons.length > 0) throw new NetworkError("refused-by-peer", reasons.join("; "));
    return Object.fromEntries(timed.map(({ path, value }) => [path, value]));
  }

  #setOne(path: string, value: JsonInput, given: SetOptions = {}): Promise<Json> {
    return asked(() => {
      const [timed, options] = this.#checkSet(given);
      if (timed !== undefined)
        return this.#setTimed({ [path]: value }, timed, options).then((kept) => Object.values(kept)[0] ?? null);
      const [name, json] = [this.#spelled(path), toJson(value)];
      return this.#requests.ask("set", options, (machine, request, time) =>
        machine.setRemote(request, this.id, name, json, time),
      );
    });
  }

  /** Registers a parameter on that node. Rejects with `NetworkError` when it does not allow that. */
  register(given: string, registration: Registration, options: WaitOptions = {}): Promise<RemoteParameter> {
    return asked(() => {
      const name = toName("the parameter's name", given);
      const description = toDescription(name, registration);
      const answer = this.#requests.ask("register", options, (machine, request, time) =>
        machine.registerRemote(request, this.id, name, description, time),
      );
      return answer.then(() => this.#parameter(name));
    });
  }

  /**
   * Calls a method of that node and resolves with its result. Rejects with `NetworkError`: `refused-by-peer` with the
   * other side's message, `timed-out`, `peer-gone`. A node of the reference implementation ignores every call.
   */
  call(method: string, args: readonly JsonInput[] = [], options: CallOptions = {}): Promise<Json> {
    return asked(() => {
      checkText("the method", method);
      if (!Array.isArray(args)) throw new UsageError("invalid-argument", `the arguments are ${show(args)}, not a list`);
      const json = args.map((argument) => toJson(argument));
      const [wait, sender] = checkCall("call", options);
      return this.#requests.ask("call", wait, (machine, request, time) =>
        machine.call(request, this.id, method, json, time, sender),
      );
    });
  }

  /**
   * Asks the node for its time of the show, five times, and compares it with that of this node. Both keep theirs in order from now on.
   * Rejects with `NetworkError`; nodes that share no clock do not tell.
   */
  clock(options: WaitOptions = {}): Promise<RemoteClock> {
    return asked(() => {
      checkWait("clock", options, WAIT_OPTIONS);
      return measureClock(
        (args) => this.call("zocp.clock", args, options),
        () => this.#requests.showTime(),
      );
    });
  }

  /**
   * Asks the node for its version, how long it runs, and where it is reached. Rejects with `NetworkError`: nodes of another make, or an
   * earlier version, do not say.
   */
  about(options: WaitOptions = {}): Promise<About> {
    return asked(() => this.call("zocp.about", [], options).then(readAbout));
  }

  /**
   * Asks the node to send its parameters again, and resolves when they have come; `modified` tells what is different. Rejects with
   * `NetworkError`.
   */
  refresh(options: WaitOptions = {}): Promise<void> {
    return asked(async () => {
      await this.#requests.ask("refresh", options, (machine, request, time) => machine.refresh(request, this.id, time));
    });
  }

  /**
   * What goes from its emitters to whom, and how it is wanted there: asks the node. Rejects with `NetworkError`; nodes of the
   * reference implementation do not tell.
   */
  deliveries(options: WaitOptions = {}): Promise<readonly Delivery[]> {
    return asked(() => this.call("zocp.links", [], options).then(readDeliveries));
  }

  /**
   * The links that this node keeps, and how each stands with it; also those that were cut although its program wants them. With
   * `of`, those of the node of that name, and also everything that it remembers to be cut. Rejects with `NetworkError`: nodes of
   * another make, or an earlier version, cannot say.
   */
  links(options: WaitOptions & { readonly of?: string | undefined } = {}): Promise<readonly LinkState[]> {
    return asked(() => {
      checkWait("links", options, LINKS_OPTIONS);
      const { of, ...wait } = options;
      if (of !== undefined) checkText("the node", of);
      return this.call("zocp.wires", of === undefined ? [] : [of], wait).then(readLinkStates);
    });
  }

  /** Subscribes to everything that this node emits and registers. Returns how to stop. */
  monitor(): () => void {
    this.#requests.act((machine, now) => machine.observe(this.id, null, now));
    return () => this.#requests.act((machine, now) => machine.unobserve(this.id, null, now));
  }

  /** What the node is told besides the values, where there is anything, and how long it is waited for. Throws `UsageError`. */
  #checkSet(options: SetOptions): readonly [FadeOptions | undefined, WaitOptions] {
    checkOptions("set", options, SET_OPTIONS);
    const { at, ...call } = options;
    const [wait, sender] = checkCall("set", call);
    const told = at !== undefined || (sender.show !== undefined && this.#peer.terms);
    return [told ? { at, ...sender } : undefined, wait];
  }

  /** How the node itself spells a path. */
  #spelled(path: string): string {
    checkText("the parameter", path);
    return spelledAs(path, this.#peer.tree.parameters);
  }

  #parameter(path: string): RemoteParameter {
    let parameter = this.#parameters.get(path);
    if (parameter === undefined)
      this.#parameters.set(
        path,
        (parameter = new RemoteParameter(this, path, {
          tree: this.#peer.tree,
          dateOf: (moment) => this.#requests.dateOf(moment),
        })),
      );
    return parameter;
  }
}

const SET_OPTIONS: OptionNames<SetOptions> = { ...WAIT_OPTIONS, ...SENDER_OPTIONS, at: true };
const LINKS_OPTIONS: OptionNames<WaitOptions & { readonly of?: string | undefined }> = { ...WAIT_OPTIONS, of: true };
