import { describe, expect, test } from "vitest";
import { ZocpNode } from "../../src/index.ts";
import { SimulatedNetwork } from "../../src/sim.ts";

async function nodes(network: SimulatedNetwork, ...clocks: readonly { offset?: number; drift?: number }[]) {
  const all = clocks.map((clock, index) => new ZocpNode(`n${index}`, { net: network.host({ clock }).net }));
  await network.until(Promise.all(all.map((node) => node.start())));
  for (const node of all)
    await network.until(Promise.all(all.filter((one) => one !== node).map(({ name }) => node.waitFor(name))));
  return all;
}

async function stop(network: SimulatedNetwork, all: readonly ZocpNode[]): Promise<void> {
  await network.until(Promise.all(all.map((node) => node.stop())));
}

describe("the clock of a node", () => {
  test("is the same on all hosts, whatever theirs show", async () => {
    const network = new SimulatedNetwork({ delay: 1, jitter: 2 });
    const all = await nodes(network, { offset: 3_600_000, drift: 100 }, { drift: -100 }, { offset: 7_200_000 });
    await network.until(Promise.all(all.map(({ clock }) => clock.sync())));
    await network.run(30_000);
    const times = all.map(({ clock }) => clock.now());
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(2);
    expect(new Set(all.map(({ clock }) => clock.reference?.id)).size).toBe(1);
    expect(all.every(({ clock }) => clock.synced && clock.error < 3)).toBe(true);
    await stop(network, all);
  });

  test("calls back at the same time on twenty nodes, and not before", async () => {
    const network = new SimulatedNetwork({ delay: 0.5, jitter: 0.5 });
    const all = await nodes(
      network,
      ...Array.from({ length: 20 }, (_, index) => ({ offset: index * 777, drift: index * 10 - 100 })),
    );
    await network.until(Promise.all(all.map(({ clock }) => clock.sync())));
    await network.run(9000);
    const time = (all[0]?.clock.now() ?? 0) + 1000;
    const at: number[] = [];
    const late: number[] = [];
    for (const { clock } of all)
      clock.at(time, () => {
        late.push(clock.now() - time);
        // When it was that time there: timers of a simulated host ring at whole milliseconds.
        at.push(network.now - (clock.now() - time));
      });
    await network.run(1100);
    expect(at).toHaveLength(20);
    expect(late.filter((by) => by < 0 || by > 1)).toEqual([]);
    expect(Math.max(...at) - Math.min(...at)).toBeLessThan(1);
    await stop(network, all);
  });

  test("goes by a node that says it is the clock, and by none that says it never is", async () => {
    const network = new SimulatedNetwork();
    const ranks = [255, undefined, 0];
    const all = ranks.map((clockRank, index) => new ZocpNode(`n${index}`, { net: network.host().net, clockRank }));
    await network.until(Promise.all(all.map((node) => node.start())));
    await network.until(Promise.all(all.map(({ clock }) => clock.sync())));
    expect(all.map(({ clock }) => clock.reference?.name)).toEqual(["n2", "n2", "n2"]);
    await stop(network, all);
  });

  test("is nobody's while the node is alone, and says so", async () => {
    const network = new SimulatedNetwork();
    const node = new ZocpNode("alone", { net: network.host().net });
    await network.until(node.start());
    await expect(network.until(node.clock.sync({ timeout: 3000 }))).rejects.toThrow(
      "this node has no common clock with others within 3000 ms",
    );
    expect(node.clock).toMatchObject({
      synced: false,
      reference: undefined,
      error: Number.POSITIVE_INFINITY,
      drift: 0,
    });
    let called = 0;
    node.clock.at(node.clock.now() + 100, () => called++);
    const cancel = node.clock.at(node.clock.now() + 100, () => called++);
    cancel();
    await network.run(200);
    expect(called).toBe(1);
    await stop(network, [node]);
  });

  test("waits for nobody any more when its node stops", async () => {
    const network = new SimulatedNetwork();
    const node = new ZocpNode("alone", { net: network.host().net });
    await network.until(node.start());
    const waited = node.clock.sync();
    let called = 0;
    node.clock.at(node.clock.now() + 100, () => called++);
    await network.until(node.stop());
    await expect(waited).rejects.toMatchObject({ code: "stopped" });
    await network.run(1000);
    expect(called).toBe(0);
  });

  test("tells when it has another reference", async () => {
    const network = new SimulatedNetwork();
    const all = await nodes(network, {}, {}, { offset: 5000 });
    const told: unknown[] = [];
    all[2]?.on("clock", ({ name, synced, jump }) => told.push([name, synced, Math.round(jump) !== 0]));
    await network.until(Promise.all(all.map(({ clock }) => clock.sync())));
    const [first] = all.filter(({ id }) => id === all[2]?.clock.reference?.id);
    if (first !== all[2]) expect(told).toEqual([[first?.name, true, true]]);
    else expect(told).toEqual([[first?.name, true, false]]);
    await stop(network, all);
  });

  test.each([
    [() => [Number.NaN, () => {}], "the time is NaN, not a number"],
    [() => ["soon", () => {}], 'the time is "soon", not a number'],
    [() => [0, "no"], 'the callback is "no", not a function'],
  ])("refuses what is no time and no function", async (given, message) => {
    const node = new ZocpNode("n", { net: new SimulatedNetwork().host().net });
    expect(() => node.clock.at(...(given() as [number, () => void]))).toThrow(message);
  });

  test.each([-1, 256, 1.5, "low"])("refuses the rank %s", (clockRank) => {
    const make = (): ZocpNode =>
      new ZocpNode("n", { net: new SimulatedNetwork().host().net, clockRank: clockRank as number });
    expect(make).toThrow("not a whole number from 0 to 255");
  });
});

