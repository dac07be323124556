import { expect, test } from "vitest";
import type { ShownWire } from "../../composer/model/network/shown-wire.ts";
import type { Json, TransportNode } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** Two pages that look at a desk and a lamp. */
async function open() {
  const one = new Bench();
  const other = new Bench(one);
  await other.node.start();
  const nodes = await deskAndLamp(one);
  await other.until(() => other.composer.network.nodeOf("lamp")?.present === true, "the other page sees it");
  return { one, other, ...nodes };
}

const told = (page: Bench): string | undefined => page.composer.notices.all.at(-1)?.text;
const ends = (page: Bench) => ({ emitter: page.get("desk/level"), sensor: page.get("lamp/brightness") });
const made = ({ composer }: Bench): boolean => composer.network.wires[0]?.made === true;

/** Looks at the wires until something is so. */
async function seen(page: Bench, condition: () => boolean, what: string): Promise<void> {
  await page.until(() => {
    page.composer.states.look();
    return condition();
  }, what);
}

function option(page: Bench, name: string): Json | undefined {
  const [wire] = page.composer.network.wires;
  return wire && page.composer.states.of(wire)?.options.get(name);
}

/** Both pages see the wire, which one of them has made. */
async function wired(maker: Bench, ...pages: readonly Bench[]): Promise<readonly ShownWire[]> {
  maker.composer.edits.connect([ends(maker)]);
  for (const page of [maker, ...pages])
    await seen(page, () => made(page) && wireState(page)?.by === maker.node.name, "the wire and who made it");
  return [maker, ...pages].map(({ composer }) => composer.network.wires[0] as ShownWire);
}

function wireState({ composer }: Bench) {
  const [wire] = composer.network.wires;
  return wire && composer.states.of(wire);
}

test("what was pasted is not taken back where another page has set it since, and is when a person wants it", async () => {
  const { one, other, desk } = await open();
  one.composer.paste('{"zocp": 1, "wires": [], "values": {"desk/level": 0.25, "desk/cue": "two"}}');
  await other.until(() => other.get("desk/level").value === 0.25, "the pasted value");
  other.composer.edits.set([other.get("desk/level")], 0.75);
  await one.until(() => one.get("desk/level").value === 0.75, "the other's value");
  one.composer.undo();
  expect(told(one)).toBe("not undone: desk/level is 0.75 now, and was left at 0.25 here");
  expect(desk.parameter("level").value).toBe(0.75);
  one.composer.undo({ anyway: true });
  await one.until(() => desk.parameter("level").value === 0.5 && desk.parameter("cue").value === "one", "as it was");
});

test("what was pasted and taken back is not pasted again over what another page has set since", async () => {
  const { one, other, desk } = await open();
  one.composer.paste('{"zocp": 1, "wires": [], "values": {"desk/level": 0.25}}');
  await one.until(() => desk.parameter("level").value === 0.25, "the pasted value");
  one.composer.undo();
  await other.until(() => other.get("desk/level").value === 0.5, "taken back");
  other.composer.edits.set([other.get("desk/level")], 0.75);
  await one.until(() => one.get("desk/level").value === 0.75, "the other's value");
  one.composer.redo();
  expect(told(one)).toContain("not done again: desk/level is 0.75 now");
  expect(desk.parameter("level").value).toBe(0.75);
});

test("a wire that was pasted is not cut by undo once another page has made it anew", async () => {
  const { one, other } = await open();
  one.composer.paste('{"zocp": 1, "wires": [["desk/level", "lamp/brightness"]], "values": {}}');
  await other.until(() => made(other), "the wire");
  other.composer.edits.disconnect([ends(other)]);
  await one.until(() => !made(one), "it is cut");
  await wired(other, one);
  one.composer.undo();
  expect(told(one)).toContain("not undone: desk/level → lamp/brightness was made by");
  expect(made(one)).toBe(true);
});

