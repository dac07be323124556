import type { Frames } from "../bytes/frames.ts";
import type { Json } from "../bytes/json.ts";
import { UsageError } from "../errors.ts";
import { Clock } from "./clock/clock.ts";
import { USUAL_RANK } from "./clock/rank.ts";
import { speaksZocp } from "./codec/headers.ts";
import type { Sampling } from "./codec/sampling.ts";
import { type Cause, Core, type ZocpLimits } from "./core/core.ts";
import type { ZocpEffect } from "./core/effects.ts";
import { Inbox } from "./core/inbox.ts";
import type { Link, LinkState } from "./core/link.ts";
import type { Newcomer, Peer } from "./core/peer.ts";
import { Peers } from "./core/peers.ts";
import type { Recipient } from "./core/recipient.ts";
import { Wants } from "./core/wants.ts";
import { Controls } from "./fades/controls.ts";
import { Fades, type Halt } from "./fades/fades.ts";
import type { FadeRequest } from "./fades/fading.ts";
import { Fading } from "./fades/fading.ts";
import type { Owner } from "./fades/owner.ts";
import { Terms } from "./fades/terms.ts";
import type { Sender, Timing } from "./fades/timing.ts";
import { HIGHEST } from "./fades/timing.ts";
import type { LinkRequest, UnlinkRequest } from "./links/deciding.ts";
import { Links } from "./links/links.ts";
import { Audit } from "./requests/audit.ts";
import { Authority, type AuthorityOptions, STATUS } from "./requests/authority.ts";
import { Requests, type RequestTime } from "./requests/requests.ts";
import { Sets } from "./requests/sets.ts";
import { Structure } from "./requests/structure.ts";
import { Losses } from "./safe-state/losses.ts";
import { Panics } from "./safe-state/panics.ts";
import { FeedbackLoops } from "./signals/feedback-loops.ts";
import { SignalReader } from "./signals/signal-reader.ts";
import { Signals } from "./signals/signals.ts";
import { Subs } from "./subscriptions/subs.ts";
import { Wiring } from "./subscriptions/wiring.ts";
import type { Place } from "./tree/own-tree.ts";
import type { Description, Parameter } from "./tree/parameter.ts";

export interface ZocpMachineOptions extends AuthorityOptions {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly limits?: Partial<ZocpLimits>;
  /** The date in milliseconds since 1970, at the moment of what is handled: what is decided later wins over what was decided before. */
  readonly date?: () => number;
  /** How willing it is to be the reference of the clock, from 0 ("I am the clock") to 255 (never); 100. */
  readonly clockRank?: number | undefined;
  /** Whether this node knows everybody, or only whom it wants to know; true without it. */
  readonly everybody?: boolean | undefined;
  /** Whether `changed` is told of a parameter of ours; always without it. */
  readonly isFollowed?: (path: string) => boolean;
}

type Effects = readonly ZocpEffect[];

const SELF: Cause = { by: "self" };
const CORRECTION: Cause = { by: "self", correction: true };

/**
 * A ZOCP node: its own parameters, what it knows of the others', and who is wired to whom. It knows peers by their id and
 * messages as texts, and nothing of what carries them.
 *
 * Every method returns what has to be done; those for the own program throw `UsageError` for its mistakes, those that take
 * something from the network never throw.
 */
export class ZocpMachine {
  /** Its `at` is {@link deadline}, for whoever asks after each value. */
  readonly due: { readonly at: number };
  /** A moment that is to be met as exactly as the host can; Infinity for none. A field, because every value looks at it. */
  readonly prompt: { readonly at: number };
  readonly #core: Core;
  readonly #structure: Structure;
  readonly #signals: Signals;
  readonly #wiring: Wiring;
  readonly #links: Links;
  readonly #requests: Requests;
  readonly #peers: Peers;
  readonly #subs: Subs;
  readonly #authority: Authority;
  readonly #inbox: Inbox;
  readonly #fades: Fades;
  readonly #fading: Fading;
  readonly #panics: Panics;
  /** The clock that nodes share. */
  readonly clock: Clock;
  readonly #reader = new SignalReader();
  /** The parts that wait for something, in the order in which they are asked. */
  readonly #timed: readonly { readonly deadline: number; handleTimeout(now: number): void }[];

