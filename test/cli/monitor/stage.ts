import type { SeenNetwork, SeenNode, SeenParameter } from "../../../src/cli/monitor/seen.ts";
import { seeNetwork } from "../../../src/cli/monitor/seen.ts";
import type { Key } from "../../../src/cli/screen/keys.ts";
import { parsePattern } from "../../../src/cli/targets/pattern.ts";

/** A parameter as the monitor sees it. */
export function parameter(path: string, more: Partial<SeenParameter> = {}): SeenParameter {
  return {
    ...{ path, value: 0.5, typeHint: "flt", access: "rws", min: 0, max: 1, step: undefined, unit: undefined },
    ...{ description: undefined, event: false, subscribers: [], owner: undefined },
    ...more,
  };
}

/** A node, whose id is made of its name. */
export function node(name: string, parameters: readonly SeenParameter[] = [], more: Partial<SeenNode> = {}): SeenNode {
  const id = idOf(name);
  return { id, name, complete: true, suspected: false, locked: false, lockReason: "", parameters, ...more };
}

export function idOf(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(32, "0").slice(0, 32);
}

export function network(nodes: readonly SeenNode[], pattern?: string): SeenNetwork {
  return seeNetwork(nodes, parsePattern(pattern));
}

/** A desk whose fader drives a lamp. */
export function stage(): SeenNetwork {
  return network([
    node("lamp", [
      parameter("level"),
      parameter("on", { typeHint: "bool", value: false, min: undefined, max: undefined }),
      parameter("fire", { typeHint: "bool", value: false, event: true, min: undefined, max: undefined }),
      parameter("title", { typeHint: "string", value: "Act one", access: "rw", min: undefined, max: undefined }),
      parameter("heat", { access: "r", min: undefined, max: undefined, value: 21.5 }),
    ]),
    node("desk", [
      parameter("fader", {
        access: "re",
        subscribers: [
          [idOf("lamp"), "level"],
          [idOf("nobody"), null],
        ],
      }),
      parameter("cue", { typeHint: "int", value: 3, access: "rwe", min: 0, max: 10 }),
    ]),
  ]);
}

/** Keys as a person presses them: `down`, `enter`, and other words letter by letter. */
export function keys(...words: readonly string[]): readonly Key[] {
  return words.flatMap((word) =>
    NAMED.test(word) ? [{ name: word, text: "" }] : [...word].map((text) => ({ name: "text", text })),
  );
}

const NAMED = /^(up|down|left|right|shift-\w+|home|end|page-\w+|enter|escape|tab|backspace|delete|ctrl-\w)$/;
