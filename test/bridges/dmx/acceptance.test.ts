import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { BRIDGE_KINDS, BridgeNode, readDescriptions } from "../../../src/bridges.ts";
import { encodeSacn, sacnGroup } from "../../../src/dmx.ts";
import { parseJson } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import { settled } from "../../patience.ts";

test("30 universes are received, each by its group: more than one socket may be in", async () => {
  const channels = Array.from({ length: 30 }, (_, index) => `${index + 1}/1`);
  const port = await freePort();
  const bridge = await open({ input: ["sacn:1-30"], channels }, port);
  const sources = await Sources.open();
  sources.start(
    "desk",
    100,
    (universe) => universe * 8,
    [...channels.keys()].map((index) => index + 1),
  );
  const levels = () => channels.map((name) => bridge.node.parameter(name).value);
  await settled(() => expect(levels()).toEqual(channels.map((_, index) => (index + 1) * 8)));
});

test("of two desks the one of the higher priority counts, and when it is gone the other one does", async () => {
  const bridge = await open({ input: ["sacn:1"], channels: ["1/1"] }, await freePort());
  const sources = await Sources.open();
  sources.start("backup", 100, () => 10, [1]);
  const end = sources.start("desk", 150, () => 20, [1]);
  await settled(() => expect(bridge.node.parameter("1/1").value).toBe(20));
  end();
  await settled(() => expect(bridge.node.parameter("1/1").value).toBe(10));
});

/** Desks that send 25 times a second. */
class Sources {
  readonly #socket = createSocket("udp4");
  readonly #timers: NodeJS.Timeout[] = [];

  static async open(): Promise<Sources> {
    const sources = new Sources();
    sources.#socket.bind(0, "127.0.0.1");
    await once(sources.#socket, "listening");
    sources.#socket.setMulticastInterface("127.0.0.1");
    onTestFinished(() => {
      for (const timer of sources.#timers) clearInterval(timer);
      sources.#socket.close();
    });
    return sources;
  }

  start(
    source: string,
    priority: number,
    level: (universe: number) => number,
    universes: readonly number[],
  ): () => void {
    let sequence = 0;
    const cid = new Uint8Array(16).fill(source.length);
    const timer = setInterval(() => {
      sequence = (sequence + 1) & 0xff;
      for (const universe of universes) {
        const about = { type: "data", cid, source, priority, synchronization: 0, sequence, startCode: 0 } as const;
        const flags = { preview: false, terminated: false, forceSynchronization: false };
        const bytes = encodeSacn({ ...about, ...flags, universe, slots: Uint8Array.of(level(universe)) });
        this.#socket.send(bytes, 5568, sacnGroup(universe));
      }
    }, 40);
    this.#timers.push(timer);
    return () => clearInterval(timer);
  }
}

async function open(rules: object, beaconPort: number): Promise<BridgeNode> {
  const [description] = readDescriptions(parseJson(JSON.stringify({ bridge: "dmx", ...rules })), BRIDGE_KINDS);
  if (description === undefined) throw new Error("there is no description");
  const protocol = BRIDGE_KINDS.get("dmx")?.open(description, "lo");
  if (protocol === undefined) throw new Error("there is no bridge dmx");
  const folder = mkdtempSync(join(tmpdir(), "zocp-dmx-"));
  const network = { interface: "lo", beaconPort };
  const bridge = new BridgeNode(description, protocol, { network, path: join(folder, "dmx"), tell: () => {} });
  onTestFinished(async () => {
    await bridge.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await bridge.start();
  return bridge;
}
