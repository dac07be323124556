import type { Stage } from "./old-stage.ts";

/** Chooses one thing of several. */
type Choose = <Item>(items: readonly Item[]) => Item;

/** What a page may say that does not use our library: right, wrong, and what is nearly right. */
export function rawText(stage: Stage, choose: Choose): string {
  const text = choose(KINDS)(stage, choose);
  if (choose([0, 1, 2, 3, 4, 5, 6, 7]) > 0) return text;
  const at = choose([0, 0.1, 0.3, 0.5, 0.7, 0.9, 1]) * text.length;
  return text.slice(0, at) + choose(PIECES) + text.slice(at + choose([0, 0, 1, 2, 5]));
}

type Kind = (stage: Stage, choose: Choose) => string;

const tree: Kind = (_, choose) => {
  const entries = choose([1, 1, 1, 1, 2]);
  const one = (): string => `${JSON.stringify(choose(NAMES))}: ${entry(choose)}`;
  const object = `{"objects": {${JSON.stringify(choose(["cam", "value", "nope"]))}: {${one()}}}}`;
  const plain = `{${entries === 1 ? one() : `${one()}, ${one()}`}}`;
  return choose([plain, plain, plain, object, choose(VALUES), "{}"]);
};

const link: Kind = (stage, choose) => {
  const ids = [...stage.players.keys()];
  const id = (): string => choose(SPELLINGS)(choose([...ids, "f".repeat(32)]));
  const end = (): string => JSON.stringify(choose<string | null>([...NAMES, null]));
  const ends = `"${id()}", ${end()}, "${id()}", ${end()}`;
  return choose([
    `[${ends}]`,
    `[${ends}]`,
    `[${ends}]`,
    `[${ends}, {"rate": 30}]`,
    `["${id()}", ${end()}]`,
    choose(VALUES),
  ]);
};

const signal: Kind = (_, choose) => {
  const name = JSON.stringify(choose(NAMES));
  const value = choose(VALUES);
  return choose([`[${name}, ${value}]`, `[${name}, ${value}]`, `[${name}]`, `[${name}, ${value}, ${value}]`, value]);
};

const KINDS: readonly Kind[] = [
  (_, choose) => `{"GET": ${choose(["null", "null", '["a"]', "5", "{}", '"a"', "[[1]]"])}}`,
  (...given) => `{"SET": ${tree(...given)}}`,
  (...given) => `{"SET": ${tree(...given)}}`,
  (...given) => `{"MOD": ${tree(...given)}}`,
  (...given) => `{"SUB": ${link(...given)}}`,
  (...given) => `{"SUB": ${link(...given)}}`,
  (...given) => `{"UNSUB": ${link(...given)}}`,
  (...given) => `{"SIG": ${signal(...given)}}`,
  (...given) => `{"SIG": ${signal(...given)}}`,
  (...given) => `{"MOD": ${tree(...given)}, "SIG": ${signal(...given)}}`,
  (...given) => `{"SET": ${tree(...given)}, "GET": null}`,
  (_, choose) => `{${choose(['"CALL": ["x", []]', '"CALL": 5', '"REP": ["SET", {}]', '"FOO": 1', '"get": null', ""])}}`,
  (_, choose) => choose(["", "hello there", "[1, 2]", '"SET"', "null", "\ufeff{}", "{} {}", '{"SIG": ["a\nb", 1]}']),
];

function entry(choose: Choose): string {
  const value = choose(VALUES);
  const list = choose(["[]", "[]", '[["x", null]]', "{}", "null", value]);
  const whole = `{"value": ${value}, "typeHint": "flt", "access": "rwes", "subscribers": ${list}}`;
  const some = [`{"min": ${value}}`, `{"subscribers": ${list}}`, `{"value": ${value}, "typeHint": "flt"}`, "{}", value];
  return choose([`{"value": ${value}}`, `{"value": ${value}}`, whole, whole, choose(some)]);
}

const NAMES = [
  "a",
  "a",
  "b",
  "b",
  "late",
  "nope",
  "_x",
  "_location",
  "scale",
  "cam.x",
  "objects",
  "value",
  "",
] as const;
const VALUES = [
  ...["0", "0.5", "1", "NaN", "-Infinity", "null", "true", '"x"', '"value"', "[1, 2]", '["value"]', "[]", "{}"],
  ...['{"value": 1}', '{"a": {"b": 2}}', "1e400", "9".repeat(4301), String.raw`"\ud800"`, "[".repeat(70)],
  `${"[".repeat(60)}${"]".repeat(60)}`,
] as const;
const SPELLINGS: readonly ((id: string) => string)[] = [
  ...Array.from({ length: 6 }, () => (id: string) => id),
  (id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
  (id) => `{${id.toUpperCase()}}`,
  (id) => `urn:uuid:${id}`,
  (id) => id.replace("0", "{0"),
  (id) => id.slice(1),
];
const PIECES = ["", '"', "}", "{", "[", ",", "\n", "\\", "\u0000", "null", '"value"', "é", "\ud800"] as const;
