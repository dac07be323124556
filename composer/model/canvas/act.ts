import type { Point } from "../network/shown-node.ts";
import type { Alignment } from "../view/alignments.ts";
import type { Drop } from "../view/drop-items.ts";

/** Something that is done to several things on the graph, or to what lies there besides nodes. */
export type CanvasAct =
  | { readonly type: "frame" | "note" }
  /** The selected nodes: asks how, or does it. */
  | { readonly type: "order" }
  | { readonly type: "align"; readonly how: Alignment }
  /** Stored views: asks which, or goes to one. */
  | { readonly type: "views"; readonly what: "go" | "store" | "forget" }
  | { readonly type: "go"; readonly number: number }
  /** A plug that was let go on one of several selected things, at a place of the page. */
  | (Drop & { readonly at: Point });
