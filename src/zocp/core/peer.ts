import { readRank } from "../clock/rank.ts";
import {
  speaksClock,
  speaksExtensions,
  speaksFades,
  speaksLinks,
  speaksMaps,
  speaksOrigin,
  speaksPace,
  speaksPacks,
  speaksPriority,
  speaksTerms,
} from "../codec/headers.ts";
import type { Subscription } from "../codec/message.ts";
import { type AuthorityStatus, readStatus } from "../requests/authority.ts";
import { RemoteTree } from "../tree/remote-tree.ts";
import type { Room } from "../tree/room.ts";

/** A peer that appears. */
export interface Newcomer {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The public key that it has proved to own, or `user:` and its name at a message broker; undefined where nothing is proved. */
  readonly key?: string | undefined;
}

/** What a peer's tree may hold, and when it entered. */
export interface PeerBounds {
  readonly limit: number;
  readonly room: Room;
  readonly now: number;
}

/** Another ZOCP node, while it is present. */
export class Peer {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The public key that it has proved to own; undefined where no keys are used. */
  readonly key: string | undefined;
  /** Whether it understands what the reference does not; see {@link speaksExtensions}. */
  readonly extensions: boolean;
  /** Whether it understands samplings; see {@link speaksPace}. */
  readonly pace: boolean;
  /** Whether it understands versions; see {@link speaksOrigin}. */
  readonly origin: boolean;
  /** Whether it keeps records of links; see {@link speaksLinks}. */
  readonly links: boolean;
  /** Whether it runs fades; see {@link speaksFades}. */
  readonly fades: boolean;
  /** Whether it knows priority and mute of links; see {@link speaksPriority}. */
  readonly priority: boolean;
  /** Whether it shares a clock; see {@link speaksClock}. */
  readonly clock: boolean;
  /** How willing it is to be the reference of that, from 0 to 255. */
  readonly clockRank: number;
  /** Whether it maps the values of links; see {@link speaksMaps}. */
  readonly maps: boolean;
  /** Whether it knows the terms of shows; see {@link speaksTerms}. */
  readonly terms: boolean;
  /** When it entered. */
  readonly enteredAt: number;
  /** Whether each frame of a whisper of it is a message; see {@link speaksPacks}. */
  readonly packs: boolean;
  readonly tree: RemoteTree;
  /** Whether its whole tree has come. */
  complete = false;
  /** Whether it gave no sign of life lately although it should have. */
  suspected = false;
  /** How often we asked for its tree, and how often it has answered: the answers come in the order of the questions. */
  questions = 0;
  answers = 0;
  /** When we asked for its tree last, and when we ask again. */
  askedAt = Number.NEGATIVE_INFINITY;
  /** It is to be asked as soon as it has answered. */
  askNext = false;
  askAt = Number.POSITIVE_INFINITY;
  /** Somebody waits for a parameter that it may register; how many milliseconds lie between two looks. */
  wanted = false;
  lookEvery: number = LOOK_FIRST;
  /** Of an old node: links whose UNSUB it will send back, and how many times. */
  readonly #echoes = new Map<string, number>();

  constructor({ id, name, headers, key }: Newcomer, { limit, room, now }: PeerBounds) {
    this.id = id;
    this.name = name;
    this.headers = headers;
    this.key = key;
    this.extensions = speaksExtensions(headers);
    this.pace = speaksPace(headers);
    this.origin = speaksOrigin(headers);
    this.links = speaksLinks(headers);
    this.fades = speaksFades(headers);
    this.priority = speaksPriority(headers);
    this.clock = speaksClock(headers);
    this.clockRank = readRank(headers);
    this.maps = speaksMaps(headers);
    this.terms = speaksTerms(headers);
    this.enteredAt = now;
    this.packs = speaksPacks(headers);
    this.tree = new RemoteTree(limit, room);
  }

  /** Its next look for what somebody waits for: soon after something was new there, less and less often otherwise. */
  looked(found: boolean): void {
    this.lookEvery = found ? LOOK_FIRST : Math.min(this.lookEvery * 2, LOOK_LAST);
  }

  /** It was sent the UNSUB of a link of its sensor. An old node sends it back to the emitter's. */
  expectEcho(link: Subscription): void {
    if (this.extensions) return;
    const key = keyOf(link);
    this.#echoes.set(key, (this.#echoes.get(key) ?? 0) + 1);
  }

  /** Whether an UNSUB of it only repeats ours: the link may have been made again meanwhile. */
  takeEcho(link: Subscription): boolean {
    const key = keyOf(link);
    const left = (this.#echoes.get(key) ?? 0) - 1;
    if (left > 0) this.#echoes.set(key, left);
    else this.#echoes.delete(key);
    return left >= 0;
  }

  /** Whether it lets others change it, as far as it says so. Old nodes know no authority. */
  get status(): AuthorityStatus {
    return readStatus(this.extensions ? this.tree.metadata : NOTHING);
  }

  /** Whether it may refuse a wire: then it wants to hear of it from the node that asks for it. */
  get guarded(): boolean {
    return this.status.state !== "open";
  }
}

function keyOf({ emitter, sensor }: Subscription): string {
  return JSON.stringify([emitter, sensor]);
}

const LOOK_FIRST = 2000;
const LOOK_LAST = 10_000;
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
