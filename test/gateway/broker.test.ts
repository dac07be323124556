import { describe, expect, onTestFinished, test } from "vitest";

import { ZocpNode } from "../../src/index.ts";
import { PATIENCE } from "../patience.ts";
import { hasServer, Server } from "../transport/broker/servers.ts";
import { Stage, until } from "./stage.ts";

describe.each(["nats", "mqtt"] as const)("a page whose gateway is on a broker of %s", (kind) => {
  test.skipIf(!hasServer(kind))(
    "sees all nodes there, is seen, set and wired, and comes back after an outage",
    async () => {
      const server = await Server.open(kind);
      const stage = await Stage.open();
      const gateway = await stage.gateway({ network: { broker: server.url } });
      const [desk, other] = ["desk", "other"].map((name) => new ZocpNode(name, { broker: server.url }));
      for (const node of [desk, other]) onTestFinished(() => node?.stop());
      const fader = desk?.float("fader", 0.25, { access: "rwe" });
      await Promise.all([desk?.start(), other?.start()]);
      const page = await stage.page(gateway, { name: "phone" });
      const level = page.float("level", 0, { access: "rws" });
      await page.waitFor("other", { timeout: PATIENCE });
      const seen = await desk?.waitFor("phone", { timeout: PATIENCE });
      expect(seen?.id).toBe(page.id);
      await seen?.set("level", 0.5);
      expect(level.value).toBe(0.5);
      await page.connect("desk/fader", "phone/level", { timeout: PATIENCE });
      // More in one turn than one message holds.
      for (let i = 0; i < 500; i++) fader?.emit(i / 500);
      await until(() => level.value === 499 / 500, "the page follows the desk");
      const exits: string[] = [];
      page.on("exit", ({ name }) => exits.push(name));
      await server.kill();
      fader?.emit(0.75);
      await server.start();
      await until(() => level.value === 0.75, "the value that was given in the outage has come");
      expect(exits).toEqual([]);
      await page.stop();
      await until(() => desk?.peer("phone") === undefined, "the desk knows that the page has left");
    },
  );
});

test("a broker that is none is told when the gateway is made", async () => {
  const stage = await Stage.open();
  await expect(stage.gateway({ network: { broker: "tcp://10.0.0.1" } })).rejects.toThrow("tcp://10.0.0.1");
});
