import type { Json } from "../../bytes/json.ts";
import type { Link } from "./link.ts";

/** The node an event is about: `peer` is its id of 32 hexadecimal digits, `name` its name; our own for what happens within. */
interface From {
  readonly peer: string;
  readonly name: string;
}

/** A value, and when it was given or arrived here: in milliseconds of the node's clock; of a `ZocpNode`, since 1970. */
interface Valued extends From {
  readonly value: Json;
  readonly at: number;
}

/**
 * Everything that a ZOCP node tells its user. A parameter is named by its path: `level`, or `cam.location` for the
 * parameter `location` of the object `cam`.
 */
export type ZocpEvent =
  /** A ZOCP node appeared; its parameters are not known yet. */
  | ({ readonly type: "enter"; readonly headers: ReadonlyMap<string, string> } & From)
  /** The complete tree of a node is known for the first time. */
  | ({ readonly type: "described" } & From)
  | ({ readonly type: "exit"; readonly reason: string } & From)
  /** A node that answers within moments did not: it is frozen, cut off or far too busy. Its links and values are kept. */
  | ({ readonly type: "suspected" } & From)
  /** A suspected node was heard again. */
  | ({ readonly type: "recovered" } & From)
  /**
   * A peer's tree changed: the paths of new, changed and removed parameters and of its metadata, and which known
   * parameters have another value.
   */
  | ({
      readonly type: "modified";
      readonly parameters: readonly string[];
      readonly values: readonly string[];
      readonly removed: readonly string[];
    } & From)
  /**
   * A value arrived from an emitter that we subscribed to; `sensors` are our parameters that it drives (maybe none). `late`:
   * it was told before, and now the turn of a sensor has come that takes only so many a second. `mapped`: `value` is what the map of the
   * link has made of it, for this one sensor; it is told as `late`, because what arrived was told before.
   */
  | ({
      readonly type: "signal";
      readonly emitter: string;
      readonly sensors: readonly string[];
      readonly late?: true;
      readonly mapped?: true;
    } & Valued)
  /** A peer told the value of one of its parameters that is no emitter: a sensor that took a signal, for instance. */
  | ({ readonly type: "value"; readonly parameter: string } & Valued)
  /**
   * The value of one of our own parameters is another one now; of one whose values are events, one has happened, equal or not. `by`: our own
   * program, or a SET, a fade or a signal of that node.
   */
  | ({
      readonly type: "changed";
      readonly parameter: string;
      readonly by: "self" | "set" | "fade" | "signal";
    } & Valued)
  /**
   * Nothing drives one of our sensors any more: the node that did said goodbye, or failed and did not come back in time. It keeps its value
   * (`hold`), or goes to another one.
   */
  | ({
      readonly type: "lost";
      readonly parameter: string;
      readonly reason: "goodbye" | "failure";
      readonly action: "hold" | "default" | "fade";
    } & From)
  /**
   * Somebody else holds these parameters of a node now, or nobody does; of this node, or of one that tells us its values. `owner` of the
   * parameters says who.
   */
  | ({ readonly type: "owned"; readonly parameters: readonly string[] } & From)
  /**
   * The clock that nodes share goes by another node now, or by nobody any more (`synced` false); or it was set, by `jump` milliseconds,
   * because two groups met or more was missing than can be made up for little by little. `peer` and `name`: the reference, or this node; empty for none.
   */
  | ({ readonly type: "clock"; readonly synced: boolean; readonly jump: number } & From)
  /** A node has answered a panic that this node asked for (`press` names it): it did it, or `reason` says why not. */
  | ({ readonly type: "panicked"; readonly press: string; readonly reason: string | undefined } & From)
  /** A sensor that had lost what drove it is driven again. */
  | ({ readonly type: "found"; readonly parameter: string } & From)
  /** One of our own parameters was registered or described anew, by us or by a peer. */
  | ({ readonly type: "registered"; readonly parameter: string } & From)
  | ({ readonly type: "removed"; readonly parameter: string } & From)
  /** A peer subscribed to our emitter (null: to everything) for its sensor (null: for none, it only listens). */
  | ({ readonly type: "subscribed"; readonly emitter: string | null; readonly sensor: string | null } & From)
  | ({ readonly type: "unsubscribed"; readonly emitter: string | null; readonly sensor: string | null } & From)
  /** A link that this node takes part in or asked for is in effect, or no longer; or it waited, and somebody cut it. */
  | { readonly type: "linked"; readonly link: Link }
  | { readonly type: "unlinked"; readonly link: Link; readonly reason: string }
  /** The nodes of a link that are here agree to what was decided on this node; one that is away hears it when it comes. */
  | { readonly type: "agreed"; readonly link: Link }
  /** What was decided on this node of a link does not hold: `by` (a node's name) decided otherwise, `at` that date; 0 when unknown. */
  | {
      readonly type: "overruled";
      readonly link: Link;
      readonly on: boolean;
      readonly by: string;
      readonly at: number;
    }
  /** We refused what a peer wanted (`outgoing` false), or a peer refused what we wanted (true). */
  | ({
      readonly type: "refused";
      readonly verb: string;
      readonly parameter: string;
      readonly reason: string;
      readonly outgoing: boolean;
      /** The wire that was refused by a node's authority; its nodes by id. */
      readonly link?: Link | undefined;
    } & From)
  /**
   * So many values were lost on the way to a sensor; of each link once a second at most. Of our emitter: `peer` wants every one of its values, and is too
   * slow. With `sensor`: of an emitter of `peer`, and the map of its link to this sensor of ours gave no number for them, or too many waited in it.
   */
  | ({
      readonly type: "dropped";
      readonly emitter: string;
      readonly sensor?: string;
      readonly count: number;
    } & From)
  | EditEvent
  /** Links form a ring through one of our parameters: its values are passed on at a limited rate. Paths are node/parameter. */
  | { readonly type: "cycle"; readonly parameter: string; readonly path: readonly string[] }
  /** Something that came from a peer was not understood and had no effect: for logs. */
  | ({ readonly type: "ignored"; readonly reason: string } & From);

/**
 * Another node changed this one: who, what, when. Values that come over a wire are none. Changes of the same thing by the same
 * node are told once a second at most: `times` is how many there were, the rest is said of the last.
 */
export interface EditEvent extends From {
  readonly type: "edited";
  readonly action: "set" | "register" | "connect" | "disconnect";
  /** The public key that the node has proved to own; undefined where no keys are used. */
  readonly key: string | undefined;
  /** The parameter or metadata; null when there were more than could be told one by one. */
  readonly parameter: string | null;
  /** What was set. */
  readonly value?: Json | undefined;
  /** The wire that was made or cut. */
  readonly link?: Link | undefined;
  /** When, in milliseconds of the node's clock; of a `ZocpNode`, since 1970. */
  readonly at: number;
  readonly times: number;
}
