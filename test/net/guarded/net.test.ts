import { describe, expect, test } from "vitest";

import { NetworkError } from "../../../src/errors.ts";
import { guardNet } from "../../../src/net/guarded/net.ts";
import { makeInterface } from "../../../src/net/ipv4.ts";
import { BareNet, guarded } from "./stage.ts";

const LO = makeInterface({ name: "lo", address: "127.0.0.1", netmask: "255.0.0.0" });

describe("a guarded network", () => {
  test("listens, resolves and tells what it is asked as the network does", async () => {
    const { net, told } = guarded();
    expect((await net.listen("127.0.0.1", 7000, () => {})).port).toBe(7000);
    expect(await net.resolve?.("desk")).toBe("address of desk");
    expect([net.listens?.({ address: "127.0.0.1", port: 1 }), net.interfaces(), net.random.next()]).toEqual([
      true,
      [],
      0.25,
    ]);
    expect(told).toEqual([]);
  });

  test("can do what the network can, and nothing else", () => {
    const bare = new BareNet();
    const little = {
      clock: { now: () => 0, schedule: bare.clock.schedule, defer: bare.clock.defer },
      random: bare.random,
      interfaces: () => [],
      listen: bare.listen,
      connect: bare.connect,
      broadcast: bare.broadcast,
    };
    const net = guardNet(little, () => {});
    for (const name of ["agreement", "trace", "listens", "resolve"] as const) expect(name in net).toBe(false);
    for (const name of ["date", "soon", "rounds"] as const) expect(name in net.clock).toBe(false);
  });

  // Whoever listens or looks for a name waits for the answer, and tells it itself.
  test.each([
    ["listen", (net: ReturnType<typeof guarded>["net"]) => net.listen("127.0.0.1", 1, () => {})],
    ["broadcast", (net: ReturnType<typeof guarded>["net"]) => net.broadcast([LO], 1, () => {})],
    ["resolve", (net: ReturnType<typeof guarded>["net"]) => net.resolve?.("desk")],
  ])("that fails at %s rejects, and throws at nobody", async (name, use) => {
    const { bare, net, told } = guarded();
    bare.failing.add(name);
    await expect(use(net)).rejects.toThrow(`${name} fails`);
    expect(told).toEqual([]);
  });

  test("that fails while it lists its interfaces throws what it throws: whoever asks decides", () => {
    const { bare, net } = guarded();
    bare.failing.add("interfaces");
    expect(() => net.interfaces()).toThrow("interfaces fails");
  });

  test("that fails at a question answers with what does no harm", () => {
    const { bare, net, told } = guarded();
    for (const name of ["listens", "next"]) bare.failing.add(name);
    expect([net.listens?.({ address: "127.0.0.1", port: 1 }), net.random.next()]).toEqual([false, 0.5]);
    expect(told).toEqual(["listens fails", "next fails"]);
  });

  test("makes no secret when it cannot make a good one", () => {
    const { bare, net } = guarded();
    bare.failing.add("bytes");
    expect(() => net.random.bytes(32)).toThrow("bytes fails");
  });

  test("whose listener cannot be closed is told of, and goes on", async () => {
    const { bare, net, told } = guarded();
    const listener = await net.listen("127.0.0.1", 7000, () => {});
    bare.failing.add("close");
    expect(() => listener.close()).not.toThrow();
    expect(told).toEqual(["close fails"]);
  });
});

describe("guarded beacons", () => {
  test("leave, and arrive", async () => {
    const { bare, net, told } = guarded();
    const heard: string[] = [];
    const beacons = await net.broadcast([LO], 5670, (datagram, { address }) => heard.push(`${address} ${datagram}`));
    beacons.send(Uint8Array.of(1), LO);
    bare.receive?.(Uint8Array.of(2), { address: "127.0.0.2", port: 5670 });
    expect([bare.sent, heard, told]).toEqual([["1"], ["127.0.0.2 2"], []]);
  });

  test("that cannot leave are lost and told, and the next one leaves", async () => {
    const { bare, net, told } = guarded();
    const beacons = await net.broadcast([LO], 5670, () => {});
    bare.failing.add("send");
    beacons.send(Uint8Array.of(1), LO);
    bare.failing.clear();
    beacons.send(Uint8Array.of(2), LO);
    expect([bare.sent, told]).toEqual([["2"], ["send fails"]]);
  });

  test("at which we throw are told, and the next one is heard", async () => {
    const { bare, net, told } = guarded();
    let heard = 0;
    await net.broadcast([LO], 5670, () => {
      if (heard++ === 0) throw new Error("hearing throws");
    });
    for (let i = 0; i < 2; i++) bare.receive?.(Uint8Array.of(i), { address: "127.0.0.2", port: 5670 });
    expect([heard, told]).toEqual([2, ["hearing throws"]]);
  });

  test.each(["failure", "close"] as const)("whose %s fails throw at nobody", async (name) => {
    const { bare, net, told } = guarded();
    const beacons = await net.broadcast([LO], 5670, () => {});
    bare.failing.add(name);
    expect(name === "failure" ? beacons.failure?.(LO) : beacons.close()).toBeUndefined();
    expect(told).toEqual([`${name} fails`]);
  });

  test("tell why they do not leave, as the network says it", async () => {
    const { bare, net } = guarded();
    const error = new NetworkError("unreachable", "no way");
    bare.broadcast = async () => ({ send: () => {}, failure: () => error, close: () => {} });
    expect((await net.broadcast([LO], 1, () => {})).failure?.(LO)).toBe(error);
  });
});

