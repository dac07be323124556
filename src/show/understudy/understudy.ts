import { checkOptions, checkSwitch, type OptionNames } from "../../arguments/check.ts";
import {
  type Caller,
  Emitter,
  hostNet,
  type Net,
  NetworkError,
  UsageError,
  ZocpNode,
  type ZocpOptions,
} from "../../index.ts";
import { readShow } from "../file/read.ts";
import type { ShowFile } from "../file/show-file.ts";
import { ShowFileError } from "../file/show-file-error.ts";
import { objectionTo, trusts } from "../node/calls/objection.ts";
import { Keeper } from "../node/keeper.ts";
import { placeOf } from "../node/place.ts";
import { PositionKeeper } from "../node/position.ts";
import { ShowNode } from "../node/show-node.ts";
import { checkFileOptions, checkPlayOptions, SHOW_NODE_OPTIONS, type ShowNodeOptions } from "../node/show-options.ts";
import { Following } from "./following.ts";
import type { Situation } from "./situation.ts";
import { UNDERSTUDY_EVENTS, type UnderstudyEvents } from "./understudy-events.ts";
import type { TakenRole } from "./watch.ts";

export interface UnderstudyOptions extends Omit<ShowNodeOptions, "id"> {
  /** It takes over by itself when the show is gone, unless somebody ended that; otherwise it asks. No unless said. */
  readonly auto?: boolean | undefined;
  /** It begins as the show, and becomes its understudy when one of its name plays already. No unless said. */
  readonly plays?: boolean | undefined;
}

/**
 * A machine that stands ready for a show: it follows the show under the name `show (understudy)`, and takes its place under its name. Where
 * another one of that name goes on, it follows that again. So of several machines one plays. Taking over sends nothing: what was waited for is waited
 * for, and values that are streamed to nodes without fades go on from where they are.
 */
export class Understudy extends Emitter<UnderstudyEvents> {
  /** The name of the show. */
  readonly name: string;
  readonly #options: ShowNodeOptions;
  readonly #auto: boolean;
  readonly #plays: boolean;
  readonly #clock: Net["clock"];
  readonly #file: Keeper | undefined;
  readonly #positions: PositionKeeper | undefined;
  #show: ShowNode | undefined;
  #standby: { readonly node: ZocpNode; readonly following: Following } | undefined;
  /** What it knows of the show that it follows. */
  #known: { readonly show: ShowFile; readonly situation: Situation } | undefined;
  #running = false;
  #turn: Promise<void> = Promise.resolve();

  /** `name` is that of the show. Throws `UsageError` for options that cannot be. */
  constructor(name = "show", options: UnderstudyOptions = {}) {
    super(UNDERSTUDY_EVENTS);
    checkOptions("Understudy", options, OPTIONS);
    const { auto = false, plays = false, ...rest } = options;
    checkSwitch("auto", auto);
    checkSwitch("plays", plays);
    checkFileOptions(rest);
    checkPlayOptions(rest);
    this.name = name;
    this.#options = rest;
    this.#auto = auto;
    this.#plays = plays;
    this.#clock = (rest.net ?? hostNet()).clock;
    const { file, autosave = true } = rest;
    const failed = (text: string): void => this.emitEvent({ type: "note", text });
    this.#file = file === undefined || !autosave ? undefined : new Keeper(file, undefined, failed);
    this.#positions = file === undefined ? undefined : new PositionKeeper(file, failed);
  }

  /** The show, while it plays on this machine. */
  get show(): ShowNode | undefined {
    return this.#show;
  }

  /** The id of the show that it follows; undefined while it plays, and while it has met none. */
  get follows(): string | undefined {
    return this.#standby?.following.followed;
  }