describe("a value that is set at a time", () => {
  async function pair(network: SimulatedNetwork) {
    const [desk, lamp] = (await nodes(network, {}, { offset: 9000, drift: 50 })) as [ZocpNode, ZocpNode];
    const level = lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
    const colour = lamp.string("colour", "red", { access: "rws" });
    await network.until(Promise.all([desk.clock.sync(), lamp.clock.sync()]));
    const remote = desk.peer(lamp.name);
    await network.until(() => remote?.parameters.size === 2);
    if (remote === undefined) throw new Error("the lamp is not there");
    return { desk, lamp, level, colour, remote };
  }

  test("is that then: one, or several at once", async () => {
    const network = new SimulatedNetwork({ delay: 2 });
    const { desk, lamp, level, colour, remote } = await pair(network);
    const at = desk.clock.now() + 500;
    const begun = network.now;
    expect(await network.until(remote.set("level", 0.5, { at }))).toBe(0.5);
    expect(level.value).toBe(0);
    await network.until(() => level.value === 0.5);
    expect(Math.abs(network.now - begun - 500)).toBeLessThan(2);
    const both = remote.set({ level: 1, colour: "blue" }, { at: desk.clock.now() + 200 });
    expect(await network.until(both)).toEqual({ level: 1, colour: "blue" });
    await network.run(210);
    expect([level.value, colour.value]).toEqual([1, "blue"]);
    await stop(network, [desk, lamp]);
  });

  test("is refused with the reason; what is no time is a mistake", async () => {
    const network = new SimulatedNetwork({ delay: 2 });
    const { desk, lamp, remote, level } = await pair(network);
    const far = remote.set({ level: 1, colour: "blue" }, { at: desk.clock.now() + 900_000 });
    await expect(network.until(far)).rejects.toThrow("the limit is 600 s ahead");
    await expect(network.until(remote.set("level", 1, { at: Number.NaN }))).rejects.toThrow("at of a fade is NaN");
    await network.until(remote.set("level", 0.2));
    const own = level.fade(1, { at: lamp.clock.now() + 100 });
    await network.run(90);
    expect(level.value).toBeCloseTo(0.2);
    expect(await network.until(own.ended)).toEqual({ how: "arrived", by: "" });
    await stop(network, [desk, lamp]);
  });
});
