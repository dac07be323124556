import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { Happening } from "../../../src/cli/stdio/happenings.ts";
import { LineProtocol } from "../../../src/cli/stdio/line-protocol.ts";
import type { Json, ZocpNode } from "../../../src/index.ts";
import { PATIENCE } from "../../patience.ts";
import { Room } from "../in-process.ts";

let room: Room;
let desk: ZocpNode;
let lamp: ZocpNode;
let protocol: LineProtocol;
const told: Happening[] = [];
const ending = new AbortController();
let number = 0;

beforeAll(async () => {
  room = await Room.open();
  desk = await room.node("desk", {
    fader: { typeHint: "flt", value: 0, access: "rwe", min: 0, max: 1 },
    light: { typeHint: "flt", value: 0, access: "rws" },
    "odd/name": { typeHint: "int", value: 0, access: "rw" },
  });
  lamp = await room.node("lamp", {
    level: { typeHint: "flt", value: 0, access: "rws", min: 0, max: 1, clamp: true },
    fixed: { typeHint: "flt", value: 0, access: "r" },
  });
  lamp.handle("add", ([a, b]) => Number(a) + Number(b));
  lamp.handle("count", (args) => args.length);
  await desk.waitFor("lamp", { timeout: PATIENCE });
  protocol = new LineProtocol(desk, PATIENCE, (happening) => told.push(happening), ending.signal);
});
afterAll(() => room[Symbol.asyncDispose]());
beforeEach(() => {
  told.length = 0;
});

/** Hands a line over, and resolves with what was told when everything was answered. */
async function answers(line: object | string): Promise<readonly Happening[]> {
  protocol.handle(typeof line === "string" ? line : JSON.stringify(line), ++number);
  await protocol.settle();
  return told;
}
const mistake = (message: unknown, more: object = {}) => [{ event: "error", message, line: number, ...more }];

describe("a command without an id is carried out in silence, with one it is answered", () => {
  test("emit", async () => {
    expect(await answers({ emit: ["fader", 0.5] })).toEqual([]);
    expect(desk.parameters.get("fader")?.value).toBe(0.5);
    expect(await answers({ emit: ["fader", 0.25], id: 7 })).toEqual([{ event: "done", id: 7 }]);
  });

  test.each<[place: string, name: string]>([
    ["light", "light"],
    ["desk/light", "light"],
    ["odd/name", "odd/name"],
    ["desk/odd/name", "odd/name"],
  ])("set of a parameter of its own, written as %s", async (place, name) => {
    expect(await answers({ set: [place, 1], id: "a" })).toEqual([{ event: "done", id: "a" }]);
    expect(desk.parameters.get(name)?.value).toBe(1);
    desk.set(name, 0);
  });

  test("set of a parameter by the id of this node", async () => {
    expect(await answers({ set: [`${desk.id}/light`, 0.5] })).toEqual([]);
    expect(desk.parameters.get("light")?.value).toBe(0.5);
  });

  test("register and remove", async () => {
    expect(await answers({ register: { extra: { type: "int", value: 3 } }, id: 1 })).toEqual([
      { event: "done", id: 1 },
    ]);
    expect(desk.parameters.get("extra")?.value).toBe(3);
    expect(await answers({ remove: "extra", id: 2 })).toEqual([
      { event: "done", id: 1 },
      { event: "done", id: 2 },
    ]);
    expect(desk.parameters.has("extra")).toBe(false);
  });

  test("lock and unlock", async () => {
    expect(await answers({ lock: "the show runs", id: null })).toEqual([{ event: "done", id: null }]);
    await expect(lamp.waitFor("desk", { timeout: PATIENCE }).then((remote) => remote.set("light", 1))).rejects.toThrow(
      "the show runs",
    );
    expect(await answers({ unlock: null })).toHaveLength(1);
    await expect(lamp.waitFor("desk").then((remote) => remote.set("light", 0.125))).resolves.toBe(0.125);
  });
});

