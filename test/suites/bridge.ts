import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { BRIDGE_KINDS, type BridgeEvent, BridgeNode, readDescriptions } from "../../src/bridges.ts";
import { type Json, parseJson, ZocpNode, type ZocpOptions } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { settled } from "../patience.ts";

/** The other side of a bridge, as its suite uses it. */
export interface FarEnd {
  /** What a description says to reach it. */
  readonly description: object;
  send(address: string, value: Json): void;
  /** What came, the last one at the end. */
  readonly received: readonly (readonly [address: string, value: Json])[];
  close(): Promise<void>;
}

export interface BridgeSuite {
  readonly kind: string;
  /** Opens the other side on loopback, for each test. */
  readonly open: () => Promise<FarEnd>;
  /** An address as this kind writes it: `fader`, `lamp/level`. */
  readonly address: (name: string) => string;
  /** A name with signs that the kind forbids in addresses. */
  readonly oddName: string;
  /** What the other side has no words for: names of its own, values out of range, events. */
  readonly lacks?: readonly ("names" | "refusals" | "events")[];
  /** What becomes of a value from 0 to 1 on its way, where the other side has steps. */
  readonly rounded?: (value: number) => number;
  /** Where an exported address is written; at the address itself without it. */
  readonly written?: (address: string) => string;
  /** The address of an export is read by many: it says the state, whoever set it. */
  readonly isState?: boolean;
}

/** What every bridge has to keep, with real nodes and sockets. */
export function describeBridge({
  kind,
  open,
  address,
  oddName,
  lacks = [],
  rounded = (value) => value,
  written = (of) => of,
  isState = false,
}: BridgeSuite): void {
  describe(`a bridge to ${kind}`, () => {
    const FADER = { [address("fader")]: { min: 0, max: 1, as: "fader" } };

    test("gives what arrives to links, and sends what moves the parameter here", async () => {
      const stage = await Stage.open(kind, await open(), { import: FADER });
      const lamp = await stage.node("lamp", { level: 0 });
      await lamp.connect("bridge/fader", "lamp/level");
      stage.far.send(address("fader"), 0.5);
      await settled(() => expect(lamp.parameter("level").value).toBe(rounded(0.5)));
      await (await lamp.waitFor("bridge")).set("fader", 0.75);
      await settled(() => expect(stage.far.received.at(-1)).toEqual([address("fader"), rounded(0.75)]));
      // What came in never went out again.
      expect(stage.far.received.every(([, value]) => value === rounded(0.75))).toBe(true);
    });

    test("sends parameters of others, and sets them where that was opened, without an echo", async () => {
      const to = lacks.includes("names") ? address("lamp/level") : address("{node}/{parameter}");
      const rules = { export: { "lamp*/*": { to, write: true } } };
      const stage = await Stage.open(kind, await open(), rules);
      const lamp = await stage.node("lamp", { level: 0.25 });
      await settled(() => expect(stage.far.received.at(-1)).toEqual([address("lamp/level"), rounded(0.25)]));
      stage.far.send(written(address("lamp/level")), 0.5);
      await settled(() => expect(lamp.parameter("level").value).toBe(rounded(0.5)));
      if (isState) await settled(() => expect(stage.far.received.at(-1)).toEqual([address("lamp/level"), 0.5]));
      lamp.set("level", 0.125);
      await settled(() => expect(stage.far.received.at(-1)).toEqual([address("lamp/level"), rounded(0.125)]));
      expect(stage.far.received.some(([, value]) => value === rounded(0.5))).toBe(isState);
    });

    test.skipIf(lacks.includes("refusals"))(
      "tells who set too much what the value is, and that it was refused",
      async () => {
        const rules = { export: { "lamp/level": { to: address("level"), write: true } } };
        const stage = await Stage.open(kind, await open(), rules);
        await stage.node("lamp", { level: 0.25 });
        await settled(() => expect(stage.far.received.length).toBeGreaterThan(0));
        const before = stage.far.received.length;
        stage.far.send(written(address("level")), 3);
        await settled(() => expect(stage.far.received.slice(before)).toContainEqual([address("level"), 0.25]));
        await settled(() => expect(stage.events.some(({ type }) => type === "refused")).toBe(true));
      },
    );

    test.skipIf(lacks.includes("events"))("carries every event, equal ones too", async () => {
      const stage = await Stage.open(kind, await open(), {
        import: { [address("go")]: { type: "int", event: true, as: "go" } },
      });
      const remote = await (await stage.node("other", {})).waitFor("bridge");
      for (let i = 0; i < 3; i++) await remote.set("go", 1);
      await settled(() => expect(stage.far.received).toHaveLength(3));
    });

    test.skipIf(lacks.includes("names"))("writes names so that the other side can read them", async () => {
      const stage = await Stage.open(kind, await open(), {
        export: { "*/level": { to: address("{node}/{parameter}"), write: true } },
      });
      const lamp = await stage.node(oddName, { level: 0.25 });
      await settled(() => expect(stage.far.received).not.toEqual([]));
      const [[topic = ""] = []] = stage.far.received;
      stage.far.send(written(topic), 0.5);
      await settled(() => expect(lamp.parameter("level").value).toBe(rounded(0.5)));
    });

    test("begins with its values from before, and moves nothing by that", async () => {
      const far = await open();
      const rules = { import: FADER, keep: true };
      const first = await Stage.open(kind, far, rules);
      const lamp = await first.node("lamp", { level: 0.1 });
      far.send(address("fader"), 0.8);
      await settled(() => expect(first.bridge.node.parameter("fader").value).toBe(rounded(0.8)));
      await first.bridge.stop();
      const again = await Stage.open(kind, far, rules, first);
      expect(again.bridge.node.parameter("fader").value).toBe(rounded(0.8));
      await settled(async () => expect((await lamp.waitFor("bridge")).parameter("fader")?.value).toBe(rounded(0.8)));
      expect(lamp.parameter("level").value).toBe(0.1);
    });

    test("learns which control moves a parameter, and knows it when it starts again", async () => {
      const far = await open();
      const first = await Stage.open(kind, far, {});
      const lamp = await first.node("lamp", { level: 0 });
      await (await lamp.waitFor("bridge")).call("bridge.learn", ["lamp/level"]);
      for (const value of [0.1, 0.2, 0.3, 0.4]) far.send(address("knob"), value);
      await settled(() => expect(first.events.some(({ type }) => type === "bound")).toBe(true));
      await first.bridge.stop();
      const again = await Stage.open(kind, far, {}, first);
      await settled(() => expect(again.bridge.machine.pairs).toHaveLength(1));
      far.send(address("knob"), 0.5);
      await settled(() => expect(lamp.parameter("level").value).toBe(rounded(0.5)));
    });
  });
}

