import type { JsonObject } from "../../index.ts";

/** What lies on the graph of a composer besides nodes: a frame around some of them, a note, or a view that was stored. */
export interface CanvasItem {
  readonly kind: CanvasKind;
  /** What stands on a frame, or what a view is called. */
  readonly title?: string | undefined;
  /** What a note says. */
  readonly text?: string | undefined;
  /** For people: any colour that CSS knows. */
  readonly colour?: string | undefined;
  /** Its upper left corner, where positions of nodes are counted. */
  readonly at: readonly [x: number, y: number];
  /** Its width and its height; of a view what is seen. */
  readonly size: readonly [width: number, height: number];
  /** Of a view: the nodes that are drawn without all of their parameters, by name. */
  readonly folded: ReadonlyMap<string, Fold>;
  readonly rest: JsonObject;
}

export type CanvasKind = (typeof CANVAS_KINDS)[number];
/** What is drawn of a node: what has a wire, or nothing but its name. */
export type Fold = (typeof FOLDS)[number];

export const CANVAS_KINDS = ["frame", "note", "view"] as const;
export const FOLDS = ["ports", "header"] as const;
