import { Graph, layout } from "@dagrejs/dagre";
import { layColumns } from "../model/layout/columns.ts";
import { layOut } from "../model/layout/lay-out.ts";
import { CHANNEL, GAP, type PlaceMap, type Plan } from "../model/layout/plan.ts";

/** Lays out beside the page, which goes on meanwhile. */
self.onmessage = ({ data }: MessageEvent<{ readonly turn: number; readonly plan: Plan }>): void => {
  const { turn, plan } = data;
  self.postMessage({ turn, places: layOut(plan, layInRanks) });
};

/**
 * By the library: wires that cross columns have their own way between the boxes there. In a very large part nobody could follow these,
 * and it would take half a minute: such a part is laid out as at once.
 */
function layInRanks(plan: Plan): PlaceMap {
  const { boxes, wires } = plan;
  if (boxes.length + wires.length > LARGE) return layColumns(plan);
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: GAP, ranksep: CHANNEL, ranker: "tight-tree", acyclicer: "greedy" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { key, width, height } of boxes) graph.setNode(key, { width, height });
  for (const { from, to } of wires) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    boxes.map(({ key, width, height }) => {
      const { x, y } = graph.node(key) as { readonly x: number; readonly y: number };
      return [key, { x: x - width / 2, y: y - height / 2 }];
    }),
  );
}

const LARGE = 800;
