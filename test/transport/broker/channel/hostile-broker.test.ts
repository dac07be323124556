import { describe, expect, test } from "vitest";

import { decodeRecord, encodeBeat, encodeRecord } from "../../../../src/transport/broker/record.ts";
import type { Carried } from "../model-broker.ts";
import { type Inhabitant, Town } from "../town.ts";
import { KeyFolder } from "./channel-keys.ts";

/** What was said of `failed`, and who left. */
function listen({ node }: Inhabitant) {
  const [told, exits]: [string[], string[]] = [[], []];
  node.on("failed", ({ error }) => told.push(error.message));
  node.on("exit", ({ name, reason }) => exits.push(`${name}: ${reason}`));
  return { told, exits };
}

describe.each(["mqtt", "nats"] as const)("on a broker like %s that is not trusted", (kind) => {
  function build(bad: ConstructorParameters<typeof Town>[0] = { kind }) {
    const folder = new KeyFolder();
    const town = new Town({ delay: 1, ...bad });
    const keys = folder.make("show.key");
    return { folder, town, publicKey: keys, keys: () => folder.keys("show.key", { clock: town.clock() }) };
  }

  test("the key of the show keeps links and everything else as they are, and the broker reads nothing", async () => {
    const { town, publicKey, keys } = build();
    const seen: Uint8Array[] = [];
    town.broker.options.tamper = (message) => {
      seen.push(message.bytes.slice());
      return [message];
    };
    const { desk, fader, level } = await town.linked({ keys: keys() });
    fader.emit(0.731);
    expect(await town.pass(1000, () => level.value === 0.731)).toBe(true);
    expect(desk.node.peers.size).toBe(1);
    expect(desk.node.peer("lamp")?.key).toBe(publicKey);
    const text = seen.map((bytes) => Buffer.from(bytes).toString("latin1")).join("\n");
    expect(text).not.toMatch(/0\.731|level|SUB|fader/);
  });

  test("a key for each machine: those of the folder come in, one of them may change, and who is taken out leaves", async () => {
    const { folder, town } = build();
    const [ada, bob] = ["ada", "bob"].map((name) => folder.make(name)) as [string, string];
    folder.make("eve");
    folder.allow("ada", ada);
    folder.allow("bob", bob);
    const keysOf = (name: string) => folder.keys(name, { folder: true, clock: town.clock() });
    const lamp = town.node("lamp", { keys: keysOf("bob"), accept: [ada] });
    const { told, exits } = listen(lamp);
    lamp.node.float("level", 0, { access: "rws" });
    const [desk, guest] = [town.node("desk", { keys: keysOf("ada") }), town.node("guest", { keys: keysOf("eve") })];
    for (const { node } of [lamp, desk, guest]) await node.start();
    await town.pass(3000);
    expect([...lamp.node.peers.values()].map(({ name, key }) => [name, key])).toEqual([["desk", ada]]);
    expect(guest.node.peers.size).toBe(0);
    expect(told.filter((text) => text.includes("a key that is not in the folder"))).toHaveLength(1);
    void desk.node.peer("lamp")?.set("level", 0.5);
    expect(await town.pass(1000, () => lamp.node.parameter("level").value === 0.5)).toBe(true);
    folder.disallow("ada");
    expect(await town.pass(5000, () => exits.includes("desk: expelled"))).toBe(true);
    await town.pass(10_000);
    expect(lamp.node.peers.size).toBe(0);
  });

  test.each([
    ["has a key, and this one has none", 0],
    ["has no key, and this one has", 1],
    ["has another key than this one", 2],
  ])("a node that %s does not meet, and says so", async (reason, at) => {
    const { folder, town, keys } = build();
    folder.make("other.key");
    const other = folder.keys("other.key", { clock: town.clock() });
    const [mine, theirs] = [
      [undefined, keys()],
      [keys(), undefined],
      [keys(), other],
    ][at] as [ReturnType<typeof keys> | undefined, ReturnType<typeof keys> | undefined];
    const [desk, lamp] = [town.node("desk", { keys: mine }), town.node("lamp", { keys: theirs })];
    const { told } = listen(desk);
    for (const { node } of [desk, lamp]) await node.start();
    await town.pass(20_000);
    expect([desk.node.peers.size, lamp.node.peers.size]).toEqual([0, 0]);
    expect(told).toEqual([expect.stringContaining(reason)]);
  });

  test("which repeats, swaps, forges and turns back what is said, changes nothing that is said", async () => {
    const { town, keys } = build();
    const past: Carried[] = [];
    let step = 0;
    town.broker.options.tamper = (message) => {
      past.push(message);
      step++;
      const old = past[(step * 7919) % past.length] as Carried;
      const forged = message.bytes.slice();
      forged[(step * 31) % forged.length] = step & 0xff;
      const { from, to } = message;
      const worse: readonly Carried[] = [
        { ...message, bytes: forged },
        { ...old, to, from },
        { from: to, to: from, bytes: message.bytes },
        old,
      ];
      return [worse[step % 4] as Carried, message];
    };
    const { desk, lamp, fader, level } = await town.linked({ keys: keys() });
    const parted = [desk, lamp].map((one) => listen(one).exits);
    const heard: unknown[] = [];
    level.on("changed", ({ value }) => heard.push(value));
    for (let i = 1; i <= 300; i++) {
      fader.emit(i);
      await town.pass(20);
    }
    expect(await town.pass(5000, () => level.value === 300)).toBe(true);
    expect(heard).toEqual([...heard].sort((a, b) => (a as number) - (b as number)));
    expect(parted).toEqual([[], []]);
  });

  test("which loses, repeats and delays as brokers do, loses no last value", async () => {
    const { town, keys } = build({ kind, loss: 0.05, repeats: 0.05, jitter: 5 });
    const { fader, level } = await town.linked({ keys: keys() });
    await town.pass(5000);
    for (let i = 1; i <= 200; i++) {
      fader.emit(i);
      await town.pass(10);
    }
    expect(await town.pass(10_000, () => level.value === 200)).toBe(true);
  });

  test("which tells another name of a node does not get what is meant for that name", async () => {
    const { town, keys } = build();
    const desk = town.node("desk", { keys: keys(), meet: "wanted" });
    desk.node.float("fader", 0, { access: "re" });
    const dimmer = town.node("dimmer", { keys: keys() });
    const level = dimmer.node.float("level", 0, { access: "rws" });
    for (const { node } of [desk, dimmer]) await node.start();
    const { session } = decodeRecord(dimmer.carrier.record);
    void desk.node.connect("desk/fader", "lamp/level").catch(() => {});
    for (let i = 0; i < 20; i++) {
      const forged = encodeRecord({ name: "lamp", session, headers: new Map([["X-ZOCP", "1"]]) });
      desk.carrier.handlers?.record(dimmer.carrier.me, forged);
      await town.pass(300);
    }
    desk.node.emit("fader", 0.9);
    await town.pass(2000);
    expect(desk.node.peer("lamp")).toBeUndefined();
    expect(desk.node.peer("dimmer")?.name).toBe("dimmer");
    expect(level.value).toBe(0);
  });

  test("which says that somebody is gone, restarted or alive who is not, is not believed", async () => {
    const { town, keys } = build();
    const { desk, lamp, fader, level } = await town.linked({ keys: keys() });
    const { exits } = listen(desk);
    for (let i = 0; i < 20; i++) {
      desk.carrier.handlers?.record(lamp.carrier.me, new Uint8Array(0));
      desk.carrier.handlers?.beat(lamp.carrier.me, encodeBeat(i));
      await town.pass(2000);
    }
    fader.emit(0.4);
    expect(await town.pass(1000, () => level.value === 0.4)).toBe(true);
    expect(exits).toEqual([]);
    const { session } = decodeRecord(lamp.carrier.record);
    const { me } = lamp.carrier;
    lamp.carrier.kill();
    const dead = town.pass(30_000, () => exits.length > 0);
    for (let i = 0; i < 100; i++) {
      desk.carrier.handlers?.beat(me, encodeBeat(session));
      await town.pass(100, () => exits.length > 0);
    }
    expect(await dead).toBe(true);
  });

  test("a program that was started anew is met again, and an outage parts nobody", async () => {
    const { town, keys } = build();
    const { desk, lamp, fader, level } = await town.linked({ keys: keys() });
    const { exits } = listen(desk);
    town.broker.restart(false);
    fader.emit(0.2);
    await town.pass(5000);
    town.broker.restart(true);
    expect(await town.pass(3000, () => level.value === 0.2)).toBe(true);
    expect(exits).toEqual([]);
    lamp.carrier.kill();
    const again = town.node("lamp", { id: lamp.node.id, keys: keys() });
    const level2 = again.node.float("level", 0, { access: "rws" });
    await again.node.start();
    expect(await town.pass(8000, () => desk.node.peers.size === 1 && desk.node.links.length === 1)).toBe(true);
    await town.pass(2000);
    fader.emit(0.7);
    expect(await town.pass(1000, () => level2.value === 0.7)).toBe(true);
  });
});
