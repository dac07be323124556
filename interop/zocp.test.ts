import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ZocpNode } from "../src/zocp-node.ts";
import { eventually, pause } from "../test/node/loopback.ts";
import { PATIENCE } from "../test/patience.ts";
import { freePort } from "../tools/ports.js";
import { ZmqPeer } from "./zmq-peer.ts";

// A peer on libzmq that says what pyZOCP says, to the letter, and counts its messages as pyre does.
let ours: ZocpNode;
let theirs: ZmqPeer;
let beacons = 0;
let subscribed = 0;

beforeEach(async () => {
  beacons = await freePort();
  ours = new ZocpNode("ours", { interface: "lo", beaconPort: beacons });
  theirs = new ZmqPeer("theirs", { beaconPort: beacons, wrap: 65_535, headers: { "X-ZOCP": "1" }, groups: ["ZOCP"] });
  subscribed = 0;
  ours.on("subscribed", () => subscribed++);
});

afterEach(async () => {
  await ours.stop();
  await theirs.close();
  expect(theirs.troubles).toEqual([]);
});

/** Both are started, know each other, and have sent what the reference sends by itself. */
async function meet(tree = "{}"): Promise<void> {
  await ours.start();
  await theirs.start();
  await eventually("each knows the other", () => ours.zre.peers.has(theirs.id) && theirs.hellos.has(ours.id));
  say('{"GET": null}');
  await hears('{"GET": null}');
  say(`{"MOD": ${tree}}`);
  await eventually("our tree", () => said().some((text) => text.startsWith('{"MOD": ')));
}

function say(text: string): void {
  theirs.whisper(ours.id, text.replaceAll("<A>", ours.id).replaceAll("<B>", theirs.id));
}

function said(): string[] {
  return theirs.texts(ours.id).map((text) => text.replaceAll(ours.id, "<A>").replaceAll(theirs.id, "<B>"));
}

async function hears(text: string): Promise<void> {
  await eventually(`theirs hears ${text}, not only ${JSON.stringify(said())}`, () => said().includes(text));
}

/**
 * What is said from now on, once `act` was answered; a GET of theirs marks the end. What is asked in one turn is answered at
 * once, so a mark may be answered together with what was asked before it: then the next one is.
 */
async function answersTo(act: () => void): Promise<string[]> {
  const before = said().length;
  act();
  await theirs.sent();
  const later = (): string[] => said().slice(before);
  for (let marks = 0; marks < 150 && !later().some(isMark); marks++) {
    say('{"GET": ["mark"]}');
    await theirs.sent();
    await pause(100);
  }
  expect(later().some(isMark)).toBe(true);
  return later().filter((text) => !isMark(text));
}

/** The answer to a GET for a name that there is not. */
function isMark(text: string): boolean {
  return text === '{"MOD": {}}' || text === '{"MOD": {"mark": null}}';
}

const SENSOR = '{"sens": {"value": 0.0, "typeHint": "flt", "access": "rws", "subscribers": []}}';
const EMITTER = '{"emit": {"value": 1.0, "typeHint": "flt", "access": "rwe", "subscribers": []}}';

describe("what pyZOCP asks", () => {
  test("is answered with the tree as the recording has it", async () => {
    ours.float("emit", 1, { access: "rwe" });
    ours.int("n", 10, { access: "rw", min: -10, max: 10, step: 1 });
    ours.float("zero", 0.5, { access: "rw", max: 1 });
    ours.string("s", "héllo 😀", { access: "re" });
    await meet();
    await hears(
      '{"MOD": {"emit": {"value": 1.0, "typeHint": "flt", "access": "rwe", "subscribers": []}, ' +
        '"n": {"value": 10, "typeHint": "int", "access": "rw", "subscribers": [], "min": -10, "max": 10, "step": 1}, ' +
        '"zero": {"value": 0.5, "typeHint": "flt", "access": "rw", "subscribers": [], "max": 1.0}, ' +
        '"s": {"value": "h\\u00e9llo \\ud83d\\ude00", "typeHint": "string", "access": "re", "subscribers": []}}}',
    );
  });

  test("of a node without parameters is answered all the same", async () => {
    await meet();
    await hears('{"MOD": {}}');
  });

  test.each(["null", "0", "[]", "{}", '""', "false"])("as GET %s is answered with everything", async (what) => {
    ours.bool("on", true, { access: "r" });
    await meet();
    const answers = await answersTo(() => say(`{"GET": ${what}}`));
    expect(answers).toEqual(['{"MOD": {"on": {"value": true, "typeHint": "bool", "access": "r", "subscribers": []}}}']);
  });

  test("by name is answered once, and never with the SET that the reference adds", async () => {
    ours.float("emit", 1, { access: "rwe" });
    await meet();
    const answers = await answersTo(() => say('{"GET": ["emit"]}'));
    expect(answers).toEqual([`{"MOD": ${EMITTER}}`]);
  });

  test("together with a SET in one object happens in the order of the object", async () => {
    ours.float("x", 0, { access: "rw" });
    await meet();
    const answers = await answersTo(() => say('{"SET": {"x": {"value": 3.0}}, "GET": ["x"]}'));
    expect(answers.at(-1)).toBe('{"MOD": {"x": {"value": 3.0, "typeHint": "flt", "access": "rw", "subscribers": []}}}');
  });
});

