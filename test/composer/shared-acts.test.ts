import { expect, test } from "vitest";
import { describeChange, readChanges } from "../../composer/model/together/changes.ts";
import { introduce, Presence } from "../../composer/model/together/presence.ts";
import { type SharedAct, SharedActs } from "../../composer/model/together/shared-acts.ts";
import { TakeBack } from "../../composer/model/together/take-back.ts";
import type { Json } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** A page that tells what was done on it, and can take back what others did. */
class Page extends Bench {
  readonly presence: Presence = new Presence(this.composer);
  readonly acts: SharedActs = new SharedActs(this.composer);
  readonly back: TakeBack = new TakeBack(this.composer);

  named(name: string): SharedAct | undefined {
    return this.acts.all.findLast((act) => act.name === name);
  }
}

/** Ada and Bo, who look at a desk and a lamp. */
async function open() {
  const ada = new Page();
  const bo = new Page({ room: ada.room });
  await bo.node.start();
  const nodes = await deskAndLamp(ada);
  await bo.until(() => bo.composer.network.nodeOf("lamp")?.present === true, "the other page sees it");
  introduce(ada.composer, "Ada");
  introduce(bo.composer, "Bo");
  const pages = [ada, bo];
  const until = (condition: () => boolean, what: string): Promise<void> =>
    ada.until(() => {
      for (const page of pages) {
        page.stage.draw();
        page.presence.look();
        page.acts.look();
        page.composer.states.look();
      }
      return condition();
    }, what);
  const ends = (page: Page) => ({ emitter: page.get("desk/level"), sensor: page.get("lamp/brightness") });
  const made = ({ composer }: Page): boolean => composer.network.wires.some((wire) => wire.made);
  return { ada, bo, pages, until, ends, made, ...nodes };
}

const told = (page: Bench): string | undefined => page.composer.notices.all.at(-1)?.text;

test("what one did is known on the other page: who, what, and as data that can be checked", async () => {
  const { ada, bo, until } = await open();
  ada.composer.edits.set([ada.get("desk/level")], 0.25);
  await until(() => bo.acts.all.length === 1, "Bo's page knows");
  const [act] = bo.acts.all;
  expect(act).toMatchObject({ who: "Ada", page: ada.node.id, name: "set desk/level", undone: false });
  expect(act?.changes).toEqual([{ type: "value", of: ["desk/level"], was: 0.5, is: 0.25 }]);
  expect(ada.acts.all).toEqual(bo.acts.all);
  ada.composer.undo();
  await until(() => bo.acts.all[0]?.undone === true, "it was taken back");
  ada.composer.redo();
  await until(() => bo.acts.all[0]?.undone === false, "it was done again");
});

test("what a hand does until it lets go is one act, from where it began to where it has come", async () => {
  const { ada, bo, until } = await open();
  for (const value of [0.1, 0.7, 0.9]) ada.composer.edits.set([ada.get("desk/level")], value, 1);
  await until(() => bo.acts.all.length === 1 && bo.acts.all[0]?.changes[0]?.is === 0.9, "the act");
  expect(bo.acts.all[0]?.changes[0]).toMatchObject({ was: 0.5, is: 0.9 });
});

test("what a node refuses was no act", async () => {
  const { ada, bo, until } = await open();
  ada.composer.edits.set([ada.get("lamp/brightness")], 5);
  ada.composer.edits.set([ada.get("lamp/brightness")], 0.5);
  await until(() => bo.acts.all.length > 0, "what was taken");
  expect(bo.acts.all.map(({ changes }) => changes[0]?.is)).toEqual([0.5]);
});

