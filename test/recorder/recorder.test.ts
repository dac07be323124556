import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeText } from "../../src/bytes/text.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { ZocpNode } from "../../src/zocp-node.ts";
import { encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import type { Hello, ZreMessage } from "../../src/zre/message/message.ts";
import { freePort } from "../../tools/ports.js";
import { SeededRandom } from "../fuzz/chance.ts";
import { eventually, frame, greeting, property, ready, zre } from "../node/loopback.ts";
import { ROOT } from "../sources.ts";
import { ReferenceDied } from "../zocp/reference-death.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";
import { KnownPeer, Neighbourhood } from "./peers.js";
import { Recorder } from "./recorder.js";
import { RULES, type Rule } from "./rules.js";
import { checkText } from "./texts.js";

// Each rule must be able to fail: here something is sent that breaks it, and nothing else.
const SELF = "aa".repeat(16);
const PEER = "bb".repeat(16);
const THIRD = "cc".repeat(16);
const OLD = new Map([["X-ZOCP", "1"]]);
const OURS = new Map([...OLD, ["X-ZOCP-EXTENSIONS", "call refuse remove pace"]]);
const AT = "10.0.0.2:5000";

const OURS_SAYS = hello({ headers: OURS });
const UNTIL_HELLO = [greeting(), ready(SELF), OURS_SAYS];
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[\s|]/g, ""), "hex");
const message = (text: string, ...content: Buffer[]): Buffer =>
  Buffer.concat([frame(content.length > 0 ? 1 : 0, hex(text)), ...content]);
const last = (text: string): Buffer => frame(0x00, text);
const whisper = (text: string, sequence = 2): Uint8Array =>
  zre({ type: "WHISPER", sequence, content: Frames.of(encodeText(text)) });
const joins = (group: string, status: number, sequence = 2): Uint8Array =>
  zre({ type: "JOIN", sequence, group, status });

function hello(fields: Partial<Hello> = {}): Uint8Array {
  const all = { endpoint: "tcp://10.0.0.1:4000", groups: ["ZOCP"], status: 1, name: "node", headers: OURS };
  return zre({ type: "HELLO", sequence: 1, ...all, ...fields } as ZreMessage);
}

/** What a recorder says when a node of ours sends this to a peer with these headers. */
function breaches(
  sent: readonly Uint8Array[],
  headers: ReadonlyMap<string, string> | undefined = OLD,
): readonly string[] {
  const recorder = new Recorder();
  const neighbourhood = new Neighbourhood();
  const accepted = recorder.tape({ dialled: false, remote: "10.0.0.2:60000", neighbourhood });
  const tree =
    '{"MOD": {"out": {"value": 0.0, "subscribers": []}, "in": {"value": NaN, "subscribers": []}, "bare": {"value": 1}}}';
  accepted.heard(Buffer.concat([greeting(), ready(PEER), hello({ endpoint: `tcp://${AT}`, headers }), whisper(tree)]));
  const tape = recorder.tape({ dialled: true, remote: AT, neighbourhood });
  for (const bytes of sent) tape.sent(bytes);
  return recorder.take().map((breach) => /rule "([a-z-]+)"/.exec(breach)?.[1] ?? "");
}

const text = (json: string): readonly Uint8Array[] => [...UNTIL_HELLO, whisper(json)];
const zmtp = (...bytes: Uint8Array[]): readonly Uint8Array[] => [...UNTIL_HELLO, ...bytes];
const mechanism = Buffer.from(greeting());
mechanism.write("PLAIN", 12);

