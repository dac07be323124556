import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ZocpNode } from "../../../src/index.ts";
import { type Ended, Room } from "../in-process.ts";

let room: Room;
let lamp: ZocpNode;
let desk: ZocpNode;

beforeAll(async () => {
  room = await Room.open();
  lamp = await room.node("lamp", {
    level: { typeHint: "flt", value: 0.5, access: "rws", min: 0, max: 1, unit: "%", description: "brightness" },
    title: { typeHint: "string", value: "Act one", access: "rw" },
  });
  desk = await room.node("desk", { fader: { typeHint: "flt", value: 0.5, access: "rwe" } });
  await room.node("zoom\u001b[2J", {});
  await desk.connect({ node: "desk", parameter: "fader" }, { node: "lamp", parameter: "level" }, { timeout: 30_000 });
});
afterAll(() => room[Symbol.asyncDispose]());

const list = (words: readonly string[], check: (ended: Ended) => void) =>
  room.gives(["ls", "--wait", "0.6", ...words], check);
const nodesOf = ({ stdout }: Ended): readonly Record<string, unknown>[] => JSON.parse(stdout);

describe("the list", () => {
  test("shows each node with its parameters, in the order of their names", async () => {
    await list([], ({ code, stdout, stderr }) => {
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const lines = stdout.split("\n").filter((line) => /^\S/.test(line));
      expect(lines.map((line) => line.split(" ")[0])).toEqual(["desk", "lamp", "zoom\\u001b[2J"]);
      expect(stdout).toMatch(/^ {2}fader +0\.5 .*lamp\/level/m);
      expect(stdout).toMatch(/^ {2}level +0\.5 /m);
      expect(stdout).toContain('"Act one"');
      expect(stdout).not.toContain("\u001b");
    });
  });

  test("is an array for programs, with all that is known", async () => {
    await list(["--json"], (ended) => {
      const nodes = nodesOf(ended);
      expect(nodes.map(({ name }) => name)).toEqual(["desk", "lamp", "zoom\u001b[2J"]);
      expect(nodes[0]).toMatchObject({
        id: desk.id,
        parameters: { fader: { value: 0.5, type: "float", access: "rwe" } },
      });
      expect(JSON.stringify(nodes[0]?.parameters)).toContain("level");
      expect(nodes[1]).toMatchObject({ id: lamp.id, address: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/) });
    });
  });
});

describe("a pattern", () => {
  test.each<[pattern: string, found: Record<string, string[]>]>([
    ["lamp", { lamp: ["level", "title"] }],
    ["LAMP", { lamp: ["level", "title"] }],
    ["level", { lamp: ["level"] }],
    ["*/fader", { desk: ["fader"] }],
    ["?amp/t*", { lamp: ["title"] }],
    ["e", { desk: ["fader"], lamp: ["level", "title"] }],
    ["zoom*", { "zoom\u001b[2J": [] }],
  ])("%s", async (pattern, found) => {
    await list([pattern, "--json"], (ended) => {
      const named = nodesOf(ended).map(({ name, parameters }) => [name, Object.keys(parameters as object)]);
      expect(Object.fromEntries(named)).toEqual(found);
    });
  });

  test("is the beginning of an id, too", async () => {
    await list([desk.id.slice(0, 10), "--json"], (ended) => {
      expect(nodesOf(ended).map(({ name }) => name)).toEqual(["desk"]);
    });
  });

  test("that nothing fits ends with 1, and says what was asked for", async () => {
    await list(["nothing"], (ended) =>
      expect(ended).toEqual({ code: 1, stdout: "", stderr: 'zocp: nothing that is here fits "nothing"\n' }),
    );
    await list(["nothing", "--json"], (ended) =>
      expect(ended).toEqual({
        code: 1,
        stdout: "[]\n",
        stderr: '{"event":"note","message":"nothing that is here fits \\"nothing\\""}\n',
      }),
    );
  });
});

describe("links", () => {
  test("show where the values of an emitter go", async () => {
    await list(["--links", "desk"], ({ code, stdout }) => {
      expect(code).toBe(0);
      expect(stdout).toMatch(/lamp\/level/);
    });
    await list(["--links", "desk", "--json"], (ended) => {
      expect(JSON.stringify(nodesOf(ended)[0])).toContain('"links":[{');
    });
  });
});

describe("owners", () => {
  test("show what moved a parameter last", async () => {
    await room.run("set", "lamp/title", "Act two");
    await list(["--owner", "lamp", "--json"], (ended) => {
      const [node] = nodesOf(ended) as { parameters: Record<string, Record<string, unknown>> }[];
      expect(JSON.stringify(node?.parameters.title)).toMatch(/zocp-set@/);
    });
  });
});

describe("where nobody is", () => {
  const nobody = 'no node was found within 0.2 s; "zocp doctor" looks for the reason, "zocp demo" starts some';

  test("the list is empty, which is no failure, and says what may help", async () => {
    expect(await room.apart(["ls", "--wait", "0.2"])).toEqual({ code: 0, stdout: "", stderr: `zocp: ${nobody}\n` });
    expect(await room.apart(["ls", "--wait", "0.2", "--json"])).toMatchObject({ code: 0, stdout: "[]\n" });
  });

  test("a pattern is not to blame", async () => {
    expect(await room.apart(["ls", "lamp", "--wait", "0.2"])).toEqual({
      code: 1,
      stdout: "",
      stderr: `zocp: ${nobody}\n`,
    });
  });
});

describe("other commands", () => {
  test("are shown with --all only", async () => {
    const watching = room.start("watch", "--json");
    await room.heard("zocp-watch");
    await list(["--json"], (ended) => expect(nodesOf(ended).map(({ name }) => name)).not.toContain("zocp-watch"));
    await list(["--all", "--json"], (ended) =>
      expect(nodesOf(ended).some(({ name }) => String(name).startsWith("zocp-watch@"))).toBe(true),
    );
    watching.interrupt();
    expect((await watching.ended).code).toBe(0);
  });
});

test("an interface that is not there is told with those that are", async () => {
  const { code, stdout, stderr } = await room.run("ls", "--interface", "eth77", "--wait", "0.1");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^zocp: .*no interface "eth77"; this machine has .*lo \(127\.0\.0\.1\).*\n$/);
});

test("Ctrl-C while it looks ends it with the code of the signal", async () => {
  const command = room.start("ls", "--wait", "60");
  await room.heard("zocp-ls");
  command.interrupt("SIGHUP");
  const { code } = await command.ended;
  expect(code).toBe(129);
});
