import { readFileSync } from "node:fs";

import { checkOptions } from "../../arguments/check.ts";
import { Emitter, hostNet, type Net, type TransportNode, ZocpNode } from "../../index.ts";
import type { AnswerEffect, CueEffect, PlayerEffect } from "../cues/effects.ts";
import type { FadeReport, Press } from "../cues/inputs.ts";
import { CuePlayer } from "../cues/player.ts";
import { readShow } from "../file/read.ts";
import { emptyShow, type ShowFile } from "../file/show-file.ts";
import { isPart } from "../patch/take-snapshot.ts";
import { Cast, type CastChange } from "./cast.ts";
import { handsOn } from "./hands.ts";
import { Keeper } from "./keeper.ts";
import { handleMethods } from "./methods.ts";
import { Outcomes } from "./outcomes.ts";
import { Panel, TRIGGERS, type Trigger } from "./panel.ts";
import { Performer } from "./performer.ts";
import { formatPosition, type KeptPosition, positionFile, readPosition } from "./position.ts";
import { SHOW_NODE_EVENTS, type ShowAnswer, type ShowNodeEvents } from "./show-node-events.ts";
import {
  checkFileOptions,
  checkPlayOptions,
  FROM_OPTIONS,
  type PlayOptions,
  type ShowFromOptions,
  type ShowNodeOptions,
} from "./show-options.ts";
import type { ShowState, ShowStateNote } from "./show-state.ts";
import { readingsOf, type StateSources, stateOf } from "./state-of.ts";
import { isOn, Triggers } from "./triggers.ts";

/**
 * A show that is a node: it plays its cues on whoever is here, and anything can press its GO, by a link or by a call. It sends nothing at its
 * start: it stands where it was, and gives nodes that come their part.
 */
export class ShowNode extends Emitter<ShowNodeEvents> {
  /** The node that the show is on. */
  readonly node: TransportNode;
  readonly #show: ShowFile;
  readonly #file: string | undefined;
  readonly #clock: Net["clock"];
  readonly #player: CuePlayer;
  readonly #cast = new Cast();
  readonly #outcomes = new Outcomes();
  readonly #performer: Performer;
  readonly #panel: Panel;
  readonly #triggers = new Triggers();
  readonly #positions: Keeper | undefined;
  readonly #notes: ShowStateNote[] = [];
  /** When nodes that were out of reach were heard again. */
  readonly #recovered = new Map<string, number>();
  readonly #own: boolean;
  #since: number | undefined;
  #kept = "";
  #cancel: (() => void) | undefined;
  #unlisten: (() => void) | undefined;

  /**
   * `name` is what people call the node. Throws `UsageError` for options that cannot be, `ShowFileError` for a file that is wrong, and the
   * error of the system for one that cannot be read.
   */
  constructor(name?: string, options?: ShowNodeOptions);
  /** @internal */
  constructor(name: string | Place, options?: ShowNodeOptions);
  constructor(given: string | Place = "show", options: ShowNodeOptions = {}) {
    super(SHOW_NODE_EVENTS);
    const place = typeof given === "string" ? placeOf(given, options) : given;
    const { node, show, play, file, position } = place;
    checkPlayOptions(play);
    this.node = node;
    this.#own = typeof given === "string";
    this.#show = show;
    this.#file = file;
    this.#clock = place.clock;
    this.#since = position?.since;
    this.#player = new CuePlayer(show, { ...play, name: node.name.slice(0, TAG_ROOM), position });
    const performing = {
      begun: this.#outcomes.begun.bind(this.#outcomes),
      ended: (report: FadeReport) => this.#ended(report),
      note: (text: string) => this.#note(text),
    };
    this.#performer = new Performer(node, this.#cast, () => this.#show, performing);
    this.#positions =
      file === undefined ? undefined : new Keeper(positionFile(file), 0, (reason) => this.#note(reason));
    this.#panel = new Panel(node);
    handleMethods(this);
  }

  /** Plays a show on a node that is there already; who made the node starts and stops it. Throws `UsageError`. */
  static from(node: TransportNode, show: ShowFile, options: ShowFromOptions = {}): ShowNode {
    checkOptions("ShowNode.from", options, FROM_OPTIONS);
    const { position, clock = hostNet().clock, ...play } = options;
    const kept = position === undefined ? undefined : { since: undefined, ...position };
    return new ShowNode({ node, show, play, clock, file: undefined, position: kept });
  }

  get name(): string {
    return this.node.name;
  }

  /** The show as it is now. */
  get show(): ShowFile {
    return this.#show;
  }

  /** Everything that a screen needs, at this moment. */
  get state(): ShowState {
    return stateOf(this.#sources);
  }

  /** Opens the network, unless the node is one that was given. Nothing is sent to anybody. Rejects with `NetworkError`. */
  async start(): Promise<void> {
    this.#unlisten ??= this.#listen();
    if (this.#own) await this.node.start();
    for (const { id, name, complete } of this.node.peers.values()) if (complete) this.#described(id, name);
    this.#refresh();
  }

  /** Stops playing: fades run on where their nodes run them. Closes the node, unless it is one that was given. */
  async stop(): Promise<void> {
    this.#performer.stop();
    this.#cancel?.();
    this.#cancel = undefined;
    this.#unlisten?.();
    this.#unlisten = undefined;
    if (this.#own) await this.node.stop();
    await this.#positions?.settled();
    this.endStreams();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Plays the next cue; paused, it goes on. The answer says what it was, or why nothing was played. */
  async go(press: Press = {}): Promise<ShowAnswer> {
    return this.#act((player, now) => player.go(press, now));
  }

  /** Goes back to the look before the last GO or GOTO. */
  async back(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.back(now));
  }

  /** Goes to the look of a cue, by its number or its id. `instant`: at once. */
  async goto(cue: string, options: { readonly instant?: boolean | undefined } = {}): Promise<ShowAnswer> {
    return this.#act((player, now) => player.goto(cue, options, now));
  }

  /** Holds fades and waits. */
  async pause(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.pause(now));
  }

  async resume(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.resume(now));
  }

  /** Sends the present look once more. */
  async reassert(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.reassert(now));
  }

  /** Stops everything where it is; the scene `panic` follows, where there is one: a second time within a second at once. */
  async panic(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.panic(now));
  }

