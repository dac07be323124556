import { expect, test } from "vitest";
import { readHere } from "../../composer/model/together/here.ts";
import type { Person } from "../../composer/model/together/people.ts";
import { introduce, LONGEST_NAME, Presence } from "../../composer/model/together/presence.ts";
import type { Json } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** A page that tells who is in front of it. */
class Page extends Bench {
  readonly presence: Presence = new Presence(this.composer);
}

/** Two pages that look at a desk and a lamp. */
async function open() {
  const one = new Page();
  const other = new Page({ room: one.room });
  await other.node.start();
  const nodes = await deskAndLamp(one);
  await other.until(() => other.composer.network.nodeOf("lamp")?.present === true, "the other page sees it");
  await seen(other, () => other.composer.people.others.length === 1, "each sees the other");
  return { one, other, ...nodes };
}

/** Looks, as the page does twice a second, until something is so. */
async function seen(page: Page, condition: () => boolean, what: string): Promise<void> {
  await page.until(() => {
    page.presence.look();
    return condition();
  }, what);
}

/** Both look: one tells, the other hears. */
async function told({ one, other }: { one: Page; other: Page }, is: (person: Person) => boolean, what: string) {
  await seen(
    one,
    () => {
      other.stage.draw();
      return other.composer.people.others.some(is);
    },
    what,
  );
}

test("a page is called what its person says, on every page, and still is after it was opened again", async () => {
  const pages = await open();
  const { one, other } = pages;
  expect(other.composer.people.others.map(({ title }) => title)).toEqual(["composer"]);
  introduce(one.composer, "  Ada ");
  await told(pages, ({ title }) => title === "Ada", "the name");
  expect(new Page({ shelf: one.shelf, room: one.room }).composer.people.me.name).toBe("Ada");
  expect(other.composer.people.others.map(({ page }) => page)).toEqual(["composer"]);
});

test("what a person says is cut, and what would be seen as something else is spelled out", async () => {
  const pages = await open();
  introduce(pages.one.composer, "\u202eadA".padEnd(200, "!"));
  await told(pages, ({ title }) => title.startsWith("⟨U+202E⟩adA!"), "the name");
  expect(pages.one.composer.people.me.name).toHaveLength(LONGEST_NAME);
});

test("a hand on a parameter is seen on the other page while it moves, and no longer when it rests", async () => {
  const pages = await open();
  const { one, other } = pages;
  one.composer.edits.set([one.get("desk/level")], 0.25, 1);
  await told(pages, ({ moves }) => moves.size === 1, "the hand");
  expect(other.composer.people.moving(other.get("desk/level")).map(({ title }) => title)).toEqual(["composer"]);
  expect(other.composer.people.moving(other.get("desk/cue"))).toEqual([]);
  await told(pages, ({ moves }) => moves.size === 0, "it rests");
  expect(other.composer.people.moving(other.get("desk/level"))).toEqual([]);
});

test("what a hand may not move, no hand is seen on", async () => {
  const pages = await open();
  const { one } = pages;
  one.composer.lock.become("locked");
  one.composer.edits.set([one.get("desk/level")], 0.25, 1);
  introduce(one.composer, "Ada");
  await told(pages, ({ title, moves }) => title === "Ada" && moves.size === 0, "the name alone");
});

test("what a person selects and edits is known on the other page, by the ids of nodes", async () => {
  const pages = await open();
  const { one, other } = pages;
  one.composer.selection.only("lamp");
  one.composer.people.become({ edits: "cue 12" });
  await told(pages, ({ edits, selects }) => edits === "cue 12" && selects.size === 1, "both");
  const lamp = other.composer.network.nodeOf("lamp");
  expect(lamp && other.composer.people.selecting(lamp).map(({ title }) => title)).toEqual(["composer"]);
  expect(other.composer.people.editing("cue 12")).toHaveLength(1);
  expect(other.composer.people.editing("cue 1")).toEqual([]);
  one.composer.selection.clear();
  one.composer.people.become({ edits: "" });
  await told(pages, ({ edits, selects }) => edits === "" && selects.size === 0, "nothing any more");
});

test("a page that comes later knows at once, and one that leaves is forgotten", async () => {
  const pages = await open();
  const { one, other } = pages;
  introduce(one.composer, "Ada");
  one.composer.people.become({ edits: "cue 12" });
  await told(pages, ({ edits }) => edits === "cue 12", "the other knows");
  const third = new Page({ room: one.room });
  await third.node.start();
  await seen(third, () => third.composer.people.editing("cue 12").length === 1, "the third knows");
  await one.node.stop();
  await seen(other, () => other.composer.people.others.every(({ title }) => title !== "Ada"), "it has left");
  expect(third.composer.people.editing("cue 12")).toEqual([]);
});

test("a page that can hear only a while after it has come knows all the same", async () => {
  const one = new Page();
  const other = new Bench({ room: one.room });
  await other.node.start();
  introduce(one.composer, "Ada");
  await deskAndLamp(one);
  await other.until(() => other.composer.network.nodeOf("lamp")?.present === true, "it sees the others");
  const presence = new Presence(other.composer);
  await other.until(() => {
    presence.look();
    return other.composer.people.others.some(({ title }) => title === "Ada");
  }, "it knows Ada");
});

test("only pages are told, at most four times a second, and nothing when nothing is different", async () => {
  const pages = await open();
  const { one, other, desk } = pages;
  const calls: string[] = [];
  for (const node of [desk, other.node])
    node.handle("composer.here", ([here]) => {
      calls.push(`${node.name} ${here instanceof Map ? here.get("name") : ""}`);
      return null;
    });
  one.stage.time += 1000;
  for (const name of ["A", "B", "C", "Ada"]) introduce(one.composer, name);
  await seen(one, () => calls.length === 2, "the first at once, the last later");
  for (let look = 0; look < 20; look += 1) {
    one.stage.draw();
    one.presence.look();
    introduce(one.composer, "Ada");
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(calls).toEqual(["composer-2 A", "composer-2 Ada"]);
});

test.each([
  [null, ""],
  ["here", ""],
  [new Map<string, Json>([["name", 7]]), ""],
  [new Map<string, Json>([["name", " Bo "]]), "Bo"],
] as readonly (readonly [Json, string])[])("whatever a page says of itself is read (%#)", (json, name) => {
  const here = readHere(json);
  expect([here.name, here.edits, here.moves.size]).toEqual([name, "", 0]);
});

test("of what a page says no more is kept than a page says", () => {
  const many = Array.from({ length: 5000 }, (_, index) => `id/${index}`);
  const here = readHere(
    new Map<string, Json>([
      ["moves", many],
      ["edits", "x".repeat(5000)],
    ]),
  );
  expect([here.moves.size, here.edits.length]).toEqual([50, 60]);
});
