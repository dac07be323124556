import { describe, expect, onTestFinished, test } from "vitest";

import { ZocpNode, type ZocpOptions } from "../../../../src/index.ts";
import { eventually, pause } from "../../../node/loopback.ts";
import { hasServer, Server } from "../servers.ts";
import { KeyFolder } from "./channel-keys.ts";

describe.each(["nats", "mqtt"] as const)("%s", (kind) => {
  describe.skipIf(!hasServer(kind))("with a real server", () => {
    test("nodes with the key of the show meet each other and nobody else, and know each other by the key", async () => {
      const server = await Server.open(kind);
      const folder = new KeyFolder();
      const key = folder.make("show.key");
      folder.make("other.key");
      const make = async (name: string, options: ZocpOptions = {}): Promise<ZocpNode> => {
        const node = new ZocpNode(name, { broker: server.url, meet: "everybody", ...options });
        onTestFinished(() => node.stop());
        await node.start();
        return node;
      };
      const own = { key: folder.file("show.key") };
      const [desk, lamp] = [await make("desk", own), await make("lamp", { ...own, accept: [key] })];
      const failed: string[] = [];
      desk.on("failed", ({ error }) => failed.push(error.message));
      const strangers = [await make("plain"), await make("other", { key: folder.file("other.key") })];
      const fader = desk.float("fader", 0, { access: "re" });
      const level = lamp.float("level", 0, { access: "rws" });
      await desk.connect("desk/fader", "lamp/level", { timeout: 20_000 });
      fader.emit(0.5);
      await eventually("the value is here", () => level.value === 0.5);
      await eventually("it is told who stays out", () => failed.length >= 2);
      await pause(500);
      expect([...desk.peers.values()].map((peer) => [peer.name, peer.key])).toEqual([["lamp", key]]);
      for (const node of strangers) expect(node.peers.size).toBe(0);
      expect(failed.map((text) => text.replace(/^.*?the node /, "")).sort()).toEqual([
        expect.stringMatching(/^"other" .* has another key than this one/),
        expect.stringMatching(/^"plain" .* has no key, and this one has: it stays out/),
      ]);
    });
  });
});
