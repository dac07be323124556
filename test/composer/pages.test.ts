import { expect, test } from "vitest";
import type { TransportNode } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

/** Two pages that show the same wire. */
async function twoPages(): Promise<{ one: Bench; two: Bench; desk: TransportNode; lamp: TransportNode }> {
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

const lampAgain = (node: TransportNode): unknown => node.float("brightness", 0, { access: "rws" });

/** A page loses the network as one does whose gateway is gone. Returns how to let it in again. */
function lose(page: Bench): () => void {
  const transport = page.room.present.get(page.node.id);
  if (transport === undefined) throw new Error("the page is not there");
  page.room.leave(transport);
  for (const id of page.node.peers.keys()) transport.handlers.exit(id, "the gateway is gone");
  return () => page.room.enter(transport);
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
  for (const page of [one, two]) await page.until(() => page.composer.network.ghosts.length === 1, "the ghost");
  for (const ghost of one.composer.network.ghosts) one.composer.network.dismiss(ghost);
  await two.until(() => two.composer.network.ghosts.length === 0, "it is gone on the other page");
  await two.until(() => two.node.links.every(({ state }) => state === "cut"), "nobody keeps its wire");
  await one.add("lamp", (node) => void lampAgain(node));
  await lookBoth(one, two);
  expect(desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a wire that is cut just before its node leaves is no ghost on any page", async () => {
  const { one, two, desk, lamp } = await twoPages();
  one.composer.edits.disconnect(one.composer.network.wires);
  await lamp.stop();
  for (const page of [one, two]) {
    await page.until(() => page.composer.network.ghosts.length === 1, "the ghost");
    await page.until(() => page.composer.network.wires.length === 0, "its wire is cut");
    await page.until(() => page.node.links.every(({ state }) => state === "cut"), "nobody keeps it");
  }
  await one.add("lamp", (node) => void lampAgain(node));
  await lookBoth(one, two);
  expect(desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a page that was away does not bring back a wire that was cut meanwhile", async () => {
  const { one, two, desk } = await twoPages();
  const back = lose(two);
  await two.until(() => two.composer.network.wires[0]?.reason.endsWith("not here") === true, "it sees nobody");
  expect(two.composer.network.ghosts.length).toBe(2);
  one.composer.edits.disconnect(one.composer.network.wires);
  await one.until(() => one.composer.network.wires.length === 0, "it is cut");
  back();
  await two.until(() => two.composer.network.ghosts.length === 0, "everyone is back");
  await lookBoth(one, two);
  expect(two.composer.network.wires).toEqual([]);
  expect(desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a page that was away waits as ever for a node that has not come back", async () => {
  const { two, lamp, desk } = await twoPages();
  const back = lose(two);
  await lamp.stop();
  back();
  await two.until(() => two.composer.network.ghosts.length === 1, "the desk is back, the lamp is not");
  await two.until(() => two.composer.network.wires[0]?.reason === "lamp is not here", "the wire waits for the lamp");
  await two.add("lamp", (node) => void lampAgain(node));
  await two.until(() => two.composer.network.wires[0]?.made === true, "it is made again");
  expect(desk.parameter("level").subscribers.some(([, sensor]) => sensor === "brightness")).toBe(true);
});
