import type { Endpoint } from "./endpoint.ts";
import { Liveness } from "./liveness.ts";
import type { Hello } from "./message.ts";
import { IncomingSequence, OutgoingSequence } from "./sequence.ts";

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
  /** Our connection to it stood at least once. */
  reached = false;
  /** Our connection to it was lost at least once. */
  interrupted = false;
  /** It sends beacons, so that its silence tells something early. */
  beacons = false;
  /** A goodbye came in its name, and its connections stand: it was asked at this moment. */
  leaving = false;
  farewellAt = Number.NEGATIVE_INFINITY;
  /** It answers at once when it is asked for a sign of life, so that it can be suspected. */
  prompt = false;
  suspected = false;
  /** When it was asked, and asked once more. What was heard since then makes both void. */
  askedAt = Number.NEGATIVE_INFINITY;
  calledAt = Number.NEGATIVE_INFINITY;
  /** Since when it sends messages without having said HELLO over this connection. */
  strayAt: number | undefined;

  constructor(id: string, { address, port }: Endpoint, now: number) {
    this.id = id;
    this.address = address;
    this.port = port;
    this.liveness = new Liveness(now);
    this.dialledAt = now;
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
