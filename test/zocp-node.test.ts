import { describe, expect, onTestFinished, test } from "vitest";

import { type NodeEvent, ZocpNode, type ZocpOptions } from "../src/index.ts";
import { eventually, pause } from "./node/loopback.ts";
import { hasPackage, hasServer, Server } from "./transport/broker/servers.ts";

describe.each(["nats", "mqtt"] as const)("nodes on a broker of %s", (kind) => {
  test.skipIf(hasPackage(kind))("are told which package they need", async () => {
    const node = new ZocpNode("desk", { broker: `${kind}://127.0.0.1:1` });
    await expect(node.start()).rejects.toThrow(`"npm install ${kind}" brings it`);
  });

  describe.skipIf(!hasServer(kind))("with a real server", () => {
    test("find each other by show, link, set and call, and leave", async () => {
      const server = await Server.open(kind);
      const [desk, lamp] = [
        made("desk", { broker: server.url, show: "a/b" }),
        made("lamp", { broker: `${server.url}/a%2Fb` }),
      ];
      const other = made("other", { broker: server.url });
      const fader = desk.float("fader", 0, { access: "re" });
      const level = lamp.float("level", 0, { access: "rws" });
      lamp.handle("double", ([value]) => Number(value) * 2);
      await Promise.all([desk.start(), lamp.start(), other.start()]);
      await desk.connect("desk/fader", "lamp/level");
      fader.emit(0.75);
      await eventually("the lamp follows", () => level.value === 0.75);
      const remote = await desk.waitFor("lamp", { timeout: 60_000 });
      await remote.set("level", 0.25);
      expect(await remote.call("double", [21])).toBe(42);
      expect(other.peers.size).toBe(0);
      const { id } = lamp;
      const left: string[] = [];
      desk.on("exit", ({ peer, reason }) => left.push(`${peer} ${reason}`));
      await lamp.stop();
      await eventually("the lamp is gone", () => left.length > 0);
      expect(left).toEqual([`${id} goodbye`]);
    });

    test("lose no last value when the server is killed, and nobody leaves", async () => {
      const server = await Server.open(kind);
      const [desk, lamp] = [made("desk", { broker: server.url }), made("lamp", { broker: server.url })];
      const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
      const faders = names.map((name) => desk.int(name, 0, { access: "re" }));
      const levels = names.map((name) => lamp.int(name, 0, { access: "rws" }));
      await Promise.all([desk.start(), lamp.start()]);
      for (const name of names) await desk.connect(`desk/${name}`, `lamp/${name}`);
      const exits: NodeEvent[] = [];
      for (const node of [desk, lamp]) node.on("exit", (event) => exits.push(event));
      for (let value = 1; value <= 60; value++) {
        if (value === 20) await server.kill();
        if (value === 50) await server.start();
        for (const fader of faders) fader.emit(value);
        await pause(30);
      }
      await eventually("every last value", () => levels.every((level) => level.value === 60));
      expect(exits).toEqual([]);
    });

    test("say why they do not start", async () => {
      const server = await Server.open(kind);
      await server.kill();
      await expect(made("desk", { broker: server.url }).start()).rejects.toThrow(`${kind}://127.0.0.1:${server.port}`);
    });

    test("can be started again, and leave nothing behind", async () => {
      const server = await Server.open(kind);
      const [desk, lamp] = [made("desk", { broker: server.url }), made("lamp", { broker: server.url })];
      await Promise.all([desk.start(), lamp.start()]);
      await desk.waitFor("lamp", { timeout: 60_000 });
      await lamp.stop();
      await eventually("it is gone", () => desk.peers.size === 0);
      await lamp.start();
      await desk.waitFor("lamp", { timeout: 60_000 });
      expect(lamp.peers.size).toBeLessThanOrEqual(1);
    });
  });
});

test("an option of a broker that cannot be is refused", () => {
  expect(() => new ZocpNode("desk", { broker: "tcp://a" })).toThrow("nats://");
  expect(() => new ZocpNode("desk", { broker: "nats://a", show: "" })).toThrow("the show has 0 bytes");
  expect(() => new ZocpNode("desk", { show: "harbour" })).toThrow("no broker");
  expect(() => new ZocpNode("x".repeat(256), { broker: "nats://a" })).toThrow("256 bytes");
  expect(() => new ZocpNode("desk", { broker: "nats://a", id: "x" })).toThrow("UUID");
});

test("a key of a node on a broker is read at once, and a folder of keys needs one", () => {
  const given = { broker: "nats://a" };
  expect(() => new ZocpNode("desk", { ...given, key: "/no/such.key" })).toThrow("/no/such.key");
  expect(() => new ZocpNode("desk", { ...given, keys: "allowed" })).toThrow("no key of this node's own");
});

test("the environment names a broker, unless the program wants none", () => {
  process.env.ZOCP_BROKER = "mqtt://ada:hush@a,b:1884";
  onTestFinished(() => void delete process.env.ZOCP_BROKER);
  const node = new ZocpNode("desk");
  expect(node.broker).toBe("mqtt://a:1883,b:1884");
  expect(node.endpoints).toEqual([]);
  expect(() => node.zre).toThrow("on the broker mqtt://a:1883");
  expect(new ZocpNode("desk", { broker: false }).broker).toBeUndefined();
});

function made(name: string, options: ZocpOptions): ZocpNode {
  const node = new ZocpNode(name, options);
  onTestFinished(() => node.stop());
  return node;
}