test("another person takes back a value, a wire, an option and a place; each is an act of its own that can be undone", async () => {
  const { ada, bo, until, ends, made, desk } = await open();
  const take = async (name: string): Promise<void> => {
    await until(() => bo.named(name) !== undefined, `Bo knows of ${name}`);
    const act = bo.named(name);
    expect(bo.back.whyElse(act?.changes ?? [], act?.node ?? "")).toBeUndefined();
    bo.back.run(`${name}, by Ada`, act?.changes ?? []);
  };
  ada.composer.edits.set([ada.get("desk/level")], 0.25);
  await take("set desk/level");
  await until(() => desk.parameter("level").value === 0.5, "the value as it was");
  expect(bo.composer.history.undoable).toBe("take back set desk/level, by Ada");
  bo.composer.undo();
  await until(() => desk.parameter("level").value === 0.25, "Bo has thought better of it");
  await until(() => ada.named("take back set desk/level, by Ada")?.undone === true, "Ada knows");

  ada.composer.edits.connect([ends(ada)]);
  await until(() => made(ada) && made(bo), "the wire");
  const [wire] = ada.composer.network.wires;
  if (wire === undefined) throw new Error("no wire");
  ada.composer.edits.change(wire, "mute", true);
  const muted = (): boolean => {
    const [one] = bo.composer.network.wires;
    return one !== undefined && bo.composer.states.of(one)?.options.get("mute") === true;
  };
  await until(muted, "it is muted");
  await take("change desk/level → lamp/brightness");
  await until(() => !muted(), "it is heard again");
  await take("connect desk/level → lamp/brightness");
  await until(() => !made(ada) && !made(bo), "it is cut");

  const node = ada.composer.network.nodeOf("desk");
  if (node === undefined) throw new Error("no desk");
  const before = ada.composer.positions.of(node);
  ada.composer.positions.move(new Map([[node, { x: before.x + 40, y: before.y }]]));
  await until(() => bo.composer.network.nodeOf("desk")?.position?.x === before.x + 40, "it is moved");
  await take("move desk");
  await until(() => ada.composer.network.nodeOf("desk")?.position?.x === before.x, "it is where it was");
});

test("where somebody has been there since the page says what is otherwise, and takes it back when a person wants it", async () => {
  const { ada, bo, until, desk } = await open();
  ada.composer.edits.set([ada.get("desk/level")], 0.25);
  await until(() => bo.acts.all.length === 1, "Bo knows");
  desk.set("level", 0.75);
  await until(() => bo.get("desk/level").value === 0.75, "the program's value");
  const changes = bo.acts.all[0]?.changes ?? [];
  expect(bo.back.whyElse(changes, ada.node.name)).toBe("desk/level is 0.75 now, and was left at 0.25");
  bo.back.run("set desk/level", changes);
  await until(() => desk.parameter("level").value === 0.5, "as it was before Ada");
});

test("what became of a wire since is asked about before an act is taken back: another has made it, or cut it", async () => {
  const { ada, bo, until, ends, made } = await open();
  ada.composer.edits.connect([ends(ada)]);
  await until(() => made(ada) && made(bo), "the wire");
  const [wire] = ada.composer.network.wires;
  if (wire === undefined) throw new Error("no wire");
  ada.composer.edits.change(wire, "mute", true);
  const said = (name: string, act: SharedAct | undefined): string | undefined => {
    expect(act?.name).toBe(`${name} desk/level → lamp/brightness`);
    return bo.back.whyElse(act?.changes ?? [], act?.node ?? "");
  };
  await until(() => bo.acts.all.length === 2, "Bo knows");
  const [connected, muted] = bo.acts.all;
  await until(() => said("change", muted) === undefined, "it is muted");
  expect(said("connect", connected)).toBeUndefined();
  bo.composer.edits.disconnect([ends(bo)]);
  await until(() => !made(ada) && !made(bo), "it is cut");
  expect(said("change", muted)).toBe("desk/level → lamp/brightness was cut since");
  expect(said("connect", connected)).toBe("desk/level → lamp/brightness was cut since");
  bo.composer.edits.connect([ends(bo)]);
  await until(() => made(ada) && made(bo), "it is there again");
  await until(() => said("connect", connected) !== undefined, "and Bo's");
  expect(said("connect", connected)).toBe(`desk/level → lamp/brightness was made by ${bo.node.name} since`);
});