  /** Ends a panic. Nothing moves by that. */
  async release(): Promise<ShowAnswer> {
    return this.#act((player) => player.release());
  }

  /** For calls of others: GO, pressed at a time of the clock of the show, by a node that may have been out of reach. */
  goFrom(peer: string, press: Press, sent: number | undefined): Promise<ShowAnswer> {
    const age = sent === undefined ? undefined : Math.max(0, this.#clock.now() - sent);
    return this.go({ ...press, age, doubtful: this.#isDoubtful(peer) });
  }

  #press(trigger: Trigger, peer: string): void {
    // It is let go at once: whoever presses it next, in whatever way, changes it again.
    this.node.parameter(trigger).set(false);
    if (trigger === "go") void this.go({ doubtful: this.#isDoubtful(peer) });
    else void this[trigger]();
  }

  /** Nobody knows how old something is that comes from a node that was out of reach a moment ago. */
  #isDoubtful(peer: string): boolean {
    const recovered = this.#recovered.get(peer) ?? Number.NEGATIVE_INFINITY;
    return this.node.peers.get(peer)?.suspected === true || this.#clock.now() - recovered < DOUBT;
  }

  #act(input: (player: CuePlayer, now: number) => readonly PlayerEffect[]): ShowAnswer {
    let answer: AnswerEffect | undefined;
    for (const effect of input(this.#player, this.#clock.now())) {
      if (effect.type === "answer") answer = effect;
      else if (effect.type === "cue") this.#cue(effect);
      else if (effect.type === "note") this.#note(effect.text);
      else this.#performer.perform(effect);
    }
    this.#refresh();
    return { accepted: answer?.accepted ?? true, text: answer?.text ?? "" };
  }

  #cue(effect: CueEffect): void {
    this.#outcomes.cue(effect);
    if (effect.state === "running") this.#since = this.#date();
    const number = this.#show.cues.find(({ id }) => id === effect.cue)?.cue ?? effect.cue;
    this.emitEvent({ ...effect, id: effect.cue, cue: number });
  }

  #ended(report: FadeReport): void {
    this.#outcomes.ended(report);
    this.#act((player) => player.handleEnded(report));
  }

  #note(text: string): void {
    this.#notes.push({ at: this.#date(), text });
    if (this.#notes.length > NOTES) this.#notes.shift();
    this.emitEvent({ type: "note", text });
  }

  /** Tells everybody what is, keeps the place, and sets the timer. */
  #refresh(): void {
    this.#panel.show(readingsOf(this.#sources));
    this.#keepPosition();
    this.#cancel?.();
    if (this.#unlisten === undefined) return;
    const now = this.#clock.now();
    const due = Math.min(
      this.#player.deadline,
      this.#player.running && !this.#player.paused ? now + READING : Infinity,
    );
    this.#cancel = Number.isFinite(due)
      ? this.#clock.schedule(Math.max(0, due - now), () => this.#act((player, time) => player.handleTimeout(time)))
      : undefined;
  }

  #keepPosition(): void {
    if (this.#positions === undefined || this.#player.position.starts === 0) return;
    const text = formatPosition({ ...this.#player.position, since: this.#since });
    if (text === this.#kept) return;
    this.#kept = text;
    this.#positions.keep(text);
  }

  #listen(): () => void {
    const { node } = this;
    const offs: (() => void)[] = [];
    const on: TransportNode["on"] = (type, listener) => {
      node.on(type, listener);
      offs.push(() => node.off(type, listener));
      return node;
    };
    on("described", ({ peer, name }) => this.#described(peer, name));
    on("exit", ({ peer }) => {
      this.#triggers.handleExit(peer);
      this.#recovered.delete(peer);
      this.#castChanged(this.#cast.handleExit(peer));
    });
    on("suspected", ({ peer }) => this.#castChanged(this.#cast.handleSuspicion(peer, true)));
    on("recovered", ({ peer }) => {
      this.#recovered.set(peer, this.#clock.now());
      this.#castChanged(this.#cast.handleSuspicion(peer, false));
    });
    on("linked", ({ link: { emitter, sensor } }) => {
      const remote = node.peers.get(emitter.node) ?? node.peer(emitter.node);
      if (remote === undefined || (sensor.node !== node.id && sensor.node !== node.name)) return;
      // A node of ours sends its present value by itself.
      const value = remote.extensions ? undefined : remote.value(emitter.parameter);
      this.#triggers.handleLinked(remote.id, emitter.parameter, sensor.parameter, value);
    });
    on("signal", ({ peer, emitter, sensors, value }) => {
      const event = node.peers.get(peer)?.parameter(emitter)?.event === true;
      for (const sensor of sensors)
        if (isTrigger(sensor) && this.#triggers.presses({ peer, emitter, sensor, value, event }))
          this.#press(sensor, peer);
    });
    on("changed", ({ parameter, value, by, peer }) => {
      if (parameter === "goto" && by !== "self" && typeof value === "string" && value !== "") void this.goto(value);
      if (by === "set" && isTrigger(parameter) && isOn(value)) this.#press(parameter, peer);
    });
    return () => {
      for (const off of offs) off();
    };
  }

  #described(id: string, name: string): void {
    const remote = this.node.peers.get(id);
    if (remote !== undefined && isPart(remote)) this.#castChanged(this.#cast.handleDescribed(id, name));
  }

  #castChanged(changes: readonly CastChange[]): void {
    for (const change of changes) {
      if (change.type === "gone") this.#act((player) => player.handleExit(change.name));
      else void this.#enter(change.name, change.id);
    }
  }

  /** One that was only out of reach says first what a hand has taken there meanwhile. */
  async #enter(name: string, id: string): Promise<void> {
    const remote = this.node.peers.get(id);
    const known = this.#player.position.nodes.get(name)?.id === id;
    const held = known && remote !== undefined ? await handsOn(remote, this.name) : [];
    if (this.#cast.find(name) !== id || this.#unlisten === undefined) return;
    this.#act((player, now) => player.handleNode(name, id, held, now));
  }

  get #sources(): StateSources {
    return {
      ...{ show: this.#show, file: this.#file, revision: 0, node: this.node, player: this.#player },
      ...{ cast: this.#cast, outcomes: this.#outcomes, since: this.#since, notes: this.#notes },
      now: this.#clock.now(),
    };
  }

  #date(): number {
    return (this.#clock.date ?? this.#clock.now)();
  }
}

/** Where a show lives. */
interface Place {
  readonly node: TransportNode;
  readonly show: ShowFile;
  readonly play: PlayOptions;
  readonly clock: Net["clock"];
  readonly file: string | undefined;
  readonly position: KeptPosition | undefined;
}

function placeOf(name: string, options: ShowNodeOptions): Place {
  const { file, autosave, guard, backTime, ...rest } = options;
  checkFileOptions({ file, autosave });
  const show = file === undefined ? emptyShow() : readOrBegin(file);
  const node = new ZocpNode(name, rest);
  const clock = (rest.net ?? hostNet()).clock;
  const position = file === undefined ? undefined : readPosition(file);
  return { node, show, play: { guard, backTime }, clock, file, position };
}

/** A show that is not there yet begins empty. */
function readOrBegin(file: string): ShowFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return emptyShow();
    throw error;
  }
  return readShow(text);
}

function isTrigger(parameter: string): parameter is Trigger {
  return Object.hasOwn(TRIGGERS, parameter);
}

/** Characters of the name in a tag. */
const TAG_ROOM = 100;
const NOTES = 20;
/** Milliseconds: between two readings of the progress, and after an outage. */
const READING = 100;
const DOUBT = 500;
