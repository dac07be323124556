import type { Json } from "../../index.ts";
import { compareCueNumbers, readCueNumber } from "./cue-number.ts";
import { readTimed } from "./read-timing.ts";
import { readValues } from "./read-values.ts";
import { readWires } from "./read-wires.ts";
import type { Cue, CueCall, Follow, Scene } from "./show-file.ts";
import type { Spot } from "./spot.ts";

/** The list of cues: in the order of the file, each number and each id once. */
export function readCues(spot: Spot | undefined, scenes: ReadonlyMap<string, Scene>): readonly Cue[] {
  const cues: Cue[] = [];
  const numbers = new Map<string, string>();
  const ids = new Set<string>();
  for (const one of spot?.items() ?? []) {
    const cue = readCue(one, scenes);
    const number = JSON.stringify(readCueNumber(cue.cue));
    const same = numbers.get(number);
    if (same !== undefined)
      throw one.problem(`${cue.cue} is the number of two cues${same === cue.cue ? "" : `: ${same} is the same`}`);
    if (ids.has(cue.id)) throw one.problem(`the id ${JSON.stringify(cue.id)} belongs to two cues`);
    numbers.set(number, cue.cue);
    ids.add(cue.id);
    cues.push(cue);
  }
  return cues;
}

/** The cues that stand behind one with a higher number: they are played where they stand. */
export function cuesOutOfOrder(cues: readonly Cue[]): readonly Cue[] {
  let highest: Cue | undefined;
  return cues.filter((cue) => {
    const behind = highest !== undefined && compareCueNumbers(cue.cue, highest.cue) < 0;
    if (!behind) highest = cue;
    return behind;
  });
}

function readCue(spot: Spot, scenes: ReadonlyMap<string, Scene>): Cue {
  const entries = spot.entries();
  const get = (name: string): Spot | undefined => entries.get(name);
  const number = readNumber(spot, get("cue"));
  const scene = get("scene");
  if (scene !== undefined && !scenes.has(scene.text()))
    throw scene.problem(`there is no scene ${JSON.stringify(scene.value)}`);
  return {
    // Whoever writes cues by hand need not think of one; as long as the number stays, so does it.
    id: get("id")?.filled() ?? number,
    cue: number,
    name: get("name")?.text(),
    note: get("note")?.text(),
    colour: get("colour")?.text(),
    scene: scene?.text(),
    values: readValues(get("values")),
    wires: readWireMoves(get("wires")),
    calls: get("calls")?.items().map(readCall) ?? [],
    fire: readValues(get("fire")),
    wait: get("wait")?.seconds(),
    follow: readFollow(get("follow")),
    flags:
      get("flags")
        ?.items()
        .map((one) => one.word(["block", "only"])) ?? [],
    disabled: get("disabled")?.flag(),
    all: get("all")?.flag(),
    priority: get("priority")?.number(0, 200),
    tag: get("tag")?.filled(),
    at: get("at")?.value,
    ...readTimed(entries, FIELDS),
  };
}

function readNumber(cue: Spot, spot: Spot | undefined): string {
  if (spot === undefined) throw cue.problem('the cue lacks its number: "cue": "1"');
  // A program that writes files may take it for one.
  const text = typeof spot.value === "number" ? String(spot.value) : spot.text();
  if (readCueNumber(text) === undefined) throw spot.wrong('a number of a cue such as "1", "1.5" or "12A"');
  return text;
}

function readWireMoves(spot: Spot | undefined): Cue["wires"] {
  const entries = spot?.entries() ?? new Map<string, Spot>();
  for (const [name, one] of entries)
    if (!["make", "cut"].includes(name)) throw one.problem('only "make" and "cut" may stand here');
  return { make: readWires(entries.get("make")), cut: readWires(entries.get("cut")) };
}

function readCall(spot: Spot): CueCall {
  const [node, method, args, ...more] = spot.items();
  if (node === undefined || method === undefined || more.length > 0)
    throw spot.wrong('a call ["node", "method", [arguments]]');
  return { node: node.filled(), method: method.filled(), args: args?.items().map(({ value }): Json => value) ?? [] };
}

function readFollow(spot: Spot | undefined): Follow | undefined {
  if (spot === undefined) return undefined;
  const [[name, seconds] = [], ...more] = spot.entries();
  if (seconds === undefined || more.length > 0 || (name !== "start" && name !== "end"))
    throw spot.wrong('either {"start": seconds} or {"end": seconds}');
  return name === "start" ? { start: seconds.seconds() } : { end: seconds.seconds() };
}

const FIELDS = [
  ...["id", "cue", "name", "note", "colour", "scene", "values", "wires", "calls", "fire", "wait", "follow", "flags"],
  ...["disabled", "all", "priority", "tag", "at"],
];
