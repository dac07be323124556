import { Frames } from "../../../src/bytes/frames.ts";
import { parseJson } from "../../../src/bytes/json.ts";
import { DescriptionError, readDescription } from "../../../src/cli/stdio/description.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { decodeClientMessage, encodeJoin, encodeWhisper } from "../../../src/gateway/protocol/client-messages.ts";
import {
  decodeServerMessage,
  encodeServerRecord,
  encodeWelcome,
} from "../../../src/gateway/protocol/server-messages.ts";
import { decodeMessages } from "../../../src/zocp/codec/message.ts";
import { SignalReader } from "../../../src/zocp/signals/signal-reader.ts";
import { type OurNode, SimulatedTransport } from "../../zocp/simulated-transport.ts";
import { allow, ascii, check, type Round, type Target } from "../target.ts";

const NODE = "00000000000000000000000000000011";
const MESSAGES = ascii(
  '{"GET": null}',
  '{"GET": ["level", "nope"]}',
  '{"SET": {"level": {"value": 0.5}}}',
  '{"SET": {"new": {"value": [1.0, 2.0], "typeHint": "vec2f", "access": "rwes", "subscribers": []}}}',
  '{"MOD": {"out": {"value": 1, "typeHint": "int", "access": "re", "subscribers": [], "min": 0, "max": 9, "step": 1}}}',
  '{"MOD": {"objects": {"cam": {"type": "Camera", "x": {"value": 0.0, "typeHint": "flt"}}}, "_location": [1.0, 2.0, 3.0]}}',
  `{"SUB": ["${NODE}", "level", "enemy", "x"]}`,
  `{"SUB": ["${NODE}", null, "enemy", null, {"rate": 30}]}`,
  `{"UNSUB": ["${NODE}", "level", "enemy", "x"]}`,
  '{"SIG": ["out", 0.25]}',
  '{"SIG": ["out", -12345.678]}',
  '{"SIG": ["out", [1, NaN]], "MOD": {"a": null}}',
  '{"CALL": ["zocp.links", [], "17"]}',
  '{"REP": ["SET", {"accepted": ["a"], "refused": {"b": "why"}}]}',
  '{"REP": ["CALL", {"id": "1", "result": {"a": 1}}]}',
);
const WORDS = ascii(
  ...[
    "GET",
    "SET",
    "MOD",
    "SUB",
    "UNSUB",
    "SIG",
    "CALL",
    "REP",
    "value",
    "objects",
    "subscribers",
    "__proto__",
    "type",
  ].map((word) => `"${word}"`),
  ...[
    "null",
    "NaN",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ": ",
    '"',
    "1e999",
    '{"rate": 0}',
    '{"every": true}',
    "0.5",
    `"${NODE}"`,
  ],
);

/** Two readers of signals, one fast and one general, must agree. */
export const signals: Target = {
  name: "signals",
  corpus: MESSAGES,
  words: WORDS,
  longest: 4000,
  begin: () => {
    const reader = new SignalReader();
    return {
      input: (bytes) => {
        let general: ReturnType<typeof decodeMessages> | undefined;
        const text = textOf(bytes);
        allow([ProtocolError], () => {
          general = decodeMessages(text);
        });
        if (!reader.read(bytes, 0, bytes.length)) return;
        const [signal] = general ?? [];
        const same =
          signal?.verb === "SIG" && signal.emitter === reader.emitter && Object.is(signal.value, reader.value);
        check(same, `the fast reader found "${reader.emitter}" = ${reader.value} in ${text}`);
      },
    };
  },
};

/** A node with an enemy who says what it likes, and an honest peer who must be served. */
export const zocp: Target = {
  name: "zocp",
  corpus: MESSAGES,
  words: WORDS,
  longest: 0x1_0000,
  begin: () => new HostileShow(),
};

class HostileShow implements Round {
  readonly #transport = new SimulatedTransport();
  readonly #node = this.#transport.node("node", { limits: { parameters: 50, subscriptions: 20, pending: 10 } });
  readonly #honest = this.#transport.node("honest");
  readonly #enemy = this.#transport.node("enemy");
  readonly #ids: readonly [RegExp, string][];
  #inputs = 0;