describe("a command to another node is answered always, when that node has", () => {
  test("set, with the value that was taken", async () => {
    expect(await answers({ set: ["lamp/level", 3] })).toEqual([{ event: "done", set: "lamp/level", value: 1 }]);
    expect(await answers({ set: ["lamp/level", 0.5], id: [1] })).toHaveLength(2);
    expect(told[1]).toEqual({ event: "done", set: "lamp/level", value: 0.5, id: [1] });
  });

  test("connect and disconnect, by own and by full names", async () => {
    expect(await answers({ connect: ["fader", "lamp/level", { rate: 30 }], id: 1 })).toEqual([
      { event: "done", connect: ["fader", "lamp/level"], id: 1 },
    ]);
    expect(desk.parameters.get("fader")?.subscribers).toHaveLength(1);
    expect(await answers({ disconnect: ["desk/fader", "lamp/level"], id: 2 })).toContainEqual({
      event: "done",
      disconnect: ["desk/fader", "lamp/level"],
      id: 2,
    });
    await expect.poll(() => desk.parameters.get("fader")?.subscribers, { timeout: PATIENCE }).toHaveLength(0);
  });

  test.each<[args: Json[], method: string, result: Json]>([
    [[["lamp", "add", [1, 2]]] as Json[], "add", 3],
    [[["lamp", "count"]] as Json[], "count", 0],
    [[["lamp", "count", []]] as Json[], "count", 0],
  ])("call %j", async ([call], method, result) => {
    const [, , args = []] = call as Json[];
    expect(await answers({ call, id: "c" } as object)).toEqual([
      { event: "result", call: ["lamp", method, args], result, id: "c" },
    ]);
  });
});

describe("a line that is wrong is answered with why, and its number", () => {
  test.each<[line: string, message: string]>([
    ["{", "not JSON: the text ends at character 1"],
    ["emit fader 1", "not JSON"],
    ["[1, 2]", 'a line must be a JSON object such as {"emit":["name",0.5]}, not [1, 2]'],
    ['"emit"', 'a line must be a JSON object such as {"emit":["name",0.5]}, not "emit"'],
    ["null", 'a line must be a JSON object such as {"emit":["name",0.5]}, not null'],
    ['{"emit":["fader",1e400]}', "a number is larger than 1.7976931348623157e+308"],
    ["{}", "there is no command in it; there are emit, set, connect, disconnect, register, remove, call, lock, unlock"],
    ['{"emti":["fader",1]}', 'there is no command "emti"; did you mean "emit"?'],
    ['{"play":1}', 'there is no command "play"; there are "emit", "set", "connect"'],
    ['{"emit":["fader",1],"set":["light",1]}', 'one line holds one command, not "emit" and "set"'],
    ['{"emit":"fader"}', 'emit: it must be ["name",value]'],
    ['{"emit":["fader"]}', 'emit: it must be ["name",value]'],
    ['{"emit":["fader",1,2]}', 'emit: it must be ["name",value]'],
    ['{"emit":[1,2]}', "emit[0]: it must be a text"],
    ['{"emit":["fadr",1]}', "fadr"],
    ['{"emit":["light",1]}', "light"],
    ['{"emit":["fader","high"]}', "fader"],
    ['{"set":["light"]}', 'set: it must be ["peer/param",value]'],
    ['{"set":[null,1]}', "set[0]: it must be a text"],
    ['{"set":["lihgt",1]}', "lihgt"],
    ['{"connect":"fader"}', 'connect: it must be a pair ["node/emitter", "node/sensor"]'],
    ['{"connect":["fader"]}', 'connect: it must be a pair ["node/emitter", "node/sensor"]'],
    ['{"connect":["fader",5]}', "connect[1]: it must be a text, not 5"],
    ['{"connect":["fader","lamp/level",{"rat":5}]}', 'connect[2].rat: there is no such field; did you mean "rate"?'],
    ['{"connect":["fader","lamp/level",{"rate":"5"}]}', 'connect[2].rate: it must be a number, not the text "5"'],
    ['{"connect":["fader","lamp/level",{"map":[{"x":1}]}]}', 'connect[2].map: map[0]: there is no stage "x"'],
    ['{"disconnect":["fader","lamp/level",{}]}', 'disconnect: it must be a pair ["node/emitter", "node/sensor"]'],
    ['{"register":[]}', "register: it must be an object, not a list"],
    ['{"register":{"x":{"type":"flaot"}}}', 'register.x.type: "flaot" is no type; did you mean "float"?'],
    [
      '{"register":{"x":{"type":"int","acess":"r"}}}',
      'register.x.acess: there is no such field; did you mean "access"?',
    ],
    ['{"remove":5}', "remove: it must be a text"],
    ['{"remove":"nothing"}', "nothing"],
    ['{"call":["lamp"]}', 'call: it must be ["peer","method",[args]]'],
    ['{"call":["lamp","add",1]}', "call[2]: the arguments must be a list"],
    ['{"call":[5,"add"]}', "call[0]: it must be a text"],
    ['{"lock":null}', "lock: it must be a text"],
    ['{"set":["lamp/fixed",1]}', "fixed"],
    ['{"set":["lamp/levle",1]}', "levle"],
    ['{"call":["lamp","subtract",[1]]}', "subtract"],
  ])("%s", async (line, message) => {
    expect(await answers(line)).toEqual(mistake(expect.stringContaining(message)));
    expect(String(told[0]?.message)).not.toMatch(/\n/);
  });

  test("and its id, when it can be read", async () => {
    expect(await answers({ emti: ["fader", 1], id: { a: 1 } })).toEqual(
      mistake(expect.stringContaining("emti"), { id: new Map([["a", 1]]) }),
    );
  });

  test("a long line that is no object is told by its beginning", async () => {
    await answers(`[${"1,".repeat(5000)}1]`);
    expect(String(told[0]?.message).length).toBeLessThan(150);
  });
});