const BROKEN: readonly [Exclude<Rule, "beacon" | "router-silent">, string, readonly Uint8Array[]][] = [
  ["greeting", "another mechanism", [mechanism]],
  ["greeting", "another version", [greeting("NULL", 2)]],
  ["frame-flags", "a reserved bit", zmtp(Buffer.concat([hex("08 06 aaa1 06 02 0002")]))],
  ["frame-flags", "a command with more to come", zmtp(frame(0x05, "\x04PING\0\0"))],
  ["frame-size", "a long frame with a short body", zmtp(frame(0x02, hex("aaa1 06 02 0002")))],
  ["ready", "a property in small letters", [greeting(), readyWith(property("socket-type", "DEALER"))]],
  ["ready", "an identity without its first octet", [greeting(), readyWith(dealer(), property("Identity", hex(SELF)))]],
  ["command", "SUBSCRIBE", zmtp(frame(0x04, "\x09SUBSCRIBE"))],
  ["command", "a PING without TTL", zmtp(frame(0x04, "\x04PING"))],
  ["command", "a PONG with a long context", zmtp(frame(0x04, `\x04PONG${"x".repeat(17)}`))],
  ["command", "a second READY", zmtp(ready(SELF))],
  ["curve-message", "a box as a command", [greeting("CURVE"), frame(0x04, "\x07MESSAGE12345678")]],
  ["curve-message", "a handshake as a message", [greeting("CURVE"), frame(0x00, "\x05HELLO")]],
  ["gossip", "version 2", zmtp(message("aaa0 01 02"))],
  ["gossip", "a tuple that is cut", zmtp(message("aaa0 02 01 01 61 00000005 62"))],
  ["gossip", "two frames", zmtp(frame(0x01, hex("aaa0 01 01")))],
  ["zre-header", "version 3", zmtp(message("aaa1 06 03 0002"))],
  ["zre-header", "an empty frame", zmtp(message(""))],
  ["zre-id", "ELECT", zmtp(message("aaa1 08 02 0002 01 47 01 78"))],
  ["zre-shape", "a JOIN that is cut short", zmtp(message("aaa1 04 02 0002 04 5a"))],
  ["zre-shape", "a PING with something behind it", zmtp(message("aaa1 06 02 0002 00"))],
  ["zre-shape", "a HELLO without headers", [greeting(), ready(SELF), message("aaa1 01 02 0001 00 00000000 00 01 61")]],
  ["zre-text", "bad UTF-8", zmtp(message("aaa1 04 02 0002 02 c328 02"))],
  ["zre-text", "a NUL", zmtp(message("aaa1 04 02 0002 02 6100 02"))],
  ["hello-first", "a PING before HELLO", [greeting(), ready(SELF), zre({ type: "PING", sequence: 1 })]],
  ["hello-endpoint", "no endpoint", [greeting(), ready(SELF), hello({ endpoint: "" })]],
  ["hello-endpoint", "a host name", [greeting(), ready(SELF), hello({ endpoint: "tcp://desk:4000" })]],
  ["own-endpoint", "the endpoint of the peer", [greeting(), ready(SELF), hello({ endpoint: `tcp://${AT}` })]],
  ["sequence", "a HELLO with the number 5", [greeting(), ready(SELF), hello({ sequence: 5 })]],
  ["sequence", "a gap", zmtp(zre({ type: "PING", sequence: 3 }))],
  ["sequence", "a repeated number", zmtp(zre({ type: "PING", sequence: 1 }))],
  [
    "wrap",
    "the number 65535 to pyre",
    zmtp(...Array.from({ length: 65534 }, (_, i) => zre({ type: "PING", sequence: i + 2 }))),
  ],
  ["status", "a count that was skipped", zmtp(joins("G", 3))],
  ["membership", "a group that we are in", zmtp(joins("ZOCP", 2))],
  ["content", "a WHISPER without content", zmtp(message("aaa1 02 02 0002"))],
  ["content", "a PING with content", zmtp(message("aaa1 06 02 0002", last("x")))],
  ["zocp-text", "no JSON", text("hello")],
  ["zocp-text", "a list", text("[1, 2]")],
  ["zocp-text", "two frames", zmtp(message("aaa1 02 02 0002", frame(0x01, '{"GET": null}'), last('{"GET": null}')))],
  ["verb", "one that nobody knows", text('{"FOO": 1}')],
  ["verb", "REP", text('{"MOD": {}, "REP": ["GET", {}]}')],
  ["arity", "a SIG of three", text('{"SIG": ["out", 1, 2]}')],
  ["arity", "a SUB of three", text(`{"SUB": ["${PEER}", "out", "${SELF}"]}`)],
  ["arity", "a SUB with link options", text(`{"SUB": ["${PEER}", "out", "${SELF}", "x", {"rate": 30}]}`)],
  ["arity", "a call with an id", text('{"CALL": ["play", [], "17"]}')],
  ["tree", "a SET of nothing", text('{"SET": null}')],
  ["tree", "a MOD of a list", text('{"MOD": ["a"]}')],
  ["metadata", "a number", text('{"MOD": {"_x": 5}}')],
  ["metadata", "null for what was removed", text('{"MOD": {"x": null}}')],
  ["emitter", "SUB for one that is not there", text(`{"SUB": ["${PEER}", "nope", "${SELF}", "x"]}`)],
  ["emitter", "UNSUB for one without subscribers", text(`{"UNSUB": ["${PEER}", "bare", "${SELF}", "x"]}`)],
  ["sensor", "one that is not there", text(`{"SUB": ["${SELF}", "x", "${PEER}", "nope"]}`)],
  ["wildcard", "on behalf of another", text(`{"SUB": ["${PEER}", null, "${THIRD}", "x"]}`)],
  ["names", "one name", text('{"GET": ["out"]}')],
  ["single", "two values", text('{"SET": {"out": {"value": 1}, "in": {"value": 2}}}')],
  ["single", "a registration without subscribers", text('{"SET": {"new": {"value": 1, "typeHint": "int"}}}')],
];

