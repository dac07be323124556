import { checkOptions } from "../../arguments/check.ts";
import {
  type AuthorityOptions,
  Emitter,
  hostNet,
  type Json,
  type Net,
  type SenderOptions,
  type TransportNode,
  UsageError,
} from "../../index.ts";
import type { AnswerEffect, CueEffect, PlayerEffect } from "../cues/effects.ts";
import type { FadeReport, Press } from "../cues/inputs.ts";
import { CuePlayer, type RecallOptions } from "../cues/player.ts";
import type { KnownNode } from "../cues/stage.ts";
import { byNode } from "../cues/stage.ts";
import { Document } from "../edit/document.ts";
import { Editor, type RecordOptionsOfCue, type StoreOptions } from "../edit/editor.ts";
import type { ShowOp } from "../edit/ops.ts";
import { formatShow } from "../file/format.ts";
import type { ShowFile } from "../file/show-file.ts";
import type { Outcome } from "../patch/apply.ts";
import type { Plan } from "../patch/plan.ts";
import type { ReignOptions } from "../understudy/reign.ts";
import { runsFades } from "./announced.ts";
import type { CalledPress } from "./calls/arguments.ts";
import { handleMethods } from "./calls/methods.ts";
import { objectionTo, trusts } from "./calls/objection.ts";
import { Cast, type CastChange } from "./cast.ts";
import { handsOn } from "./hands.ts";
import { Hearing } from "./hearing.ts";
import { Keeper } from "./keeper.ts";
import { type CompareOptions, type Loaded, Loading, type LoadOptions, unmoved } from "./loading.ts";
import { Panel, type Trigger } from "./panel.ts";
import { Performer } from "./performer.ts";
import { type Place, placeOf } from "./place.ts";
import { PositionKeeper } from "./position.ts";
import { Reigning } from "./reigning.ts";
import { type SaveAnswer, type SaveOptions, save } from "./saving.ts";
import { type EditAnswer, SHOW_NODE_EVENTS, type ShowAnswer, type ShowNodeEvents } from "./show-node-events.ts";
import { checkPlayOptions, FROM_OPTIONS, type ShowFromOptions, type ShowNodeOptions } from "./show-options.ts";
import { ShowTimer } from "./show-timer.ts";
import { Outcomes } from "./state/outcomes.ts";
import { type Preflight, preflight } from "./state/preflight.ts";
import { type Preview, previewOf } from "./state/preview.ts";
import type { ShowState, ShowStateNote } from "./state/show-state.ts";
import { readingsOf, type StateSources, stateOf } from "./state/state-of.ts";

/**
 * A show that is a node: it plays its cues on whoever is here, and anything can press its GO, by a link or by a call. It sends nothing at its
 * start: it stands where it was, and gives nodes that come their part. Of several shows of one name one goes on; the others end by themselves, and
 * tell that by `deposed`: an `Understudy` stands ready then.
 */
export class ShowNode extends Emitter<ShowNodeEvents> {
  /** The node that the show is on. */
  readonly node: TransportNode;
  readonly #document: Document;
  readonly #file: string | undefined;
  readonly #clock: Net["clock"];
  readonly #own: boolean;
  /** Nobody else waits until its files are written. */
  readonly #keeps: boolean;
  readonly #player: CuePlayer;
  readonly #cast: Cast;
  readonly #outcomes = new Outcomes();
  readonly #performer: Performer;
  readonly #hearing: Hearing;
  readonly #panel: Panel;
  readonly #editor: Editor;
  readonly #positions: PositionKeeper | undefined;
  readonly #loading: Loading;
  readonly #reigning: Reigning;
  readonly #timer: ShowTimer;
  readonly #notes: ShowStateNote[] = [];
  #since: number | undefined;

