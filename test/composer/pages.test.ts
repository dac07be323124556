import { expect, test } from "vitest";
import type { RealmNode } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** Two pages that show the same wire. */
async function twoPages(): Promise<{ one: Bench; two: Bench; desk: RealmNode; lamp: RealmNode }> {
  const one = new Bench();
  const two = new Bench(one);
  await two.node.start();
  const { desk, lamp } = await deskAndLamp(one);
  const ends = { emitter: one.get("desk/level"), sensor: one.get("lamp/brightness") };
  one.composer.edits.connect([ends]);
  for (const page of [one, two])
    await page.until(() => page.node.links[0]?.state === "made", "the page keeps the wire");
  return { one, two, desk, lamp };
}

const lampAgain = (node: RealmNode): unknown => node.float("brightness", 0, { access: "rws" });

/** A page loses the network as one does whose gateway is gone. Returns how to let it in again. */
function lose(page: Bench): () => void {
  const realm = page.room.present.get(page.node.id);
  if (realm === undefined) throw new Error("the page is not there");
  page.room.leave(realm);
  page.composer.show.release();
  for (const id of page.node.peers.keys()) realm.handlers.exit(id, "the gateway is gone");
  return () => page.room.enter(realm);
}

/** Time for what should not happen: a kept link is asked for as soon as its nodes are there. */
async function lookBoth(...pages: readonly Bench[]): Promise<void> {
  for (let look = 0; look < 50; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    for (const { stage } of pages) stage.draw();
  }
}

test("a ghost that was dismissed on one page is not brought back by another", async () => {
  const { one, two, desk, lamp } = await twoPages();
  await lamp.stop();
  for (const page of [one, two]) await page.until(() => page.composer.show.ghosts.length === 1, "the ghost");
  for (const ghost of one.composer.show.ghosts) one.composer.show.dismiss(ghost);
  await two.until(() => two.composer.show.ghosts.length === 0, "it is gone on the other page");
  expect(two.node.links).toEqual([]);
  await one.add("lamp", (node) => void lampAgain(node));
  await lookBoth(one, two);
  expect(desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a wire that is cut just before its node leaves is no ghost on any page", async () => {
  const { one, two, desk, lamp } = await twoPages();
  one.composer.edits.disconnect(one.composer.show.wires);
  await lamp.stop();
  for (const page of [one, two]) {
    await page.until(() => page.composer.show.ghosts.length === 1, "the ghost");
    await page.until(() => page.composer.show.wires.length === 0, "its wire is cut");
    await page.until(() => page.node.links.length === 0, "nobody keeps it");
  }
  await one.add("lamp", (node) => void lampAgain(node));
  await lookBoth(one, two);
  expect(desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a page that was away does not bring back a wire that was cut meanwhile", async () => {
  const { one, two, desk } = await twoPages();
  const back = lose(two);
  await two.until(() => two.composer.show.wires[0]?.reason === "this page was away", "it sees nobody");
  expect(two.composer.show.ghosts.length).toBe(2);
  one.composer.edits.disconnect(one.composer.show.wires);
  await one.until(() => one.composer.show.wires.length === 0, "it is cut");
  back();
  await two.until(() => two.composer.show.ghosts.length === 0, "everyone is back");
  two.composer.show.settle();
  await lookBoth(one, two);
  expect(two.composer.show.wires).toEqual([]);
  expect(desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a page that was away waits as ever for a node that has not come back", async () => {
  const { two, lamp, desk } = await twoPages();
  const back = lose(two);
  await lamp.stop();
  back();
  await two.until(() => two.composer.show.ghosts.length === 1, "the desk is back, the lamp is not");
  two.composer.show.settle();
  await two.until(() => two.composer.show.wires[0]?.reason === "lamp is not here", "the wire waits for the lamp");
  await two.add("lamp", (node) => void lampAgain(node));
  await two.until(() => two.composer.show.wires[0]?.made === true, "it is made again");
  expect(desk.parameter("level").subscribers.some(([, sensor]) => sensor === "brightness")).toBe(true);
});
