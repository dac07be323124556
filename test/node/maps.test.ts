import { afterEach, expect, test } from "vitest";

import { UsageError, ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { eventually } from "./loopback.ts";

const PATIENCE = { timeout: 20_000 };
let stops: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

async function start(
  name: string,
  beaconPort: number,
  prepare: (node: ZocpNode) => void = () => {},
): Promise<ZocpNode> {
  const node = new ZocpNode(name, { interface: "lo", beaconPort });
  prepare(node);
  stops.push(() => node.stop());
  await node.start();
  return node;
}

test("a fader of 0 to 127 drives a filter from 20 to 20,000 Hz", async () => {
  const port = await freePort();
  const desk = await start("desk", port, (node) => void node.float("fader", 0, { access: "re" }));
  const filter = await start("filter", port, (node) => void node.float("cutoff", 20, { access: "rws" }));
  const patch = await start("patch", port);
  const map = [{ range: [0, 127, 20, 20_000] as const }, { curve: "exp" as const }];
  await patch.connect("desk/fader", "filter/cutoff", { ...PATIENCE, map });
  desk.parameter("fader").emit(127);
  await eventually("the filter follows", () => filter.parameter("cutoff").value === 20_000);
  const links = await (await patch.waitFor("filter", PATIENCE)).links(PATIENCE);
  expect(links[0]?.options.get("map")).toEqual([
    new Map([["range", [0, 127, 20, 20_000]]]),
    new Map([["curve", "exp"]]),
  ]);
});

test("smoothing arrives by itself", async () => {
  const port = await freePort();
  const desk = await start("desk", port, (node) => void node.float("fader", 0, { access: "re" }));
  const lamp = await start("lamp", port, (node) => void node.float("level", 0, { access: "rws" }));
  await desk.connect("desk/fader", "lamp/level", { ...PATIENCE, map: [{ scale: 0.5 }, { lag: 0.2 }] });
  desk.parameter("fader").emit(1);
  await eventually("the lamp arrives", () => lamp.parameter("level").value === 0.5);
});

test("a map that is wrong is refused before anything is asked of anybody", async () => {
  const patch = await start("patch", await freePort());
  const wrong = patch.connect("desk/fader", "lamp/level", { map: [{ range: [1, 1, 0, 1] }] });
  await expect(wrong).rejects.toThrow(UsageError);
  await expect(wrong).rejects.toThrow("map[0].range: it begins and ends at 1");
  const raw = patch.connect("desk/fader", "lamp/level", { options: { map: [{ flange: 1 }] } });
  await expect(raw).rejects.toThrow('map[0]: there is no stage "flange"');
  expect(patch.links).toEqual([]);
});
