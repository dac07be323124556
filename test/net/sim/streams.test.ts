import { describe, expect, test } from "vitest";

import { SimulatedNetwork } from "../../../src/net/sim/simulated-network.ts";
import { End, lan, stream } from "./parties.ts";

describe("a stream", () => {
  test("is there after one way and back", async () => {
    const { network, near, far } = lan({ delay: 5 });
    await far.net.listen("10.0.0.2", 7000, (one) => void new End(one));
    const dialled = new End(near.net.connect("10.0.0.2", 7000));
    await network.run(9);
    expect(dialled.told).toEqual([]);
    await network.run(1);
    expect(dialled.told).toEqual(["connect"]);
  });

  test("keeps its order however the delay varies", async () => {
    const { network, near, far } = lan({ delay: 1, jitter: 50 });
    const { dialled, accepted } = await stream(network, near.net, far);
    for (let i = 1; i <= 100; i++) {
      dialled.stream.write(new Uint8Array(i));
      await network.run(1);
    }
    await network.run(100);
    expect(accepted.told).toEqual(Array.from({ length: 100 }, (_, i) => String(i + 1)));
  });

  test("loses nothing when datagrams are lost", async () => {
    const { network, near, far } = lan({ loss: 1 });
    const { dialled, accepted } = await stream(network, near.net, far);
    dialled.stream.write(new Uint8Array(7));
    await network.run(10);
    expect(accepted.told).toEqual(["7"]);
  });

  test("waits for a partition to heal, and loses nothing", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    network.partition([near], [far]);
    for (let i = 1; i <= 3; i++) dialled.stream.write(new Uint8Array(i));
    await network.run(30_000);
    expect(accepted.told).toEqual([]);
    network.heal();
    await network.run(30_000);
    expect(accepted.told).toEqual(["1", "2", "3"]);
  });

  test("is given up by the side that sends when a partition lasts for a quarter of an hour", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    network.partition([near], [far]);
    dialled.stream.write(new Uint8Array(1));
    await network.run(900_000);
    expect(dialled.told).toEqual([]);
    await network.run(200_000);
    expect([dialled.told, accepted.told]).toEqual([["close timed-out"], []]);
  });

  test("takes no more than a window while the reader pauses", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    accepted.stream.pause();
    expect(dialled.stream.write(new Uint8Array(200_000))).toBe(true);
    expect(dialled.stream.write(new Uint8Array(200_000))).toBe(false);
    await network.run(1000);
    expect(dialled.stream.buffered).toBe(400_000 - 256 * 1024);
    accepted.stream.resume();
    await network.run(10);
    expect(dialled.told).toEqual(["drain"]);
    expect(accepted.told.reduce((sum, length) => sum + Number(length), 0)).toBe(400_000);
  });

  test("does not tell a paused reader that it is over before it has read everything", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    accepted.stream.pause();
    dialled.stream.write(new Uint8Array(3));
    dialled.stream.end();
    await network.run(100);
    expect(accepted.told).toEqual([]);
    accepted.stream.resume();
    await network.run(100);
    expect(accepted.told).toEqual(["3", "close well"]);
  });

  test("is reset when one end destroys it with bytes unread", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    accepted.stream.pause();
    dialled.stream.write(new Uint8Array(3));
    await network.run(10);
    accepted.stream.destroy();
    await network.run(10);
    expect(dialled.told).toEqual(["close connection-lost"]);
  });

  test("goes on when an address that was away is back", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    far.unplug();
    dialled.stream.write(new Uint8Array(3));
    await network.run(5000);
    far.plug();
    await network.run(10_000);
    expect(accepted.told).toEqual(["3"]);
  });

  test("is dead when its host has another address, and alive for those that dial that one", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    far.move("10.0.0.77");
    dialled.stream.write(new Uint8Array(3));
    await network.run(60_000);
    expect(accepted.told).toEqual([]);
    const again = await stream(network, near.net, far);
    again.dialled.stream.write(new Uint8Array(4));
    await network.run(10);
    expect(again.accepted.told).toEqual(["4"]);
  });
});

