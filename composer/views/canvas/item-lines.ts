import type { Canvas, KeptItem } from "../../model/canvas/canvas.ts";
import { areaAround, writeArea } from "../../model/canvas/item.ts";
import type { Composer } from "../../model/composer.ts";
import type { MenuItem } from "../../model/view/menu-items.ts";
import { keyOf } from "./canvas-of.ts";
import { hand } from "./hand.svelte.ts";

/** What can be done with a frame or a note, most likely first. */
export function linesOf(item: KeptItem, canvas: Canvas, composer: Composer): readonly MenuItem[] {
  const why = composer.lock.patches ? undefined : composer.lock.reason;
  const write = { name: item.kind === "frame" ? "Write its title" : "Write it", key: "Enter", why };
  const { home } = canvas;
  const keep: MenuItem = {
    name: `Keep it in ${home.place}, for everybody`,
    why,
    run: () => void canvas.keepIn(item, home),
  };
  return [
    { ...write, run: () => (hand.writing = keyOf(item)) },
    ...(item.kind === "frame" ? frameLines(item, canvas, composer, why) : []),
    ...COLOURS.map(
      ([name, colour]): MenuItem => ({
        name,
        swatch: colour ?? "transparent",
        why,
        run: () => canvas.change(item, { colour }),
      }),
    ),
    ...(item.store.key === "" && home.key !== "" ? [keep] : []),
    { name: "Remove it", key: "Delete", why, run: () => canvas.remove(item) },
  ];
}

function frameLines(item: KeptItem, canvas: Canvas, composer: Composer, why: string | undefined): readonly MenuItem[] {
  const { positions, selection } = composer;
  const { nodes } = canvas.within(item);
  const none = nodes.length === 0 ? "no node lies in it" : undefined;
  const around = areaAround(
    nodes.map((node) => ({ ...positions.of(node), ...positions.boxOf(node) })),
    24,
  );
  const fit = (): void => {
    if (around !== undefined)
      canvas.change(item, writeArea({ ...around, y: around.y - 36, height: around.height + 36 }));
  };
  return [
    { name: "Select the nodes in it", why: none, run: () => selection.only(...nodes.map(({ key }) => key)) },
    { name: "Fit it around its nodes", why: none ?? why, run: fit },
  ];
}

/** Any colour that CSS knows; these are offered. */
const COLOURS: readonly (readonly [name: string, colour: string | undefined])[] = [
  ["No colour", undefined],
  ["Red", "crimson"],
  ["Orange", "darkorange"],
  ["Green", "mediumseagreen"],
  ["Blue", "dodgerblue"],
  ["Violet", "mediumpurple"],
];
