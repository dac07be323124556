import { describe, expect, test } from "vitest";

import type { NodeEvent } from "../../src/index.ts";
import { PATIENCE } from "../patience.ts";
import { Fragile, Stage, until } from "./stage.ts";

describe("a page", () => {
  test("is a node that others see, read, set and wire", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const lamp = await show.node("lamp", (node) => node.float("level", 0, { access: "rwse", min: 0, max: 1 }));
    const page = await show.page(gateway, { name: "phone" });
    const fader = page.float("fader", 0.25, { access: "rwes", min: 0, max: 1 });
    const seen = await lamp.waitFor("phone", { timeout: PATIENCE });
    expect(seen.id).toBe(page.id);
    await until(() => seen.parameters.has("fader"), "the lamp knows the fader");
    expect(await seen.set("fader", 0.5)).toBe(0.5);
    expect(fader.value).toBe(0.5);
    await expect(seen.set("fader", 7)).rejects.toThrow("7 is above the maximum 1");
    await lamp.connect("phone/fader", "lamp/level", { timeout: PATIENCE });
    fader.emit(0.75);
    await until(() => lamp.parameter("level").value === 0.75, "the lamp follows the page");
    await page.disconnect("phone/fader", "lamp/level", { timeout: PATIENCE });
    await page.connect("lamp/level", "phone/fader", { timeout: PATIENCE });
    lamp.emit("level", 0.125);
    await until(() => fader.value === 0.125, "the page follows the lamp");
  });

  test("sees another page, and is wired to it", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const [one, two] = await Promise.all([show.page(gateway, { name: "one" }), show.page(gateway, { name: "two" })]);
    one.float("fader", 0.25, { access: "re" });
    const level = two.float("level", 0, { access: "rs" });
    await one.connect("one/fader", "two/level", { timeout: PATIENCE });
    one.emit("fader", 0.5);
    await until(() => level.value === 0.5, "the second page follows the first");
    expect(gateway.pages).toBe(2);
  });

  test("that closes has left for the others at once, and can start again as the same node", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const desk = await show.node("desk");
    const page = await show.page(gateway);
    const { id } = page;
    await desk.waitFor("page", { timeout: PATIENCE });
    await page.stop();
    expect(page.gateway.state).toBe("closed");
    expect(page.peers.size).toBe(0);
    await until(() => desk.peer("page") === undefined, "the desk knows that the page has left");
    expect(gateway.pages).toBe(0);
    await page.start();
    await desk.waitFor("page", { timeout: PATIENCE });
    expect(page.id).toBe(id);
  });
});

describe("values", () => {
  test("come at no more than the rate, and the last one always", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ rate: 20 });
    const desk = await show.node("desk", (node) => {
      node.float("a", 0, { access: "re" });
      node.float("b", 0, { access: "re" });
    });
    const page = await show.page(gateway);
    const arrived: number[] = [];
    const last = new Map<string, unknown>();
    for (const name of ["a", "b"])
      page.watch(`desk/${name}`, ({ value }) => {
        arrived.push(performance.now());
        last.set(name, value);
      });
    await until(() => last.size === 2, "the page knows the present values");
    arrived.length = 0;
    const begin = performance.now();
    let count = 0;
    while (performance.now() - begin < 1000) {
      desk.emit("a", ++count);
      desk.emit("b", -count);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => last.get("a") === count && last.get("b") === -count, "the last values arrive");
    const seconds = (performance.now() - begin) / 1000;
    expect(count).toBeGreaterThan(200);
    // Two emitters, twenty times a second, and the first moment comes on top.
    expect(arrived.length).toBeLessThanOrEqual(2 * (20 * seconds + 2));
    expect(arrived.length).toBeGreaterThan(10);
  });
});

describe("values of which each matters", () => {
  test("come all where they are happenings or somebody asked so; of the others it is told how many were replaced", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ rate: 10 });
    const desk = await show.node("desk", (node) => {
      node.int("clack", 0, { access: "re", event: true });
      node.int("count", 0, { access: "re" });
      node.int("level", 0, { access: "re" });
    });
    const page = await show.page(gateway);
    const came: Record<string, number[]> = { clack: [], count: [], level: [] };
    page.on("signal", ({ emitter, value }) => came[emitter]?.push(Number(value)));
    const told: number[] = [];
    page.gateway.on("replaced", ({ emitter, count }) => emitter === "level" && told.push(count));
    page.int("sink", 0, { access: "rs" });
    await page.connect("desk/count", "page/sink", { timeout: PATIENCE, every: true });
    for (const name of ["clack", "level"]) page.watch(`desk/${name}`, () => {});
    await until(() => came.level?.length === 1, "the page knows the present value");
    await until(() => desk.parameter("clack").subscribers.length > 0, "the page is subscribed");
    for (let i = 1; i <= 40; i++) {
      for (const name of ["clack", "count", "level"]) desk.emit(name, i);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => came.level?.at(-1) === 40 && came.clack?.at(-1) === 40, "the last values arrive");
    const all = Array.from({ length: 40 }, (_, index) => index + 1);
    expect(came.clack).toEqual(all);
    expect(came.count?.slice(-40)).toEqual(all);
    const levels = (came.level ?? []).filter((value) => value > 0);
    expect(levels.length).toBeLessThan(40);
    await until(() => told.at(-1) === 40 - levels.length, "it is told how many were replaced");
  });
});

