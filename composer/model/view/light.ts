import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";

/** A lamp among the nodes: which colour it has, and how bright it is. */
export interface Light {
  readonly colour: ShownParameter;
  readonly strength: ShownParameter;
}

/** What makes a node a lamp: it takes one colour, and how strong that is. Undefined for all others. */
export function lightOf({ drawn }: Pick<ShownNode, "drawn">): Light | undefined {
  const [colour, ...more] = drawn.filter(({ kind, senses, emits }) => kind === "colour" && senses && !emits);
  const strength = drawn.find(
    ({ kind, senses, path }) => senses && (kind === "number" || kind === "switch") && STRENGTH.test(path),
  );
  return colour === undefined || strength === undefined || more.length > 0 ? undefined : { colour, strength };
}

const STRENGTH = /^(brightness|dimmer|flash|intensity|level|on)$/i;
