import { describe, expect, test } from "vitest";

import { eventually, pause } from "./loopback.ts";
import { machineRoom, type Program, whyNoNamespaces } from "./namespaces.ts";

const why = whyNoNamespaces();
if (why !== undefined) console.warn(`The tests of whole machines are skipped: ${why}.`);

describe.skipIf(why !== undefined)("on machines of their own, without any option", () => {
  const room = machineRoom();
  const { machine } = room;

  /** The latest value that a program received. */
  function latest(program: Program): number {
    return Number(program.said.findLast(({ event }) => event === "signal")?.value ?? 0);
  }

  test("two processes find each other on a machine that has only loopback", async () => {
    const alone = await machine();
    const ada = alone.run(room.build, "node", "ada");
    const bob = alone.run(room.build, "node", "bob", "ada");
    const { endpoints } = await ada.says({ event: "started" });
    expect(endpoints).toEqual([expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/)]);
    await ada.says({ event: "enter", name: "bob" });
    await bob.says({ event: "enter", name: "ada" });
    await bob.says({ event: "signal" });
  });

  test("a process that was killed and comes back under its name is linked again by itself", async () => {
    const alone = await machine();
    const ada = alone.run(room.build, "node", "ada");
    const bob = alone.run(room.build, "node", "bob", "ada");
    await bob.says({ event: "signal" });
    await ada.end();
    await bob.says({ event: "exit", name: "ada", reason: "disconnected" });
    const before = bob.said.length;
    await alone.run(room.build, "node", "ada").says({ event: "started" });
    await bob.says({ event: "signal" }, before);
    await bob.end();
    await alone.run(room.build, "node", "bob", "ada").says({ event: "signal" });
  });

  // After the shorter time the connections still live; after the longer one the heartbeats have given them up.
  test.each([2500, 9000])(
    "two machines on one cable come together again after it was pulled for %i ms",
    async (away) => {
      const left = await machine();
      const right = await machine(left);
      await left.plug("eth0", "10.71.0.1/24", right, "eth0", "10.71.0.2/24");
      const ada = left.run(room.build, "node", "ada");
      const bob = right.run(room.build, "node", "bob", "ada");
      const { endpoints } = await bob.says({ event: "started" });
      expect(endpoints).toEqual([expect.stringMatching(/^tcp:\/\/10\.71\.0\.2:\d+$/)]);
      await ada.says({ event: "enter", name: "bob" });
      await bob.says({ event: "signal" });
      const took: number[] = [];
      // A machine that is busy with other things may be late once, not each time.
      for (let pulled = 0; pulled < 3 && !took.some((time) => time < SOON); pulled++) {
        right.ip("link", "set", "eth0", "down");
        await pause(away);
        const before = latest(bob);
        right.ip("link", "set", "eth0", "up");
        const begin = performance.now();
        await eventually("signals come again", () => latest(bob) > before, 30_000);
        took.push(performance.now() - begin);
      }
      expect(Math.min(...took)).toBeLessThan(SOON);
    },
    120_000,
  );

  test("beacons reach a socket that is bound to the broadcast address of the network, as pyre's is", async () => {
    const left = await machine();
    const right = await machine(left);
    await left.plug("eth0", "10.72.0.1/25", right, "eth0", "10.72.0.2/25");
    const pyre = right.run(room.build, "hear", "10.72.0.127");
    await pyre.says({ event: "bound" });
    const ada = left.run(room.build, "node", "ada");
    const { endpoints } = await ada.says({ event: "started" });
    const { hex } = await pyre.says({ event: "beacon", from: "10.72.0.1" });
    const port = Number(
      String((endpoints as string[])[0])
        .split(":")
        .at(-1),
    );
    expect(String(hex)).toMatch(new RegExp(`^5a524501[0-9a-f]{32}${port.toString(16).padStart(4, "0")}$`));
  });

  test("a machine on two networks tells each peer the endpoint on its own", async () => {
    const middle = await machine();
    const [left, right] = [await machine(middle), await machine(middle)];
    await middle.plug("eth0", "10.73.0.1/24", left, "eth0", "10.73.0.2/24");
    await middle.plug("eth1", "10.74.0.1/24", right, "eth0", "10.74.0.2/24");
    const bridge = middle.run(room.build, "node", "bridge");
    const bob = left.run(room.build, "node", "bob", "bridge");
    const cy = right.run(room.build, "node", "cy", "bridge");
    expect(String((await bob.says({ event: "enter", name: "bridge" })).endpoint)).toMatch(/^tcp:\/\/10\.73\.0\.1:/);
    expect(String((await cy.says({ event: "enter", name: "bridge" })).endpoint)).toMatch(/^tcp:\/\/10\.74\.0\.1:/);
    await bob.says({ event: "signal" });
    await cy.says({ event: "signal" });
    expect((await bridge.says({ event: "started" })).endpoints).toHaveLength(2);
    expect([bob, cy].flatMap(({ said }) => said.filter(({ name }) => name === "cy" || name === "bob"))).toEqual([]);
  });

  test("a node that was started before the network is in use once the network is there", async () => {
    const left = await machine();
    const right = await machine(left);
    const ada = left.run(room.build, "node", "ada");
    await ada.says({ event: "started" });
    await left.plug("eth0", "10.75.0.1/24", right, "eth0", "10.75.0.2/24");
    const bob = right.run(room.build, "node", "bob", "ada");
    await bob.says({ event: "signal" });
  });
});

/** A third of the time after which one would be given up. */
const SOON = 10_000;
