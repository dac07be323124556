import { expect, test } from "vitest";

import { encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import { encodeMessage } from "../../src/zre/message/message.ts";
import { recordings, zreMessages } from "../zre/recordings.ts";
import { ADA, BOB, bobsHello, bytes } from "../zre/samples.ts";
import { ReferenceTransport } from "./reference-transport.ts";

test("survives all that was recorded, but not the beacons of version 3", () => {
  for (const { beacons, tcp, origin } of recordings()) {
    for (const half of tcp) {
      const transport = new ReferenceTransport();
      for (const message of zreMessages({ origin, beacons, tcp: [half] }))
        transport.handleMessage(BOB, message.frame(0));
    }
    for (const { hex } of beacons) {
      const hear = () => new ReferenceTransport().handleBeacon(bytes(hex));
      if (origin.includes("version 3")) expect(hear).toThrow("Q11b");
      else hear();
    }
  }
});

test("dies of a text that is cut in half", () => {
  const transport = new ReferenceTransport();
  const hello = encodeMessage(bobsHello({ name: "Café" }));
  transport.handleMessage(BOB, hello);
  const end = hello.length - 4 - 1; // After the name come the headers' count, and nothing more.
  expect(hello[end]).toBe(0xa9);
  hello[end] = 0x41;
  expect(() => transport.handleMessage(BOB, hello)).toThrow("Q11: UnicodeDecodeError");
});

test("dies of a beacon of any other length than 22, and ignores what is no beacon", () => {
  const transport = new ReferenceTransport();
  const beacon = encodeBeacon({ peer: ADA, port: 49152 });
  transport.handleBeacon(beacon);
  transport.handleBeacon(bytes("00"));
  expect(() => transport.handleBeacon(beacon.subarray(0, 21))).toThrow("Q11b");
  expect(() => transport.handleBeacon(Uint8Array.of(...beacon, 0))).toThrow("Q11b");
});

test.each([3, 5, 0])("dies of a JOIN whose status does not follow the last one: %i after 3", (status) => {
  const transport = greeted();
  transport.handleMessage(BOB, encodeMessage({ type: "JOIN", sequence: 2, group: "ZOCP", status: 2 }));
  transport.handleMessage(BOB, encodeMessage({ type: "LEAVE", sequence: 3, group: "ZOCP", status: 3 }));
  const join = encodeMessage({ type: "JOIN", sequence: 4, group: "ZOCP", status });
  expect(() => transport.handleMessage(BOB, join)).toThrow("Q11c: AssertionError");
});

test("bears that the status begins again after 255", () => {
  const transport = greeted(255);
  transport.handleMessage(BOB, encodeMessage({ type: "JOIN", sequence: 2, group: "ZOCP", status: 0 }));
  expect(transport.take()).toEqual(["JOIN"]);
});

test("forgets a peer whose message is of another version, or has another number than the next", () => {
  for (const message of [bytes("aaa1 06 03 0002"), encodeMessage({ type: "PING", sequence: 7 })]) {
    const transport = greeted();
    transport.handleMessage(BOB, message);
    expect(transport.take()).toEqual(["EXIT"]);
    transport.handleMessage(BOB, encodeMessage({ type: "JOIN", sequence: 3, group: "ZOCP", status: 9 }));
    expect(transport.take()).toEqual([]);
  }
});

test("dies of a HELLO of another version, or without an endpoint", () => {
  const hello = encodeMessage(bobsHello());
  hello[3] = 3;
  expect(() => new ReferenceTransport().handleMessage(BOB, hello)).toThrow("Q11: ZMQError");
  const nowhere = encodeMessage(bobsHello({ endpoint: "" }));
  expect(() => new ReferenceTransport().handleMessage(BOB, nowhere)).toThrow("Q11: ZMQError");
});

test("dies of a WHISPER without content, and of a message that ends early", () => {
  const whisper = bytes("aaa1 02 02 0002");
  expect(() => greeted().handleMessage(BOB, whisper, false)).toThrow("Q11: IndexError");
  for (let length = 1; length < 6; length++)
    expect(() => greeted().handleMessage(BOB, whisper.subarray(0, length))).toThrow("Q11: struct.error");
});

test("counts messages modulo 65535", () => {
  const transport = greeted();
  for (let sequence = 2; sequence < 65535; sequence++)
    transport.handleMessage(BOB, encodeMessage({ type: "PING", sequence }));
  transport.handleMessage(BOB, encodeMessage({ type: "PING", sequence: 0 }));
  expect(transport.take()).toEqual([]);
  transport.handleMessage(BOB, encodeMessage({ type: "PING", sequence: 2 }));
  expect(transport.take()).toEqual(["EXIT"]);
});

/** Bob has said HELLO. */
function greeted(status = 1): ReferenceTransport {
  const transport = new ReferenceTransport();
  transport.handleMessage(BOB, encodeMessage(bobsHello({ status })));
  transport.take();
  return transport;
}
