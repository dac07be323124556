import { type Json, type Net, NetworkError, type TransportNode } from "../../index.ts";
import { ShowTimer } from "../node/show-timer.ts";
import { formatRole, ROLE, readRole } from "./role.ts";
import { readSituation, type Situation } from "./situation.ts";
import { type TakenRole, Watch, type WatchEffect } from "./watch.ts";

/** Whom an understudy that follows tells what it hears. */
export interface FollowingHandlers {
  /** It follows this node from now on, or hears it again. */
  follows(id: string): void;
  /** The show is gone: `asks` when a person has to say that this one takes over. */
  gone(asks: boolean): void;
  takesOver(role: TakenRole): void;
  situation(situation: Situation): void;
  note(text: string): void;
  /** Whether the word of a node counts. */
  trusts(peer: string): boolean;
}

export interface FollowingOptions {
  readonly node: TransportNode;
  /** The name of the show. */
  readonly of: string;
  readonly auto: boolean;
  readonly clock: Net["clock"];
}

/** Follows a show on a node of its own. */
export class Following {
  readonly #node: TransportNode;
  readonly #clock: Net["clock"];
  readonly #handlers: FollowingHandlers;
  readonly #watch: Watch;
  readonly #timer: ShowTimer;
  readonly #offs: (() => void)[] = [];
  /** The show that it follows has said how it stands. */
  #told = false;
  /** Whoever waits for that goes on. */
  #goOn: (() => void) | undefined;
  #ended = false;

  constructor({ node, of, auto, clock }: FollowingOptions, handlers: FollowingHandlers) {
    this.#node = node;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#watch = new Watch({ id: node.id, of, auto });
    this.#timer = new ShowTimer(clock);
    const since = (clock.date ?? clock.now)();
    node.setMetadata(ROLE, formatRole({ of, plays: false, term: 0, presses: 0, since, auto }));
    node.handle("show.stands", ([told], { peer }) => this.#hear(peer, told));
  }

  /** The id of the show that it follows. */
  get followed(): string | undefined {
    return this.#watch.followed;
  }

  begin(): void {
    const now = (): number => this.#clock.now();
    this.#on("described", ({ peer }) => this.#look(peer));
    this.#on("modified", ({ peer }) => this.#look(peer));
    this.#on("exit", ({ peer, reason }) => this.#perform(this.#watch.handleExit(peer, reason === "goodbye", now())));
    this.#on("suspected", ({ peer }) => this.#perform(this.#watch.handleSuspicion(peer, true, now())));
    this.#on("recovered", ({ peer }) => this.#perform(this.#watch.handleSuspicion(peer, false, now())));
    for (const peer of this.#node.peers.keys()) this.#look(peer);
  }

  end(): void {
    this.#ended = true;
    this.#timer.end();
    for (const off of this.#offs.splice(0)) off();
  }

  /** A person wants it to take over. One that was not told yet how the show stands waits for that, but not long. */
  async takeOver(): Promise<void> {
    if (!this.#told && this.#node.peers.has(this.followed ?? "")) await this.#firstWord();
    if (!this.#ended) this.#perform(this.#watch.takeOver());
  }

  #look(peer: string): void {
    const role = readRole(this.#node.peers.get(peer)?.metadata.get(ROLE));
    const counts = role !== undefined && this.#handlers.trusts(peer);
    this.#perform(this.#watch.handleRole(peer, counts ? role : undefined, this.#clock.now()));
  }

  #perform(effects: readonly WatchEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "gone") this.#handlers.gone(effect.asks);
      else if (effect.type === "take-over") this.#handlers.takesOver(effect.role);
      else {
        this.#told &&= effect.type === "back";
        void this.#follow(this.followed ?? "");
      }
    }
    this.#timer.at(this.#ended ? Number.POSITIVE_INFINITY : this.#watch.deadline, () =>
      this.#perform(this.#watch.handleTimeout(this.#clock.now())),
    );
  }

  /** Asks a show to tell how it stands, now and whenever that is another thing: it does so by calls, which come in their order. */
  async #follow(id: string): Promise<void> {
    this.#handlers.follows(id);
    while (this.followed === id && !this.#ended) {
      try {
        await this.#node.peers.get(id)?.call("show.follow", [], { timeout: ANSWER });
        return;
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        if (error.code === "stopped" || error.code === "peer-gone") return;
        this.#handlers.note(`${this.#node.peers.get(id)?.name ?? id} does not say how it stands: ${error.message}`);
        if (error.code === "refused-by-peer") return;
      }
    }
  }

  #hear(peer: string, told: Json | undefined): null {
    if (this.#ended || peer !== this.followed) throw new NetworkError("refused-by-peer", "this one is not followed");
    const situation = readSituation(told, this.#clock.now());
    if (situation === undefined) throw new NetworkError("refused-by-peer", "that is not how a show stands");
    this.#handlers.situation(situation);
    this.#told = true;
    this.#goOn?.();
    return null;
  }

  #firstWord(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.#clock.schedule(LAST_WORD, resolve);
    });
  }

  readonly #on: TransportNode["on"] = (type, listener) => {
    this.#offs.push(() => this.#node.off(type, listener));
    return this.#node.on(type, listener);
  };
}

/** Milliseconds: for one answer, and while a person waits who wants it to take over. */
const ANSWER = 5000;
const LAST_WORD = 1000;
