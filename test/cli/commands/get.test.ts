import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Room } from "../in-process.ts";

let room: Room;
let id: string;

beforeAll(async () => {
  room = await Room.open();
  const lamp = await room.node("lamp", {
    level: { typeHint: "flt", value: 0.25, access: "rws", min: 0, max: 1 },
    title: { typeHint: "string", value: 'Act "one"\u001b[31m' },
    odd: { typeHint: "flt", value: Number.NaN },
    on: { typeHint: "bool", value: true },
    count: { typeHint: "int", value: -3 },
    place: { typeHint: "vec3f", value: [1, 0.5, -2] },
  });
  await room.node("stage/left", { level: { typeHint: "flt", value: 1 } });
  id = lamp.id;
});
afterAll(() => room[Symbol.asyncDispose]());

describe("the value of one parameter", () => {
  test.each([
    ["lamp/level", "0.25", "0.25"],
    ["lamp/on", "true", "true"],
    ["lamp/count", "-3", "-3"],
    ["lamp/place", "[1,0.5,-2]", "[1,0.5,-2]"],
    ["lamp/odd", "NaN", "null"],
    ['"stage/left"/level', "1", "1"],
  ])("%s is printed as %s, and for programs as %s", async (address, text, json) => {
    expect(await room.run("get", address)).toEqual({ code: 0, stdout: `${text}\n`, stderr: "" });
    expect(await room.run("get", address, "--json")).toEqual({ code: 0, stdout: `${json}\n`, stderr: "" });
  });

  test("is a text as it is where no terminal is, and quoted for programs", async () => {
    expect((await room.run("get", "lamp/title")).stdout).toBe('Act "one"\u001b[31m\n');
    expect((await room.run("get", "lamp/title", "--json")).stdout).toBe('"Act \\"one\\"\\u001b[31m"\n');
  });

  test("is found by the beginning of the id of its node, in either case", async () => {
    expect((await room.run("get", `${id.slice(0, 8)}/level`)).stdout).toBe("0.25\n");
    expect((await room.run("get", `${id.toUpperCase()}/level`)).stdout).toBe("0.25\n");
  });
});

describe("the values of many", () => {
  test("stand below each other with their addresses, in order", async () => {
    await room.gives(["get", "*/level", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual({
        code: 0,
        stdout: '"stage/left"/level  1\nlamp/level          0.25\n',
        stderr: "",
      }),
    );
  });

  test("are one object for programs", async () => {
    await room.gives(["get", "*/level", "--wait", "0.5", "--json"], (ended) =>
      expect(ended).toEqual({ code: 0, stdout: '{"\\"stage/left\\"/level":1,"lamp/level":0.25}\n', stderr: "" }),
    );
  });

  test("are those of a glob with a question mark; a text does not disturb the terminal", async () => {
    await room.gives(["get", "lamp/t?tle", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual({ code: 0, stdout: 'lamp/title  "Act \\"one\\"\\u001b[31m"\n', stderr: "" }),
    );
  });

  test("are none where nothing fits", async () => {
    await room.gives(["get", "lamp/x*", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual({
        code: 1,
        stdout: "",
        stderr: 'zocp: no parameter that was found within 0.5 s fits "lamp/x*"\n',
      }),
    );
  });
});

describe("what is not here", () => {
  test.each([
    ["lanp/level", 'no node "lanp" was found within 0.4 s; did you mean "lamp"?'],
    ["desk/fader", 'no node "desk" was found within 0.4 s; there are "lamp", "stage/left"'],
    ["lamp/levle", 'lamp has no parameter "levle"; did you mean "level"?'],
    ["lamp/wattage", 'lamp has no parameter "wattage"; it has "level", "title", "odd", "on", "count", "place"'],
  ])("%s: %s", async (address, message) => {
    await room.gives(["get", address, "--wait", "0.4"], ({ code, stdout, stderr }) => {
      // Which of two nodes was heard first does not matter.
      const told = stderr.replace('there are "stage/left", "lamp"', 'there are "lamp", "stage/left"');
      expect({ code, stdout, stderr: told }).toEqual({ code: 1, stdout: "", stderr: `zocp: ${message}\n` });
    });
  });

  test.each([
    ["level", '"level" is not an address of the form node/parameter: it has no slash'],
    ["/level", "the node before the slash is missing"],
    ["lamp/", "the parameter after the slash is missing"],
    ['"lamp/level', "quote"],
    ["", "address"],
  ])("%j is no address, and nothing is looked for", async (address, message) => {
    const { code, stdout, stderr } = await room.run("get", address);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^zocp: [^\n]+\n$/);
  });
});

describe("two nodes of one name", () => {
  test("are told apart by their ids", async () => {
    const twins = [
      await room.node("twin", { x: { typeHint: "int", value: 1 } }),
      await room.node("twin", { x: { typeHint: "int", value: 1 } }),
    ];
    const ids = twins.map((twin) => twin.id.slice(0, 8));
    await room.gives(["get", "twin/x", "--wait", "1"], ({ code, stdout, stderr }) => {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain('zocp: "twin" means 2 nodes; write the beginning of an id instead: ');
      for (const one of ids) expect(stderr).toContain(one);
    });
    expect((await room.run("get", `${ids[1]}/x`)).stdout).toBe("1\n");
    await Promise.all(twins.map((twin) => twin.stop()));
  });
});

test("Ctrl-C while it looks ends it in silence, with the code of the signal", async () => {
  const command = room.start("get", "nobody/x", "--wait", "60");
  await room.heard("zocp-get");
  command.interrupt();
  expect(await command.ended).toEqual({ code: 130, stdout: "", stderr: "" });
});

describe("on a network of its own", () => {
  test("a glob says that nobody is here, and where to look further", async () => {
    expect(await room.apart(["get", "*/level", "--wait", "0.2"])).toEqual({
      code: 1,
      stdout: "",
      stderr: 'zocp: no node was found within 0.2 s, and so nothing fits "*/level"; "zocp doctor" may tell why\n',
    });
  });

  test("an address says so, too", async () => {
    expect(await room.apart(["get", "lamp/level", "--wait", "0.2", "--json"])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        '{"event":"error","message":"no node \\"lamp\\" was found within 0.2 s, nor any other; \\"zocp doctor\\" may tell why","exitCode":1}\n',
    });
  });
});