/** A bridge, its other side, and nodes around it. */
class Stage {
  readonly bridge: BridgeNode;
  readonly far: FarEnd;
  readonly events: BridgeEvent[] = [];
  readonly network: ZocpOptions;
  readonly folder: string;

  private constructor(
    bridge: (tell: (event: BridgeEvent) => void) => BridgeNode,
    far: FarEnd,
    of: Pick<Stage, "network" | "folder">,
  ) {
    this.far = far;
    this.network = of.network;
    this.folder = of.folder;
    this.bridge = bridge((event) => this.events.push(event));
  }

  /** `before`: the stage of a bridge that ran before, whose network and kept files it has. */
  static async open(kind: string, far: FarEnd, rules: object, before?: Stage): Promise<Stage> {
    const network = before?.network ?? { interface: "lo", beaconPort: await freePort() };
    const folder = before?.folder ?? mkdtempSync(join(tmpdir(), "zocp-bridge-"));
    const json = JSON.stringify({ name: "bridge", bridge: kind, ...far.description, ...rules });
    const [description] = readDescriptions(parseJson(json), BRIDGE_KINDS);
    const protocol = description && BRIDGE_KINDS.get(kind)?.open(description, "lo");
    if (description === undefined || protocol === undefined) throw new Error(`there is no bridge ${kind}`);
    const make = (tell: (event: BridgeEvent) => void): BridgeNode =>
      new BridgeNode(description, protocol, {
        ...{ network, path: join(folder, "bridge") },
        tell: (event) => {
          if (event.type !== "note") tell(event);
        },
      });
    const stage = new Stage(make, far, { network, folder });
    onTestFinished(async () => {
      await stage.bridge.stop();
      await far.close();
      rmSync(folder, { recursive: true, force: true });
    });
    await stage.bridge.start();
    return stage;
  }

  async node(name: string, values: Readonly<Record<string, number>>): Promise<ZocpNode> {
    const node = new ZocpNode(name, this.network);
    for (const [path, value] of Object.entries(values)) node.float(path, value, { min: 0, max: 1, access: "rwes" });
    onTestFinished(() => node.stop());
    await node.start();
    await node.waitFor("bridge", { timeout: 20_000 });
    return node;
  }
}
