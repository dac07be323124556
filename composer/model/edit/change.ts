import { formatAddress } from "../../../src/browser.ts";
import type { Json } from "../../../src/index.ts";
import type { Point, ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { Ends } from "./wiring.ts";

/** What became of one thing, as data: so that others can be told of it, and take it back. */
export interface Change {
  readonly type: "value" | "wire" | "option" | "place";
  /** Of what: an address; the two ends of a wire; these and an option of it; a node. */
  readonly of: readonly string[];
  /** null: it was not there, or not said. Of a wire whether it was there. */
  readonly was: Json;
  readonly is: Json;
}

export function valueChange(parameter: ShownParameter, was: Json | undefined, is: Json | undefined): Change {
  return { type: "value", of: [addressOf(parameter)], was: was ?? null, is: is ?? null };
}

/** Wires that were made, or cut. None when one goes through an operator: only the page that has cut it knows what stood there. */
export function wireChanges(wires: readonly Ends[], is: boolean): readonly Change[] {
  if (wires.some(({ via }) => via !== undefined)) return [];
  return wires.map(({ emitter, sensor }) => ({
    ...{ type: "wire", of: [addressOf(emitter), addressOf(sensor)], was: !is, is },
  }));
}

export function optionChange(
  { emitter, sensor }: Pick<Ends, "emitter" | "sensor">,
  option: string,
  was: Json | undefined,
  is: Json | undefined,
): Change {
  return { type: "option", of: [addressOf(emitter), addressOf(sensor), option], was: was ?? null, is: is ?? null };
}

export function placeChange({ name }: ShownNode, was: Point, is: Point): Change {
  return { type: "place", of: [name], was: [was.x, was.y], is: [is.x, is.y] };
}

/** As it is written in a file, whatever the name holds. */
function addressOf({ node, path }: ShownParameter): string {
  return formatAddress({ node: node.name, parameter: path });
}
