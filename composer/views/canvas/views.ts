import { foldsOf, storeView, viewOf } from "../../model/canvas/views.ts";
import type { Composer } from "../../model/composer.ts";
import type { MenuItem } from "../../model/view/menu-items.ts";
import type { Desk } from "../desk.svelte.ts";
import { canvasOf } from "./canvas-of.ts";
import { seenArea } from "./seen.ts";

/** Shows what was stored under a number, folded as it was. */
export function goTo(number: number, composer: Composer, desk: Desk): void {
  const view = viewOf(number, canvasOf(composer));
  if (view === undefined)
    return composer.notices.tell(`No view is stored under ${number}: the menu of the graph stores what is seen`);
  composer.positions.folds.become(foldsOf(view, composer));
  desk.lookAt(view);
}

/** A line for each number: what is stored there is gone to, replaced, or forgotten. */
export function viewLines(what: "go" | "store" | "forget", composer: Composer, desk: Desk): readonly MenuItem[] {
  const canvas = canvasOf(composer);
  const locked = what === "go" || composer.lock.patches ? undefined : composer.lock.reason;
  return NUMBERS.map((number): MenuItem => {
    const view = viewOf(number, canvas);
    const name = `${number}${view === undefined ? ": empty" : view.title === "" ? "" : `: ${view.title}`}`;
    const why = view === undefined && what !== "store" ? "nothing is stored there" : locked;
    const run = (): void => {
      if (what === "go") goTo(number, composer, desk);
      else if (what === "store") store(number, composer);
      else if (view !== undefined) canvas.remove(view);
    };
    return { name, ...(what === "go" && { key: `Shift ${number}` }), why, run };
  });
}

function store(number: number, composer: Composer): void {
  const seen = seenArea();
  if (seen === undefined) composer.notices.tell("The graph is not on the screen: there is no view to store", "bad");
  else storeView(number, seen, canvasOf(composer), composer);
}

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
