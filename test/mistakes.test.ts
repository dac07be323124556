import { afterEach, describe, expect, test } from "vitest";

import { Gateway } from "../src/gateway.ts";
import { GossipHub, UsageError, ZocpNode, ZreNode } from "../src/index.ts";
import { ShowNode } from "../src/show.ts";
import { SimulatedNetwork } from "../src/sim.ts";

// What callers misspell is refused at once, and said what was meant; no time-out is silently none.

let stop = async (): Promise<void> => {};
afterEach(() => stop());

/** As a program without types writes it. */
const loosely = (options: object): never => options as never;

/** A node that knows another one, in virtual time. */
async function pair() {
  const network = new SimulatedNetwork({ seed: 1 });
  const [desk, lamp] = ["desk", "lamp"].map((name) => new ZocpNode(name, { net: network.host().net })) as [
    ZocpNode,
    ZocpNode,
  ];
  lamp.float("level", 0, { access: "rws" });
  desk.float("fader", 0, { access: "re" });
  await network.until(Promise.all([desk.start(), lamp.start()]));
  stop = async () => void (await network.until(Promise.all([desk.stop(), lamp.stop()])));
  return { desk, remote: await network.until(desk.waitFor("lamp")) };
}

describe("a misspelt option is refused with what was meant", () => {
  test.each<[string, string, () => unknown]>([
    ["of a node", "interface", () => new ZocpNode("a", loosely({ interfce: "lo" }))],
    ["of a ZRE node", "beaconPort", () => new ZreNode("a", loosely({ beacnPort: 5 }))],
    ["of a hub", "linger", () => new GossipHub(loosely({ lingr: 5 }))],
    ["of a gateway", "httpPort", () => new Gateway(loosely({ htpPort: 0 }))],
    ["of a show", "interface", () => new ShowNode("show", loosely({ interfac: "lo" }))],
    ["of a parameter", "access", () => new ZocpNode("a").float("level", 0, loosely({ acess: "rw" }))],
    ["of an object's parameter", "min", () => new ZocpNode("a").object("cam").int("pan", 0, loosely({ mn: 0 }))],
  ])("%s", (_, meant, make) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(meant);
  });

  test("of what waits and links", async () => {
    const { desk, remote } = await pair();
    for (const wrong of [
      () => desk.waitFor("lamp", loosely({ timout: 5 })),
      () => desk.connect("desk/fader", "lamp/level", loosely({ rat: 5 })),
      () => remote.set("level", 1, loosely({ timeot: 5 })),
      () => remote.call("x", [], loosely({ timeot: 5 })),
    ])
      await expect((async () => wrong())()).rejects.toThrow(UsageError);
  });
});

test.each([
  ["entr", "enter"],
  ["chnged", "changed"],
])("the event %s is refused: %s was meant", (event, meant) => {
  const node = new ZocpNode("a");
  expect(() => node.on(event as never, () => {})).toThrow(UsageError);
  expect(() => node.on(event as never, () => {})).toThrow(meant);
});

test("a letter of access that there is not is refused", () => {
  expect(() => new ZocpNode("a").float("level", 0, loosely({ access: "rx" }))).toThrow(UsageError);
});

test("a time-out that is no time is refused wherever one is taken", async () => {
  const { desk, remote } = await pair();
  for (const timeout of [Number.NaN, -1, "5"] as unknown as number[]) {
    const given = { timeout };
    for (const [name, wait] of Object.entries({
      waitFor: () => desk.waitFor("nobody", given),
      connect: () => desk.connect("desk/fader", "lamp/level", given),
      disconnect: () => desk.disconnect("desk/fader", "lamp/level", given),
      set: () => remote.set("level", 1, given),
      call: () => remote.call("x", [], given),
      refresh: () => remote.refresh(given),
      links: () => remote.links(given),
      fade: () => remote.fade("level", 1, { over: 1, ...given }).accepted,
    }))
      await expect((async () => wait())(), `${name} with ${timeout}`).rejects.toMatchObject({
        code: "invalid-argument",
      });
  }
});
