import { expect, test } from "vitest";

import type { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { decodeBeacon, encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import { decodeMessage, decodeSequence, encodeMessage } from "../../src/zre/message/message.ts";
import { recordings, zreMessages } from "./recordings.ts";
import { bytes } from "./samples.ts";

const VERSION_3_LENGTH = 54;

const beacons = recordings().flatMap((recording) => recording.beacons.map(({ hex }) => bytes(hex)));
const all = recordings().flatMap(zreMessages);
const messages = all.filter((message) => !isExtension(message));

test("writes every recorded beacon as it was", () => {
  expect(beacons.filter(({ length }) => length === VERSION_3_LENGTH).length).toBeGreaterThan(1);
  expect(beacons.filter(({ length }) => length !== VERSION_3_LENGTH).length).toBeGreaterThan(10);
  for (const beacon of beacons) {
    const decoded = decodeBeacon(beacon);
    expect(decoded && toHex(encodeBeacon(decoded))).toBe(toHex(beacon));
    expect(decoded?.key?.length).toBe(beacon.length === VERSION_3_LENGTH ? 32 : undefined);
  }
});

test("writes every recorded message as it was", () => {
  for (const message of messages) expect(toHex(encodeMessage(decodeMessage(message)))).toBe(toHex(message.frame(0)));
});

test("reads the recorded extensions of zyre, and finds their numbers", () => {
  const extensions = all.filter(isExtension);
  expect(extensions).not.toHaveLength(0);
  for (const message of extensions) {
    expect(decodeMessage(message).type).toBe("GOODBYE");
    expect(decodeSequence(message)).toBeGreaterThan(1);
  }
});

test("has every type of message in the recordings", () => {
  const types = new Set(messages.map((message) => decodeMessage(message).type));
  expect([...types].sort()).toEqual(["HELLO", "JOIN", "LEAVE", "PING", "PING-OK", "SHOUT", "WHISPER"]);
});

/** ELECT, LEADER and GOODBYE are zyre's own. */
function isExtension(message: Frames): boolean {
  return (message.frame(0)[2] ?? 0) > 7;
}