describe("towards an old node this is reported:", () => {
  test.each(BROKEN)("%s: %s", (rule, _what, sent) => {
    expect(breaches(sent)).toEqual([rule]);
  });

  test("beacon: any other length or version", () => {
    const recorder = new Recorder();
    for (const bytes of [hex("5a5245"), hex(`5a524502 ${SELF} c000`), hex(`5a524501 ${SELF} c000 00`)])
      recorder.datagram(bytes, 5671);
    recorder.datagram(encodeBeacon({ peer: SELF, port: 1, key: new Uint8Array(32) }), 5670);
    expect(recorder.take()).toHaveLength(4);
    recorder.datagram(encodeBeacon({ peer: SELF, port: 1 }), 5670);
    recorder.datagram(hex(`00${"5a".repeat(15)}`), 5670);
    recorder.datagram(encodeBeacon({ peer: SELF, port: 1, key: new Uint8Array(32) }), 5671);
    expect(recorder.take()).toEqual([]);
  });

  test("router-silent: a message over a connection that we accepted", () => {
    const recorder = new Recorder();
    const tape = recorder.tape({ dialled: false, remote: AT, neighbourhood: new Neighbourhood() });
    tape.sent(
      Buffer.concat([greeting(), readyWith(property("Socket-Type", "ROUTER"), property("Identity", "")), last("x")]),
    );
    expect(recorder.take()).toEqual([expect.stringContaining("router-silent")]);
  });

  test("every rule of the table has such a proof", () => {
    const proven = new Set<string>([...BROKEN.map(([rule]) => rule), "beacon", "router-silent"]);
    expect(Object.keys(RULES).filter((rule) => !proven.has(rule))).toEqual([]);
  });

  test("the report names the test, the rule and the octets", () => {
    const recorder = new Recorder();
    recorder.test = "a test";
    recorder.datagram(hex("5a5245"), 5670);
    expect(recorder.take()).toEqual([expect.stringMatching(/"beacon" .*"a test".*\n {2}5a5245\n/)]);
  });
});

