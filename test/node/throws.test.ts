import { expect, test } from "vitest";

import { type NetworkError, UsageError } from "../../src/errors.ts";
import { Performer } from "../../src/events/performer.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { TransportNode } from "../../src/node/transport-node.ts";
import { GossipHub } from "../../src/transport/zre/gossip/gossip-hub.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { ZocpNode } from "../../src/zocp-node.ts";
import { Fault } from "./faulty.ts";
import { VirtualTransport } from "./virtual-transport.ts";

/** Plays the same scene again and again, with something that throws at its first, second, third … call. */
async function atEachCall(scene: (fault: Fault) => Promise<void>, step = 1): Promise<void> {
  const whole = new Fault(0);
  await scene(whole);
  expect(whole.calls).toBeGreaterThan(20);
  const bad: string[] = [];
  for (let at = 1; at <= whole.calls; at += step) {
    const fault = new Fault(at);
    try {
      await scene(fault);
    } catch (error) {
      bad.push(`call ${at} (${fault.where}): ${error instanceof Error ? error.message : error}`);
    }
  }
  expect(bad).toEqual([]);
}

/** A start that fails says so, and may be tried again. */
async function begin(node: { start(): Promise<void> }): Promise<void> {
  try {
    await node.start();
  } catch {
    await node.start();
  }
}

/** What is thrown while something is made goes to whoever makes it. */
function make<Made>(made: () => Made): Made {
  try {
    return made();
  } catch {
    return made();
  }
}

test("a node goes on whatever its network throws once: it finds a peer, is found, and its values arrive", async () => {
  await atEachCall(async (fault) => {
    const network = new SimulatedNetwork();
    const [first, second] = [network.host("10.0.0.1"), network.host("10.0.0.2")];
    const desk = new ZocpNode("desk", { net: fault.wrap(first.net), id: "d".repeat(32) });
    const lamp = new ZocpNode("lamp", { net: second.net });
    const fader = desk.float("fader", 0, { access: "rwe" });
    const level = lamp.float("level", 0, { access: "rws" });
    await network.until(Promise.all([begin(desk), begin(lamp)]));
    await network.until(() => desk.peer("lamp")?.complete === true && lamp.peer("desk")?.complete === true);
    desk.connect("desk/fader", "lamp/level").catch(() => {});
    await network.until(() => desk.links[0]?.state === "made");
    fader.emit(1);
    first.unplug();
    await network.run(4000);
    first.plug();
    fader.emit(2);
    await network.until(() => level.value === 2);
    await network.until(Promise.all([desk.stop(), lamp.stop()]));
  }, 3);
}, 300_000);

test("a hub and its clients go on whatever their networks throw once", async () => {
  await atEachCall(async (fault) => {
    const network = new SimulatedNetwork();
    const hub = new GossipHub({ net: fault.wrap(network.host("10.0.1.1/16").net) });
    await network.until(begin(hub));
    const options = { gossip: ["tcp://10.0.1.1:5670"], beacons: false };
    const desk = new ZocpNode("desk", {
      ...options,
      net: fault.wrap(network.host("10.0.0.1/16").net),
      id: "d".repeat(32),
    });
    const lamp = new ZocpNode("lamp", { ...options, net: network.host("10.0.0.2/16").net });
    await network.until(Promise.all([begin(desk), begin(lamp)]));
    await network.until(() => desk.peer("lamp")?.complete === true && lamp.peer("desk")?.complete === true);
    await network.until(Promise.all([desk.stop(), lamp.stop(), hub.stop()]));
  });
}, 300_000);

test("a node goes on whatever its transport throws once: questions are answered, arrivals told, values sent", async () => {
  await atEachCall(async (fault) => {
    const transport = new VirtualTransport();
    const whispered: string[] = [];
    transport.whisper = (...[, content]: readonly unknown[]) =>
      void whispered.push((content as { text(index: number): string }).text(0));
    const node = make(() => new TransportNode(fault.wrap(transport)));
    const level = node.float("level", 0, { access: "rwe" });
    await begin(node);
    const names: string[] = [];
    node.on("enter", ({ name }) => names.push(name));
    const peers = ["2", "3"].map((digit) => digit.repeat(32));
    for (const peer of peers) {
      transport.handlers.enter(peer, peer, OWN_HEADERS);
      transport.handlers.message(peer, '{"GET": null}');
      transport.handlers.message(peer, `{"SUB": ["${transport.id}", "level", "${peer}", null]}`);
      transport.run(2000);
    }
    level.emit(1);
    transport.stall(0);
    level.emit(2);
    transport.run(2000);
    transport.stall(Number.POSITIVE_INFINITY);
    for (let value = 3; value <= 6; value++) level.emit(value);
    transport.handlers.message(peers[0] ?? "", '{"GET": null}');
    transport.run(5000);
    expect(names).toEqual(peers);
    expect(whispered.filter((text) => text.includes("MOD")).length).toBeGreaterThanOrEqual(2);
    // The value whose sending throws is lost; those before and after it are not.
    const arrived = transport.offered.filter(([, value]) => value >= 5);
    expect(arrived.length).toBeGreaterThanOrEqual(fault.where === ".offer" ? 3 : 4);
    await node.stop().catch(() => {});
  });
});

test("what a transport throws becomes a failed event with its cause, once a second for the same sentence", async () => {
  const transport = new VirtualTransport();
  const cause = new Error("socket closed");
  transport.whisper = () => {
    throw cause;
  };
  const node = new TransportNode(transport);
  const told: NetworkError[] = [];
  node.on("failed", ({ error }) => told.push(error));
  await node.start();
  for (let i = 0; i < 50; i++) transport.handlers.message("2".repeat(32), '{"GET": null}');
  transport.handlers.enter("2".repeat(32), "b", OWN_HEADERS);
  expect(told.map((error) => error.cause)).toEqual([cause]);
  transport.run(1500);
  transport.handlers.message("2".repeat(32), '{"GET": null}');
  // Answers leave at the end of the turn.
  await Promise.resolve();
  await Promise.resolve();
  expect(told.length).toBe(2);
});

test("a mistake of the caller is still thrown at the caller", () => {
  expect(() => new TransportNode(new VirtualTransport()).set("nothing", 1)).toThrow(UsageError);
});

test("what is asked for while effects are performed comes afterwards, also behind one that throws", () => {
  const done: string[] = [];
  const performer: Performer<string> = new Performer({
    perform: (effect) => {
      if (effect === "b") performer.perform(["d"]);
      if (effect === "b") throw new Error("b");
      done.push(effect);
    },
    settled: () => done.push("settled"),
    failed: (cause) => done.push(`${cause}`),
  });
  performer.perform(["a", "b", "c"]);
  performer.perform(["e"]);
  expect(done).toEqual(["a", "Error: b", "c", "d", "settled", "e", "settled"]);
});
