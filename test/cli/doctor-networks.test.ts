import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { type Machine, machineRoom, whyNoNamespaces } from "../node/namespaces.ts";
import { PROGRAM } from "./program.ts";

const why = whyNoNamespaces();
if (why !== undefined) console.warn(`The tests of the doctor on whole machines are skipped: ${why}.`);

const hasNft = spawnSync("nft", ["--version"]).status === 0;
if (!hasNft) console.warn("The tests of the doctor behind a firewall are skipped: there is no nft.");

interface Report {
  readonly verdict: string;
  readonly summary: string;
  readonly problems: readonly { readonly problem: string; readonly advice: string }[];
  readonly interfaces: readonly { readonly name: string; readonly prefix: string; readonly used: boolean }[];
  readonly idle: readonly { readonly name: string; readonly lacks: string }[];
  readonly heard: readonly Record<string, unknown>[];
  readonly elsewhere: readonly Record<string, unknown>[];
}

describe.skipIf(why !== undefined)("the doctor on a machine of its own", () => {
  const room = machineRoom();
  const { machine } = room;

  async function cable(here: string, there: string): Promise<readonly [Machine, Machine]> {
    const left = await machine();
    const right = await machine(left);
    await left.plug("eth0", here, right, "eth0", there);
    return [left, right];
  }

  /** Its exit code is 0 exactly when somebody was met and nothing is wrong. */
  async function doctor(on: Machine, ...words: readonly string[]): Promise<Report> {
    return doctorWith({}, on, ...words);
  }

  async function doctorWith(env: NodeJS.ProcessEnv, on: Machine, ...words: readonly string[]): Promise<Report> {
    const command = [process.execPath, PROGRAM, "doctor", "--json", "--wait", "4", ...words];
    const { code, stdout, stderr } = await on.output(env, ...command);
    expect(stderr).toBe("");
    const report: Report & { ok: boolean } = JSON.parse(stdout);
    expect({ code, ok: report.ok }).toEqual(
      report.verdict === "ready" ? { code: 0, ok: true } : { code: 1, ok: false },
    );
    return report;
  }

  function problemsOf({ problems }: Report): string {
    return problems.map(({ problem, advice }) => `${problem} | ${advice}`).join("\n");
  }

  test("is ready when it has met a node of another machine, and tells where", async () => {
    const [left, right] = await cable("10.91.0.1/24", "10.91.0.2/24");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    const report = await doctor(right);
    expect(report).toMatchObject({ verdict: "ready", summary: "met 1 node: ready", problems: [] });
    expect(report.heard).toMatchObject([{ name: "ada", interface: "eth0", here: false, beacon: 1 }]);
    expect(report.interfaces).toContainEqual(
      expect.objectContaining({ name: "eth0", prefix: "10.91.0.2/24", used: true }),
    );
  });

  test("two doctors that meet each other show that the network works", async () => {
    const [left, right] = await cable("10.91.1.1/24", "10.91.1.2/24");
    const reports = await Promise.all([doctor(left), doctor(right)]);
    for (const report of reports) expect(report.summary).toBe("met no node, but a zocp command: ready");
  });

  test("says that nobody else is here, and what to do next", async () => {
    const [left] = await cable("10.91.2.1/24", "10.91.2.2/24");
    const report = await doctor(left);
    expect(report).toMatchObject({ verdict: "alone", problems: [] });
    expect(report.summary).toContain("nobody else is here: start a node on another machine, and run doctor again");
  });

  test("does not take nodes of its own machine for company", async () => {
    const [left] = await cable("10.91.3.1/24", "10.91.3.2/24");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    const report = await doctor(left);
    expect(report).toMatchObject({ verdict: "alone", heard: [{ name: "ada", here: true }] });
    expect(report.summary).toContain("on this machine only");
  });

  test("names a cable that is out", async () => {
    const [left, right] = await cable("10.91.4.1/24", "10.91.4.2/24");
    await left.unplug("eth0", right, "eth0");
    const report = await doctor(right);
    expect(report.verdict).toBe("trouble");
    expect(problemsOf(report)).toContain("only this machine can be reached: no network is up");
    // A system that does not let /sys be mounted shows the cards of the machine around this one.
    if (report.idle.some(({ name }) => name === "eth0")) expect(problemsOf(report)).toContain("eth0 has no cable");
  });

  test("names a card without an address", async () => {
    const [left] = await cable("10.91.5.1/24", "10.91.5.2/24");
    left.ip("addr", "flush", "dev", "eth0");
    const report = await doctor(left);
    expect(problemsOf(report)).toContain("only this machine can be reached: no network is up");
  });

  test("names a machine that waits for any network at all", async () => {
    const alone = await machine();
    alone.ip("link", "set", "lo", "down");
    expect(problemsOf(await doctor(alone))).toContain("no network interface is up");
  });

  test("names another subnet", async () => {
    const [left, right] = await cable("10.91.6.1/24", "10.92.6.2/24");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    const problems = problemsOf(await doctor(right));
    expect(problems).toContain("a beacon came from 10.91.6.1");
    expect(problems).toContain("eth0 is 10.92.6.2/24");
  });

  test("names another netmask, on the side that is outside of it", async () => {
    const [left, right] = await cable("10.91.7.1/16", "10.91.8.2/24");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    expect(problemsOf(await doctor(right))).toContain("a beacon came from 10.91.7.1");
  });

  test("meets nodes on a self-assigned network beside another one, and says when it is all there is", async () => {
    const [left, right] = await cable("169.254.10.1/16", "169.254.77.2/16");
    expect(problemsOf(await doctor(left))).toContain("the address of eth0 is self-assigned");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    expect(await doctor(right)).toMatchObject({ verdict: "ready", problems: [] });
  });

  test("meets the other machine on a network of two addresses", async () => {
    const [left, right] = await cable("10.91.9.2/31", "10.91.9.3/31");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    expect(await doctor(right)).toMatchObject({ verdict: "ready", problems: [] });
  });

  test("says that an address without neighbours needs a hub, and meets nodes through one", async () => {
    const [cloud, other] = await cable("10.91.10.1/32", "10.91.10.2/24");
    expect(problemsOf(await doctor(cloud))).toContain("no network here carries beacons: eth0 (10.91.10.1/32)");
    cloud.ip("route", "add", "10.91.10.0/24", "dev", "eth0");
    await other.run(room.build, "hub").says({ event: "started" });
    const gossip = { ZOCP_GOSSIP: "tcp://10.91.10.2:5670" };
    const ada = other.runWith(gossip, room.build, "node", "ada");
    await ada.says({ event: "started" });
    const report = await doctorWith(gossip, cloud);
    expect(report).toMatchObject({ verdict: "ready", problems: [], places: [{ kind: "hub", reached: true }] });
  });

  test("names a hub and a peer that are not there", async () => {
    const [left] = await cable("10.91.11.1/24", "10.91.11.2/24");
    const problems = problemsOf(
      await doctor(left, "--gossip", "tcp://10.91.11.2:5670", "--peer", "tcp://10.91.11.2:7000"),
    );
    expect(problems).toMatch(/the hub tcp:\/\/10\.91\.11\.2:5670 is not there: .*nothing listens there/);
    expect(problems).toMatch(/the peer tcp:\/\/10\.91\.11\.2:7000 is not there: .*nothing listens there/);
  });

  test.each([
    ["bridge100", "only bridge100 is there, which leads to virtual machines"],
    ["eth0", undefined],
  ])(
    "a node that starts on %s says that it is no network, if so",
    async (name, expected) => {
      const left = await machine();
      const right = await machine(left);
      await left.plug(name, "10.91.21.1/24", right, "eth0", "10.91.21.2/24");
      const file = join(room.build.folder, "lamp.json");
      writeFileSync(file, '{ "name": "lamp" }');
      const { stdout, stderr } = await left.output({}, "timeout", "10", process.execPath, PROGRAM, "node", file);
      expect(stdout).toContain("lamp is at tcp://10.91.21.1:");
      if (expected === undefined) expect(stderr).toBe("");
      else expect(stderr).toContain(expected);
    },
    60_000,
  );

  test.each([
    ["node", ["node", "lamp.json"]],
    ["watch", ["watch", "--seconds", "1"]],
    ["composer", ["composer", "--http-port", "0", "--seconds", "1"]],
  ])(
    "a %s that can reach nobody, or only its own machine, says so",
    async (_, [command = "", ...words]) => {
      const alone = await machine();
      const file = join(room.build.folder, "lamp.json");
      writeFileSync(file, '{ "name": "lamp" }');
      const given = words.map((word) => (word === "lamp.json" ? file : word));
      const run = () => alone.output({}, "timeout", "10", process.execPath, PROGRAM, command, ...given);
      expect((await run()).stderr).toContain("only this machine can be reached: no network is up");
      alone.ip("link", "set", "lo", "down");
      expect((await run()).stderr).toContain(
        'nobody can be reached: no network interface is up; "zocp doctor" says why',
      );
    },
    60_000,
  );

  test("names two nodes of one name", async () => {
    const [left, right] = await cable("10.91.12.1/24", "10.91.12.2/24");
    for (const on of [left, right]) await on.run(room.build, "node", "lamp").says({ event: "started" });
    expect(problemsOf(await doctor(right))).toContain("2 nodes are called lamp: tcp://10.91.12.");
  });

  test.each([
    ["5680", {}],
    ["5670", { ZOCP_PORT: "6000" }],
  ])(
    "names nodes on the beacon port %s, while it is with %j",
    async (port, env) => {
      const [left, right] = await cable("10.91.13.1/24", "10.91.13.2/24");
      await left.runWith({ ZOCP_PORT: port }, room.build, "node", "ada").says({ event: "started" });
      const problems = problemsOf(await doctorWith(env, right));
      expect(problems).toContain(`but 1 node is on port ${port} (10.91.13.1)`);
      expect(problems).toContain(`--port ${port}`);
    },
    60_000,
  );

  test("names the demo on loopback, which is a world of its own", async () => {
    const [left] = await cable("10.91.14.1/24", "10.91.14.2/24");
    await left.runWith({ ZOCP_INTERFACE: "lo" }, room.build, "node", "fader").says({ event: "started" });
    const report = await doctor(left);
    expect(report.elsewhere).toMatchObject([{ where: "loopback" }]);
    expect(problemsOf(report)).toContain("1 node is on loopback of this machine: a demo");
  });

  test("names nodes on an interface that is not used", async () => {
    const [left, right] = await cable("10.91.15.1/24", "10.91.15.2/24");
    await left.run(room.build, "node", "ada").says({ event: "started" });
    const problems = problemsOf(await doctorWith({ ZOCP_INTERFACE: "lo" }, right));
    expect(problems).toContain("1 node is on eth0 (10.91.15.1), which is not used here");
    expect(problems).toContain("--interface eth0");
  });

  test("does not blame a firewall where beacons are switched off", async () => {
    const [left] = await cable("10.91.16.1/24", "10.91.16.2/24");
    const problems = problemsOf(await doctor(left, "--beacons", "off"));
    expect(problems).toContain("beacons are switched off, and no hub or peer is named");
    expect(problems).not.toContain("firewall");
  });

  describe.skipIf(!hasNft)("behind a firewall", () => {
    function drop(on: Machine, hook: "input" | "output", what: string): void {
      on.command("nft", "add table ip wall");
      on.command("nft", `add chain ip wall ${hook} { type filter hook ${hook} priority 0 ; }`);
      on.command("nft", `add rule ip wall ${hook} ${what} drop`);
    }

    test("says so when its own broadcasts do not come back", async () => {
      const [left] = await cable("10.91.17.1/24", "10.91.17.2/24");
      drop(left, "input", "udp dport 5670");
      const problems = problemsOf(await doctor(left));
      expect(problems).toContain("what is broadcast on eth0 does not come back: a firewall drops it");
      expect(problems).toContain("Allow UDP port 5670 on eth0");
    });

    test("says so when nothing leaves", async () => {
      const [left] = await cable("10.91.18.1/24", "10.91.18.2/24");
      drop(left, "output", "udp dport 5670");
      const problems = problemsOf(await doctor(left));
      expect(problems).toContain("cannot send beacons on eth0 (10.91.18.1): the system does not permit it");
      expect(problems).toContain("Allow outgoing UDP");
    });

    test("tells whose firewall it is when beacons come and connections do not", async () => {
      const [left, right] = await cable("10.91.19.1/24", "10.91.19.2/24");
      drop(left, "input", "iifname eth0 tcp flags & (syn | ack) == syn");
      await left.run(room.build, "node", "ada").says({ event: "started" });
      const problems = problemsOf(await doctor(right));
      expect(problems).toMatch(
        /ada reaches this machine, and is not reached at tcp:\/\/10\.91\.19\.1:\d+: .*no answer came/,
      );
      expect(problems).toContain("in the firewall of its machine");
      expect(await doctor(left)).toMatchObject({ heard: [{ name: "ada", here: true }], problems: [] });
    });

    test("says so when no connection comes about in either direction", async () => {
      const [left, right] = await cable("10.91.22.1/24", "10.91.22.2/24");
      drop(left, "input", "iifname eth0 ip protocol tcp");
      await left.run(room.build, "node", "ada").says({ event: "started" });
      expect(problemsOf(await doctor(right))).toMatch(
        /at 10\.91\.22\.1 sends beacons, but no connection.*no answer came/,
      );
    });

    test("tells that it is its own firewall when it can connect, and the other cannot", async () => {
      const [left, right] = await cable("10.91.20.1/24", "10.91.20.2/24");
      drop(right, "input", "iifname eth0 tcp flags & (syn | ack) == syn");
      await left.run(room.build, "node", "ada").says({ event: "started" });
      const problems = problemsOf(await doctor(right));
      expect(problems).toMatch(/its TCP port \d+ answers, so it cannot reach this machine/);
      expect(problems).toContain("Allow incoming TCP for this program on this machine");
    });
  });
});
