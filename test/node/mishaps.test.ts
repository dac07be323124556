import { describe, expect, test } from "vitest";

import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import { act, crosses, deskAndLamp, startDesk, startLamp } from "./show.ts";

describe("two nodes", () => {
  test("find each other, link, and a signal crosses", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    desk.node.emit("fader", 0.7);
    await network.run(5);
    expect(lamp.node.parameter("level").value).toBe(0.7);
    expect([desk.told[0], lamp.told[0]]).toEqual(["enter lamp", "enter desk"]);
  });

  test("know each other's parameters within 20 ms where nothing is lost", async () => {
    const network = new SimulatedNetwork();
    const desk = await startDesk(network.host("10.0.0.1"));
    const lamp = await startLamp(network.host("10.0.0.2"));
    await network.run(20);
    expect(lamp.node.peer("desk")?.value("fader")).toBe(0);
    expect(desk.node.peer("lamp")?.value("level")).toBe(0);
  });

  test("on one host find each other there although it has no network", async () => {
    const network = new SimulatedNetwork();
    const host = network.host("10.0.0.1");
    host.unplug();
    const desk = await startDesk(host, { net: host.program() });
    const lamp = await startLamp(host, { net: host.program() });
    await network.until(lamp.node.connect("desk/fader", "lamp/level"));
    expect(await crosses(network, desk, lamp)).toBe(true);
    expect(desk.node.endpoints[0]).toMatch(/^tcp:\/\/127\.0\.0\.1:/);
  });

  test("stay together for ten minutes in which half of the beacons are lost or late", async () => {
    const { network, desk, lamp } = await deskAndLamp({ loss: 0.5, delay: 20, jitter: 200, duplication: 0.1 });
    await network.run(600_000);
    // That an answer needs half a second here and there is told, and costs nothing.
    const comings = (told: readonly string[]): string[] => told.filter((line) => /^(enter|exit)/.test(line));
    expect([comings(desk.told), comings(lamp.told)]).toEqual([["enter lamp"], ["enter desk"]]);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("part at once when one says goodbye", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    await network.until(desk.node.stop());
    expect(lamp.told.at(-1)).toBe("exit desk goodbye");
  });

  test("part and meet when one is stopped and started again, and the link is made again", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    await network.until(desk.node.stop());
    await network.run(5000);
    await network.until(desk.node.start());
    await network.run(2000);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });
});

describe("a peer that is cut off", () => {
  test("is suspected within a second by both", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    network.partition([desk.host], [lamp.host]);
    await network.run(1000);
    expect([desk.told.at(-1), lamp.told.at(-1)]).toEqual(["suspected lamp", "suspected desk"]);
    expect([desk.node.peer("lamp")?.suspected, lamp.node.zre.peers.get(desk.node.id)?.state]).toEqual([
      true,
      "suspected",
    ]);
  });

  test("recovers from suspicion with its links", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    network.partition([desk.host], [lamp.host]);
    await network.run(3000);
    network.heal();
    await network.run(2000);
    expect([desk.told.slice(1), lamp.told.slice(2)]).toEqual([
      ["suspected lamp", "recovered lamp"],
      ["suspected desk", "recovered desk"],
    ]);
    expect(desk.node.peer("lamp")?.suspected).toBe(false);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("is not suspected by one that does not want to", async () => {
    const { network, desk, lamp } = await deskAndLamp({}, { suspect: false });
    network.partition([desk.host], [lamp.host]);
    await network.run(3000);
    expect([...desk.told, ...lamp.told].filter((line) => line.startsWith("suspected"))).toEqual([]);
  });

  test("is evasive, then silent, then gone", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    lamp.told.length = 0;
    const began = network.now;
    network.partition([desk.host], [lamp.host]);
    const moment = async (line: string): Promise<number> => {
      await network.until(() => lamp.told.includes(line));
      return Math.round((network.now - began) / 1000);
    };
    expect([await moment("evasive desk"), await moment("silent desk"), await moment("exit desk expired")]).toEqual([
      expect.closeTo(6, -0.5),
      expect.closeTo(7, -0.5),
      expect.closeTo(30, -0.5),
    ]);
    expect(lamp.told).toEqual(["suspected desk", "evasive desk", "silent desk", "exit desk expired"]);
  });

  test("is as it was after a partition that is shorter than its patience", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    network.partition([desk.host]);
    await network.run(20_000);
    network.heal();
    await network.run(10_000);
    expect(await crosses(network, desk, lamp)).toBe(true);
    expect(lamp.node.peers.size + desk.node.peers.size).toBe(2);
  });

  test("loses nothing that was emitted last while it was away for a moment", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    network.partition([desk.host]);
    for (let i = 1; i <= 100; i++) desk.node.emit("fader", i);
    await network.run(1500);
    network.heal();
    await network.run(5000);
    expect(lamp.node.parameter("level").value).toBe(100);
  });

  test("comes back after a partition that was longer than its patience, and the link works by itself", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    network.partition([desk.host], [lamp.host]);
    await network.run(120_000);
    expect([desk.node.peers.size, lamp.node.peers.size]).toEqual([0, 0]);
    network.heal();
    await network.run(5000);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("has its last value in the sensor after the partition, though it was emitted during it", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    network.partition([desk.host], [lamp.host]);
    await network.run(60_000);
    desk.node.emit("fader", 0.25);
    network.heal();
    await network.run(5000);
    expect(lamp.node.parameter("level").value).toBe(0.25);
  });

  test("comes back after every one of ten partitions of any length", async () => {
    const { network, desk, lamp } = await deskAndLamp({ jitter: 2 });
    const failures: number[] = [];
    for (let seconds = 1; seconds <= 55; seconds += 6) {
      network.partition([desk.host], [lamp.host]);
      await network.run(seconds * 1000);
      network.heal();
      await network.run(10_000);
      if (!(await crosses(network, desk, lamp))) failures.push(seconds);
    }
    expect(failures).toEqual([]);
  });
});

