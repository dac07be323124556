import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toHex } from "../../src/bytes/hex.ts";
import { ProtocolError } from "../../src/errors.ts";
import {
  decodeCommand,
  decodeProperties,
  encodeCommand,
  encodeError,
  encodePing,
  encodeProperties,
  propertyText,
} from "../../src/zmtp/command.ts";
import { introduce } from "../../src/zmtp/introduction.ts";
import { ascii, bytes, DEALER_READY, IDENTITY, ROUTER_READY } from "./samples.ts";

const badCommand = expect.objectContaining({ code: "bad-command" });
const truncated = expect.objectContaining({ code: "truncated" });

describe("READY", () => {
  test("is libzmq's, byte for byte", () => {
    const ready = (properties: ReadonlyMap<string, Uint8Array>) => encodeCommand("READY", encodeProperties(properties));
    expect(ready(introduce("DEALER", IDENTITY))).toEqual(DEALER_READY.subarray(2));
    expect(ready(introduce("ROUTER", new Uint8Array(0)))).toEqual(ROUTER_READY.subarray(2));
  });

  test("is understood as libzmq writes it", () => {
    const command = decodeCommand(DEALER_READY.subarray(2));
    if (command.type !== "READY") throw new Error(command.type);
    expect(propertyText(command.properties, "Socket-Type")).toBe("DEALER");
    expect(command.properties.get("identity")).toEqual(IDENTITY);
  });

  test("may spell the names of its properties in any case", () => {
    const properties = decodeProperties(bytes(`0b ${ascii("sOCKET-tYPE")} 00000003 ${ascii("REQ")}`));
    expect(propertyText(properties, "Socket-Type")).toBe("REQ");
  });

  test("may hold properties of the user's own, empty ones too", () => {
    const properties = decodeProperties(bytes(`03 ${ascii("X-A")} 00000001 07 03 ${ascii("X-B")} 00000000`));
    expect([...properties].map(([name, value]) => [name, toHex(value)])).toEqual([
      ["x-a", "07"],
      ["x-b", ""],
    ]);
  });

  test("may hold nothing", () => {
    expect(decodeCommand(bytes(`05 ${ascii("READY")}`))).toEqual({ type: "READY", properties: new Map() });
  });

  test("cut anywhere within a property is refused", () => {
    const body = DEALER_READY.subarray(2);
    const whole = [6, 6 + 1 + 11 + 4 + 6]; // Behind the name and behind Socket-Type it is merely shorter.
    for (let length = 1; length < body.length; length++) {
      if (whole.includes(length)) continue;
      expect(() => decodeCommand(body.subarray(0, length))).toThrow(truncated);
    }
  });

  test("with an octet too many is refused", () => {
    expect(() => decodeCommand(bytes(`${toHex(ROUTER_READY.subarray(2))} 00`))).toThrow(ProtocolError);
  });
});

describe("PING", () => {
  test("tells its time to live in tenths of a second", () => {
    expect(encodePing(6000, bytes("07"))).toEqual(bytes(`04 ${ascii("PING")} 003c 07`));
  });

  test("is limited to the longest time to live that fits", () => {
    expect(encodePing(1e9, new Uint8Array(0))).toEqual(bytes(`04 ${ascii("PING")} ffff`));
  });

  test("is read with its time to live in milliseconds", () => {
    expect(decodeCommand(bytes(`04 ${ascii("PING")} 0258 aabb`))).toEqual({
      type: "PING",
      ttl: 60_000,
      context: bytes("aabb"),
    });
  });

  test("gives at most 16 octets of its context", () => {
    const command = decodeCommand(bytes(`04 ${ascii("PING")} 0000 ${"ab".repeat(20)}`));
    expect(command).toEqual({ type: "PING", ttl: 0, context: bytes("ab".repeat(16)) });
  });

  test.each(["", "00"])("with a time to live of 0x%s is refused", (ttl) => {
    expect(() => decodeCommand(bytes(`04 ${ascii("PING")} ${ttl}`))).toThrow(badCommand);
  });
});

test("PONG brings a context", () => {
  expect(decodeCommand(bytes(`04 ${ascii("PONG")} aabb`))).toEqual({ type: "PONG", context: bytes("aabb") });
});

describe("ERROR", () => {
  test("comes back with its reason", () => {
    expect(decodeCommand(encodeError("go away"))).toEqual({ type: "ERROR", reason: "go away" });
  });

  test("may come without a reason", () => {
    expect(decodeCommand(bytes(`05 ${ascii("ERROR")}`))).toEqual({ type: "ERROR", reason: "" });
  });

  test("cuts a long reason between two characters", () => {
    const command = decodeCommand(encodeError(`a${"é".repeat(200)}`));
    expect(command).toEqual({ type: "ERROR", reason: `a${"é".repeat(127)}` });
  });
});

test("a command of another name is told by its name", () => {
  expect(decodeCommand(bytes(`09 ${ascii("SUBSCRIBE")} 41`))).toEqual({ type: "OTHER", name: "SUBSCRIBE" });
});

test("a command without its name is refused", () => {
  expect(() => decodeCommand(new Uint8Array(0))).toThrow(truncated);
  expect(() => decodeCommand(bytes("05 5245"))).toThrow(truncated);
});

test("properties of any content come back", () => {
  const name = fc.string({ unit: fc.constantFrom(..."abcxyz-"), minLength: 1, maxLength: 255 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, fc.uint8Array()), { selector: ([key]) => key }), (entries) => {
      expect([...decodeProperties(encodeProperties(new Map(entries)))]).toEqual(entries);
    }),
  );
});

test("any octets are a command or a ProtocolError", () => {
  const name = fc.constantFrom("READY", "PING", "PONG", "ERROR", "").map((text) => encodeCommand(text));
  fc.assert(
    fc.property(name, fc.uint8Array(), (start, rest) => {
      try {
        expect(decodeCommand(Uint8Array.of(...start, ...rest))).toHaveProperty("type");
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
  );
});
