import type { Point } from "../network/shown-node.ts";
import { GAP, type PlaceMap, type Plan, type PlanBox, type PlanWire } from "./plan.ts";

/** Several boxes that are laid out as one. */
export interface Stacked {
  readonly plan: Plan;
  /** Puts each box of a stack where it belongs in it. */
  unstack(places: PlaceMap): PlaceMap;
}

/**
 * Takes equals together: lamp-01 to lamp-10 that hang on the same desk, or each on a fader of its own, are one stack. Equals are
 * named alike but for their number, and wired alike; those with a wire between them are none.
 */
export function stackEquals({ boxes, wires }: Plan): Stacked {
  const stacks = groupsOf(boxes, wires);
  const stackOf = new Map(stacks.flatMap((stack) => stack.map(({ key }) => [key, stack] as const)));
  const shapes = new Map(stacks.map((stack) => [stack, shapeOf(stack)]));
  const keyOf = (key: string): string => stackOf.get(key)?.[0]?.key ?? key;
  const joined = new Map(
    wires.map(({ from, to }) => [`${keyOf(from)}\n${keyOf(to)}`, { from: keyOf(from), to: keyOf(to) }]),
  );
  return {
    plan: {
      boxes: stacks.map((stack) => ({ key: stack[0]?.key ?? "", width: 0, height: 0, ...shapes.get(stack)?.size })),
      wires: [...joined.values()],
    },
    unstack: (places) =>
      new Map(
        stacks.flatMap((stack) => {
          const at = places.get(stack[0]?.key ?? "");
          const inside = shapes.get(stack)?.places ?? [];
          return at === undefined
            ? []
            : stack.map(({ key }, index) => {
                const { x = 0, y = 0 } = inside[index] ?? {};
                return [key, { x: at.x + x, y: at.y + y }] as const;
              });
        }),
      ),
  };
}

/** Boxes that are equal, in their order; what has no equal is alone. */
function groupsOf(boxes: readonly PlanBox[], wires: readonly PlanWire[]): readonly (readonly PlanBox[])[] {
  const ways = new Map<string, Set<string>>(boxes.map(({ key }) => [key, new Set()]));
  for (const { from, to } of wires) {
    ways.get(from)?.add(`>${stemOf(to)}`);
    ways.get(to)?.add(`<${stemOf(from)}`);
  }
  const groups = new Map<string, PlanBox[]>();
  for (const box of boxes) {
    const stem = stemOf(box.key);
    const own = ways.get(box.key) ?? new Set();
    const alone = own.has(`>${stem}`) || own.has(`<${stem}`);
    const sign = alone ? `\n${box.key}` : [stem, ...[...own].sort()].join("\n");
    const group = groups.get(sign);
    if (group === undefined) groups.set(sign, [box]);
    else group.push(box);
  }
  return [...groups.values()];
}

/** A name without its number; a name without a number is a stem of its own. */
function stemOf(key: string): string {
  return key.replace(/\d+$/, "#");
}

/** One above the other, in more columns where that would be a tower. */
function shapeOf(stack: readonly PlanBox[]): { readonly size: Size; readonly places: readonly Point[] } {
  const total = stack.reduce((sum, { height }) => sum + height + GAP, -GAP);
  const width = Math.max(...stack.map((box) => box.width));
  const columns = Math.ceil(total / Math.max(TALL, Math.sqrt(total * (width + GAP) * TOWER)));
  const each = Math.ceil(stack.length / columns);
  const places: Point[] = [];
  let [y, height] = [0, 0];
  for (const [index, box] of stack.entries()) {
    if (index % each === 0) y = 0;
    places.push({ x: Math.floor(index / each) * (width + GAP), y });
    y += box.height + GAP;
    height = Math.max(height, y - GAP);
  }
  return { size: { width: Math.ceil(stack.length / each) * (width + GAP) - GAP, height }, places };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels that a stack may always be high; and how much higher than wide a large one may be. */
const TALL = 2400;
const TOWER = 2;
