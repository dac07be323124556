import { describe, expect, test } from "vitest";
import { askHealth, type RemoteNode, TransportNode, ZocpNode } from "../../src/index.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { readAbout } from "../../src/node/remote/about.ts";
import { VERSION } from "../../src/version.ts";
import { Room } from "./memory-transport.ts";

/** Two nodes on a network of their own that know each other. */
async function meet() {
  const network = new SimulatedNetwork();
  const nodes = await Promise.all(
    ["tool", "lamp"].map(async (name) => {
      const node = new ZocpNode(name, { net: network.host().net });
      await node.start();
      return node;
    }),
  );
  const [tool, lamp] = nodes as [ZocpNode, ZocpNode];
  const remote = await network.until(tool.waitFor("lamp", { timeout: 10_000 }));
  return { network, tool, lamp, remote };
}

describe("a node that is asked what it is", () => {
  test("says its version, how long it runs, and where it is reached", async () => {
    const { network, lamp, remote } = await meet();
    await network.run(90_000);
    const { version, uptime = 0, endpoints } = await network.until(remote.about());
    expect([version, endpoints]).toEqual([VERSION, lamp.endpoints]);
    expect(uptime).toBeGreaterThanOrEqual(90_000);
    expect(uptime).toBeLessThan(120_000);
  });

  test("runs since it was started last", async () => {
    const room = new Room();
    const [one, other] = ["one", "other"].map((name) => new TransportNode(room.transport(name))) as [
      TransportNode,
      TransportNode,
    ];
    await one.start();
    await other.start();
    const remote = await one.waitFor("other");
    const about = await remote.about();
    expect([about.version, about.endpoints]).toEqual([VERSION, []]);
    await Promise.all([one.stop(), other.stop()]);
  });
});

test.each([
  [null, { version: "", uptime: undefined, endpoints: [] }],
  ["0.1.0", { version: "", uptime: undefined, endpoints: [] }],
  [
    new Map<string, never>(Object.entries({ version: 7, uptime: -1, endpoints: ["tcp://a:1", 7] }) as never),
    { version: "", uptime: undefined, endpoints: ["tcp://a:1"] },
  ],
  [
    new Map<string, never>(Object.entries({ version: "9".repeat(500), uptime: 5, endpoints: "x" }) as never),
    { version: "9".repeat(100), uptime: 5, endpoints: [] },
  ],
])("whatever a node says of itself is read (%#)", (json, about) => {
  expect(readAbout(json)).toEqual(about);
});

test("the health of nodes tells what they say of themselves, and how long the answer took where nobody pings", async () => {
  const { network, remote } = await meet();
  let time = 0;
  const quiet = new Proxy(remote, {
    get: (target, name) => {
      if (name === "roundTrip") return undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }) as RemoteNode;
  const { nodes } = await network.until(askHealth([quiet], { order: "rate", timeout: 1000, now: () => (time += 7) }));
  expect(nodes).toMatchObject([{ name: "lamp", state: "well", version: VERSION, roundTrip: 7 }]);
  expect(nodes[0]?.address).toMatch(/^\d+\.\d+\.\d+\.\d+:\d+$/);
});