describe("what may be sent is not reported:", () => {
  test.each<[string, string]>([
    ["a question", '{"GET": null}'],
    ["a value that is none", '{"SIG": ["out", NaN]}'],
    ["a word in a text", '{"SIG": ["out", "NaN, Infinity"]}'],
    ["a link", `{"SUB": ["${PEER}", "out", "${SELF}", "x"]}`],
    ["a link to a sensor", `{"SUB": ["${SELF}", "x", "${PEER}", "in"]}`],
    ["everything of one node", `{"SUB": ["${PEER}", null, "${SELF}", null]}`],
    ["one value", '{"SET": {"out": {"value": 1}}}'],
    ["a registration", '{"SET": {"new": {"value": 1, "subscribers": []}}}'],
    ["a call", '{"CALL": ["play", []]}'],
  ])("to an old node: %s", (_what, json) => {
    expect(breaches(text(json))).toEqual([]);
  });

  test.each<[string, string]>([
    ["an answer", '{"MOD": {}, "REP": ["GET", {}]}'],
    ["link options", `{"SUB": ["${PEER}", "nope", "${SELF}", "x", {"rate": 30}]}`],
    ["a call with an id", '{"CALL": ["play", [], "17"]}'],
    ["what was removed", '{"MOD": {"x": null}}'],
  ])("to a node of ours: %s", (_what, json) => {
    expect(breaches(text(json), OURS)).toEqual([]);
  });

  test("link options go only to those that announce to understand them", () => {
    const older = new Map([...OLD, ["X-ZOCP-EXTENSIONS", "call refuse remove"]]);
    expect(breaches(text(`{"SUB": ["${PEER}", "out", "${SELF}", "x", {"rate": 30}]}`), older)).toEqual(["arity"]);
  });

  test("where a value on a ring comes from goes only to those that announce to understand them", () => {
    const stamped = text(`{"SIG": ["out", 1, [7, "${SELF}"]]}`);
    const rings = new Map([...OLD, ["X-ZOCP-EXTENSIONS", "call pace origin"]]);
    expect(breaches(stamped, rings)).toEqual([]);
    expect(breaches(stamped, OURS)).toEqual(["arity"]);
  });

  test("several messages in one go only to those that announce to take them", () => {
    const packed = message("aaa1 02 02 0002", frame(0x01, '{"SIG": ["a", 1]}'), last('{"SIG": ["b", 2]}'));
    const packs = new Map([...OLD, ["X-ZOCP-EXTENSIONS", "call pace pack"]]);
    expect(breaches(zmtp(packed), packs)).toEqual([]);
    expect(breaches(zmtp(packed), OURS)).toEqual(["zocp-text"]);
  });

  test("a tuple of gossip, by whoever dialled", () => {
    const tuple = message("aaa0 02 01 01 61 00000001 62 00000000");
    expect(breaches([greeting(), readyWith(dealer(), property("Identity", "")), tuple])).toEqual([]);
    const recorder = new Recorder();
    const hub = recorder.tape({ dialled: false, remote: AT, neighbourhood: new Neighbourhood() });
    const router = readyWith(property("Socket-Type", "ROUTER"), property("Identity", ""));
    hub.sent(Buffer.concat([greeting(), router, tuple]));
    expect(recorder.take()).toEqual([]);
  });

  test("a DEALER that goes on over a new connection", () => {
    const recorder = new Recorder();
    const neighbourhood = new Neighbourhood();
    const options = { dialled: true, remote: AT, neighbourhood };
    const first = recorder.tape(options);
    for (const bytes of [...UNTIL_HELLO, zre({ type: "PING", sequence: 2 })]) first.sent(bytes);
    const second = recorder.tape(options);
    for (const bytes of [greeting(), ready(SELF), zre({ type: "PING", sequence: 3 })]) second.sent(bytes);
    expect(recorder.take()).toEqual([]);
  });

  test("frames that leave octet by octet", () => {
    const all = Buffer.concat([...UNTIL_HELLO, whisper(`{"MOD": {"a": "${"x".repeat(300)}"}}`)]);
    expect(breaches(Array.from(all, (octet) => Uint8Array.of(octet)))).toEqual([]);
  });

  test("texts of a ZRE node that speaks no ZOCP", () => {
    expect(breaches([greeting(), ready(SELF), hello({ headers: new Map() }), whisper("hello")])).toEqual([]);
  });
});

describe("the model of an old node", () => {
  test("lives through every text of which the recorder says nothing, and dies of some of the others", () => {
    let [silent, died] = [0, 0];
    for (let round = 0; round < 2000; round++) {
      const chance = new SeededRandom(round);
      const node = oldNode();
      const peer = new KnownPeer(PEER, OLD);
      const hear = (): void => {
        for (const { text } of node.take()) peer.hear(text);
      };
      node.handleMessage(SELF, '{"GET": null}');
      hear();
      for (let i = 0; i < 40; i++) {
        const text = textFor(chance);
        const broken: string[] = [];
        checkText(text, { self: new KnownPeer(SELF, OURS), peer }, (rule) => broken.push(rule));
        const dies = diesOf(node, text);
        if (dies && broken.length === 0) throw new Error(`nothing is said of ${text}`);
        if (dies) died++;
        // What was sent against a rule may end it later.
        if (dies || broken.length > 0) break;
        silent++;
        hear();
      }
    }
    expect(silent).toBeGreaterThan(1000);
    expect(died).toBeGreaterThan(300);
  });
});

function diesOf(node: ReferenceNode, text: string): boolean {
  try {
    node.handleMessage(SELF, text);
    return false;
  } catch (error) {
    if (error instanceof ReferenceDied) return true;
    throw error;
  }
}