  /**
   * `name` is what people call the node. Throws `UsageError` for options that cannot be, `ShowFileError` for a file that is wrong, and the
   * error of the system for one that cannot be read.
   */
  constructor(name?: string, options?: ShowNodeOptions);
  /** @internal */
  constructor(place: Place);
  constructor(given: string | Place = "show", options: ShowNodeOptions = {}) {
    super(SHOW_NODE_EVENTS);
    checkPlayOptions(typeof given === "string" ? options : given.play);
    const { node, own, show, play, clock, file, autosave, authority, position, taken } =
      typeof given === "string" ? placeOf(given, options) : given;
    const failed = (reason: string): void => this.#note(reason);
    this.node = node;
    this.#own = own;
    this.#keeps = taken === undefined;
    this.#file = file;
    this.#clock = clock;
    this.#timer = new ShowTimer(clock);
    this.#loading = new Loading(
      node,
      (other = this.show) => unmoved(other, this.#player.position.starts),
      () => this.#sender,
    );
    const keeper = file === undefined || !autosave ? undefined : new Keeper(file, undefined, failed);
    this.#document = new Document(show, taken?.keepers.file ?? keeper);
    if (taken?.show !== undefined) this.#document.keep();
    this.#positions = taken?.keepers.positions ?? (file === undefined ? undefined : new PositionKeeper(file, failed));
    this.#since = taken?.since ?? position?.since;
    const { state, follows } = taken ?? {};
    if (state !== undefined) this.#outcomes.goOn(state);
    this.#player = new CuePlayer(show, { ...play, name: node.name.slice(0, TAG_ROOM), position, state, follows });
    const nodes = (state ?? position)?.nodes ?? new Map<string, KnownNode>();
    this.#cast = new Cast(new Map([...nodes].map(([known, { id }]) => [known, id])));
    this.#reigning = this.#makeReigning({ term: position?.term ?? 0, ...taken?.role }, authority);
    this.#performer = this.#makePerformer();
    this.#hearing = this.#makeHearing();
    this.#panel = new Panel(node);
    this.#editor = new Editor(node, this.#document, (version) => this.#edited(version));
    handleMethods(this, (caller, method, edits) => objectionTo(node, authority, caller, { method, edits }));
  }

  /** Plays a show on a node that is there already; who made the node starts and stops it. Throws `UsageError`. */
  static from(node: TransportNode, show: ShowFile, options: ShowFromOptions = {}): ShowNode {
    checkOptions("ShowNode.from", options, FROM_OPTIONS);
    const { position, clock = hostNet().clock, ...play } = options;
    const kept = position === undefined ? undefined : { since: undefined, term: 0, ...position };
    return new ShowNode({
      node,
      own: false,
      show,
      play,
      clock,
      file: undefined,
      autosave: false,
      authority: {},
      position: kept,
    });
  }

  get name(): string {
    return this.node.name;
  }

  /** The show as it is now. */
  get show(): ShowFile {
    return this.#document.show;
  }