  /** Opens the network. Rejects with `NetworkError`, with `UsageError` for a name or an option that cannot be, with `ShowFileError` for a file that is wrong. */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#next(() => (this.#plays ? this.#play() : this.#follow()));
    } catch (error) {
      this.#running = false;
      await this.#leave();
      throw error;
    }
  }

  /** Ends what it does on this machine. The show goes on elsewhere, where somebody plays it. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#next(() => this.#leave());
    await Promise.all([this.#file?.settled(), this.#positions?.settled()]);
    this.endStreams();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /**
   * A person wants this machine to play, also when another one does: that one becomes its understudy. Resolves when it plays. Rejects with
   * `UsageError` while this is stopped.
   */
  async takeOver(): Promise<void> {
    if (!this.#running) throw new UsageError("not-running", `the understudy of ${this.name} has not been started`);
    if (this.#show !== undefined) await this.#show.takeOver();
    else await this.#standby?.following.takeOver();
    await this.#turn;
  }

  async #play(taken?: TakenRole): Promise<void> {
    const place = this.#placeFor(taken);
    const show = new ShowNode(place);
    show.on("deposed", ({ by }) => {
      this.emitEvent({ type: "yields", to: by });
      this.#change(() => this.#follow());
    });
    this.#show = show;
    this.emitEvent({ type: "begins", node: place.node, show });
    await show.start();
    this.emitEvent({ type: "plays", show });
  }

  /** Where it goes on: at what it knows of the show that it followed, else at its file. */
  #placeFor(taken: TakenRole | undefined): ReturnType<typeof placeOf> {
    const { show, situation } = this.#known ?? {};
    const known = { show, state: situation?.state, since: situation?.since };
    const keepers = { file: this.#file, positions: this.#positions };
    return placeOf(this.name, this.#options, {
      ...known,
      role: taken,
      follows: this.#auto || taken === undefined,
      keepers,
    });
  }

  async #follow(): Promise<void> {
    const { file: _, autosave: __, guard: ___, backTime: ____, ...rest } = this.#options;
    const given = rest.headers instanceof Map ? rest.headers : Object.entries(rest.headers ?? {});
    const options: ZocpOptions = {
      meet: "everybody",
      ...rest,
      headers: new Map([...given, ["X-ZOCP-UNDERSTUDY", this.name]]),
    };
    const node = new ZocpNode(standbyName(this.name), options);
    const following = new Following(
      { node, of: this.name, auto: this.#auto, clock: this.#clock },
      {
        follows: (peer) => this.emitEvent({ type: "follows", peer }),
        gone: (asks) => this.emitEvent({ type: "gone", asks }),
        takesOver: (role) => this.#change(() => this.#play(role)),
        situation: (situation) => this.#learn(situation),
        note: (text) => this.emitEvent({ type: "note", text }),
        trusts: (peer) => trusts(node, this.#options, peer),
      },
    );
    node.handle("show.takeover", (_, caller) => this.#asked(node, caller));
    this.#known = undefined;
    this.#standby = { node, following };
    this.emitEvent({ type: "begins", node, show: undefined });
    following.begin();
    await node.start();
  }

  /** The answer leaves before the node does. */
  #asked(node: ZocpNode, caller: Caller): { accepted: boolean; text: string } {
    const reason = objectionTo(node, this.#options, caller, { method: "takeover", edits: false });
    if (reason !== undefined) throw new NetworkError("refused-by-peer", reason);
    this.#clock.defer(() => void this.#standby?.following.takeOver());
    return { accepted: true, text: `${this.name} goes on here` };
  }

  #learn(situation: Situation): void {
    const show = situation.text === undefined ? this.#known?.show : this.#read(situation.text);
    if (show === undefined) return;
    this.#known = { show, situation };
    // The file of a machine that began as the show stays as it is until it plays again: it may be another one.
    if (this.#plays) return;
    if (situation.text !== undefined) this.#file?.keep(situation.text);
    const { state, since, term } = situation;
    this.#positions?.keep({ ...state, since, term });
  }

  /** What cannot be read is told, and the version before it kept. */
  #read(text: string): ShowFile | undefined {
    try {
      return readShow(text);
    } catch (error) {
      if (!(error instanceof ShowFileError)) throw error;
      this.emitEvent({ type: "note", text: `${this.name} has a show that cannot be read: ${error.message}` });
      return undefined;
    }
  }

  async #leave(): Promise<void> {
    const [show, standby] = [this.#show, this.#standby];
    this.#show = undefined;
    this.#standby = undefined;
    standby?.following.end();
    await show?.stop();
    await standby?.node.stop();
  }

  /** It becomes something else; where the network or the file does not let it, it tries again. */
  #change(act: () => Promise<void>): void {
    const done = this.#next(async () => {
      if (!this.#running) return;
      await this.#leave();
      await act();
    });
    done.catch((error: unknown) => {
      if (!(error instanceof NetworkError || error instanceof ShowFileError)) throw error;
      if (!this.#running) return;
      this.emitEvent({ type: "note", text: `${error.message}; it is tried again` });
      this.#clock.schedule(AGAIN, () => this.#change(act));
    });
  }

  /** One thing after the other. */
  #next(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    // Whoever asked for it hears of it.
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** What the node is called on which it stands ready for a show. */
function standbyName(show: string): string {
  let name = show;
  while (Buffer.byteLength(name) > ROOM) name = [...name].slice(0, -1).join("");
  return `${name} (understudy)`;
}

const OPTIONS: OptionNames<UnderstudyOptions> = { ...SHOW_NODE_OPTIONS, auto: true, plays: true };
/** Octets of the name of a show in that of its understudy. */
const ROOM = 240;
/** Milliseconds. */
const AGAIN = 1000;
