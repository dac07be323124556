import { type Caller, formatJson, type JsonInput, NetworkError, type TransportNode } from "../../index.ts";
import { Reign, type ReignEffect, type ReignOptions } from "../understudy/reign.ts";
import { formatRole, ROLE, type Role, readRole } from "../understudy/role.ts";
import { formatSituation, type Situation } from "../understudy/situation.ts";
import type { ShowState } from "./state/show-state.ts";

/** Whom a show tells what others of its name mean for it. */
export interface ReigningHandlers {
  /** Another one goes on: this one ends at once, and sends nothing more. */
  deposed(by: string): void;
  /** People have played both; undefined: that is over. */
  disputed(other: string | undefined): void;
  /** Whether the word of a node counts. */
  trusts(peer: string): boolean;
  /** What an understudy has to know at this moment, without the show file; and that. */
  situation(): Situation;
  text(): string;
  /** Milliseconds. */
  now(): number;
}

/** An understudy that follows a show. */
interface Follower {
  /** What it was told last. */
  told: string;
  revision: number | undefined;
  /** It has not answered yet. */
  asked: boolean;
}

/** Says on the network that a node plays a show, hears who else does, and tells those who follow it how it stands. */
export class Reigning {
  readonly #node: TransportNode;
  readonly #reign: Reign;
  readonly #handlers: ReigningHandlers;
  readonly #followers = new Map<string, Follower>();
  readonly #offs: (() => void)[] = [];
  #disputed: string | undefined;

  constructor(node: TransportNode, options: Omit<ReignOptions, "id" | "of">, handlers: ReigningHandlers) {
    this.#node = node;
    this.#handlers = handlers;
    this.#reign = new Reign({ ...options, id: node.id, of: node.name });
    node.handle("show.follow", (_, caller) => this.#follow(caller));
  }

  get role(): Role {
    return this.#reign.role;
  }

  /** As people see it. */
  get state(): Pick<ShowState, "term" | "disputed" | "understudies"> {
    const understudies = [...this.#node.peers.values()].flatMap(({ id, name, metadata }) => {
      const role = readRole(metadata.get(ROLE));
      if (role === undefined || role.plays || role.of !== this.#node.name) return [];
      return [{ id, name, auto: role.auto, follows: this.#followers.has(id) }];
    });
    return { term: this.role.term, disputed: this.#disputed, understudies };
  }

  begin(): void {
    this.#say(this.role);
    this.#on("described", ({ peer }) => this.#look(peer));
    this.#on("modified", ({ peer }) => this.#look(peer));
    this.#on("exit", ({ peer }) => {
      this.#followers.delete(peer);
      this.#perform(this.#reign.handleExit(peer));
    });
    for (const peer of this.#node.peers.keys()) this.#look(peer);
  }

  end(): void {
    for (const off of this.#offs.splice(0)) off();
    this.#followers.clear();
    this.#say({ ...this.role, plays: false });
  }

  /** Somebody is about to play the show: what is sent for that counts whatever strangers say. */
  outbid(): void {
    for (const { id, metadata } of this.#node.peers.values()) {
      const role = readRole(metadata.get(ROLE));
      if (role !== undefined && !this.#handlers.trusts(id)) this.#perform(this.#reign.outbid(role));
    }
  }

  /** Somebody played the show. */
  press(): void {
    this.#perform(this.#reign.handlePress());
  }

  /** A person wants this one to go on. */
  claim(): void {
    this.#perform(this.#reign.claim());
  }

  /** Tells those who follow what is another thing now. */
  tell(): void {
    if (this.#followers.size === 0) return;
    const situation = this.#handlers.situation();
    const told = formatJson(formatSituation(situation, 0));
    for (const [id, follower] of this.#followers)
      if (!follower.asked && follower.told !== told) void this.#tellOne(id, follower, { situation, told });
  }

  /** One that is slow is told what is then, when it has answered. */
  async #tellOne(
    id: string,
    follower: Follower,
    { situation, told }: { readonly situation: Situation; readonly told: string },
  ): Promise<void> {
    const { revision } = situation;
    const text = follower.revision === revision ? undefined : this.#handlers.text();
    Object.assign(follower, { told, revision, asked: true });
    try {
      await this.#node.peers
        .get(id)
        ?.call("show.stands", [formatSituation({ ...situation, text }, this.#handlers.now())]);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      // Whoever did not hear it is told all of it again.
      Object.assign(follower, { told: "", revision: undefined });
      if (error.code === "refused-by-peer") this.#followers.delete(id);
      if (error.code !== "timed-out") return;
    } finally {
      follower.asked = false;
    }
    this.tell();
  }

  #follow({ peer }: Caller): JsonInput {
    if (!this.#handlers.trusts(peer))
      throw new NetworkError("refused-by-peer", `${this.#node.name} lets only some keys follow it`);
    this.#followers.set(peer, { told: "", revision: undefined, asked: false });
    this.tell();
    return null;
  }

  #look(peer: string): void {
    const role = readRole(this.#node.peers.get(peer)?.metadata.get(ROLE));
    this.#perform(this.#reign.handleRole(peer, role !== undefined && this.#handlers.trusts(peer) ? role : undefined));
  }

  #perform(effects: readonly ReignEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "role") this.#say(effect.role);
      else if (effect.type === "deposed") this.#handlers.deposed(effect.by);
      else {
        this.#disputed = effect.with;
        this.#handlers.disputed(effect.with);
      }
    }
  }

  #say(role: Role): void {
    this.#node.setMetadata(ROLE, formatRole(role));
  }

  readonly #on: TransportNode["on"] = (type, listener) => {
    this.#offs.push(() => this.#node.off(type, listener));
    return this.#node.on(type, listener);
  };
}
