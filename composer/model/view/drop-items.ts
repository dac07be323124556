import type { Composer } from "../composer.ts";
import { nameSpread, type Spread, spreadLike, spreadsOn } from "../edit/spread.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { MenuDesk, MenuItem } from "./menu-items.ts";
import { count } from "./words.ts";

/** A plug that was let go on one of several things that are selected: on a sensor, or on the body of a node. */
export interface Drop {
  readonly type: "drop";
  readonly emitter: ShownParameter;
  readonly over: { readonly sensor: ShownParameter } | { readonly node: ShownNode };
}

/** All that fit, or only this one; and what does not fit, with the reason. */
export function dropItems({ emitter, over }: Drop, composer: Composer, desk: MenuDesk): readonly MenuItem[] {
  if ("node" in over) {
    const { node } = over;
    const all = spreadsOn(emitter, node, composer).map((spread) => allItem(emitter, spread, composer));
    const one = {
      name: `Only ${node.title} …`,
      run: () => desk.ask({ type: "sensor", emitters: [emitter], on: node }),
    };
    return [...all, one];
  }
  const { sensor } = over;
  const spread = spreadLike(emitter, sensor, composer);
  const one = { name: `Only ${sensor.address}`, run: () => composer.edits.connect([{ emitter, sensor }]) };
  return spread === undefined ? [one] : [allItem(emitter, spread, composer), one, ...unfitItems(spread)];
}

function allItem(emitter: ShownParameter, spread: Spread, { edits }: Composer): MenuItem {
  const run = (): void => edits.connect(spread.fit.map((sensor) => ({ emitter, sensor })));
  return { name: `To ${nameSpread(spread)}`, run };
}

function unfitItems({ unfit }: Spread): readonly MenuItem[] {
  // Two nodes of one name say the same: a menu says it once.
  const told = [...new Set(unfit.map(({ name, why }) => `Not ${name}: ${why}`))];
  const named = told.slice(0, MOST).map(line);
  const more = told.length - named.length;
  return more === 0 ? named : [...named, line(`Not ${count(more, "other")}`)];
}

function line(name: string): MenuItem {
  return { name, why: name, run: () => {} };
}

/** Lines for what does not fit: a menu is no list. */
const MOST = 4;
