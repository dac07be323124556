import type { Composer } from "../composer.ts";
import type { Fold } from "../view/folds.ts";
import type { Canvas, KeptItem } from "./canvas.ts";
import { type Area, type Fields, liesIn, writeArea } from "./item.ts";

/** What is stored under a number. That of a show goes before that of this browser. */
export function viewOf(number: number, { items }: Pick<Canvas, "items">): KeptItem | undefined {
  return items.find(({ kind, id }) => kind === "view" && id === idOf(number));
}

/** Stores what is seen, and how nodes are folded, in place of what was stored under that number; false when that may not be. */
export function storeView(number: number, seen: Area, canvas: Canvas, composer: Composer): boolean {
  const { lock, notices } = composer;
  const before = viewOf(number, canvas);
  const { place } = before?.store ?? canvas.home;
  const fields: Fields = {
    kind: "view",
    title: nameFor(seen, canvas),
    ...writeArea(seen),
    folded: writeFolds(composer),
  };
  if (before !== undefined) canvas.change(before, fields);
  else canvas.add(`store view ${number}`, fields, { id: idOf(number) });
  if (lock.patches) notices.tell(`View ${number} is kept in ${place}: Shift ${number} goes there`);
  return lock.patches;
}

/** How a view folds the nodes that are here, by their keys. */
export function foldsOf({ folded }: Pick<KeptItem, "folded">, { network }: Composer): ReadonlyMap<string, Fold> {
  const entries = network.nodes.flatMap(({ key, name }) => {
    const fold = key === name ? folded.get(name) : undefined;
    return fold === undefined ? [] : [[key, fold] as const];
  });
  return new Map(entries);
}

/** It is called as the largest frame that is seen whole. */
function nameFor(seen: Area, { items }: Canvas): string | undefined {
  const frames = items.filter((item) => item.kind === "frame" && item.title !== "" && liesIn(item, seen));
  return frames.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]?.title;
}

/** By names: what has a piece of its id in its key is another one the next time. */
function writeFolds({ network, positions }: Composer): ReadonlyMap<string, string> | undefined {
  const folded = network.nodes.flatMap((node): [string, string][] => {
    const fold = positions.folds.of(node);
    return fold === undefined || node.key !== node.name ? [] : [[node.name, fold]];
  });
  return folded.length === 0 ? undefined : new Map(folded);
}

function idOf(number: number): string {
  return `view-${number}`;
}
