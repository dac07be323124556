import { describe, expect, onTestFinished, test } from "vitest";

import { ZocpNode } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import { eventually, pause } from "../../node/loopback.ts";
import { Gate } from "./gate.ts";
import { hasServer, Server } from "./servers.ts";

const PATIENCE = 60_000;
/** How often each server of the cluster is killed: once here, oftener by hand (`ZOCP_ROUNDS=7`: twenty-one kills). */
const ROUNDS = Number(process.env.ZOCP_ROUNDS ?? 1);
/** For how many seconds the line between two sites is cut: longer by hand (`ZOCP_CUT=30`). */
const CUT_S = Number(process.env.ZOCP_CUT ?? 3);

describe.skipIf(!hasServer("nats"))("several servers of NATS", () => {
  test("that stand in for each other lose no last value, whichever is killed while values are given", async () => {
    const servers = await cluster(3);
    const broker = servers.map(({ port }) => `127.0.0.1:${port}`).join(",");
    const [desk, lamp] = [
      new ZocpNode("desk", { broker: `nats://${broker}` }),
      new ZocpNode("lamp", { broker: `nats://${broker}` }),
    ];
    for (const node of [desk, lamp]) onTestFinished(() => node.stop());
    const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
    const faders = names.map((name) => desk.int(name, 0, { access: "re" }));
    const levels = names.map((name) => lamp.int(name, 0, { access: "rws" }));
    await Promise.all([desk.start(), lamp.start()]);
    await Promise.all(names.map((name) => desk.connect(`desk/${name}`, `lamp/${name}`, { timeout: PATIENCE })));
    const exits: string[] = [];
    for (const node of [desk, lamp]) node.on("exit", ({ name, reason }) => exits.push(`${name}: ${reason}`));
    let value = 0;
    const give = async (): Promise<void> => {
      value++;
      for (const fader of faders) fader.emit(value);
      await pause(5);
    };
    for (let kill = 0; kill < ROUNDS * servers.length; kill++) {
      const server = servers[kill % servers.length];
      for (let i = 0; i < 20; i++) await give();
      const dead = server?.kill();
      for (let i = 0; i < 40; i++) await give();
      await dead;
      // The last value is given while nobody may have a server.
      await eventually(
        `all have ${value} after kill ${kill}`,
        () => levels.every((level) => level.value === value),
        PATIENCE,
      );
      await server?.start();
    }
    expect(exits).toEqual([]);
  });

  test("at two sites: when the line between them is cut, each goes on, and the last value crosses when it is back", async () => {
    const line = await freePort();
    const far = await Server.open(
      "nats",
      `listen: 127.0.0.1:PORT\nserver_name: far\nleafnodes { listen: "127.0.0.1:${line}" }\n`,
    );
    const leaf = `listen: 127.0.0.1:PORT\nserver_name: near\nleafnodes { reconnect: 1, remotes: [{ url: "nats://127.0.0.1:${line}" }] }\n`;
    const near = await Server.open("nats", leaf);
    const make = (name: string, server: Server): ZocpNode => {
      const node = new ZocpNode(name, { broker: server.url });
      onTestFinished(() => node.stop());
      return node;
    };
    const [desk, lamp, par] = [make("desk", near), make("lamp", near), make("par", far)];
    const fader = desk.int("fader", 0, { access: "re" });
    const levels = [lamp, par].map((node) => node.int("level", 0, { access: "rws" }));
    await Promise.all([desk, lamp, par].map((node) => node.start()));
    for (const name of ["lamp", "par"]) await desk.connect("desk/fader", `${name}/level`, { timeout: PATIENCE });
    fader.emit(1);
    await eventually("both have it", () => levels.every((level) => level.value === 1), PATIENCE);
    const exits: string[] = [];
    lamp.on("exit", ({ name }) => exits.push(name));
    desk.on("exit", ({ name }) => name === "lamp" && exits.push(name));
    await far.kill();
    fader.emit(2);
    await eventually("the near one has it", () => levels[0]?.value === 2, PATIENCE);
    await far.start();
    await eventually("the far one has it", () => levels[1]?.value === 2, PATIENCE);
    expect(exits).toEqual([]);
  });

  test("at two sites: whoever comes on either side while the line is cut is met by the others when it is back", async () => {
    const leaves = await freePort();
    const line = await Gate.to(leaves);
    // A server tells the others where its leaf port is: they would go around the line.
    const far = await Server.open(
      "nats",
      `listen: 127.0.0.1:PORT\nserver_name: far\nleafnodes { listen: "127.0.0.1:${leaves}", advertise: "127.0.0.1:${line.port}" }\n`,
    );
    const near = await Server.open(
      "nats",
      `listen: 127.0.0.1:PORT\nserver_name: near\nleafnodes { reconnect: 1, remotes: [{ url: "nats://127.0.0.1:${line.port}" }] }\n`,
    );
    const make = async (name: string, server: Server) => {
      const node = new ZocpNode(name, { broker: server.url });
      onTestFinished(() => node.stop());
      const fader = node.int("fader", 0, { access: "re" });
      const level = node.int("level", 0, { access: "rws" });
      await node.start();
      return { node, fader, level };
    };
    const [desk, lamp, par] = [await make("desk", near), await make("lamp", near), await make("par", far)];
    for (const name of ["lamp", "par"]) await desk.node.connect("desk/fader", `${name}/level`, { timeout: PATIENCE });
    line.cut();
    const [nearby, distant] = [await make("nearby", near), await make("distant", far)];
    for (const name of ["nearby", "distant"]) void desk.node.connect("desk/fader", `${name}/level`);
    void par.node.connect("par/fader", "nearby/level2");
    const second = nearby.node.int("level2", 0, { access: "rws" });
    for (let value = 1; value <= CUT_S * 10; value++) {
      desk.fader.emit(value);
      par.fader.emit(value);
      await pause(100);
    }
    const last = CUT_S * 10;
    await eventually(
      "the near ones have it",
      () => [lamp, nearby].every(({ level }) => level.value === last),
      PATIENCE,
    );
    expect([par.level.value, distant.level.value, second.value]).not.toContain(last);
    line.mend();
    const there = () => [par.level, distant.level, second].every(({ value }) => value === last);
    await eventually("the far ones have it, and the newcomers have met", there, PATIENCE);
  });
});

/** Servers that know each other. */
async function cluster(count: number): Promise<readonly Server[]> {
  const routes = await Promise.all(Array.from({ length: count }, () => freePort()));
  const all = routes.map((port) => `"nats://127.0.0.1:${port}"`).join(", ");
  return Promise.all(
    routes.map((port, i) =>
      Server.open(
        "nats",
        `listen: 127.0.0.1:PORT\nserver_name: n${i}\ncluster { name: stage, listen: "127.0.0.1:${port}", routes: [${all}] }\n`,
      ),
    ),
  );
}
