import type { Edit } from "./subjects.ts";

/** Faults that an implementer could make, put into ours one at a time, and the case that has to find each. */
export const FAULTS: Readonly<Record<string, readonly [Edit, found: string]>> = {
  "a signature of another form": [
    { file: "src/zmtp/greeting.ts", find: "bytes[9] = 0x7f;", instead: "bytes[9] = 0x7d;" },
    "zmtp-greeting",
  ],
  "a PONG with half of the context": [
    { file: "src/zmtp/command.ts", find: "const PING_CONTEXT = 16;", instead: "const PING_CONTEXT = 8;" },
    "zmtp-ping",
  ],
  "a beacon with its port the wrong way round": [
    {
      file: "src/zre/discovery/beacon.ts",
      find: "writer.u16(port);",
      instead: "writer.u16(((port & 0xff) << 8) | (port >>> 8));",
    },
    "zre-beacon",
  ],
  "a goodbye with a port": [
    { file: "src/zre/discovery/beacon.ts", find: "writer.u16(port);", instead: "writer.u16(port || 1);" },
    "zre-goodbye",
  ],
  "PING-OK as a second PING": [
    { file: "src/zre/message/message.ts", find: '"PING-OK": 7,', instead: '"PING-OK": 6,' },
    "zre-ping-ok",
  ],
  "HELLO with a status of 0": [
    { file: "src/zre/message/message.ts", find: "writer.u8(status);", instead: "writer.u8(0);" },
    "zre-hello-group",
  ],
  "numbers that pyre counts only": [
    {
      file: "src/zre/message/sequence.ts",
      find: "this.#expected = (sequence + 1) % 65536;",
      instead: "this.#expected = (sequence + 1) % 65535;",
    },
    "zre-wrap-as-zyre",
  ],
  "numbers that zyre counts only": [
    {
      file: "src/zre/message/sequence.ts",
      find: "else if (this.#expected === 65535 && sequence === 0) this.wrap = 65535;",
      instead: "else if (sequence === -1) this.wrap = 65535;",
    },
    "zre-wrap-as-pyre",
  ],
  "gaps that nobody notices": [
    { file: "src/zre/message/sequence.ts", find: "else return false;", instead: "" },
    "zre-gap",
  ],
  "a question for nothing": [
    { file: "src/zocp/codec/message.ts", find: `return '{"GET": null}';`, instead: `return '{"GET": ["x"]}';` },
    "zocp-asks",
  ],
  "a SUB with its ends changed over": [
    {
      file: "src/zocp/codec/message.ts",
      find: `["\${emitterNode}", \${formatJson(emitter)}, "\${sensorNode}", \${formatJson(sensor)}]`,
      instead: `["\${sensorNode}", \${formatJson(sensor)}, "\${emitterNode}", \${formatJson(emitter)}]`,
    },
    "zocp-connects-a-sensor",
  ],
  "floats without a point": [
    { file: "src/bytes/json-format.ts", find: ".0`;\n}", instead: "`;\n}" },
    "zocp-floats-have-a-point",
  ],
  "values that are the same are not sent": [
    {
      file: "src/zocp/signals/signals.ts",
      find: "if (!same || always) this.#pass",
      instead: "if (!same) this.#pass",
    },
    "zocp-sig-of-the-same-value",
  ],
  "values that go back where they came from": [
    {
      file: "src/zocp/signals/signals.ts",
      find: 'if (cause.from.id !== peer || cause.by === "fade") return false;',
      instead: "if (cause.from.id !== null) return false;",
    },
    "zocp-no-echo",
  ],
  "subscribers that stay for ever": [
    {
      file: "src/zocp/subscriptions/wiring.ts",
      find: "    if (emitterNode !== id) return;\n    this.#unsubscribed(link, now);",
      instead: "    if (emitterNode !== id) return;",
    },
    "zocp-unsub",
  ],
  "no greeting": [
    { file: "src/zocp/signals/signals.ts", find: "if (!parameter.greet || ", instead: "if (parameter.greet || " },
    "extensions-greets",
  ],
  "a SET of what is only to be read": [
    { file: "src/zocp/requests/sets.ts", find: 'if (!parameter.may("w"))', instead: 'if (!parameter.may("r"))' },
    "extensions-set-refused",
  ],
  "null to who does not know it": [
    {
      file: "src/zocp/requests/structure.ts",
      find: `encodeMod(nest(parameter, '{"access": "", "subscribers": []}'))`,
      instead: 'encodeMod(nest(parameter, "null"))',
    },
    "extensions-removes",
  ],
  "several messages in one whisper to who reads one": [
    { file: "src/transport/zre/zre-channel.ts", find: "this.#packs = packs;", instead: "this.#packs = true || packs;" },
    "extensions-one-frame-to-others",
  ],
  "an end at a SET that is no object": [
    {
      file: "src/zocp/codec/message.ts",
      find: "return content instanceof Map ? { verb, tree: content } : malformed(verb, content);",
      instead: "return content instanceof Map ? { verb, tree: content } : process.exit(3);",
    },
    "robustness-set",
  ],
  "an end at JSON that is no object": [
    {
      file: "src/zocp/codec/message.ts",
      find: "if (!(json instanceof Map))",
      instead: "if (!(json instanceof Map)) process.exit(3); else if (json === undefined)",
    },
    "robustness-no-object",
  ],
};
