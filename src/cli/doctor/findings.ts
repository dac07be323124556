import type { InterfaceChoice, RemoteClock } from "../../index.ts";
import type { Role } from "../../show.ts";
import type { HeardBeacon } from "./beacons.ts";
import type { IdleCard } from "./cards.ts";
import type { Answer } from "./contact.ts";
import type { Host, Settings } from "./settings.ts";

/** What the doctor found: everything that a judgement needs. */
export interface Findings {
  readonly settings: Settings;
  readonly host: Host;
  readonly interfaces: readonly ExaminedInterface[];
  readonly idle: readonly IdleCard[];
  /** Why no interface can be chosen; undefined when one could. */
  readonly choice: string | undefined;
  /** Why the beacon port cannot be used; undefined when it can, or is not needed. */
  readonly blocked: string | undefined;
  /** Why no node can be started; undefined when one could. */
  readonly failure: string | undefined;
  readonly met: readonly Met[];
  readonly unmet: readonly Unmet[];
  /** Hubs and peers that were named. */
  readonly places: readonly Place[];
  /** Milliseconds that were listened. */
  readonly duration: number;
}

export interface ExaminedInterface extends InterfaceChoice {
  /** Whether a broadcast of ours came back; undefined where none was tried. */
  readonly returned: boolean | undefined;
  /** Why nothing leaves there. */
  readonly unsent: string | undefined;
}

/** A node that we are connected with. */
export interface Met {
  readonly id: string;
  readonly name: string;
  /** `tcp://address:port`. */
  readonly address: string;
  /** On which of our interfaces; undefined for one beyond a router. */
  readonly interface: string | undefined;
  /** Whether it runs on this machine. */
  readonly here: boolean;
  /** The version of its beacons; undefined when none was heard, and a hub or a peer told of it. */
  readonly beacon: 1 | 3 | undefined;
  /** Whether it speaks ZOCP, and not only ZRE. */
  readonly zocp: boolean;
  readonly complete: boolean;
  /** Whether it is a command like this one, which comes and goes. */
  readonly tool: boolean;
  /** What it is of a show. */
  readonly role?: Role | undefined;
  /** Its clock, where it shares one. */
  readonly clock?: RemoteClock | undefined;
  /** Whether its TCP port answers us; undefined where that is known, because it has told its parameters. */
  readonly answer?: Answer | undefined;
}

/** A node whose beacon was heard, and that we are not connected with. */
export interface Unmet extends HeardBeacon {
  readonly where: Where;
  /** On which of our interfaces, as far as that is known. */
  readonly interface: string | undefined;
  /** What is the matter with its key, when it is that. */
  readonly key: string | undefined;
  /** Whether its TCP port answers us; undefined where that was not tried. */
  readonly answer: Answer | undefined;
}

/**
 * Where an unmet node is: on our port and network (`near`), on another UDP port, on loopback of this machine while we are not, on an
 * interface that is not used, or on no network of ours.
 */
export type Where = "near" | "other port" | "loopback" | "unused interface" | "other network";

/** A hub or a peer that was named. */
export interface Place {
  readonly kind: "hub" | "peer";
  readonly place: string;
  /** Whether it is met, or at least there. */
  readonly reached: boolean;
  readonly reason: string | undefined;
}

/** Something that is wrong, and what to do. */
export interface Problem {
  readonly problem: string;
  readonly advice: string;
}
