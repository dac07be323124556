import { layOut } from "../model/layout/lay-out.ts";
import type { PlaceMap, Plan } from "../model/layout/plan.ts";
import type { Arranging } from "../model/layout/refining.ts";

/**
 * Lays out in a worker, which begins when there is something to do for the first time. Where there is none the page does it itself,
 * by the layering that takes no time.
 */
export function arranger(): Arranging {
  const waiting = new Map<number, (places: PlaceMap | undefined) => void>();
  let [worker, turn]: [Worker | undefined, number] = [undefined, 0];
  const give = (which: number, places: PlaceMap | undefined): void => {
    waiting.get(which)?.(places);
    waiting.delete(which);
  };
  const begin = (): Worker => {
    const begun = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    begun.onmessage = ({ data }: MessageEvent<{ readonly turn: number; readonly places: PlaceMap }>) =>
      give(data.turn, data.places);
    // A browser may forbid workers, or not find the file of one after an update of the gateway.
    begun.onerror = () => {
      worker = undefined;
      // Each in a task of its own.
      for (const which of waiting.keys()) setTimeout(give, 0, which, undefined);
    };
    return begun;
  };
  return (plan: Plan) =>
    new Promise((resolve) => {
      const which = (turn += 1);
      waiting.set(which, (places) => resolve(places ?? layOut(plan)));
      worker ??= begin();
      worker.postMessage({ turn: which, plan: { boxes: plan.boxes.map(bare), wires: plan.wires } });
    });
}

/** What is known of a box besides its size does not go to a worker. */
function bare({ key, width, height }: Plan["boxes"][number]): Plan["boxes"][number] {
  return { key, width, height };
}
