import type { Composer } from "../model/composer.ts";
import { wiresAround, wiresBetween } from "../model/edit/cutting.ts";
import type { Command } from "./commands.ts";
import type { Desk } from "./desk.svelte.ts";

/** What is done to several things in the graph at once. */
export function canvasCommands(composer: Composer, desk: Desk): readonly Command[] {
  return cutCommands(composer, desk);
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
