import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json, JsonObject } from "../../src/bytes/json.ts";
import { formatJson, formatString } from "../../src/bytes/json-format.ts";
import { ProtocolError } from "../../src/errors.ts";
import {
  decodeMessages,
  encodeAnswer,
  encodeCall,
  encodeGet,
  encodeMod,
  encodeSig,
  encodeSub,
  type ZocpMessage,
} from "../../src/zocp/codec/message.ts";
import { parseUuid } from "../../src/zocp/codec/uuid.ts";
import { OwnTree } from "../../src/zocp/tree/own-tree.ts";
import type { Description } from "../../src/zocp/tree/parameter.ts";
import { formatInParts } from "../../src/zocp/tree/tree-parts.ts";
import { recordings, zreMessages } from "../zre/recordings.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);

/** Every ZOCP text in the recorded traffic: the second frame of a whisper that is a JSON object. */
const recorded = recordings()
  .flatMap(zreMessages)
  .filter((message) => message.count === 2)
  .map((message) => message.text(1))
  .filter((text) => text.startsWith('{"'));

/** And those of the transcripts, where `<A>` and `<B>` stand for ids. */
const transcribed = readFileSync(new URL("../vectors/pyzocp-transcripts.md", import.meta.url), "utf8")
  .split("\n")
  .flatMap((line) => /WHISPER ({"[A-Z]+": .*})(?:\s{3}.*)?$/.exec(line)?.[1] ?? [])
  .map((text) => text.replace(/<([A-Z])>/g, (_, letter: string) => letter.toLowerCase().repeat(32)));

const everything = [...new Set([...recorded, ...transcribed])];