test("an option of a wire that another page has changed since is its own, until a person wants it back anyway", async () => {
  const { one, other } = await open();
  const [here, there] = (await wired(one, other)) as [ShownWire, ShownWire];
  one.composer.edits.change(here, "priority", 50);
  await seen(other, () => option(other, "priority") === 50, "the other page knows");
  other.composer.edits.change(there, "priority", 150);
  await seen(one, () => option(one, "priority") === 150, "this page knows");
  one.composer.undo();
  expect(told(one)).toBe("not undone: priority of desk/level → lamp/brightness is 150 now, and was left at 50 here");
  expect(option(one, "priority")).toBe(150);
  one.composer.undo({ anyway: true });
  await seen(one, () => option(one, "priority") === undefined, "as it was before");
});

test("another option that another page has changed since is no reason to ask", async () => {
  const { one, other } = await open();
  const [here, there] = (await wired(one, other)) as [ShownWire, ShownWire];
  one.composer.edits.change(here, "mute", true);
  await seen(other, () => option(other, "mute") === true, "the other page knows");
  other.composer.edits.change(there, "priority", 150);
  await seen(one, () => option(one, "priority") === 150, "this page knows");
  one.composer.undo();
  await seen(one, () => option(one, "mute") === undefined, "it is heard again");
  expect(option(one, "priority")).toBe(150);
});

test("who connects what is connected has made nothing that undo could take away", async () => {
  const { one, other } = await open();
  await wired(other, one);
  one.composer.edits.connect([ends(one)]);
  expect(told(one)).toBe("desk/level → lamp/brightness: connected already");
  expect(one.composer.history.undoable).toBeUndefined();
  one.composer.paste('{"zocp": 1, "wires": [["desk/level", "lamp/brightness"]], "values": {}}');
  expect(told(one)).toBe("all of it is here already");
  one.composer.paste('{"zocp": 1, "wires": [["desk/level", "lamp/brightness"]], "values": {"desk/level": 0.25}}');
  expect(told(one)).toBe("pasted 0 wires and 1 value");
  await one.until(() => one.get("desk/level").value === 0.25, "the pasted value");
  one.composer.undo();
  await one.until(() => one.get("desk/level").value === 0.5, "the value as it was");
  await still(one);
  expect([made(one), made(other)]).toEqual([true, true]);
});

test("a wire that was cut a moment ago can be connected at once, although its nodes have not said anything yet", async () => {
  const { one } = await open();
  const [wire] = (await wired(one)) as [ShownWire];
  one.composer.edits.disconnect([wire]);
  one.composer.edits.connect([ends(one)]);
  await still(one);
  expect([made(one), one.composer.history.undoable]).toEqual([true, "connect desk/level → lamp/brightness"]);
});