describe("a line that could not be taken", () => {
  test("is told as others are", () => {
    protocol.reject("it is longer than 1048576 bytes", 12);
    expect(told).toEqual([{ event: "error", message: "it is longer than 1048576 bytes", line: 12 }]);
  });
});

describe("a node that is not here", () => {
  test("is waited for as long as was said, and then named", async () => {
    const hasty = new LineProtocol(desk, 50, (happening) => told.push(happening), ending.signal);
    hasty.handle('{"set":["nobody/x",1],"id":1}', 1);
    hasty.handle('{"call":["nobody","x"],"id":2}', 2);
    await hasty.settle();
    expect(told.map(({ event, id, line }) => [event, id, line])).toEqual([
      ["error", 1, 1],
      ["error", 2, 2],
    ]);
    for (const { message } of told) expect(message).toContain("nobody");
  });
});

describe("what is asked for at once", () => {
  test("is busy when it is very much, until it is answered", async () => {
    expect(protocol.busy).toBe(false);
    for (let index = 0; index < 1000; index++) protocol.handle(`{"set":["lamp/level",${index / 1000}]}`, index);
    expect(protocol.busy).toBe(true);
    await protocol.settle();
    expect(protocol.busy).toBe(false);
    expect(told).toHaveLength(1000);
    // A busy machine may be too late for some of them: each is answered all the same.
    expect(told.filter(({ event }) => event !== "done" && event !== "error")).toEqual([]);
  });

  test("is answered by nothing any more when the node is to end", async () => {
    const end = new AbortController();
    const last = new LineProtocol(desk, PATIENCE, (happening) => told.push(happening), end.signal);
    last.handle('{"set":["nobody/x",1],"id":1}', 1);
    end.abort();
    last.handle("{", 2);
    await last.settle();
    expect(told).toEqual([]);
  });
});
