import type { Json, Registration } from "../../../index.ts";
import type { ForeignValue } from "../conversion.ts";
import type { Kind } from "../kind.ts";
import type { Binding } from "./rules.ts";

/** Something that came from the other side. */
export interface ForeignInput {
  readonly address: string;
  readonly args: readonly ForeignValue[];
  readonly from: Source;
  /** It tells how its controls stand when it is first heard: nobody has moved one. */
  readonly standing?: boolean | undefined;
}

/** Who sent it. */
export interface Source {
  /** The machine or device, as people know it: what is lost when it falls silent. */
  readonly host: string;
  /** The target that is the same device: nothing that came from it goes back there. */
  readonly target?: string | undefined;
}

/** A parameter of another node, as it describes itself. */
export interface RemoteKind extends Kind {
  /** Whether it can be set. */
  readonly writable: boolean;
}

/** A parameter as a device announces it. */
export interface AnnouncedKind extends Kind {
  readonly unit?: string | undefined;
  readonly step?: number | undefined;
  readonly description?: string | undefined;
}

/** What is sent. */
export interface Outgoing {
  readonly address: string;
  readonly args: readonly ForeignValue[];
  /** The type of the parameter: it decides how numbers travel. */
  readonly typeHint: string;
  /** Its numbers are whole ones at the other side. */
  readonly whole: boolean;
  /** It happens: there is no value that stays. */
  readonly event?: boolean | undefined;
}

export type BridgeEffect =
  | { readonly type: "send"; readonly target: string; readonly message: Outgoing }
  /** Answers who asked for the value of an address. */
  | { readonly type: "answer"; readonly source: Source; readonly address: string; readonly value: Json }
  /** A value of a parameter of the bridge. */
  | {
      readonly type: "emit";
      readonly parameter: string;
      readonly value: Json /** Also when it is equal. */;
      readonly always: boolean;
    }
  /** A value for a parameter of another node. */
  | {
      readonly type: "set";
      readonly node: string;
      readonly parameter: string;
      readonly value: Json;
      readonly event: boolean;
    }
  | { readonly type: "register"; readonly parameter: string; readonly registration: Registration }
  | { readonly type: "remove"; readonly parameter: string }
  | { readonly type: "watch"; readonly node: string; readonly parameter: string; readonly rate: number | undefined }
  /** Parameters of this node are to be told again. */
  | { readonly type: "look"; readonly node: string }
  | { readonly type: "unwatch"; readonly node: string; readonly parameter: string }
  | { readonly type: "tell"; readonly event: BridgeEvent };

/** What people are told. */
export type BridgeEvent =
  /** An address and a parameter belong together now. */
  | {
      readonly type: "mapped";
      readonly address: string;
      readonly parameter: string;
      readonly way: "in" | "out" | "both";
    }
  | { readonly type: "unmapped"; readonly address: string; readonly parameter: string }
  /** A rule fits, but cannot be. */
  | { readonly type: "unfit"; readonly address: string; readonly parameter: string; readonly reason: string }
  /** A value had no effect; of each address once a second, `times` is how many there were. */
  | { readonly type: "refused"; readonly address: string; readonly reason: string; readonly times: number }
  /** What came had no place; told once in ten seconds of each reason. */
  | { readonly type: "ignored"; readonly reason: string }
  /** Values of this target come back as inputs: for a second they are not taken. */
  | { readonly type: "cycle"; readonly target: string }
  | { readonly type: "lost"; readonly host: string }
  | { readonly type: "found"; readonly host: string }
  /** An address was bound by learning, or released. */
  | ({ readonly type: "bound" } & Binding)
  | ({ readonly type: "unbound" } & Binding)
  /** Nothing moved in time. */
  | { readonly type: "unlearned"; readonly parameter: string };

/** How much there was. */
export interface BridgeCounts {
  in: number;
  out: number;
  refused: number;
  ignored: number;
  /** Arguments beyond those of a type. */
  surplus: number;
  /** Values that cannot be sent: NaN, infinities. */
  unsent: number;
  /** Events that waited for too long. */
  dropped: number;
}