describe("a tree of pyZOCP", () => {
  test("is read with the spelling of Python", async () => {
    await meet(
      '{"h\\u00e9": {"value": 1e-07, "typeHint": "flt", "access": "rw", "subscribers": [], "max": Infinity}, ' +
        '"v": {"value": [0.0, 1], "typeHint": "vec2f", "access": "rwes", "subscribers": []}, ' +
        '"big": {"value": 1e+22, "typeHint": "flt", "access": "r", "subscribers": []}, ' +
        '"nan": {"value": NaN, "typeHint": "flt", "access": "r", "subscribers": []}, ' +
        '"_location": [0, 0, 0], "objects": {"cam": {"type": "BPY_Camera"}}}',
    );
    const peer = await ours.waitFor("theirs", { timeout: PATIENCE });
    const values = ["hé", "v", "big", "nan"].map((name) => peer.parameters.get(name)?.value);
    expect(values).toEqual([1e-7, [0, 1], 1e22, Number.NaN]);
  });
});

describe("a link", () => {
  test("that pyZOCP's receiver asks for brings it every signal, to the letter", async () => {
    const emit = ours.float("emit", 1, { access: "rwe" });
    await meet(SENSOR);
    say('{"SUB": ["<A>", "emit", "<B>", "sens"]}');
    await eventually("it is subscribed", () => subscribed > 0);
    // A new subscriber gets the present value.
    await hears('{"SIG": ["emit", 1.0]}');
    const values = [
      2.5,
      2.5,
      1e22,
      0.1 + 0.2,
      1e-7,
      -0,
      3,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    const before = said().length;
    for (const value of values) emit.emit(value);
    await eventually(
      "all signals",
      () =>
        said()
          .slice(before)
          .filter((text) => text.includes("SIG")).length === values.length,
    );
    expect(
      said()
        .slice(before)
        .filter((text) => text.includes("SIG")),
    ).toEqual(
      ["2.5", "2.5", "1e+22", "0.30000000000000004", "1e-07", "-0.0", "3.0", "NaN", "Infinity", "-Infinity"].map(
        (text) => `{"SIG": ["emit", ${text}]}`,
      ),
    );
  });

  test("that is cut by its receiver is told to it, and nothing more is sent", async () => {
    const emit = ours.float("emit", 1, { access: "rwe" });
    await meet(SENSOR);
    say('{"SUB": ["<A>", "emit", "<B>", "sens"]}');
    await eventually("it is subscribed", () => subscribed > 0);
    say('{"UNSUB": ["<A>", "emit", "<B>", "sens"]}');
    await hears('{"MOD": {"emit": {"subscribers": []}}}');
    expect(await answersTo(() => emit.emit(9))).toEqual([]);
  });

  test("that pyZOCP's emitter makes is confirmed with the same SUB, and drives our sensor", async () => {
    const sens = ours.float("sens", 0, { access: "rws" });
    await meet(EMITTER);
    const answers = await answersTo(() => say('{"SUB": ["<B>", "emit", "<A>", "sens"]}'));
    // It may be asked for again, for a SUB has no answer, and the tree looked at: both do no harm.
    expect(answers[0]).toBe('{"SUB": ["<B>", "emit", "<A>", "sens"]}');
    expect(answers.filter((text) => text !== answers[0] && text !== '{"GET": null}')).toEqual([]);
    say('{"SIG": ["emit", 0.75]}');
    await eventually("our sensor has it", () => sens.value === 0.75);
    say('{"SIG": ["emit", NaN]}');
    await eventually("and what is no number", () => Number.isNaN(sens.value));
  });

  test("that we make to a sensor of pyZOCP tells it in the only form that it lives through", async () => {
    ours.float("emit", 0.5, { access: "rwe" });
    await meet(SENSOR);
    await ours.waitFor("theirs", { timeout: PATIENCE });
    void ours.connect("ours/emit", "theirs/sens", { timeout: PATIENCE }).catch(() => {});
    await hears('{"SUB": ["<A>", "emit", "<B>", "sens"]}');
    say('{"SUB": ["<A>", "emit", "<B>", "sens"]}');
    ours.emit("emit", 0.25);
    await hears('{"SIG": ["emit", 0.25]}');
  });

  test("that we ask for of an emitter of pyZOCP is asked for once it is in its tree, and not before", async () => {
    const sens = ours.float("sens", 0, { access: "rws" });
    await meet();
    void ours.connect("theirs/emit", "ours/sens", { timeout: PATIENCE }).catch(() => {});
    expect((await answersTo(() => {})).filter((text) => text.includes("emit"))).toEqual([]);
    say(`{"MOD": ${EMITTER}}`);
    await hears('{"SUB": ["<B>", "emit", "<A>", "sens"]}');
    say('{"SIG": ["emit", 6.0]}');
    await eventually("our sensor has it", () => sens.value === 6);
  });

  test("that a third party makes through us is passed on to the emitter's side", async () => {
    ours.float("emit", 1, { access: "rwe" });
    await meet(SENSOR);
    const stranger = "c".repeat(32);
    const answers = await answersTo(() => say(`{"SUB": ["${stranger}", "x", "${"d".repeat(32)}", "y"]}`));
    // Neither end is ours: nothing to do, nobody to tell.
    expect(answers).toEqual([]);
  });

  test("with everything brings every signal and every change", async () => {
    const emit = ours.float("emit", 1, { access: "rwe" });
    await meet();
    say('{"SUB": ["<A>", null, "<B>", null]}');
    await theirs.sent();
    await answersTo(() => {});
    const answers = await answersTo(() => {
      emit.emit(11);
      ours.int("late", 5, { access: "rwe" });
    });
    expect(answers).toEqual([
      '{"SIG": ["emit", 11.0]}',
      '{"MOD": {"late": {"value": 5, "typeHint": "int", "access": "rwe", "subscribers": []}}}',
    ]);
  });
});

describe("a SET of pyZOCP", () => {
  test("changes the value, and tells the others by a signal, not the setter by an error", async () => {
    const emit = ours.float("emit", 1, { access: "rwe" });
    await meet();
    await answersTo(() => say('{"SET": {"emit": {"value": 3}}}'));
    expect(emit.value).toBe(3);
  });

  test("that is refused changes nothing, and a MOD tells the value that was kept", async () => {
    const fixed = ours.float("fixed", 1, { access: "r" });
    await meet();
    const answers = await answersTo(() => say('{"SET": {"fixed": {"value": 3.0}}}'));
    expect(answers).toEqual(['{"MOD": {"fixed": {"value": 1.0}}}']);
    expect(fixed.value).toBe(1);
  });

  test("registers a parameter on our node, which then takes subscribers", async () => {
    await meet();
    say('{"SET": {"remote": {"value": 1, "typeHint": "int", "access": "rwe", "subscribers": []}}}');
    await eventually("it is registered", () => ours.parameters.has("remote"));
    say('{"SUB": ["<A>", "remote", "<B>", null]}');
    await eventually("it is subscribed", () => subscribed > 0);
    ours.emit("remote", 4);
    await hears('{"SIG": ["remote", 4]}');
  });
});

test("a reference node is never sent what ends it", async () => {
  ours.float("emit", 1, { access: "rwes", min: 0, max: 5 });
  await meet(`{"a": {"value": 1, "typeHint": "int", "access": "rwes", "subscribers": []}}`);
  say('{"SUB": ["<A>", null, "<B>", null]}');
  say('{"SUB": ["<A>", "emit", "<B>", "a"]}');
  await eventually("it is subscribed", () => subscribed > 0);
  ours.setMetadata("_location", [1, 2, 3]);
  ours.object("cam", "Camera").float("zoom", 1, { access: "re" });
  ours.int("gone", 1);
  ours.remove("gone");
  say('{"CALL": ["method", [1, 2]]}');
  say('{"SET": {"emit": {"value": "no number"}}}');
  const peer = await ours.waitFor("theirs", { timeout: PATIENCE });
  void peer.set("a", 2).catch(() => {});
  void ours.connect("theirs/a", "ours/emit").catch(() => {});
  await pause(300);
  await answersTo(() => {});
  for (const text of said()) {
    const message = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(message)).toHaveLength(1);
    const [verb, body] = Object.entries(message)[0] ?? [];
    expect(["GET", "SET", "MOD", "SUB", "UNSUB", "SIG", "CALL"]).toContain(verb);
    if (verb === "GET") expect(body).toBe(null);
    if (verb === "SIG") expect(body).toHaveLength(2);
    if (verb === "SUB" || verb === "UNSUB") expect(body).toHaveLength(4);
    if (verb === "SET" || verb === "MOD")
      for (const value of Object.values(body as object))
        expect(typeof value === "object" && value !== null, text).toBe(true);
  }
});

test("the link to a node of pyZOCP that left and came back under its name is made again", async () => {
  const sens = ours.float("sens", 0, { access: "rws" });
  await meet(EMITTER);
  void ours.connect("theirs/emit", "ours/sens").catch(() => {});
  await hears('{"SUB": ["<B>", "emit", "<A>", "sens"]}');
  theirs.goodbye();
  await eventually("it is gone", () => ours.zre.peers.size === 0);
  await theirs.close();
  const wire = { wrap: 65_535, headers: { "X-ZOCP": "1" }, groups: ["ZOCP"] };
  theirs = new ZmqPeer("theirs", { beaconPort: beacons, ...wire });
  await theirs.start();
  await eventually("each knows the other", () => ours.zre.peers.has(theirs.id) && theirs.hellos.has(ours.id));
  say(`{"MOD": ${EMITTER}}`);
  await hears('{"SUB": ["<B>", "emit", "<A>", "sens"]}');
  say('{"SIG": ["emit", 0.5]}');
  await eventually("our sensor has it", () => sens.value === 0.5);
});
