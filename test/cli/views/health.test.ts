import { expect, test } from "vitest";

import { parsePattern } from "../../../src/cli/targets/pattern.ts";
import { lookAtHealth } from "../../../src/cli/views/health.ts";
import { ZocpNode } from "../../../src/index.ts";
import { SimulatedNetwork } from "../../../src/net/sim/simulated-network.ts";

test("a node whose name holds a slash is found by its name, and so are its links", async () => {
  const network = new SimulatedNetwork();
  const start = async (name: string, prepare: (node: ZocpNode) => void = () => {}): Promise<ZocpNode> => {
    const node = new ZocpNode(name, { net: network.host().net });
    prepare(node);
    await node.start();
    return node;
  };
  const tool = await start("tool");
  await start("stage/left", (node) => node.float("level", 0, { access: "rws" }));
  const desk = await start("desk", (node) => node.float("fader", 0, { access: "re" }));
  await network.until(desk.connect("desk/fader", '"stage/left"/level', { timeout: 10_000 }));
  const look = async (pattern: string) => {
    const how = { pattern: parsePattern(pattern), tools: true, order: "rate", timeout: 1000 } as const;
    const { nodes, links } = await network.until(lookAtHealth(tool, how));
    return [nodes.map(({ name }) => name), links.map(({ sensor }) => sensor)];
  };
  expect(await look("stage/left")).toEqual([["stage/left"], ['"stage/left"/level']]);
  expect(await look("left/level")).toEqual([[], ['"stage/left"/level']]);
  expect(await look("cam")).toEqual([[], []]);
});