  /** Throws `UsageError` when an option is wrong. */
  constructor({ clockRank = USUAL_RANK, ...options }: ZocpMachineOptions) {
    const core = makeCore(options);
    const audit = new Audit(core);
    const authority = new Authority(core, options);
    const terms = new Terms(core);
    const rings = new FeedbackLoops(core);
    const structure = new Structure(core);
    const signals = new Signals(core, rings);
    const wiring = new Wiring(
      { core, structure, signals, rings },
      {
        made: (link, now) => links.onBehalf.handleMade(link, now),
        samplingFor: (link) => links.onBehalf.samplingFor(link),
        begin: (link, now) => links.begin(link, now),
      },
    );
    const links: Links = new Links(core, { wiring, signals, authority, audit, terms });
    const requests = new Requests(core);
    const clock = new Clock(core, clockRank);
    const fades = new Fades(core, signals, clock, terms);
    const fading = new Fading(core, requests, clock);
    const losses = new Losses(core, fades);
    const panics = new Panics(core);
    const known = (node: string, now: number): void => subs.handleKnown(node, now);
    const about = { signals, wiring, links, rings, requests, fades, fading, losses, panics, clock, known };
    const peers = new Peers(core, about);
    const registered = (path: string, now: number): void => this.#registered(path, now);
    const sets = new Sets(core, structure, signals, { authority, audit, fades, registered });
    const subs: Subs = new Subs(core, { wiring, links, authority, audit });
    this.#core = core;
    this.due = core.due;
    this.prompt = core.prompt;
    this.#structure = structure;
    this.#signals = signals;
    this.#wiring = wiring;
    this.#links = links;
    this.#requests = requests;
    this.#peers = peers;
    this.#subs = subs;
    this.#authority = authority;
    const controls = new Controls({ core, authority, fades, signals, structure });
    this.#inbox = new Inbox(core, { signals, sets, subs, links, peers, requests, fading, controls, panics, clock });
    this.clock = clock;
    this.#fades = fades;
    this.#fading = fading;
    this.#panics = panics;
    this.#timed = [
      ...[clock, clock.moments, structure, wiring, signals, fades, fades.owners, losses, fading, fading.held, panics],
      ...[requests, peers, links, subs, links.publishing, links.nodes, rings, audit],
    ];
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#core.tree.parameters;
  }

  get metadata(): ReadonlyMap<string, Json> {
    return this.#core.tree.metadata;
  }

  /** The ZOCP nodes that are present, by id. */
  get peers(): ReadonlyMap<string, Peer> {
    return this.#core.peers;
  }

  get name(): string {
    return this.#core.name;
  }

  /** Which nodes this one wants to know. */
  get wanted(): Pick<Wants, "everybody" | "nodes"> {
    return this.#core.wants;
  }

  /** The own program wants to know a node, by name or id, or everybody (undefined), until {@link unwant}. */
  want(node: string | undefined, now: number): Effects {
    this.#core.wants.add(node);
    this.#core.followWants(now);
    return this.#core.take();
  }

  unwant(node: string | undefined, now: number): Effects {
    this.#core.wants.delete(node);
    this.#core.followWants(now);
    return this.#core.take();
  }

  /** The links that this node keeps alive. */
  get links(): readonly LinkState[] {
    return this.#links.all;
  }

  /** When `handleTimeout` wants to be called; Infinity for never. */
  get deadline(): number {
    return this.due.at;
  }

  /** Whom the values of our emitters go to, and what has gone there. */
  get recipients(): IterableIterator<Recipient> {
    return this.#core.subscribers.recipients(this.#core.tree.parameters.keys());
  }

  /** The sensors of a peer that an emitter of ours drives; null for one that only listens. */
  sensorsOf(peer: string, path: string): readonly (string | null)[] {
    return [...this.#core.subscribers.sensorsOf(peer, path).keys()];
  }

  /** Who is subscribed to a parameter of this node: pairs of a node's id and its sensor, or null. */
  subscribersOf(path: string): readonly (readonly [string, string | null])[] {
    return this.#core.subscribers.list(path);
  }

  register(place: Place, description: Description, now: number): Effects {
    const { path } = this.#structure.register(place, description);
    this.#registered(path, now);
    return this.#core.take();
  }

  declareObject(name: string, type: string): Effects {
    this.#structure.declare(name, type);
    return this.#core.take();
  }

  remove(path: string, now: number): Effects {
    this.#structure.remove(path);
    this.#fades.handleRemoved(path, now);
    this.#links.touch(now);
    return this.#core.take();
  }

  /** Sets a state: subscribers are told when the value is another one. */
  set(path: string, value: Json, now: number, correction = false): Effects {
    const parameter = this.#core.tree.parameter(path);
    const cause = correction ? CORRECTION : SELF;
    this.#signals.change(parameter, parameter.acceptOwn(value), cause, now, parameter.event);
    return this.#core.take();
  }

  /** Lets a parameter of ours go to a value in time; settles with how that ended, and by whom. Throws `UsageError`. */
  fade(request: number, path: string, given: Json, timing: Timing, now: number): Effects {
    const parameter = this.#core.tree.parameter(path);
    const value = parameter.acceptOwn(given);
    const reason = this.#fades.objection(parameter, value, { ...timing, priority: HIGHEST }, now);
    if (reason !== undefined) throw new UsageError("invalid-value", `the parameter "${path}": ${reason}`);
    this.#fades.begin(parameter, value, timing, { who: this.#core, request }, now);
    return this.#core.take();
  }

  /** Sends a value of an emitter: subscribers are told in any case. */
  emit(path: string, value: Json, now: number, correction = false): Effects {
    const { tree } = this.#core;
    const parameter = tree.parameters.get(path) ?? tree.parameter(path);
    if (!parameter.emits) {
      const why = `its access is "${parameter.access}", without e`;
      throw new UsageError("not-allowed", `the parameter "${path}" is no emitter: ${why}`);
    }
    this.#signals.change(parameter, parameter.acceptOwn(value), correction ? CORRECTION : SELF, now, true);
    return this.#core.take();
  }

  setMetadata(name: string, value: Json, now: number): Effects {
    if (name === STATUS) throw new UsageError("invalid-name", `the metadata "${name}" is what lock and unlock tell`);
    this.#structure.setMetadata(name, value, now);
    return this.#core.take();
  }

  /** Whether others may change nothing. */
  get locked(): boolean {
    return this.#authority.locked;
  }

  /** From now on nobody else but those who are let through changes this node: its wires and their values go on. Throws `UsageError`. */
  lock(reason: string, now: number, through?: readonly string[]): Effects {
    if (this.#authority.lock(reason, through)) this.#handleStanding(now);
    return this.#core.take();
  }

  unlock(now: number): Effects {
    if (this.#authority.unlock()) this.#handleStanding(now);
    return this.#core.take();
  }

  /** A peer of any kind appeared. One that does not speak ZOCP is left in peace. */
  handleEnter(newcomer: Newcomer, now: number): Effects {
    if (speaksZocp(newcomer.headers)) this.#peers.handleEnter(newcomer, now);
    return this.#core.take();
  }

  handleExit(id: string, reason: string, now: number): Effects {
    this.#inbox.forget(id);
    this.#subs.handleExit(id, now);
    this.#peers.handleExit(id, reason, now);
    return this.#core.take();
  }

  /** This node leaves: what it was about to tell is told. */
  handleLeave(): Effects {
    this.#links.publishing.flush();
    return this.#core.take();
  }

  /** A peer gives no sign of life although it should, or does again. */
  handleSuspicion(id: string, suspected: boolean, now: number): Effects {
    this.#peers.handleSuspicion(id, suspected, now);
    return this.#core.take();
  }

  /** How many messages a peer whispered or shouted: of one that packs every frame is a message, of any other the first. */
  countMessages(from: string, frames: Frames): number {
    return this.#core.peers.get(from)?.packs === true ? frames.count : 1;
  }

  /** One of these messages. What follows from it is to be done before the next one is given. */
  handleFrame(from: string, frames: Frames, index: number, now: number): Effects {
    const peer = this.#core.peers.get(from);
    if (peer !== undefined && this.#reader.read(frames.bytes, frames.start(index), frames.end(index))) {
      this.#signals.handleSignal(peer, this.#reader.emitter, this.#reader.value, now);
    } else this.#inbox.handleFrame(from, frames, index, now);
    return this.#core.take();
  }

  /** Messages that are not even looked at. */
  handleMalformed(from: string, reason: string, now: number): Effects {
    this.#inbox.handleMalformed(from, reason, now);
    return this.#core.take();
  }

  /** A text that a peer whispered, or shouted to the group `ZOCP`. */
  handleMessage(from: string, text: string, now: number): Effects {
    this.#inbox.handleText(from, text, now);
    return this.#core.take();
  }

  /** Whether the last message of a peer makes more to be done than one turn has room for: call {@link goOn}. */
  isBusyWith(from: string): boolean {
    return this.#inbox.isBusyWith(from);
  }

  /** The next portion of that. */
  goOn(from: string, now: number): Effects {
    this.#inbox.goOn(from, now);
    return this.#core.take();
  }

  /** A peer is slow: it is told what there is under this name of the top level when it takes messages again. */
  owe(peer: string, entry: string): Effects {
    this.#core.answers.tellLater(peer, entry);
    return this.#core.take();
  }

  /** The next part of what a peer is owed, to be sent to it; nothing when that was all. */
  takeAnswer(peer: string, now: number): string | undefined {
    return this.#core.answers.next(peer, now);
  }

  /** Who holds a parameter of ours; undefined for nobody. */
  ownerOf(path: string): Owner | undefined {
    const parameter = this.#core.tree.parameters.get(path);
    return parameter?.hold?.ownerOf(parameter);
  }

  /** Whether a peer is owed more. */
  owes(peer: string): boolean {
    return this.#core.answers.owes(peer);
  }

  handleTimeout(now: number): Effects {
    if (!this.#core.due.passed(now)) return [];
    this.#core.prompt.passed(now);
    for (const part of this.#timed) {
      this.#core.beginPortion();
      part.handleTimeout(now);
      this.#core.due.by(part.deadline);
    }
    return this.#core.take();
  }

  /** Asks a peer for its whole tree again; settles when it has come. */
  refresh(request: number, id: string, time: RequestTime): Effects {
    this.#requests.refresh(request, id, time);
    return this.#core.take();
  }

  /** Sets a parameter or metadata of a peer. `request` comes back in a settle effect, in time. */
  setRemote(request: number, peer: string, path: string, value: Json, time: RequestTime): Effects {
    this.#requests.set(request, peer, path, value, time);
    return this.#core.take();
  }

  /** The same for several parameters at once, each with a request of its own. */
  setAllRemote(
    sets: readonly (readonly [request: number, path: string, value: Json])[],
    peer: string,
    time: RequestTime,
  ): Effects {
    this.#requests.setAll(sets, peer, time);
    return this.#core.take();
  }

  /** Sends a value to a parameter or metadata of a peer, and does not ask what became of it. */
  sendRemote(peer: string, path: string, value: Json): Effects {
    this.#requests.send(peer, path, value);
    return this.#core.take();
  }

  /** Lets parameters of a peer go to values in time. Each is settled when its node has begun with it, and when that has ended. */
  fadeRemote(fades: readonly FadeRequest[], peer: string, time: RequestTime): Effects {
    this.#fading.begin(fades, peer, time);
    return this.#core.take();
  }

  /** A tag for fades that nothing else of this node has. */
  nextTag(): string {
    return this.#fading.nextTag();
  }

  /** Stops a fade of ours, by its request. */
  stopFade(request: number, how: Halt, now: number): Effects {
    this.#fades.stop(({ starter }) => starter.request === request, how, this.#core.name, now);
    return this.#core.take();
  }

  /** Stops what was asked of a peer under a tag; settles with the paths that this concerned. */
  stopRemote(request: number, peer: string, tag: string, how: Halt, time: RequestTime, sender?: Sender): Effects {
    this.#fading.stop(request, peer, tag, how, time, sender);
    return this.#core.take();
  }

  /** Lets the time of what this node asked a peer for under a tag pass so many times as fast. */
  paceRemote(request: number, peer: string, tag: string, rate: number, time: RequestTime, sender?: Sender): Effects {
    this.#fading.pace(request, peer, tag, rate, time, sender);
    return this.#core.take();
  }

  /** Somebody needs the clock that nodes share: for a minute it is kept in order. */
  useClock(now: number): Effects {
    this.clock.use(now);
    return this.#core.take();
  }

  /** Settles at a moment of the shared clock, never before. */
  awaitMoment(request: number, show: number, now: number): Effects {
    this.clock.use(now);
    this.clock.moments.await(request, show, now);
    return this.#core.take();
  }

  /** Asks every node for a panic, or to release what one holds, for so many milliseconds; settles with what became of it. */
  panic(request: number, level: "stop" | "release", { timeout, now }: RequestTime): Effects {
    this.#panics.begin(request, [this.nextTag(), level], timeout, now);
    return this.#core.take();
  }

  /** Registers a parameter on a peer; settles as {@link setRemote} does. Throws `UsageError` for a wrong description. */
  registerRemote(request: number, peer: string, name: string, description: Description, time: RequestTime): Effects {
    this.#requests.register(request, peer, name, description, time);
    return this.#core.take();
  }

  /** Calls a method of a peer; settles with its result. */
  call(
    request: number,
    peer: string,
    method: string,
    args: readonly Json[],
    time: RequestTime,
    sender?: Sender,
  ): Effects {
    this.#requests.call(request, peer, method, args, time, sender);
    return this.#core.take();
  }

  /** Answers a call that came as a call effect. */
  answer(call: string, answer: { readonly result: Json } | { readonly error: string }): Effects {
    this.#requests.answer(call, answer);
    return this.#core.take();
  }

  /** Asks for a link between whichever nodes, from now on. */
  link(link: Link, now: number, request?: LinkRequest): Effects {
    this.#links.deciding.add(link, now, request);
    return this.#core.take();
  }

  /** Cuts a link, whoever made it. `options` take the place of what it has. */
  unlink(link: Link, now: number, request?: UnlinkRequest): Effects {
    this.#links.deciding.remove(link, now, request);
    return this.#core.take();
  }

  /** How a link that this node knows of stands, also one that was cut; undefined for any other. */
  linkState(link: Link): LinkState | undefined {
    return this.#links.state(link);
  }

  /** The links that have an end at the node of this name, also those that were cut. */
  linksOf(node: string): readonly LinkState[] {
    return this.#links.of(node);
  }

  /** Whether the nodes of a link that are here agree to what was decided on this node. */
  agreed(link: Link): boolean {
    return this.#links.isAgreed(link);
  }

  /** The ends of a link by the ids of its nodes, as far as these are here. */
  locate(link: Link): Link {
    return this.#links.locate(link);
  }

  /** Whether a link is in effect, as far as its emitter tells; also while an end that is here has not agreed that it was cut. */
  linked(link: Link): boolean {
    return this.#links.exists(link);
  }

  /** Subscribes to one parameter of a peer, or to everything (null), without driving anything. */
  observe(peer: string, path: string | null, now: number, sampling?: Sampling): Effects {
    this.#wiring.observe(peer, path, now, sampling);
    return this.#core.take();
  }

  /** Whether this node is subscribed to a parameter of a peer without driving anything. */
  observes(peer: string, path: string): boolean {
    return this.#core.subscriptions.has(peer, path, null);
  }

  /** Whether values go to this peer or come from it. */
  needs(peer: string): boolean {
    return this.#core.subscriptions.holds(peer) || this.#core.subscribers.countOf(peer) > 0;
  }

  unobserve(peer: string, path: string | null, now: number): Effects {
    this.#wiring.unobserve(peer, path, now);
    return this.#core.take();
  }

  #handleStanding(now: number): void {
    this.#structure.setStatus(this.#authority.status, now);
    this.#links.handleOwnStanding(now);
  }

  /** A parameter is there that subscriptions and links may have waited for. */
  #registered(path: string, now: number): void {
    if (this.#core.subscriptions.isWeighed(path)) this.#signals.handleWeights(path, now);
    this.#fades.handleRegistered(path, now);
    this.#wiring.handleRegistered(path, now);
    this.#links.touch(now);
  }
}

function makeCore({ id, name, limits, date, isFollowed, everybody = true }: ZocpMachineOptions): Core {
  const core = new Core(id, name, limits, date);
  core.wants = new Wants(everybody);
  core.isFollowed = isFollowed ?? core.isFollowed;
  return core;
}
