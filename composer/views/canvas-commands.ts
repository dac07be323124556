import type { Composer } from "../model/composer.ts";
import { wiresAround, wiresBetween } from "../model/edit/cutting.ts";
import type { ShownNode } from "../model/network/shown-node.ts";
import { ALIGNMENTS } from "../model/view/alignments.ts";
import type { Command } from "./commands.ts";
import type { Desk } from "./desk.svelte.ts";

/** What is done to several things in the graph at once. */
export function canvasCommands(composer: Composer, desk: Desk): readonly Command[] {
  return [
    ...putCommands(composer, desk),
    ...cutCommands(composer, desk),
    ...orderCommands(composer, desk),
    ...storedViewCommands(composer, desk),
  ];
}

function putCommands({ lock }: Composer, desk: Desk): readonly Command[] {
  const possible = (): boolean => lock.patches;
  return [
    {
      name: "Put a frame around the selected nodes",
      group: "Edit",
      keys: ["B"],
      run: () => void desk.onCanvas({ type: "frame" }),
      possible,
    },
    {
      name: "Write a note on the graph",
      group: "Edit",
      keys: ["T"],
      run: () => void desk.onCanvas({ type: "note" }),
      possible,
    },
  ];
}

function orderCommands(composer: Composer, desk: Desk): readonly Command[] {
  const { positions, lock, selection, network } = composer;
  const chosen = (): readonly ShownNode[] => network.nodes.filter(({ key }) => selection.has(key));
  return [
    {
      name: "Fold the selected nodes, step by step",
      group: "View",
      keys: ["H"],
      run: () => positions.folds.step(chosen()),
      possible: () => chosen().length > 0,
    },
    ...ALIGNMENTS.map(
      ([how, name, key]): Command => ({
        name,
        group: "Align",
        keys: [key],
        run: () => void desk.onCanvas({ type: "align", how }),
        possible: () => lock.patches && chosen().length > 1,
      }),
    ),
  ];
}

function storedViewCommands({ lock }: Composer, desk: Desk): readonly Command[] {
  const possible = (): boolean => lock.patches;
  return [
    {
      name: "Go to a stored view",
      group: "View",
      keys: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `Shift ${number}`),
      run: (event) => {
        const number = Number(event?.code.replace("Digit", ""));
        void desk.onCanvas(number > 0 ? { type: "go", number } : { type: "views", what: "go" });
      },
    },
    {
      name: "Store this view …",
      group: "View",
      keys: [],
      run: () => void desk.onCanvas({ type: "views", what: "store" }),
      possible,
    },
    {
      name: "Forget a stored view …",
      group: "View",
      keys: [],
      run: () => void desk.onCanvas({ type: "views", what: "forget" }),
      possible,
    },
  ];
}

function cutCommands(composer: Composer, desk: Desk): readonly Command[] {
  const { lock, edits, network } = composer;
  return [
    {
      name: "Cut with the knife",
      group: "Edit",
      keys: ["X"],
      run: () => desk.takeKnife(),
      possible: () => lock.patches && network.wires.length > 0,
    },
    {
      name: "Cut the wires between the selected nodes",
      group: "Edit",
      keys: ["Shift X"],
      run: () => edits.disconnect(wiresBetween(composer)),
      possible: () => lock.patches && wiresBetween(composer).length > 0,
    },
    {
      name: "Cut the wires that leave the selected nodes",
      group: "Edit",
      keys: [],
      run: () => edits.disconnect(wiresAround(composer)),
      possible: () => lock.patches && wiresAround(composer).length > 0,
    },
  ];
}