  /** Everything that a screen needs, at this moment. */
  get state(): ShowState {
    return stateOf(this.#sources);
  }

  /** Opens the network, unless the node is one that was given. Nothing is sent to anybody. Rejects with `NetworkError`. */
  async start(): Promise<void> {
    this.#performer.begin();
    this.#hearing.begin();
    this.#reigning.begin();
    if (this.#own) await this.node.start();
    this.#hearing.look();
    this.#refresh();
  }

  /** Stops playing: fades run on where their nodes run them. Closes the node, unless it is one that was given. */
  async stop(): Promise<void> {
    this.#performer.stop();
    this.#end();
    if (this.#own) await this.node.stop();
    if (this.#keeps) await Promise.all([this.#positions?.settled(), this.#document.settled()]);
    this.endStreams();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #end(): void {
    this.#hearing.end();
    this.#reigning.end();
    for (const name of this.#cast.clear()) this.#player.handleExit(name);
    this.#loading.end();
    this.#timer.end();
  }

  /** Plays the next cue; paused, it goes on. The answer says what it was, or why nothing was played. Rejects with `UsageError` while the show is stopped. */
  async go(press: Press = {}): Promise<ShowAnswer> {
    return this.#play((player, now) => player.go(press, now));
  }

  /** Goes back to the look before the last GO or GOTO. */
  async back(): Promise<ShowAnswer> {
    return this.#play((player, now) => player.back(now));
  }

  /** Goes to the look of a cue, by its number or its id. `instant`: at once. */
  async goto(cue: string, options: { readonly instant?: boolean | undefined } = {}): Promise<ShowAnswer> {
    return this.#play((player, now) => player.goto(cue, options, now));
  }

  /** Makes another cue the next one, by its number or its id. Nothing moves by that. */
  async standby(cue: string): Promise<ShowAnswer> {
    return this.#act((player) => player.standby(cue));
  }

  /** Holds fades and waits. */
  async pause(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.pause(now));
  }

  async resume(): Promise<ShowAnswer> {
    return this.#act((player, now) => player.resume(now));
  }

  /** Fades and waits pass so many times as fast from now on: 0.1 to 10. */
  async pace(rate: number): Promise<ShowAnswer> {
    return this.#act((player, now) => player.pace(rate, now));
  }

  /** Sends the present look once more. */
  async reassert(): Promise<ShowAnswer> {
    return this.#play((player, now) => player.reassert(now));
  }

  /** Lays the scene `blackout` on top of everything, or takes it away: what is played meanwhile shows then. */
  async blackout(on = true): Promise<ShowAnswer> {
    return this.#play((player) => player.black(on));
  }

  /** Stops everything where it is; the scene `panic` follows, where there is one: a second time within a second at once. */
  async panic(): Promise<ShowAnswer> {
    return this.#play((player, now) => player.panic(now));
  }

  /** Ends a panic: what its scene covered goes back to where it was stopped. */
  async release(): Promise<ShowAnswer> {
    return this.#play((player) => player.release());
  }

  /** Lets a scene go out beside the list of cues. */
  async recall(scene: string, options: RecallOptions = {}): Promise<ShowAnswer> {
    return this.#play((player, now) => player.recall(scene, options, now));
  }

  /** This show goes on, whatever others of its name do: a person says so. They become its understudies. */
  async takeOver(): Promise<ShowAnswer> {
    if (!this.#hearing.begun) throw this.#stopped;
    this.#reigning.claim();
    this.#refresh();
    return { accepted: true, text: `${this.name} goes on here` };
  }

  /**
   * Edits the show, as long as it is at that revision; all of the edits, or none. Nothing moves by that. Without a revision each edit has to be one
   * that says what it found (`set-value`, `change-cue`).
   */
  async edit(revision: number | undefined, ops: readonly ShowOp[]): Promise<EditAnswer> {
    return this.#editor.edit(revision, ops);
  }

  /** Takes what the stage is now into a scene: `patterns` are addresses, globs, names of nodes; everything that can be recalled without one. */
  async store(scene: string, patterns: readonly string[] = [], options: StoreOptions = {}): Promise<EditAnswer> {
    return this.#editor.store(scene, patterns, options);
  }

  /** Takes what the stage is now into a cue, as far as it differs from the look in front of it. */
  async record(cue: string, patterns: readonly string[] = [], options: RecordOptionsOfCue = {}): Promise<EditAnswer> {
    return this.#editor.record(cue, patterns, options);
  }

  /** Takes a scene away that no cue uses. */
  async remove(scene: string): Promise<EditAnswer> {
    return this.#editor.remove(scene);
  }

  /**
   * Makes everything as the show, or another file, says: its values and links, for those who are here, and once for nodes that come later. What cues
   * move comes from the cue on stage, as soon as there is one. `choose` takes a part of it. `timeout` (5 s unless said) is for each step.
   */
  async load(options: LoadOptions = {}): Promise<Loaded> {
    return this.#loading.load(options);
  }

  /** What is otherwise than the show, or another file, says. Nothing is sent but questions. */
  async compare(options: CompareOptions = {}): Promise<Plan> {
    return this.#loading.compare(options);
  }

  /** @internal What somebody has chosen of a file goes into the show first, then onto the stage; refused when the show is at another revision. */
  async loadChosen({ revision, ...options }: LoadOptions & Pick<SaveOptions, "revision">): Promise<ChosenAnswer> {
    const merged = this.#editor.merge(revision, options.file, options.choose ?? new Set());
    if (!merged.accepted) return { accepted: false, text: merged.text };
    const { outcome } = await this.load(options);
    return { accepted: true, text: `${outcome.done.length} done`, outcome };
  }

  /** Takes what is patched and set into the show and its file, as `zocp save` does; once a cue was played, not what cues move. */
  async save(options: SaveOptions = {}): Promise<SaveAnswer> {
    const put = (show: ShowFile): void => void (this.#document.edit(show) && this.#edited(show));
    const played = this.#player.position.starts > 0;
    return save({ node: this.node, document: this.#document, played, put }, options);
  }

  /** Whether everything that the cues move is here and would take it. Nothing is sent. */
  preflight(): Preflight {
    return preflight(this.show, this.node, this.#cast);
  }

  /**
   * What GO would send at a cue now, or with `jump` GOTO, by its number or its id. Nodes are asked what their parameters are; one that does not
   * answer within a second counts as it was told last. Rejects with `UsageError` for no cue.
   */
  async preview(cue: string, { jump = false }: { readonly jump?: boolean | undefined } = {}): Promise<Preview> {
    const moves = this.#player.preview(cue, jump);
    if (moves === undefined) throw new UsageError("not-found", `there is no cue ${JSON.stringify(cue)}`);
    const ids = [...byNode(moves.values).keys()].map((name) => this.#cast.find(name) ?? "");
    await Promise.allSettled(ids.map((id) => this.node.peers.get(id)?.refresh({ timeout: ANSWER })));
    return previewOf(moves, moves, this.node, this.#cast);
  }

  /** @internal GO of a node that called. */
  goFrom(peer: string, { sent, timeline, ...press }: CalledPress): Promise<ShowAnswer> {
    const now = timeline === undefined ? this.#clock.now() : this.#timeOf(timeline);
    const age = sent === undefined || now === undefined ? undefined : Math.max(0, now - sent);
    return this.go({ ...press, age, doubtful: this.#hearing.isDoubtful(peer) });
  }

  /** What time it is by the clock that nodes share; undefined while this one has another. */
  #timeOf(timeline: string): number | undefined {
    const { clock } = this.node;
    return clock.synced && clock.timeline === timeline ? clock.now() : undefined;
  }

  #makePerformer(): Performer {
    return new Performer(this.node, this.#cast, () => this.show, {
      begun: (effect, streams) => this.#outcomes.begun(effect, streams),
      ended: (report) => this.#ended(report),
      hands: (node, hands) => {
        if (this.#hearing.begun) this.#act((player, now) => player.handleHands(node, hands, now));
      },
      values: (node, values) => {
        if (this.#hearing.begun) this.#act((player, now) => player.handleValues(node, values, now));
      },
      note: (text) => this.#note(text),
      now: () => this.#clock.now(),
      sender: () => this.#sender,
    });
  }

  get #sender(): SenderOptions {
    return { show: this.name.slice(0, SHOW), term: this.#reigning.role.term };
  }

  #makeHearing(): Hearing {
    return new Hearing(this.node, this.#cast, {
      press: (trigger, peer) => this.#press(trigger, peer),
      set: (parameter, value) => this.#set(parameter, value),
      cast: (changes) => this.#castChanged(changes),
      recovered: ({ name, id }) => void this.#enter(name, id),
      now: () => this.#clock.now(),
    });
  }

  #makeReigning(role: Pick<ReignOptions, "term" | "over" | "claim">, authority: AuthorityOptions): Reigning {
    return new Reigning(
      this.node,
      { ...role, since: this.#date() },
      {
        deposed: (by) => this.#yield(by),
        disputed: (other) => this.#dispute(other),
        trusts: (peer) => trusts(this.node, authority, peer),
        situation: () => ({
          ...{ state: this.#player.state(this.#clock.now()), since: this.#since },
          ...{ revision: this.#document.revision, term: this.#reigning.role.term },
        }),
        text: () => formatShow(this.show),
        now: () => this.#clock.now(),
      },
    );
  }

  /** It ends without a word to anybody. */
  #yield(by: string): void {
    this.#performer.yield(`${this.name.slice(0, TAG_ROOM)}/*`);
    this.#end();
    this.emitEvent({ type: "deposed", by });
    void this.stop();
  }

  #dispute(other: string | undefined): void {
    this.#act((player) => player.follow(other === undefined));
    if (other !== undefined)
      this.#note(`${this.name} was played here and on ${other.slice(0, 8)}: nothing follows until one takes over`);
    this.emitEvent({ type: "disputed", with: other });
  }

  #press(trigger: Trigger, peer: string): void {
    // It is let go at once: whoever presses it next, in whatever way, changes it again.
    this.node.parameter(trigger).set(false);
    if (trigger === "go") void this.go({ doubtful: this.#hearing.isDoubtful(peer) });
    else void this[trigger]();
  }

  /** What cannot be is shown as it is again. */
  #set(parameter: string, value: Json): void {
    if (parameter === "goto" && typeof value === "string" && value !== "") void this.goto(value);
    else if (parameter === "next" && typeof value === "string") void this.standby(value);
    else if (parameter === "blackout") void this.blackout(value === true);
    else if (parameter === "rate" && typeof value === "number") void this.pace(value);
  }

  /** Something that is sent because a person wants it. */
  #play(input: (player: CuePlayer, now: number) => readonly PlayerEffect[]): ShowAnswer {
    const before = this.#player.starts;
    this.#reigning.outbid();
    const answer = this.#act(input);
    if (this.#player.starts !== before) this.#reigning.press();
    return answer;
  }

  get #stopped(): UsageError {
    return new UsageError("not-running", `the show ${this.name} has not been started`);
  }

  #act(input: (player: CuePlayer, now: number) => readonly PlayerEffect[]): ShowAnswer {
    if (!this.#hearing.begun) throw this.#stopped;
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
    const number = this.show.cues.find(({ id }) => id === effect.cue)?.cue ?? effect.cue;
    this.emitEvent({ ...effect, id: effect.cue, cue: number });
  }

  #edited(show: ShowFile): void {
    this.#player.handleEdited(show);
    this.#refresh();
    this.emitEvent({ type: "edited", revision: this.#document.revision });
  }

  #ended(report: FadeReport): void {
    this.#outcomes.ended(report);
    for (const effect of this.#player.handleEnded(report, this.#clock.now())) {
      if (effect.type === "note") this.#note(effect.text);
      else this.#performer.perform(effect);
    }
    this.#timer.soon(() => this.#refresh());
  }

  #note(text: string): void {
    this.#notes.push({ at: this.#date(), text });
    if (this.#notes.length > NOTES) this.#notes.shift();
    this.emitEvent({ type: "note", text });
  }

  /** Tells everybody what is, keeps the place, and sets the timer. */
  #refresh(): void {
    this.#panel.show(readingsOf(this.#sources));
    this.#positions?.keep({ ...this.#player.position, since: this.#since, term: this.#reigning.role.term });
    this.#reigning.tell();
    const { deadline, running, paused } = this.#player;
    const reading = running && !paused ? this.#clock.now() + READING : Number.POSITIVE_INFINITY;
    const next = this.#hearing.begun ? Math.min(deadline, reading) : Number.POSITIVE_INFINITY;
    this.#timer.at(next, () => this.#act((player, now) => player.handleTimeout(now)));
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
    if (remote === undefined || this.#cast.find(name) !== id) return;
    const known = this.#player.position.nodes.get(name)?.id === id;
    const now = (): number => this.#clock.now();
    const hands = known ? await handsOn(remote, this.name, "anybody", now) : undefined;
    if (this.#cast.find(name) !== id || !this.#hearing.begun) return;
    const node = { name, id, plain: !runsFades(remote), hands };
    this.#act((player, time) => player.handleNode(node, time));
  }

  #date(): number {
    return (this.#clock.date ?? this.#clock.now)();
  }

  get #sources(): StateSources {
    const { show, revision } = this.#document;
    return {
      ...{ show, revision, file: this.#file, node: this.node, player: this.#player },
      ...{ cast: this.#cast, outcomes: this.#outcomes, since: this.#since, notes: this.#notes },
      now: this.#clock.now(),
      reign: this.#reigning.state,
    };
  }
}

interface ChosenAnswer extends ShowAnswer {
  readonly outcome?: Outcome;
}

/** Characters of the name in a tag. */
const TAG_ROOM = 100;
/** Characters of the name beside a term. */
const SHOW = 200;
const NOTES = 20;
/** Milliseconds between two readings of the progress. */
const READING = 100;
/** Milliseconds for a node to say what its parameters are. */
const ANSWER = 1000;
