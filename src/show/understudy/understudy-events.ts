import type { ZocpNode } from "../../index.ts";
import type { ShowNode } from "../node/show-node.ts";

/** Everything that an understudy tells. */
export type UnderstudyEvent =
  /** A node of it is about to start: that of the show, or the one on which it stands ready. */
  | { readonly type: "begins"; readonly node: ZocpNode; readonly show: ShowNode | undefined }
  /** It plays the show. */
  | { readonly type: "plays"; readonly show: ShowNode }
  /** It follows the show on this node, by id, from now on, or hears it again. */
  | { readonly type: "follows"; readonly peer: string }
  /** The show that it followed is gone. `asks`: it takes over when a person says so. */
  | { readonly type: "gone"; readonly asks: boolean }
  /** Another one goes on, on the node of this id: what was played here has ended. */
  | { readonly type: "yields"; readonly to: string }
  /** For people. */
  | { readonly type: "note"; readonly text: string };
export type UnderstudyEvents = { [Event in UnderstudyEvent as Event["type"]]: [Event] };

export const UNDERSTUDY_EVENTS: { readonly [Type in UnderstudyEvent["type"]]: true } = {
  begins: true,
  plays: true,
  follows: true,
  gone: true,
  yields: true,
  note: true,
};