  constructor() {
    for (const [node, name, access] of [
      [this.#node, "level", "rwes"],
      [this.#honest, "out", "re"],
      [this.#honest, "in", "rs"],
    ] as const)
      node.float(name, 0, access);
    this.#transport.run(100);
    this.#ids = [
      [/"enemy"/g, `"${this.#enemy.id}"`],
      [new RegExp(NODE, "g"), this.#node.id],
    ];
  }

  input(bytes: Uint8Array): void {
    const { machine } = this.#node;
    if (bytes[0] === 0x7b && bytes[1] === 0x22 && (bytes.at(-3) ?? 0) & 1) {
      const text = this.#ids.reduce((all, [what, by]) => all.replace(what, by), textOf(bytes));
      this.#node.receive(this.#enemy.id, text, this.#transport.now);
    } else machine.handleFrame(this.#enemy.id, Frames.of(bytes), 0, this.#transport.now);
    while (machine.isBusyWith(this.#enemy.id)) machine.goOn(this.#enemy.id, this.#transport.now);
    if (++this.#inputs % 50 !== 0) return;
    this.#transport.run(7);
    this.#forget();
    const theirs = machine.peers.get(this.#enemy.id)?.tree.parameters.size ?? 0;
    check(machine.parameters.size <= 50 && theirs <= 50, `${machine.parameters.size} and ${theirs} parameters`);
  }

  end(): void {
    this.#transport.remove(this.#enemy);
    this.#honest.link("honest/out", "node/level");
    this.#honest.link("node/level", "honest/in");
    this.#transport.run(10_000);
    this.#honest.emit("out", 0.25);
    this.#honest.emit("out", 0.5);
    this.#transport.run(3000);
    check(
      this.#node.value("level") === 0.5 && this.#honest.value("in") === 0.5,
      "the honest one is not served any more",
    );
  }

  #forget(): void {
    for (const node of [this.#node, this.#honest, this.#enemy] satisfies OurNode[]) {
      node.events.splice(0);
      node.settled.clear();
    }
    this.#transport.takeTraffic();
  }
}

const SECRET = "ab".repeat(32);
const HEADERS = new Map([["X-ZOCP", "1"]]);

export const fromPages: Target = {
  name: "gateway",
  corpus: [
    ...ascii(encodeJoin({ secret: SECRET, name: "page", headers: HEADERS, received: 3 })),
    ...ascii(`["batch",1,0,[${encodeWhisper(NODE, '{"GET": null}')}]]`, '["ack",7]'),
  ],
  words: ascii('["batch"', '["ack"', '["join"', '["whisper"', "1e400", "-1", "null", "[", "]", ",", '"', "{", "}"),
  longest: 0x1_0000,
  begin: () => ({ input: (bytes) => allow([ProtocolError], () => void decodeClientMessage(textOf(bytes))) }),
};

export const toPages: Target = {
  name: "pages",
  corpus: ascii(
    encodeWelcome({ id: NODE, name: "page", rights: "all", resumed: true, received: 2, linger: 10_000 }),
    `["batch",1,0,[${encodeServerRecord({ type: "enter", peer: NODE, name: "a", headers: HEADERS })}]]`,
    `["batch",2,0,[${encodeServerRecord({ type: "message", peer: NODE, text: "{}" })}]]`,
    `["batch",3,0,[${encodeServerRecord({ type: "failed", code: "unreachable", reason: "why" })}]]`,
  ),
  words: ascii(
    '["enter"',
    '["exit"',
    '["slow"',
    '["drain"',
    '["refused"',
    "true",
    "null",
    "[",
    "]",
    ",",
    '"',
    "{",
    "}",
  ),
  longest: 0x1_0000,
  begin: () => ({ input: (bytes) => allow([ProtocolError], () => void decodeServerMessage(textOf(bytes))) }),
};

export const descriptions: Target = {
  name: "descriptions",
  corpus: ascii(
    '{"name": "desk", "parameters": {"fader": {"type": "float", "value": 0.5, "access": "rwe", "min": 0, "max": 1, "step": 0.1}}}',
    '{"name": "lamp", "parameters": {"on": {"type": "bool", "value": true, "access": "rws", "event": true, "clamp": false}}}',
    '{"name": "a", "parameters": {"v": {"type": "vec3f", "unit": "m", "description": "x"}}, "connect": [["desk/fader", "v", {"rate": 30}]]}',
  ),
  words: ascii(
    '"name"',
    '"parameters"',
    '"connect"',
    '"type"',
    '"vec3f"',
    '"int"',
    '"percent"',
    '"a/b"',
    "1e999",
    "null",
    "[",
    "]",
    "{",
    "}",
    "/",
    "\\",
  ),
  longest: 0x1_0000,
  begin: () => ({
    input: (bytes) => allow([ProtocolError, DescriptionError], () => void readDescription(parseJson(textOf(bytes)))),
  }),
};

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
