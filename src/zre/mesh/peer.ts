import type { Endpoint } from "../discovery/endpoint.ts";
import { Liveness } from "../liveness/liveness.ts";
import type { Hello } from "../message/message.ts";
import { IncomingSequence, OutgoingSequence } from "../message/sequence.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What is known of a peer that is present. */
export interface MeshPeer {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly groups: ReadonlySet<string>;
  /** What its HELLO carries. */
  readonly endpoint: string;
  /** Where we connect to. */
  readonly address: string;
  readonly port: number;
  /** `suspected`: it did not answer for a moment; `evasive`: for a while; `silent`: still not. */
  readonly state: "ready" | "suspected" | "evasive" | "silent";
}

/** Whether this stands for a place of which nobody has said who is there. */
export function isPlaceholder(id: string): boolean {
  return id.startsWith("tcp://");
}

/** The record of one peer: from the moment we dial it until it is gone. */
export class Peer implements MeshPeer {
  /** That of a place, `tcp://10.0.0.2:5000`, while nobody has said who is there. */
  id: string;
  readonly address: string;
  readonly port: number;
  readonly liveness: Liveness;
  readonly dialledAt: number;
  readonly outgoing = new OutgoingSequence();
  readonly incoming = new IncomingSequence();
  readonly groups = new Set<string>();
  /** How many of its messages may mean nothing. */
  readonly nonsense: TokenBucket;
  name = "";
  headers: ReadonlyMap<string, string> = new Map();
  endpoint = "";
  /** Which of our endpoints our HELLO told it. */
  told = "";
  /** Its count of joins and leaves. */
  status = 0;
  /** Its HELLO has come; before that it is only being dialled. */
  ready = false;
  /** How often it was greeted anew in vain. */
  attempts = 0;
  /** It has a connection to us; and since when it has none although it seems to be well. */
  inbound = false;
  muteAt: number | undefined;
  /** Our connection to it: down, and whether the other side refused it, and whether something may be lost. */
  down = false;
  refused = false;
  doubtful = false;
  /** When our connection to it stood for the first time. */
  reachedAt: number | undefined;
  /** Milliseconds that the latest handshake with it took: what it says next takes as long, where there is no time. */
  handshake = 0;
  /** Our connection to it was lost at least once. */
  interrupted = false;
  /** It sends beacons, so that its silence tells something early. */
  beacons = false;
  /** The peer that is said to be here, and has a record of its own: this one only tries the place. */
  tries: string | undefined;
  /** A goodbye came in its name, and its connections stand: it was asked at this moment. */
  leaving = false;
  farewellAt = Number.NEGATIVE_INFINITY;
  /** It answers at once when it is asked for a sign of life, so that it can be suspected. */
  prompt = false;
  /** It runs in our own process, so that it is silent only while we cannot hear. */
  sameProcess = false;
  suspected = false;
  /** When it was asked, and asked once more. What was heard since then makes both void. */
  askedAt = Number.NEGATIVE_INFINITY;
  calledAt = Number.NEGATIVE_INFINITY;
  /** Since when its messages come without a pause. */
  flowsSince: number;
  /** Since when it sends messages without having said HELLO over this connection. */
  strayAt: number | undefined;

  constructor(id: string, { address, port }: Endpoint, now: number) {
    this.id = id;
    this.address = address;
    this.port = port;
    this.liveness = new Liveness(now);
    this.nonsense = new TokenBucket(NONSENSE_AT_ONCE, NONSENSE, now);
    this.dialledAt = now;
    this.flowsSince = now;
  }

  /** Whether it is present and both connections with it stand, as far as we know. */
  get stands(): boolean {
    return this.ready && this.inbound && !this.down;
  }

  get state(): MeshPeer["state"] {
    const { state } = this.liveness;
    return state === "ready" && this.suspected ? "suspected" : state;
  }

  /** Its HELLO: who it is. */
  introduce({ name, headers, groups, status, endpoint }: Hello): void {
    this.ready = true;
    this.strayAt = undefined;
    this.name = name;
    this.headers = headers;
    this.endpoint = endpoint;
    this.status = status;
    for (const group of groups) this.groups.add(group);
  }
}

/** Messages of one peer that mean nothing, a second and at once. zyre's leader election sends some, programs with an own dialect a few dozen. */
export const NONSENSE = 200;
const NONSENSE_AT_ONCE = 1000;