describe("a page that loses its connection", () => {
  test("and is back soon is the same node, has missed nothing, and nobody noticed", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const lamp = await show.node("lamp", (node) => node.float("level", 0, { access: "rwse" }));
    const page = await show.page(gateway, { socket: Fragile });
    const fader = page.float("fader", 0, { access: "re" });
    await page.connect("page/fader", "lamp/level", { timeout: PATIENCE });
    const happened: NodeEvent["type"][] = [];
    for (const type of ["enter", "exit"] as const) {
      lamp.on(type, () => happened.push(type));
      page.on(type, () => happened.push(type));
    }
    const states: string[] = [];
    page.gateway.on("state", ({ state }) => states.push(state));
    const { id } = page;
    Fragile.cut({ unreachable: true });
    await until(() => page.gateway.state === "reconnecting", "the page knows that its connection is gone");
    for (let i = 0; i < 50; i++) lamp.int(`n${i}`, i, { access: "r" });
    for (let i = 1; i <= 10; i++) fader.emit(i);
    const set = page.peer("lamp")?.set("level", 77);
    Fragile.repair();
    await until(() => page.gateway.state === "open", "the page is back");
    await until(() => page.peer("lamp")?.parameters.size === 51, "the page knows all that came meanwhile");
    await set;
    await until(() => fader.subscribers.length === 1, "the wire is still there");
    fader.emit(11);
    await until(() => lamp.parameter("level").value === 11, "the lamp follows again");
    expect(page.id).toBe(id);
    expect(happened).toEqual([]);
    expect(states).toEqual(["reconnecting", "open"]);
  });

  test("and stays away leaves the network, and comes back by itself with its id and its wires", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { linger: 500 } });
    const lamp = await show.node("lamp", (node) => node.float("level", 0, { access: "rws" }));
    const page = await show.page(gateway, { socket: Fragile });
    const fader = page.float("fader", 0, { access: "re" });
    await page.connect("page/fader", "lamp/level", { timeout: PATIENCE });
    const { id } = page;
    Fragile.cut({ unreachable: true });
    await until(() => lamp.peer("page") === undefined, "the lamp knows that the page is gone");
    await until(() => page.peers.size === 0, "the page knows that it is alone");
    Fragile.repair();
    const back = await lamp.waitFor("page", { timeout: PATIENCE });
    expect(back.id).toBe(id);
    await until(() => fader.subscribers.length === 1, "the wire is back");
    fader.emit(0.5);
    await until(() => lamp.parameter("level").value === 0.5, "the lamp follows again");
  });

  test("comes back after the gateway was started anew", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const lamp = await show.node("lamp", (node) => node.float("level", 0, { access: "rws" }));
    const page = await show.page(gateway);
    const { id } = page;
    await page.waitFor("lamp", { timeout: PATIENCE });
    const httpPort = gateway.port;
    await gateway.stop();
    await until(() => lamp.peer("page") === undefined, "the page has left with its gateway");
    await show.gateway({ httpPort });
    await lamp.waitFor("page", { timeout: PATIENCE });
    const seen = await page.waitFor("lamp", { timeout: PATIENCE });
    expect(page.id).toBe(id);
    expect(await seen.set("level", 0.5)).toBe(0.5);
  });
});

describe("a page that does not read", () => {
  test("slows nobody: it gets the newest values when it reads again", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const desk = await show.node("desk", (node) =>
      node.register("wave", { typeHint: "string", value: "", access: "re" }),
    );
    const page = await show.page(gateway, { socket: Fragile });
    const other = await show.page(gateway, { name: "other" });
    const seen: unknown[] = [];
    let otherSaw: unknown;
    page.watch("desk/wave", ({ value }) => seen.push(value));
    other.watch("desk/wave", ({ value }) => (otherSaw = value));
    await until(() => seen.length > 0 && otherSaw !== undefined, "both pages watch");
    Fragile.freeze();
    seen.length = 0;
    // 40 MB altogether: far more than any socket buffer holds.
    for (let i = 1; i <= 2000; i++) {
      desk.emit("wave", `${i} ${"x".repeat(20_000)}`);
      if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await until(() => String(otherSaw).startsWith("2000 "), "the other page has the last value");
    expect(seen).toEqual([]);
    Fragile.thaw();
    await until(() => String(seen.at(-1)).startsWith("2000 "), "the page has the last value");
    expect(seen.length).toBeLessThan(50);
    expect(page.gateway.state).toBe("open");
  });

  test("for too long loses its connection, and is back when it reads again", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { stall: 1000, linger: 200 } });
    const desk = await show.node("desk", (node) => node.int("count", 0, { access: "re" }));
    const page = await show.page(gateway, { socket: Fragile });
    page.watch("desk/count", () => {});
    await until(() => (desk.parameter("count").subscribers.length ?? 0) === 1, "the page watches");
    const reasons: string[] = [];
    page.gateway.on("state", ({ reason }) => reasons.push(reason));
    Fragile.freeze();
    desk.emit("count", 1);
    await until(() => desk.peer("page") === undefined, "the page has left the network");
    Fragile.thaw();
    await desk.waitFor("page", { timeout: PATIENCE });
    await until(() => page.gateway.state === "open", "the page is back");
    expect(reasons).toContain("the page did not read for too long");
  });

  test("while more waits than can be kept begins anew", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { waiting: 100_000 } });
    const desk = await show.node("desk");
    const page = await show.page(gateway, { socket: Fragile });
    await page.waitFor("desk", { timeout: PATIENCE });
    await desk.waitFor("page", { timeout: PATIENCE });
    Fragile.freeze();
    let count = 0;
    while (desk.peer("page") !== undefined && count < 5000) {
      desk.register(`n${count++}`, { typeHint: "string", value: "x".repeat(1000), access: "r" });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(desk.peer("page")).toBeUndefined();
    for (const name of [...desk.parameters.keys()].slice(20)) desk.remove(name);
    Fragile.thaw();
    await until(() => page.peer("desk")?.parameters.size === 20, "the page knows how everything is now");
  });
});