test("two nodes that are well do not suspect each other in an hour, though every second beacon is lost", async () => {
  const { network, desk, lamp } = await deskAndLamp({ loss: 0.5, delay: 5, jitter: 5 });
  await network.run(3_600_000);
  expect([desk.told, lamp.told]).toEqual([["enter lamp"], ["enter desk", "signal fader 0"]]);
});

describe("a node that was killed", () => {
  test("is noticed within two seconds", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    desk.host.kill();
    await network.run(2000);
    expect(lamp.told.at(-1)).toBe("exit desk disconnected");
  });

  test.each([
    ["another port", 0, 0],
    ["the same port", 50_000, 0],
    ["the same port ten seconds later", 50_000, 10_000],
    ["another port a minute later", 0, 60_000],
  ])("and started again at %s is linked again within two seconds", async (_, port, pause) => {
    const network = new SimulatedNetwork();
    const host = network.host("10.0.0.1");
    await startDesk(host, { port });
    const lamp = await startLamp(network.host("10.0.0.2"));
    await network.until(lamp.node.connect("desk/fader", "lamp/level"));
    host.kill();
    await network.run(pause);
    const desk = await startDesk(host, { port });
    await network.run(2000);
    expect(await crosses(network, desk, lamp)).toBe(true);
    expect(lamp.node.peers.size).toBe(1);
  });

  test.each([
    ["the emitter", "desk"],
    ["the sensor", "lamp"],
  ])("and was %s is linked again by the node that wired them, which is a third one", async (_, victim) => {
    const network = new SimulatedNetwork();
    let desk = await startDesk(network.host("10.0.0.1"));
    let lamp = await startLamp(network.host("10.0.0.2"));
    const patch = await act(network.host("10.0.0.3"), "patch");
    await network.until(patch.node.connect("desk/fader", "lamp/level"));
    if (victim === "desk") {
      desk.host.kill();
      desk = await startDesk(desk.host);
    } else {
      lamp.host.kill();
      lamp = await startLamp(lamp.host);
    }
    await network.run(2000);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("by a power cut is gone after its patience, and linked again when it is back", async () => {
    const { network, desk: first, lamp } = await deskAndLamp();
    first.host.powerOff();
    await network.run(35_000);
    expect(lamp.told.at(-1)).toBe("exit desk expired");
    first.host.powerOn();
    const desk = await startDesk(first.host);
    await network.run(2000);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("by a power cut and is back before anybody missed it is linked again within five seconds", async () => {
    const network = new SimulatedNetwork();
    const host = network.host("10.0.0.1");
    await startDesk(host, { port: 50_000 });
    const lamp = await startLamp(network.host("10.0.0.2"));
    await network.until(lamp.node.connect("desk/fader", "lamp/level"));
    host.powerOff();
    await network.run(3000);
    host.powerOn();
    const desk = await startDesk(host, { port: 50_000 });
    await network.run(5000);
    expect(await crosses(network, desk, lamp)).toBe(true);
    expect(lamp.node.peers.size).toBe(1);
  });
});

describe("an interface", () => {
  test.each([1500, 10_000, 60_000])(
    "that was away for %i ms brings its node back within 3 s of its return",
    async (away) => {
      const { network, desk, lamp } = await deskAndLamp();
      desk.host.unplug();
      await network.run(away);
      desk.host.plug();
      await network.run(3000);
      expect(await crosses(network, desk, lamp)).toBe(true);
    },
  );

  test("that goes for good leaves the node alone, and it does not stop", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    desk.host.unplug();
    await network.run(60_000);
    expect([desk.node.peers.size, lamp.node.peers.size, desk.node.started]).toEqual([0, 0, true]);
  });

  test("that gets another address is found there, and the link works again", async () => {
    const { network, desk, lamp } = await deskAndLamp();
    desk.host.move("10.0.0.50");
    await network.run(10_000);
    expect(lamp.node.zre.peers.get(desk.node.id)?.address).toBe("10.0.0.50");
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("that was asked for and is away at first is an error that says so", async () => {
    const network = new SimulatedNetwork();
    const host = network.host("10.0.0.1");
    await expect(act(host, "desk", { interface: "wlan0" })).rejects.toMatchObject({ code: "interface-not-found" });
  });

  test("of another network may go without disturbing the peers of the first", async () => {
    const network = new SimulatedNetwork();
    const desk = await startDesk(network.host("10.0.0.1", "192.168.0.1"));
    const lamp = await startLamp(network.host("10.0.0.2"));
    await network.until(lamp.node.connect("desk/fader", "lamp/level"));
    desk.host.unplug("eth1");
    await network.run(60_000);
    expect(lamp.told.filter((line) => line.startsWith("exit"))).toEqual([]);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });
});

describe("a host on two networks", () => {
  test("tells each peer the endpoint that lies on that peer's network", async () => {
    const network = new SimulatedNetwork();
    const both = await act(network.host("10.0.0.1", "192.168.0.1"), "both");
    const first = await act(network.host("10.0.0.2"), "first");
    const second = await act(network.host("192.168.0.2"), "second");
    await network.run(2000);
    const endpoint = (of: typeof first): string | undefined => of.node.zre.peers.get(both.node.id)?.endpoint;
    expect(endpoint(first)).toMatch(/^tcp:\/\/10\.0\.0\.1:/);
    expect(endpoint(second)).toMatch(/^tcp:\/\/192\.168\.0\.1:/);
    expect([first.node.peer("second"), both.node.peers.size]).toEqual([undefined, 2]);
  });

  test("is one peer for another host on both, and stays one", async () => {
    const network = new SimulatedNetwork();
    const one = await act(network.host("10.0.0.1", "192.168.0.1"), "one");
    const other = await act(network.host("10.0.0.2", "192.168.0.2"), "other");
    await network.run(60_000);
    expect([one.told, other.told]).toEqual([["enter other"], ["enter one"]]);
  });

  test("is reached over the other network when one fails", async () => {
    const network = new SimulatedNetwork();
    const desk = await startDesk(network.host("10.0.0.1", "192.168.0.1"));
    const lamp = await startLamp(network.host("10.0.0.2", "192.168.0.2"));
    await network.until(lamp.node.connect("desk/fader", "lamp/level"));
    desk.host.unplug("eth0");
    await network.run(20_000);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });
});

describe("a host that sleeps", () => {
  test.each([10_000, 3_600_000])("for %i ms finds its peers and its links again within 5 s", async (nap) => {
    const { network, desk, lamp } = await deskAndLamp();
    desk.host.sleep();
    await network.run(nap);
    desk.host.wake();
    await network.run(5000);
    expect(await crosses(network, desk, lamp)).toBe(true);
  });

  test("does not take everybody for gone when it wakes", async () => {
    const network = new SimulatedNetwork();
    const sleeper = await act(network.host("10.0.0.1"), "sleeper");
    await act(network.host("10.0.0.2"), "other");
    await network.run(2000);
    sleeper.host.sleep();
    await network.run(600_000);
    sleeper.host.wake();
    await network.run(1);
    expect(sleeper.told).toEqual(["enter other"]);
  });
});

test("a goodbye that was forged from another address has no effect", async () => {
  const { network, desk, lamp } = await deskAndLamp();
  const liar = network.host("10.0.0.66");
  const cards = liar.interfaces.filter(({ loopback }) => !loopback);
  const beacons = await liar.net.broadcast(cards, 5670, () => {});
  for (const card of cards) beacons.send(encodeBeacon({ peer: desk.node.id, port: 0 }), card);
  await network.run(5000);
  expect(lamp.told.filter((line) => line.startsWith("exit"))).toEqual([]);
  expect(await crosses(network, desk, lamp)).toBe(true);
});

test("a reader that is slower than the emitter gets the last value, and the emitter keeps little", async () => {
  const { network, desk, lamp } = await deskAndLamp();
  network.partition([desk.host]);
  for (let i = 1; i <= 100_000; i++) desk.node.emit("fader", i);
  await network.run(500);
  network.heal();
  await network.run(5000);
  expect(lamp.node.parameter("level").value).toBe(100_000);
});
