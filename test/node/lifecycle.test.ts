import { describe, expect, test } from "vitest";

import { NetworkError } from "../../src/errors.ts";
import { GossipHub, ZocpNode } from "../../src/index.ts";
import { Lifecycle } from "../../src/lifecycle.ts";
import { SimulatedNetwork } from "../../src/sim.ts";

function recorder() {
  const log: string[] = [];
  const gates: (() => void)[] = [];
  const slow = (name: string) => () => {
    log.push(`${name} begins`);
    return new Promise<void>((resolve) => gates.push(resolve)).then(() => void log.push(`${name} ends`));
  };
  const pass = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    gates.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { log, slow, pass };
}

describe("starts and stops", () => {
  test("follow one another", async () => {
    const { log, slow, pass } = recorder();
    const life = new Lifecycle("this");
    void life.start(slow("open"));
    await pass();
    void life.stop(slow("close"));
    const again = life.start(slow("open again"));
    expect(life.start(slow("never"))).toBe(again);
    await pass();
    await pass();
    await again;
    expect(log).toEqual([
      "open begins",
      "open ends",
      "close begins",
      "close ends",
      "open again begins",
      "open again ends",
    ]);
  });

  test("a stop closes at once what is being opened, and the start rejects", async () => {
    const { log, slow, pass } = recorder();
    const life = new Lifecycle("this");
    const starting = life.start(slow("open"));
    await new Promise((resolve) => setImmediate(resolve));
    const stopping = life.stop(slow("close"));
    expect([log, life.started]).toEqual([["open begins", "close begins"], false]);
    await pass();
    await pass();
    await stopping;
    await expect(starting).rejects.toMatchObject({ code: "stopped" });
  });

  test("a start that failed can be tried again", async () => {
    const life = new Lifecycle("this");
    const failure = new NetworkError("address-in-use", "taken");
    await expect(life.start(() => Promise.reject(failure))).rejects.toBe(failure);
    await life.start(async () => {});
    expect(life.started).toBe(true);
  });
});

describe("a node", () => {
  function stage() {
    const network = new SimulatedNetwork();
    const make = (name: string): ZocpNode => new ZocpNode(name, { net: network.host().net });
    return { network, a: make("a"), b: make("b") };
  }

  test("that is stopped ends its loops once they have read what waits, and can be started again", async () => {
    const { network, a, b } = stage();
    const types: string[] = [];
    const reading = (async () => {
      for await (const { type } of a) types.push(type);
    })();
    await Promise.all([a.start(), b.start()]);
    await network.until(() => a.peer("b")?.complete === true);
    await network.until(a.stop());
    await reading;
    expect(types).toEqual(["enter", "described", "exit"]);
    await a.start();
    await network.until(() => a.peer("b")?.complete === true);
  });

  test("may be stopped by a listener, twice, and by `await using`", async () => {
    const { network, a, b } = stage();
    const stops: Promise<void>[] = [];
    a.on("enter", () => stops.push(a.stop(), a.stop()));
    await Promise.all([a.start(), b.start()]);
    await network.until(() => stops.length > 0);
    await network.until(Promise.all(stops));
    expect([a.started, a.peers.size]).toEqual([false, 0]);
    await network.until(b[Symbol.asyncDispose]());
    expect(b.started).toBe(false);
  });

  test("tells whoever waits that it was stopped, and not that the peer has left", async () => {
    const { network, a, b } = stage();
    b.float("level", 0, { access: "rw" });
    await Promise.all([a.start(), b.start()]);
    await network.until(() => a.peer("b")?.complete === true);
    const waits = [a.peer("b")?.set("level", 1), a.waitFor("nobody"), a.connect("a/x", "b/y")];
    const codes = Promise.allSettled(waits).then((results) =>
      results.map((result) => result.status === "rejected" && result.reason.code),
    );
    await network.until(a.stop());
    expect(await codes).toEqual(["stopped", "stopped", "stopped"]);
  });
});

test("a hub listens once, however often it is started, and may be stopped meanwhile", async () => {
  const before = process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;
  const hub = new GossipHub({ interface: "lo", port: 0 });
  const starts = [hub.start(), hub.start()];
  await Promise.all(starts);
  await hub.stop();
  const overtaken = hub.start();
  await Promise.all([hub.stop(), expect(overtaken).rejects.toMatchObject({ code: "stopped" })]);
  await new Promise((resolve) => setImmediate(resolve));
  const after = process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;
  expect(after).toBe(before);
});
