import { describe, expect, test } from "vitest";

import { toHex } from "../../src/bytes/hex.ts";
import { Connection, type ConnectionEffect } from "../../src/zmtp/connection.ts";
import {
  bytes,
  concat,
  cut,
  decodeAll,
  encodeMessage,
  type HalfStream,
  halfStreams,
  hexOf,
  ROUTER_GREETING,
} from "./samples.ts";

const HALVES = halfStreams().map((half) => ({
  ...half,
  title: `${half.file} stream ${half.stream} from ${half.from}`,
}));
const CURVE = HALVES.filter(({ file }) => file === "zyre-curve.json");
const NULL = HALVES.filter(({ file, bytes }) => file !== "zyre-curve.json" && bytes[0] === 0xff);
const LATE = HALVES.filter(({ bytes }) => bytes[0] !== 0xff);

test("there are recordings of every kind", () => {
  expect([NULL.length, CURVE.length, LATE.length].map((count) => count >= 4)).toEqual([true, true, true]);
});

describe("a recorded connection without security", () => {
  test.each(NULL)("can be said again byte for byte: $title", (half) => {
    expect(toHex(repeat(half, hear(half, [])))).toBe(toHex(half.bytes));
  });

  test.each(NULL)("says the same wherever it is cut: $title", (half) => {
    const whole = hear(half, []).map(shown);
    for (let place = 1; place < half.bytes.length; place++) expect(hear(half, [place]).map(shown)).toEqual(whole);
  });
});

describe("a connection that was recorded from its middle", () => {
  test.each(LATE)("falls into whole messages: $title", (half) => {
    const messages = decodeAll([half.bytes]).map((item) => ("command" in item ? [] : item));
    expect(messages).toHaveLength(2);
    expect(toHex(concat(messages.map((frames) => encodeMessage(frames.map(bytes)))))).toBe(toHex(half.bytes));
  });
});

describe("a recorded connection with CURVE", () => {
  test.each(CURVE)("falls into the commands of the handshake and boxed messages: $title", (half) => {
    const items = decodeAll([half.bytes.subarray(64)]);
    const names = items.map((item) => nameOf("command" in item ? item.command : (item[0] ?? "")));
    const [first, second, ...traffic] = names;
    expect([`${first} ${second}`, ...new Set(traffic)].slice(0, 2)).toEqual(
      first === "HELLO" ? ["HELLO INITIATE", "MESSAGE"] : ["WELCOME READY"],
    );
  });

  test.each(CURVE)("is refused in peace by a node without security: $title", (half) => {
    const effects = new Connection({ socketType: "ROUTER" }).handleBytes(half.bytes, 0);
    expect(effects).toEqual([
      { type: "close", retry: false, error: expect.objectContaining({ code: "key-mismatch" }) },
    ]);
  });
});

/** What the other end of this half stream hears. */
function hear(half: HalfStream, places: readonly number[]): ConnectionEffect[] {
  const connection = new Connection({ socketType: isDealer(half) ? "ROUTER" : "DEALER" });
  return cut(half.bytes, places).flatMap((chunk) => connection.handleBytes(chunk, 0));
}

/** With the octets of a message, wherever they lie. */
function shown(effect: ConnectionEffect): unknown {
  return effect.type === "message" ? hexOf(effect.content) : effect;
}

/** The half stream as we would have sent it. */
function repeat(half: HalfStream, heard: readonly ConnectionEffect[]): Uint8Array {
  const [own, ready, ...messages] = heard;
  expect(own).toHaveProperty("type", "write");
  if (ready?.type !== "ready") throw new Error(`${ready?.type} instead of ready`);
  const said = new Connection({ socketType: isDealer(half) ? "DEALER" : "ROUTER", identity: ready.identity });
  const greetings = [...said.start(0), ...said.handleBytes(ROUTER_GREETING, 0)];
  const start = greetings.map((effect) => (effect.type === "write" ? effect.bytes : new Uint8Array(0)));
  return concat([...start, ...messages.map(encodeHeard)]);
}

function encodeHeard(effect: ConnectionEffect): Uint8Array {
  if (effect.type !== "message") throw new Error(`${effect.type} instead of a message`);
  const { content } = effect;
  return encodeMessage(Array.from({ length: content.count }, (_, index) => content.frame(index)));
}

function isDealer({ bytes }: HalfStream): boolean {
  return toHex(bytes).includes(toHex(new TextEncoder().encode("DEALER")));
}

function nameOf(command: string): string {
  const body = bytes(command);
  return new TextDecoder().decode(body.subarray(1, 1 + (body[0] ?? 0)));
}