test("a wire that was re-plugged is not moved back once another page has made it anew", async () => {
  const { one, other } = await open();
  await one.add("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  await other.until(() => other.composer.network.nodeOf("fan")?.present === true, "the other page sees the fan");
  const [here] = (await wired(one, other)) as [ShownWire];
  one.composer.edits.replug(here, { emitter: here.emitter, sensor: one.get("fan/speed") });
  const moved = (page: Bench): boolean =>
    page.composer.network.wires.length === 1 && page.composer.network.wires[0]?.sensor.address === "fan/speed";
  for (const page of [one, other]) await page.until(() => moved(page), "it is moved");
  const again = { emitter: other.get("desk/level"), sensor: other.get("fan/speed") };
  other.composer.edits.disconnect([again]);
  await other.until(() => other.composer.network.wires.length === 0, "it is cut");
  other.composer.edits.connect([again]);
  await seen(one, () => moved(one) && wireState(one)?.by === other.node.name, "it is the other's");
  one.composer.undo();
  expect(told(one)).toContain("not undone: desk/level → fan/speed was made by");
  await still(one);
  expect(moved(one)).toBe(true);
});

/** What one page does with the wire, and what the other does with it meanwhile; `taken`: after the first was taken back. */
interface Meeting {
  readonly act: (page: Bench) => void;
  readonly meanwhile: readonly ("connect" | "disconnect")[];
  readonly wired?: true;
  readonly taken?: true;
  readonly why: RegExp;
}

const cut = (page: Bench): void => page.composer.edits.disconnect([ends(page)]);
const connect = (page: Bench): void => page.composer.edits.connect([ends(page)]);
const paste = (page: Bench): void =>
  void page.composer.paste('{"zocp": 1, "wires": [["desk/level", "lamp/brightness"]], "values": {}}');
const change = (page: Bench): void => page.composer.edits.change(ends(page), "mute", true);
const replug = (page: Bench): void => {
  const [wire] = page.composer.network.wires;
  if (wire !== undefined) page.composer.edits.replug(wire, { emitter: wire.emitter, sensor: page.get("fan/speed") });
};

test.each<readonly [name: string, meeting: Meeting]>([
  ["a wire that was cut", { wired: true, act: cut, meanwhile: ["connect"], why: /was made (by .* )?since/ }],
  ["a wire that was moved", { wired: true, act: replug, meanwhile: ["connect"], why: /was made (by .* )?since/ }],
  ["a wire that was muted", { wired: true, act: change, meanwhile: ["disconnect"], why: /was cut since/ }],
  ["a wire that was made", { act: connect, meanwhile: ["disconnect", "connect"], why: /was made (by .* )?since/ }],
  ["a wire that was pasted", { act: paste, meanwhile: ["disconnect", "connect"], why: /was made (by .* )?since/ }],
  ["a wire made and taken back", { act: connect, taken: true, meanwhile: ["connect"], why: /was made (by .* )?since/ }],
  ["one pasted and taken back", { act: paste, taken: true, meanwhile: ["connect"], why: /was made (by .* )?since/ }],
  [
    "a wire cut and taken back",
    { wired: true, act: cut, taken: true, meanwhile: ["disconnect", "connect"], why: /was made (by .* )?since/ },
  ],
  [
    "a wire moved and taken back",
    { wired: true, act: replug, taken: true, meanwhile: ["disconnect", "connect"], why: /was made (by .* )?since/ },
  ],
  [
    "a mute that was taken back",
    { wired: true, act: change, taken: true, meanwhile: ["disconnect"], why: /was cut since/ },
  ],
])("%s is left alone where the other page has been since", async (_, { act, wired: was, taken, meanwhile, why }) => {
  const { one, other, desk } = await open();
  await one.add("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  await other.until(() => other.composer.network.nodeOf("fan")?.present === true, "the other page sees the fan");
  if (was) await wired(one, other);
  const agreed = async (): Promise<void> => {
    await still(one);
    await still(other);
  };
  act(one);
  await agreed();
  if (taken) one.composer.undo();
  await agreed();
  for (const deed of meanwhile) {
    other.composer.edits[deed]([ends(other)]);
    await agreed();
  }
  const before = standing(desk);
  if (taken) one.composer.redo();
  else one.composer.undo();
  await agreed();
  expect(told(one)).toMatch(why);
  expect(standing(desk)).toEqual(before);
});

test("a wire is not moved to where one stands already: to take that back would cut that one", async () => {
  const { one } = await open();
  await one.add("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  one.composer.edits.connect([ends(one), { emitter: one.get("desk/level"), sensor: one.get("fan/speed") }]);
  await one.until(() => one.composer.network.wires.filter((wire) => wire.made).length === 2, "both wires");
  replug(one);
  expect(told(one)).toBe("desk/level → fan/speed: connected already");
  expect(one.composer.history.done).toHaveLength(1);
});

/** The wires as their emitter's node has them, with who has made them. */
function standing({ links }: TransportNode): readonly string[] {
  return links.flatMap(({ state, sensor, by, options }) =>
    state === "made" ? [`${sensor.node}/${sensor.parameter} by ${by}, ${[...options.keys()]}`] : [],
  );
}

/** Lets everything pass that is on its way. */
async function still(page: Bench): Promise<void> {
  for (let look = 0; look < 40; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    page.stage.draw();
  }
}