test("nothing is taken back of a node that is not here, by a page that may not, or of what only its own page knows", async () => {
  const { ada, bo, until, lamp, ends, made } = await open();
  ada.composer.edits.set([ada.get("lamp/brightness")], 0.25);
  await until(() => bo.acts.all.length === 1, "Bo knows");
  const changes = bo.acts.all[0]?.changes ?? [];
  bo.composer.lock.become("locked");
  expect(bo.back.whyNot(changes)).toBe("the page is locked");
  bo.composer.lock.become("edit");
  expect(bo.back.whyNot(changes)).toBeUndefined();
  ada.composer.edits.connect([ends(ada)]);
  await until(() => made(bo), "the wire");
  expect(bo.back.whyNot(changes)).toBe("lamp/brightness is driven by desk/level");
  ada.composer.undo();
  await until(() => !made(bo), "it is cut");
  lamp.lock("rehearsal");
  await until(() => bo.composer.network.nodeOf("lamp")?.locked !== undefined, "the lock");
  expect(bo.back.whyNot(changes)).toBe("lamp is locked: rehearsal");
  await lamp.stop();
  await until(() => bo.composer.network.nodeOf("lamp")?.present !== true, "the lamp is gone");
  bo.back.run("set lamp/brightness", changes);
  expect(told(bo)).toBe("not taken back: lamp/brightness is not here");
  expect(bo.back.whyNot([])).toBe("only its own page can take that back");
});

test("a page that comes later knows what those did who left", async () => {
  const { ada, bo, until } = await open();
  ada.composer.edits.set([ada.get("desk/level")], 0.25);
  await until(() => bo.acts.all.length === 1, "Bo knows");
  await ada.node.stop();
  const third = new Page({ room: bo.room });
  await third.node.start();
  await third.until(() => third.acts.all.length === 1, "the third knows");
  expect(third.acts.all[0]).toMatchObject({ who: "Ada", name: "set desk/level" });
});

test("a page says nothing of what others did who are here, and no act that is none", async () => {
  const { ada, bo, until } = await open();
  ada.composer.edits.set([ada.get("desk/level")], 0.25);
  await until(() => bo.acts.all.length === 1, "Bo knows");
  const liar = new Page({ room: ada.room });
  await liar.node.start();
  await liar.until(() => liar.node.peers.get(bo.node.id)?.complete === true, "it knows Bo");
  const [act] = bo.acts.all;
  const said = { ...act, undone: true, changes: [] } as unknown as Json;
  const peer = liar.node.peers.get(bo.node.id);
  for (const acts of [[said], ["x"], "x", [{ id: "1", page: liar.node.id, changes: [{ type: "value" }] }]])
    await peer?.call("composer.acted", [acts as unknown as string]);
  expect(bo.acts.all).toEqual([act]);
});

test.each([
  [{ type: "value", of: ["a/b"], was: 0, is: 1 }, "a/b: 0 → 1"],
  [{ type: "wire", of: ["a/b", "c/d"], was: false, is: true }, "a/b → c/d made"],
  [{ type: "option", of: ["a/b", "c/d", "mute"], was: null, is: true }, "mute of a/b → c/d: not said → true"],
] as const)("a change is said in words (%#)", (change, words) => {
  expect(describeChange(change)).toBe(words);
});

test.each<[Json | undefined, number | undefined]>([
  [undefined, undefined],
  ["x", undefined],
  [[], 0],
  [[new Map<string, Json>([["type", "value"]])], undefined],
  [
    [
      new Map<string, Json>([
        ["type", "value"],
        ["of", ["a/b"]],
        ["is", 1],
      ]),
    ],
    1,
  ],
  [
    [
      new Map<string, Json>([
        ["type", "wire"],
        ["of", ["a/b"]],
        ["is", true],
      ]),
    ],
    undefined,
  ],
  [
    Array.from(
      { length: 1001 },
      () =>
        new Map<string, Json>([
          ["type", "value"],
          ["of", ["a/b"]],
        ]),
    ),
    undefined,
  ],
])("what is told of changes is read, or is none (%#)", (json, count) => {
  expect(readChanges(json)?.length).toBe(count);
});