describe("a guarded clock", () => {
  test("stands still for the moment in which it fails, and goes on", () => {
    const { bare, net, told } = guarded();
    bare.time = 5;
    expect([net.clock.now(), net.clock.date?.()]).toEqual([5, 1_000_005]);
    for (const name of ["now", "date"]) bare.failing.add(name);
    bare.time = 7;
    expect([net.clock.now(), net.clock.date?.()]).toEqual([5, 1_000_005]);
    bare.failing.clear();
    expect([net.clock.now(), net.clock.date?.()]).toEqual([7, 1_000_007]);
    expect(told).toEqual(["now fails", "date fails"]);
  });

  test("rings, and what we throw when it does is told", () => {
    const { bare, net, told } = guarded();
    net.clock.schedule(10, () => {
      throw new Error("ringing throws");
    });
    expect(bare.timers[0]?.delay).toBe(10);
    expect(() => bare.timers[0]?.callback()).not.toThrow();
    expect(told).toEqual(["ringing throws"]);
  });

  test("that fails once at a timer is asked again: without it somebody would wait for ever", () => {
    const { bare, net, told } = guarded();
    const { schedule } = bare.clock;
    let asked = 0;
    bare.clock.schedule = (delay, callback) => {
      if (asked++ === 0) throw new Error("no room");
      return schedule(delay, callback);
    };
    let rung = 0;
    net.clock.schedule(10, () => rung++);
    bare.timers[0]?.callback();
    expect([rung, told]).toEqual([1, ["no room"]]);
  });

  test("cancels, and when it cannot that is told and nobody is thrown at", () => {
    const { bare, net, told } = guarded();
    const cancel = net.clock.schedule(10, () => {});
    cancel();
    expect(bare.timers[0]?.cancelled).toBe(true);
    bare.failing.add("cancel");
    expect(cancel).not.toThrow();
    expect(told).toEqual(["cancel fails"]);
  });

  test("that fails once at the next turn is asked again", () => {
    const { bare, net, told } = guarded();
    let rung = 0;
    net.clock.soon?.(() => rung++);
    net.clock.soon?.(() => {
      throw new Error("soon throws");
    });
    bare.turn();
    expect([rung, told]).toEqual([1, ["soon throws"]]);
  });
});

describe("the end of a turn", () => {
  test("comes for all who wait for it, also for those who ask meanwhile, in their order", () => {
    const { bare, net } = guarded();
    const done: number[] = [];
    net.clock.defer(() => {
      done.push(1);
      net.clock.defer(() => done.push(3));
    });
    net.clock.defer(() => done.push(2));
    expect(done).toEqual([]);
    bare.turn();
    expect(done).toEqual([1, 2, 3]);
    net.clock.defer(() => done.push(4));
    bare.turn();
    expect(done).toEqual([1, 2, 3, 4]);
  });

  test("comes for the others when one of them throws", () => {
    const { bare, net, told } = guarded();
    const done: number[] = [];
    net.clock.defer(() => done.push(1));
    net.clock.defer(() => {
      throw new Error("deferring throws");
    });
    net.clock.defer(() => done.push(3));
    bare.turn();
    expect([done, told]).toEqual([[1, 3], ["deferring throws"]]);
  });

  test("comes at once where the clock cannot defer, and later again where it can", () => {
    const { bare, net, told } = guarded();
    const done: number[] = [];
    bare.failing.add("defer");
    net.clock.defer(() => done.push(1));
    expect([done, told]).toEqual([[1], ["defer fails"]]);
    bare.failing.clear();
    net.clock.defer(() => done.push(2));
    expect(done).toEqual([1]);
    bare.turn();
    expect(done).toEqual([1, 2]);
  });

  test("ends the time of the turn: within it the clock is asked once", () => {
    const { bare, net, told } = guarded();
    const turn = net.clock.turn as () => number;
    bare.time = 5;
    expect(turn()).toBe(5);
    bare.time = 9;
    expect(turn()).toBe(5);
    bare.turn();
    expect(turn()).toBe(9);
    bare.turn();
    bare.failing.add("now");
    bare.time = 20;
    expect([turn(), told]).toEqual([9, ["now fails"]]);
  });
});