/** With an emitter, a sensor, and a parameter in an object. */
function oldNode(): ReferenceNode {
  const node = new ReferenceNode(PEER);
  node.register("emit", 1, "flt", "rwe");
  node.register("sens", 0, "flt", "rws");
  node.setObject("cam");
  node.register("loc", 0, "flt", "rwes");
  node.handleEnter(SELF);
  return node;
}

/** A text as a node of ours might send it, by mistake or not. */
function textFor(chance: SeededRandom): string {
  const name = (): string => JSON.stringify(chance.one(["emit", "sens", "sens", "cam.loc", "loc", "nope", null]));
  const node = (): string => JSON.stringify(chance.one([SELF, PEER, PEER]));
  const value = (): string => chance.one(["1.0", "2.5", '"x"', "null", "[1, 2]", '{"a": 1}']);
  const link = (): string => `[${node()}, ${name()}, ${node()}, ${name()}${chance.below(20) === 0 ? ", {}" : ""}]`;
  const entry = (): string =>
    chance.one([`{"value": ${value()}}`, `{"value": ${value()}}`, '["value"]', "5", '"text"']);
  switch (chance.below(7)) {
    case 0:
      return `{"GET": ${chance.one(["null", "null", '["emit"]'])}}`;
    case 1:
      return `{"SET": {${chance.one(['"emit"', '"sens"', '"_x"'])}: ${entry()}}}`;
    case 2:
      return `{"MOD": {"out": {"value": ${value()}}}}`;
    case 3:
      return `{"${chance.one(["UNSUB", "SUB"])}": ${link()}}`;
    case 4:
      return `{"SUB": [${node()}, ${chance.one(['"out"', '"emit"'])}, "${PEER}", ${name()}]}`;
    case 5:
      return `{"SIG": ["out", ${value()}${chance.below(20) === 0 ? ", 1" : ""}]}`;
    default:
      return chance.below(10) === 0 ? '{"FOO": 1}' : `{"CALL": ["foo", []]}`;
  }
}

describe("the recorder is there", () => {
  const running = (globalThis as unknown as { zocpRecorder: Recorder }).zocpRecorder;

  test("for sockets of the host: what a node of ours sends to an old one is seen with its kind", async () => {
    const port = await freePort();
    const node = new ZocpNode("watched", { interface: "lo", beaconPort: port });
    const other = new ZocpNode("other", { interface: "lo", beaconPort: port });
    const before = { ...running.counts };
    await Promise.all([node.start(), other.start()]);
    await eventually(
      "they know each other",
      () => running.counts.texts >= before.texts + 4 && node.zre.peers.size === other.zre.peers.size,
    );
    await Promise.all([node.stop(), other.stop()]);
    expect(running.counts.datagrams).toBeGreaterThan(before.datagrams);
    expect(running.counts.texts).toBeGreaterThan(before.texts);
    expect(running.counts.strangers).toBe(before.strangers);
  });

  test("in programs that a test starts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zocp-recorder-test-"));
    const code = `
      const { hostNet } = await import("./dist/index.js");
      const cards = hostNet().interfaces().filter(({ loopback }) => loopback);
      const beacons = await hostNet().broadcast(cards, ${await freePort()}, () => {});
      beacons.send(Uint8Array.of(1, 2, 3), cards[0]);
      setTimeout(() => beacons.close(), 50);`;
    const env = { ...process.env, ZOCP_RECORDER: folder };
    execFileSync(process.execPath, ["--input-type=module", "-e", code], { env, cwd: ROOT });
    const found = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    expect(found.join()).toContain('the rule "beacon" was broken');
    rmSync(folder, { recursive: true });
  });

  test("for simulated networks", async () => {
    const network = new SimulatedNetwork();
    const nodes = ["10.0.0.1", "10.0.0.2"].map((at) => new ZocpNode(at, { net: network.host(at).net, interface: at }));
    const before = { ...running.counts };
    await Promise.all(nodes.map((node) => node.start()));
    await network.run(3000);
    expect(running.counts.texts).toBeGreaterThan(before.texts);
    expect(running.counts.strangers).toBe(before.strangers);
  });
});

function readyWith(...properties: readonly Uint8Array[]): Buffer {
  return frame(0x04, Buffer.concat([Buffer.from("\x05READY", "latin1"), ...properties]));
}

function dealer(): Buffer {
  return property("Socket-Type", "DEALER");
}
