import { describe, expect, test } from "vitest";

import { machineRoom, whyNoNamespaces } from "./namespaces.ts";

const why = whyNoNamespaces();
if (why !== undefined) console.warn(`The tests of unusual networks are skipped: ${why}.`);

describe.skipIf(why !== undefined)(
  "two machines on one cable find each other, whatever their addresses are like",
  () => {
    const room = machineRoom();
    const { machine } = room;

    test.each([
      ["a network of two addresses", "10.83.0.2/31", "10.83.0.3/31"],
      ["netmasks that differ", "10.83.0.1/24", "10.83.0.2/16"],
      ["self-assigned addresses", "169.254.10.1/16", "169.254.77.2/16"],
    ])(
      "%s: %s and %s",
      async (_what, here, there) => {
        const left = await machine();
        const right = await machine(left);
        await left.plug("eth0", here, right, "eth0", there);
        const ada = left.run(room.build, "node", "ada");
        const bob = right.run(room.build, "node", "bob", "ada");
        await ada.says({ event: "enter", name: "bob" });
        await bob.says({ event: "signal" });
      },
      60_000,
    );

    test("a self-assigned network beside another one", async () => {
      const left = await machine();
      const [right, router] = [await machine(left), await machine(left)];
      await left.plug("eth0", "169.254.10.1/16", right, "eth0", "169.254.77.2/16");
      await left.plug("wlan0", "192.168.55.4/24", router, "eth0", "192.168.55.1/24");
      const ada = left.run(room.build, "node", "ada");
      const bob = right.run(room.build, "node", "bob");
      await ada.says({ event: "enter", name: "bob" });
      await bob.says({ event: "enter", name: "ada" });
    });

    test("an address without neighbours, as clouds give it, whose node knows a hub", async () => {
      const cloud = await machine();
      const other = await machine(cloud);
      await cloud.plug("eth0", "10.84.0.1/32", other, "eth0", "10.84.0.2/24");
      cloud.ip("route", "add", "10.84.0.0/24", "dev", "eth0");
      const hub = other.run(room.build, "hub");
      await hub.says({ event: "started" });
      const gossip = { ZOCP_GOSSIP: "tcp://10.84.0.2:5670", ZOCP_BEACONS: "off" };
      const ada = cloud.runWith(gossip, room.build, "node", "ada");
      const bob = other.runWith(gossip, room.build, "node", "bob", "ada");
      await bob.says({ event: "enter", name: "ada" });
      await bob.says({ event: "signal" });
      expect((await ada.says({ event: "started" })).endpoints).toContainEqual(expect.stringContaining("10.84.0.1"));
    });

    test("two processes of a machine whose only address has no neighbours", async () => {
      const cloud = await machine();
      const other = await machine(cloud);
      await cloud.plug("eth0", "10.85.0.1/32", other, "eth0", "10.86.0.1/24");
      const ada = cloud.run(room.build, "node", "ada");
      const bob = cloud.run(room.build, "node", "bob", "ada");
      await ada.says({ event: "enter", name: "bob" });
      await bob.says({ event: "signal" });
    });
  },
);
