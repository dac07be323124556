import type { Change, Plan, PlannedWire } from "./plan.ts";

/** Names what is otherwise, for somebody who chooses: the same as long as the file says the same of it. */
export function keyOfChange(change: Change): string {
  switch (change.kind) {
    case "value":
    case "merge":
      return `${change.kind} ${change.address}`;
    case "position":
      return `position ${change.node}`;
    case "cut":
      return keyOfExtra(change.wire);
    default:
      return `wire ${change.wire.emitter} → ${change.wire.sensor}`;
  }
}

/** The same for a link that the file does not have. */
export function keyOfExtra({ emitter, sensor }: PlannedWire): string {
  return `cut ${emitter} → ${sensor}`;
}

/** What somebody has chosen of a plan; of links that the file does not have those that are to be cut. */
export function chosenOf(plan: Plan, keys: ReadonlySet<string>): Plan {
  const extras = plan.extras.filter((wire) => keys.has(keyOfExtra(wire)));
  const cuts = extras.map((wire): Change => ({ kind: "cut", wire }));
  return { ...plan, changes: [...plan.changes.filter((change) => keys.has(keyOfChange(change))), ...cuts] };
}
