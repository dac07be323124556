import { Canvas, type KeptItem } from "../../model/canvas/canvas.ts";
import { madeOnce } from "../made-once.ts";

/** What lies on the graph of a composer besides nodes: made when somebody looks first. */
export const canvasOf = madeOnce(
  ({ network, lock, history, notices, valves: { timing }, shelf, positions, now }) =>
    new Canvas({ network, lock, history, notices, shelf, positions, now, timing }),
);

/** Names it among all that is on the page. */
export function keyOf({ store, id }: Pick<KeptItem, "store" | "id">): string {
  return `${store.key}\n${id}`;
}
