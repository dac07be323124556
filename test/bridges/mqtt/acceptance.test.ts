import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { BRIDGE_KINDS, type BridgeEvent, BridgeNode, readDescriptions } from "../../../src/bridges.ts";
import { parseJson, ZocpNode, type ZocpOptions } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import { settled } from "../../patience.ts";
import { hasServer, Server } from "../../transport/broker/servers.ts";
import { OtherClient } from "./far-end.ts";

interface House {
  readonly bridge: BridgeNode;
  readonly other: OtherClient;
  readonly lamp: ZocpNode;
  readonly network: ZocpOptions;
  readonly told: (BridgeEvent | { readonly type: "note"; readonly reason: string })[];
}

async function openHouse(rules: object, given?: Server): Promise<House> {
  const server = given ?? (await Server.open("mqtt"));
  const other = await OtherClient.open(server);
  const network: ZocpOptions = { interface: "lo", beaconPort: await freePort() };
  const json = JSON.stringify({ name: "house", bridge: "mqtt", server: server.url, ...rules });
  const [description] = readDescriptions(parseJson(json), BRIDGE_KINDS);
  const protocol = description && BRIDGE_KINDS.get("mqtt")?.open(description, "lo");
  if (description === undefined || protocol === undefined) throw new Error("there is no bridge mqtt");
  const folder = mkdtempSync(join(tmpdir(), "zocp-mqtt-"));
  const told: House["told"] = [];
  const tell = (event: House["told"][number]): unknown => told.push(event);
  const bridge = new BridgeNode(description, protocol, { network, path: join(folder, "house"), tell });
  const lamp = new ZocpNode("lamp", network);
  lamp.float("level", 0.25, { min: 0, max: 1, access: "rwes" });
  onTestFinished(async () => {
    await Promise.all([lamp.stop(), bridge.stop(), other.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  await lamp.start();
  await bridge.start();
  await lamp.waitFor("house");
  return { bridge, other, lamp, told, network };
}

function reasons(told: House["told"]): readonly string[] {
  return told.map((one) => ("reason" in one ? one.reason : ""));
}

/** A server that keeps what is retained also when it is killed. */
function keepingConfig(): string {
  const folder = mkdtempSync(join(tmpdir(), "zocp-kept-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keeps = `persistence true\npersistence_location ${folder}/\nautosave_on_changes true\nautosave_interval 1`;
  const user = process.getuid?.() === 0 ? "user root\n" : "";
  return `listener PORT 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_type none\n${user}${keeps}\n`;
}

const EXPORT = { export: { "lamp/*": { to: "zocp/show/{node}/{parameter}", write: true } } };
const LEVEL = "zocp/show/lamp/level";

describe.skipIf(!hasServer("mqtt"))("the house", () => {
  test("has the right values after a server was away for 5 s, and no command is done twice", async () => {
    const { other, lamp, told } = await openHouse(EXPORT, await Server.open("mqtt", keepingConfig()));
    await settled(() => expect(other.of(LEVEL).at(-1)).toBe("0.25"));
    await other.publish(`${LEVEL}/set`, "0.5", true);
    await settled(() => expect(lamp.parameter("level").value).toBe(0.5));
    // A second, in which the server writes what it keeps.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await other.server.kill();
    lamp.set("level", 0.75);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    await other.server.start();
    await settled(() => expect(other.of(LEVEL).at(-1)).toBe("0.75"));
    expect(other.messages.some(({ topic, retain }) => topic === `${LEVEL}/set` && retain)).toBe(true);
    await settled(() => expect(reasons(told)).toContainEqual(expect.stringContaining("is reached again")));
    expect(reasons(told).filter((reason) => reason.includes("not reached"))).toHaveLength(1);
    await other.publish(`${LEVEL}/set`, "0.8");
    await settled(() => expect(lamp.parameter("level").value).toBe(0.8));
    expect(lamp.parameter("level").value).not.toBe(0.5);
  });

  test("does not do at its start what the server has kept of a command", async () => {
    const server = await Server.open("mqtt");
    const before = await OtherClient.open(server);
    await before.publish(`${LEVEL}/set`, "0.9", true);
    await before.close();
    const { other, lamp } = await openHouse(EXPORT, server);
    const seen: unknown[] = [];
    lamp.on("changed", ({ value }) => seen.push(value));
    // When what comes later has had its effect, the other one would have had it, too.
    await settled(async () => {
      await other.publish(`${LEVEL}/set`, "0.3");
      expect(seen).toContain(0.3);
    });
    expect(seen).not.toContain(0.9);
  });

  test("reads what nodes are, and that they are there", async () => {
    const { other, lamp } = await openHouse(EXPORT);
    await settled(() => expect(other.of("zocp/show/lamp/$info")).not.toEqual([]));
    expect(JSON.parse(other.of("zocp/show/lamp/$info").at(-1) ?? "")).toEqual({
      name: "lamp",
      via: "house",
      parameters: { level: { type: "float", min: 0, max: 1, topic: LEVEL, set: `${LEVEL}/set` } },
    });
    expect(other.of("zocp/show/lamp/$state").at(-1)).toBe("online");
    expect(other.of("zocp/show/house/$state").at(-1)).toBe("online");
    await lamp.stop();
    await settled(() => expect(other.of("zocp/show/lamp/$state").at(-1)).toBe("offline"));
  });

  test("moves a lamp of zigbee2mqtt, and sees it move", async () => {
    const { bridge, other, network } = await openHouse({
      import: {
        "zigbee2mqtt/+": {
          ...{ pick: "/brightness", as: "{1}.brightness", set: "zigbee2mqtt/{1}/set" },
          ...{ type: "float", min: 0, max: 1, range: [0, 254], round: true },
        },
        "zigbee2mqtt/{lamp}#/state": { as: "{lamp}.on", type: "bool" },
      },
    });
    await settled(() => expect(bridge.node.parameter("bridge.connected").value).toBe(true));
    await settled(async () => {
      await other.publish("zigbee2mqtt/desk", '{"brightness":127,"state":"ON","linkquality":90}', true);
      expect(bridge.node.parameters.get("desk.brightness")?.value).toBeCloseTo(0.5);
    });
    await settled(() => expect(bridge.node.parameter("desk.on").value).toBe(true));
    const lamp = new ZocpNode("desk", network);
    onTestFinished(() => lamp.stop());
    await lamp.start();
    await (await lamp.waitFor("house")).set("desk.brightness", 1);
    await settled(() => expect(other.of("zigbee2mqtt/desk/set")).toEqual(['{"brightness":254}']));
  });

  test("takes in a device that describes itself, and knows whether it is there", async () => {
    const { bridge, other, lamp } = await openHouse({ import: { auto: true } });
    await other.publish("zocp/show/esp1/level", "0.3", true);
    await other.publish("zocp/show/esp1/$state", "online", true);
    const level = { type: "float", min: 0, max: 1, unit: "lx" };
    await other.publish("zocp/show/esp1/$info", JSON.stringify({ parameters: { level } }), true);
    await settled(() => expect(bridge.node.parameter("esp1/level").value).toBe(0.3));
    const remote = await lamp.waitFor("house");
    await settled(() => expect(remote.parameter("esp1/level")).toMatchObject({ min: 0, max: 1, value: 0.3 }));
    await remote.set("esp1/level", 0.6);
    await settled(() => expect(other.of("zocp/show/esp1/level/set")).toEqual(["0.6"]));
    await settled(() => expect(bridge.node.parameter("esp1/alive").value).toBe(true));
    await other.publish("zocp/show/esp1/$state", "offline", true);
    await settled(() => expect(bridge.node.parameter("esp1/alive").value).toBe(false));
    await other.publish("zocp/show/esp1/$info", "", true);
    await settled(() => expect(bridge.node.parameters.has("esp1/level")).toBe(false));
  });

  test("is found by Home Assistant, and what is no longer true is taken back", async () => {
    const server = await Server.open("mqtt");
    const stale = "homeassistant/number/zocp_0123456789abcdef/config";
    const before = await OtherClient.open(server);
    await before.publish(stale, "{}", true);
    await before.publish("homeassistant/light/kitchen/config", "{}", true);
    const list = { [stale]: "lamp/gone", "homeassistant/light/kitchen/config": "lamp/level" };
    await before.publish("zocp/show/$ha/house", JSON.stringify(list), true);
    const { other, lamp } = await openHouse({ ...EXPORT, homeAssistant: true }, server);
    const isConfig = (topic: string): boolean => topic.startsWith("homeassistant/number/") && topic !== stale;
    await settled(() => expect(other.messages.some(({ topic }) => isConfig(topic))).toBe(true));
    const { topic = "", payload = "" } = other.messages.find((one) => isConfig(one.topic)) ?? {};
    const config = JSON.parse(payload) as Record<string, unknown>;
    expect(topic).toBe(`homeassistant/number/${String(config.unique_id)}/config`);
    expect(config).toMatchObject({
      ...{ name: "level", state_topic: LEVEL, command_topic: `${LEVEL}/set`, min: 0, max: 1, step: 0.001 },
      ...{ availability_mode: "all", device: { name: "lamp" } },
      availability: [{ topic: "zocp/show/house/$state" }, { topic: "zocp/show/lamp/$state" }],
    });
    await settled(() => expect(other.of(stale).at(-1)).toBe(""));
    // What this bridge never makes is nobody's to empty.
    expect(other.of("homeassistant/light/kitchen/config").at(-1)).toBe("{}");
    await settled(() =>
      expect(JSON.parse(other.of("zocp/show/$ha/house").at(-1) ?? "")).toEqual({ [topic]: "lamp/level" }),
    );
    const told = other.of(topic).length;
    await other.publish("homeassistant/status", "online");
    await settled(() => expect(other.of(topic).length).toBe(told + 1));
    // Home Assistant moves the number.
    await other.publish(String(config.command_topic), "0.5");
    await settled(() => expect(lamp.parameter("level").value).toBe(0.5));
    lamp.remove("level");
    await settled(() => expect(other.of(topic).at(-1)).toBe(""));
    await before.close();
  });

  test("tells Home Assistant nothing where that was not asked for, and takes back what it was told before", async () => {
    const server = await Server.open("mqtt");
    const topic = "homeassistant/number/zocp_0123456789abcdef/config";
    const before = await OtherClient.open(server);
    await before.publish(topic, "{}", true);
    await before.publish("zocp/show/$ha/house", JSON.stringify({ [topic]: "lamp/level" }), true);
    const { other } = await openHouse(EXPORT, server);
    await settled(() => expect(other.of(topic).at(-1)).toBe(""));
    await settled(() => expect(other.of("zocp/show/$ha/house").at(-1)).toBe(""));
    expect(
      other.messages.filter(({ topic: one, payload }) => one.startsWith("homeassistant/") && payload !== ""),
    ).toEqual(other.messages.filter(({ topic: one, retain, payload }) => one === topic && retain && payload === "{}"));
    await before.close();
  });

  test("survives payloads that are huge or nonsense", async () => {
    const { bridge, other, lamp } = await openHouse({ ...EXPORT, import: { "any/#": { type: "float" }, auto: true } });
    await settled(() => expect(other.of(LEVEL).at(-1)).toBe("0.25"));
    for (const payload of ["x".repeat(70_000), "", "\0", "{", "[[[[", "1e999", '{"a":', "null", "[]"])
      for (const topic of ["any/thing", `${LEVEL}/set`, "zocp/show/x/$info", "zocp/show/x/$state"])
        await other.publish(topic, payload);
    await other.publish(`${LEVEL}/set`, "0.5");
    await settled(() => expect(lamp.parameter("level").value).toBe(0.5));
    expect(bridge.node.parameter("bridge.connected").value).toBe(true);
  });

  test.skipIf(spawnSync("mosquitto_pub", ["--help"]).error !== undefined)(
    "is spoken to by mosquitto_pub and mosquitto_sub",
    async () => {
      const { other, lamp } = await openHouse(EXPORT);
      const at = ["-h", "127.0.0.1", "-p", String(other.server.port)];
      await settled(() => expect(other.of(LEVEL).at(-1)).toBe("0.25"));
      execFileSync("mosquitto_pub", [...at, "-t", `${LEVEL}/set`, "-m", "0.625"]);
      await settled(() => expect(lamp.parameter("level").value).toBe(0.625));
      await settled(() => expect(other.of(LEVEL).at(-1)).toBe("0.625"));
      const kept = execFileSync("mosquitto_sub", [
        ...at,
        "-t",
        "zocp/#",
        "-v",
        "-W",
        "2",
        "--retained-only",
        "-C",
        "4",
      ]);
      expect(String(kept)).toContain(`${LEVEL} 0.625\n`);
      expect(String(kept)).toContain("zocp/show/house/$state online\n");
    },
  );
});
