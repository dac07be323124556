import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";

import { BRIDGE_KINDS, BridgeNode, readDescriptions } from "../../../src/bridges.ts";
import { type Json, parseJson, type RemoteNode, ZocpNode } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import { settled } from "../../patience.ts";

/** A bridge to something on this machine, and a node that sees it. */
export class KitStage {
  readonly folder: string;
  readonly bridge: BridgeNode;
  readonly notes: string[] = [];
  readonly node: ZocpNode;
  /** The bridge, as the other node sees it. */
  readonly remote: RemoteNode;

  private constructor(of: Pick<KitStage, "folder" | "bridge" | "notes" | "node" | "remote">) {
    this.folder = of.folder;
    this.bridge = of.bridge;
    this.notes = of.notes;
    this.node = of.node;
    this.remote = of.remote;
  }

  /** `files`: what lies in its folder. `fields`: what the description says, given the folder. */
  static async open(
    kind: string,
    fields: object | ((folder: string) => object) = {},
    files: Readonly<Record<string, string>> = {},
  ): Promise<KitStage> {
    const folder = mkdtempSync(join(tmpdir(), "zocp-kit-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o755 });
    const own = typeof fields === "function" ? fields(folder) : fields;
    const json = parseJson(JSON.stringify({ name: "kit", bridge: kind, ...own }));
    const [description] = readDescriptions(json, BRIDGE_KINDS);
    const protocol = description && BRIDGE_KINDS.get(kind)?.open(description, "lo", folder);
    if (description === undefined || protocol === undefined) throw new Error(`there is no bridge ${kind}`);
    const network = { interface: "lo", beaconPort: await freePort() };
    const notes: string[] = [];
    const bridge = new BridgeNode(description, protocol, {
      ...{ network, path: join(folder, "kit") },
      tell: (event) => {
        if (event.type === "note" || event.type === "unfit") notes.push(event.reason);
      },
    });
    const node = new ZocpNode("desk", network);
    onTestFinished(async () => {
      await node.stop();
      await bridge.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    await bridge.start();
    await node.start();
    const remote = await node.waitFor("kit", { timeout: 20_000 });
    return new KitStage({ folder, bridge, notes, node, remote });
  }

  value(parameter: string): Json | undefined {
    return this.bridge.node.parameters.get(parameter)?.value;
  }

  becomes(parameter: string, value: unknown): Promise<void> {
    return settled(() => expect(this.value(parameter)).toEqual(value));
  }

  /** The values of an event, as another node hears them. */
  heard(parameter: string): readonly Json[] {
    const values: Json[] = [];
    this.node.watch({ node: "kit", parameter }, ({ value }) => values.push(value), { every: true });
    return values;
  }
}
