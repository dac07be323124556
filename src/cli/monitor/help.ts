import type { KeyHint } from "../screen/key-hints.ts";

/** All keys. */
export const HELP: readonly KeyHint[] = [
  ["↑ ↓ PgUp PgDn", "select; Home and End"],
  ["Enter Space", "on a node: show or hide its parameters"],
  ["Tab", "show or hide those of all nodes"],
  ["/", "filter: a part of the name, or a glob"],
  ["", ""],
  ["Enter", "write a value: 0.5  50%  on  1 0.2 0"],
  ["← → - +", "a step less or more; with Shift ten"],
  ["Space", "a bool on or off; an event: fire it"],
  ["w", "wire an emitter to a sensor, or back"],
  ["x", "cut a wire; asks first"],
  ["", ""],
  ["Esc", "out of everything, and of the filter"],
  ["Ctrl-L", "draw everything anew"],
  ["q Ctrl-C", "end"],
  ["", ""],
  ["", "r readable, w writable, e emitter, s sensor"],
];