describe("a recorded message", () => {
  test("is there for every verb that the reference sends", () => {
    const verbs = new Set(everything.flatMap((text) => decodeMessages(text)).map(({ verb }) => verb));
    expect([...verbs].sort()).toEqual(expect.arrayContaining(["GET", "MOD", "SET", "SIG", "SUB", "UNSUB"]));
  });

  // Trees are written by their owners, who know the types of their values; this is about the messages around them.
  test.each(everything.filter((text) => !/^{"(MOD|SET)/.test(text) && isExact(text)))(
    "%s is written as it was",
    (text) => {
      expect(
        decodeMessages(text)
          .map((message) => encode(message, /\d\.\d/.test(text)))
          .join(""),
      ).toBe(text);
    },
  );

  test("that describes parameters is written as it was by a node that has them", () => {
    const described = recorded.filter((text) => text.startsWith('{"MOD"') && text.includes("typeHint"));
    expect(described.length).toBeGreaterThan(0);
    for (const text of described) {
      const [message] = decodeMessages(text);
      const tree = new OwnTree(100);
      if (message?.verb !== "MOD") throw new Error(text);
      for (const [name, entry] of message.tree) {
        const fields = Object.fromEntries(entry as JsonObject) as unknown as Description;
        tree.register({ name }, { ...fields, min: undefined }, false);
      }
      const parts = [...formatInParts(tree, () => ({ subscribers: "[]" }))];
      expect(parts.map((part) => encodeMod(part.text))).toEqual([text]);
    }
  });
});

/** Whether nothing in it is lost by reading: a list of names in a GET, a float that is whole. */
function isExact(text: string): boolean {
  return !/^{"GET": [^n]/.test(text) && !text.includes('}, "');
}

/** `floats`: the emitter is a float, so its whole values have a decimal point. */
function encode(message: ZocpMessage, floats: boolean): string {
  switch (message.verb) {
    case "GET":
      return encodeGet();
    case "SIG":
      return encodeSig(formatString(message.emitter), formatJson(message.value, { floats }));
    case "SUB":
    case "UNSUB":
      return encodeSub(message.verb, message);
    default:
      return message.verb;
  }
}

describe("a message", () => {
  test("of several verbs keeps their order", () => {
    const verbs = decodeMessages('{"SET": {"a": {"value": 1}}, "GET": null, "SIG": ["a", 1]}').map(({ verb }) => verb);
    expect(verbs).toEqual(["SET", "GET", "SIG"]);
  });

  test("of nothing says nothing", () => {
    expect(decodeMessages("{}")).toEqual([]);
  });

  test.each([
    ["hello there", "not JSON"],
    ["", "not JSON"],
    ["[1, 2]", "not an object"],
    ['"str"', "not an object"],
    ["null", "not an object"],
  ])("%j is refused", (text, why) => {
    expect(() => decodeMessages(text)).toThrow(ProtocolError);
    expect(() => decodeMessages(text)).toThrow(why);
  });

  test.each([
    ['{"FOO": 1}', 'there is no verb "FOO"'],
    ['{"SET": null}', "SET with null has no meaning"],
    ['{"SET": ["a"]}', 'SET with ["a"] has no meaning'],
    ['{"MOD": 5}', "MOD with 5 has no meaning"],
    ['{"SIG": ["a", 1, 2]}', 'SIG with ["a", 1, 2] has no meaning'],
    ['{"SIG": [1, 2]}', "SIG with [1, 2] has no meaning"],
    ['{"SUB": ["x", "sens"]}', 'SUB with ["x", "sens"] has no meaning'],
    [`{"SUB": ["${A}", 1, "${B}", null]}`, "has no meaning"],
    ['{"CALL": "x"}', 'CALL with "x" has no meaning'],
    ['{"REP": null}', "REP with null has no meaning"],
  ])("%s has a part without meaning, and says so", (text, reason) => {
    const [part] = decodeMessages(text);
    expect(part?.verb).toBe("malformed");
    expect(part?.verb === "malformed" && part.reason).toContain(reason);
  });

  test("with one wrong part keeps the others", () => {
    expect(decodeMessages('{"FOO": 1, "GET": null}').map(({ verb }) => verb)).toEqual(["malformed", "GET"]);
  });

  test("that calls a method may want an answer", () => {
    const call = { verb: "CALL", method: "add", args: [1, 2] };
    expect(decodeMessages(encodeCall("add", [1, 2], undefined))).toEqual([{ ...call, id: undefined }]);
    expect(decodeMessages(encodeCall("add", [1, 2], "7"))).toEqual([{ ...call, id: "7" }]);
  });

  test("answers with the values first", () => {
    const verbs = decodeMessages(encodeAnswer("{}", "GET", "{}")).map(({ verb }) => verb);
    expect(verbs).toEqual(["MOD", "REP"]);
  });
});

test.each([
  [A, A],
  [A.toUpperCase(), A],
  ["aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", A],
  [`{${A}}`, A],
  [`urn:uuid:${A}`, A],
  ["aa", undefined],
  [5, undefined],
  [`${A}a`, undefined],
])("the id %j is %j", (text, id) => {
  expect(parseUuid(text)).toBe(id);
});

describe("property:", () => {
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constant(null),
      fc.boolean(),
      fc.double(),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 80n }),
      fc.string({ unit: "binary" }),
      fc.array(tie("value") as fc.Arbitrary<Json>),
      fc.array(fc.tuple(fc.string(), tie("value") as fc.Arbitrary<Json>)).map((entries) => new Map(entries)),
    ),
  })).value;

  test("a signal of any name and value comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), json, (emitter, value) => {
        const [message] = decodeMessages(encodeSig(formatString(emitter), formatJson(value)));
        expect(message).toEqual({ verb: "SIG", emitter, value });
      }),
    );
  });

  test("a subscription of any names comes back", () => {
    const name = fc.option(fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(name, name, (emitter, sensor) => {
        const link = { emitterNode: A, emitter, sensorNode: B, sensor };
        expect(decodeMessages(encodeSub("SUB", link))).toEqual([{ verb: "SUB", ...link }]);
      }),
    );
  });

  test("any JSON under any verb is a message, and nothing but ProtocolError is thrown", () => {
    const verb = fc.constantFrom("GET", "SET", "MOD", "SUB", "UNSUB", "SIG", "CALL", "REP", "X");
    fc.assert(
      fc.property(verb, json, (name, content) => {
        expect(decodeMessages(`{"${name}": ${formatJson(content)}}`)).toHaveLength(1);
      }),
    );
  });

  test("a text that is cut anywhere is refused", () => {
    const text = encodeSub("SUB", { emitterNode: A, emitter: "fäder 😀", sensorNode: B, sensor: null });
    for (let end = 0; end < text.length; end++) {
      expect(() => decodeMessages(text.slice(0, end))).toThrow(ProtocolError);
    }
  });
});