describe("dialling", () => {
  test("fails at once where no network leads", async () => {
    const { network, near } = lan();
    const dialled = new End(near.net.connect("192.168.9.9", 7000));
    expect(dialled.told).toEqual([]);
    await network.run(1);
    expect(dialled.told).toEqual(["close unreachable"]);
  });

  test("gives up after 3 s an address that nobody has", async () => {
    const { network, near } = lan();
    const dialled = new End(near.net.connect("10.0.0.99", 7000));
    await network.run(2900);
    expect(dialled.told).toEqual([]);
    await network.run(200);
    expect(dialled.told).toEqual(["close unreachable"]);
  });

  test("gives up after about two minutes a host that does not answer", async () => {
    const { network, near, far } = lan();
    network.partition([near], [far]);
    const dialled = new End(near.net.connect("10.0.0.2", 7000));
    await network.run(126_000);
    expect(dialled.told).toEqual([]);
    await network.run(2000);
    expect(dialled.told).toEqual(["close timed-out"]);
  });

  test("succeeds when the network heals meanwhile", async () => {
    const { network, near, far } = lan();
    await far.net.listen("10.0.0.2", 7000, (one) => void new End(one));
    network.partition([near], [far]);
    const dialled = new End(near.net.connect("10.0.0.2", 7000));
    await network.run(4000);
    network.heal();
    await network.run(4000);
    expect(dialled.told).toEqual(["connect"]);
  });

  test("that is destroyed is never heard of again", async () => {
    const { network, near, far } = lan({ delay: 5 });
    const accepted: End[] = [];
    await far.net.listen("10.0.0.2", 7000, (one) => void accepted.push(new End(one)));
    const dialled = new End(near.net.connect("10.0.0.2", 7000));
    await network.run(6);
    dialled.stream.destroy();
    await network.run(100);
    expect([dialled.told, accepted[0]?.told]).toEqual([[], ["close well"]]);
  });
});

describe("when a host", () => {
  test("is killed, the system ends its streams and refuses new ones", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    far.kill();
    const next = new End(near.net.connect("10.0.0.2", 7000));
    await network.run(10);
    expect([dialled.told, accepted.told, next.told]).toEqual([["close well"], [], ["close connection-refused"]]);
  });

  test("is killed, what it had sent still arrives", async () => {
    const { network, near, far } = lan();
    const { dialled, accepted } = await stream(network, near.net, far);
    accepted.stream.write(new Uint8Array(5));
    far.kill();
    await network.run(10);
    expect(dialled.told).toEqual(["5", "close well"]);
  });

  test("loses its power, nobody is told until somebody sends and it is back", async () => {
    const { network, near, far } = lan();
    const { dialled } = await stream(network, near.net, far);
    far.powerOff();
    await network.run(60_000);
    dialled.stream.write(new Uint8Array(5));
    await network.run(1000);
    expect(dialled.told).toEqual([]);
    far.powerOn();
    await network.run(5000);
    expect(dialled.told).toEqual(["close connection-lost"]);
  });

  test("is killed, nothing of its program happens any more, and a fresh one starts from the beginning", async () => {
    const { network, near } = lan();
    const { net } = near;
    const rung: string[] = [];
    net.clock.schedule(10, () => rung.push("old"));
    net.clock.defer(() => rung.push("old deferred"));
    near.kill();
    net.clock.schedule(10, () => rung.push("dead"));
    near.net.clock.schedule(10, () => rung.push("fresh"));
    await network.run(100);
    expect(rung).toEqual(["fresh"]);
  });

  test("has two programs and one is killed, the other goes on", async () => {
    const network = new SimulatedNetwork();
    const host = network.host("10.0.0.1");
    const [one, other] = [host.program(), host.program()];
    const rung: string[] = [];
    one.clock.schedule(10, () => rung.push("one"));
    other.clock.schedule(10, () => rung.push("other"));
    one.kill();
    await network.run(100);
    expect(rung).toEqual(["other"]);
  });

  test("sleeps, its timers ring when it wakes, in order, and its clock has gone on", async () => {
    const { network, near } = lan();
    const { clock } = near.net;
    const rung: string[] = [];
    clock.schedule(200, () => rung.push(`second at ${clock.now()}`));
    clock.schedule(100, () => rung.push(`first at ${clock.now()}`));
    clock.schedule(150, () => rung.push("cancelled"))();
    near.sleep();
    await network.run(5000);
    expect(rung).toEqual([]);
    near.wake();
    await network.run(1);
    expect(rung).toEqual(["first at 5000", "second at 5000"]);
  });
});
