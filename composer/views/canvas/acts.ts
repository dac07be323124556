import type { CanvasAct } from "../../model/canvas/act.ts";
import type { Composer } from "../../model/composer.ts";
import { alignSelected } from "../../model/edit/aligning.ts";
import { spreadLike, spreadsOn } from "../../model/edit/spread.ts";
import { ALIGNMENTS } from "../../model/view/alignments.ts";
import type { Drop } from "../../model/view/drop-items.ts";
import type { MenuItem } from "../../model/view/menu-items.ts";
import type { Desk } from "../desk.svelte.ts";
import { addFrame, addNote } from "./actions.ts";
import { goTo, viewLines } from "./views.ts";

/** Does what is done to the canvas. */
export function perform(act: CanvasAct, composer: Composer, desk: Desk): void {
  switch (act.type) {
    case "frame":
      return addFrame(composer, desk);
    case "note":
      return addNote(composer, desk);
    case "order":
      return openLines("Put the selected nodes in order", alignLines(composer, desk), desk);
    case "align":
      desk.arranged = true;
      return alignSelected(composer, act.how);
    case "views":
      return openLines(TITLES[act.what], viewLines(act.what, composer, desk), desk);
    case "go":
      return goTo(act.number, composer, desk);
    case "drop":
      if (mayBeMany(act, composer)) desk.openMenu({ on: act, ...act.at });
      else if ("node" in act.over) desk.ask({ type: "sensor", emitters: [act.emitter], on: act.over.node });
      else composer.edits.connect([{ emitter: act.emitter, sensor: act.over.sensor }]);
  }
}

function mayBeMany({ emitter, over }: Drop, composer: Composer): boolean {
  if ("node" in over) return spreadsOn(emitter, over.node, composer).length > 0;
  return spreadLike(emitter, over.sensor, composer) !== undefined;
}

/** Where a menu was open last, or in a corner. */
function openLines(title: string, lines: readonly MenuItem[], desk: Desk): void {
  const { x, y } = desk.menuAt;
  desk.openMenu({ on: { type: "lines", title, lines }, x, y });
}

function alignLines(composer: Composer, desk: Desk): readonly MenuItem[] {
  return ALIGNMENTS.map(([how, name, key]) => {
    const run = (): void => perform({ type: "align", how }, composer, desk);
    return { name, key, run };
  });
}

const TITLES = { go: "Go to the view", store: "Store this view as", forget: "Forget the view" } as const;
