import { expect, test } from "vitest";

import { encodeBeacon } from "../../src/zre/beacon.ts";
import { encodeMessage } from "../../src/zre/message.ts";
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

test("dies of a JOIN or a LEAVE whose status does not follow the last one", () => {
  const transport = new ReferenceTransport();
  transport.handleMessage(BOB, encodeMessage(bobsHello({ status: 1 })));
  transport.handleMessage(BOB, encodeMessage({ type: "JOIN", sequence: 2, group: "ZOCP", status: 2 }));
  transport.handleMessage(BOB, encodeMessage({ type: "LEAVE", sequence: 3, group: "ZOCP", status: 3 }));
  for (const status of [3, 5, 0]) {
    const join = encodeMessage({ type: "JOIN", sequence: 4, group: "ZOCP", status });
    expect(() => transport.handleMessage(BOB, join)).toThrow("Q11c");
  }
});

test("forgets a peer whose message is of another version", () => {
  const transport = new ReferenceTransport();
  transport.handleMessage(BOB, encodeMessage(bobsHello({ status: 1 })));
  transport.handleMessage(BOB, bytes("aaa1 06 03 0002"));
  transport.handleMessage(BOB, encodeMessage({ type: "JOIN", sequence: 3, group: "ZOCP", status: 9 }));
});
