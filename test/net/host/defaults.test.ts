import { createPrivateKey, createPublicKey } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";

import { hostAgreement } from "../../../src/net/host/agreement.ts";
import * as defaults from "../../../src/net/host/defaults.ts";
import { hostRandom } from "../../../src/net/host/random.ts";

afterEach(() => void vi.unstubAllEnvs());

describe("the environment names", () => {
  test.each([
    ["ZOCP_INTERFACE", defaults.defaultInterface, "eth0", "eth0"],
    ["ZOCP_ENDPOINT", defaults.defaultEndpoint, "tcp://10.0.0.1:7000", "tcp://10.0.0.1:7000"],
    ["ZOCP_BROKER", defaults.defaultBroker, "nats://desk", "nats://desk"],
    ["ZOCP_KEYS", defaults.defaultKeyFolder, "/etc/keys", "/etc/keys"],
    ["ZOCP_KEY", defaults.defaultKeyFile, "/etc/show.key", "/etc/show.key"],
    ["ZOCP_KEY_TEXT", defaults.defaultKeyFile, "secret", "env:ZOCP_KEY_TEXT"],
    ["ZOCP_PORT", defaults.defaultBeaconPort, "1", 1],
    ["ZOCP_PORT", defaults.defaultBeaconPort, "65535", 65_535],
    ["ZOCP_TCP_PORT", defaults.defaultTcpPort, "7000", 7000],
    ["ZOCP_MULTICAST_TTL", defaults.defaultMulticastTtl, "255", 255],
    ["ZOCP_BEACONS", defaults.defaultBeacons, "on", true],
    ["ZOCP_BEACONS", defaults.defaultBeacons, "off", false],
    ["ZOCP_GOSSIP", defaults.defaultHubs, "tcp://a:1", ["tcp://a:1"]],
    ["ZOCP_PEER", defaults.defaultPeers, " tcp://a:1,tcp://b:2\n tcp://c:3 ,", ["tcp://a:1", "tcp://b:2", "tcp://c:3"]],
  ] as const)("in %s what %o reads: %j", (name, read, text, value) => {
    vi.stubEnv("ZOCP_KEY", "");
    vi.stubEnv(name, text);
    expect(read()).toEqual(value);
  });

  // `ZOCP_PORT= zocp node` means the same as nothing.
  test.each([
    ["ZOCP_INTERFACE", defaults.defaultInterface],
    ["ZOCP_ENDPOINT", defaults.defaultEndpoint],
    ["ZOCP_BROKER", defaults.defaultBroker],
    ["ZOCP_KEYS", defaults.defaultKeyFolder],
    ["ZOCP_KEY", defaults.defaultKeyFile],
    ["ZOCP_KEY_TEXT", defaults.defaultKeyFile],
    ["ZOCP_PORT", defaults.defaultBeaconPort],
    ["ZOCP_TCP_PORT", defaults.defaultTcpPort],
    ["ZOCP_MULTICAST_TTL", defaults.defaultMulticastTtl],
    ["ZOCP_BEACONS", defaults.defaultBeacons],
    ["ZOCP_GOSSIP", defaults.defaultHubs],
    ["ZOCP_PEER", defaults.defaultPeers],
  ] as const)("nothing in an empty %s", (name, read) => {
    vi.stubEnv(name, "");
    expect(read()).toBeUndefined();
  });

  test("the key file before the key itself", () => {
    vi.stubEnv("ZOCP_KEY", "/etc/show.key");
    vi.stubEnv("ZOCP_KEY_TEXT", "secret");
    expect(defaults.defaultKeyFile()).toBe("/etc/show.key");
  });

  test.each([
    ["ZOCP_PORT", defaults.defaultBeaconPort, 65_535],
    ["ZOCP_TCP_PORT", defaults.defaultTcpPort, 65_535],
    ["ZOCP_MULTICAST_TTL", defaults.defaultMulticastTtl, 255],
  ] as const)("no number in %s that it cannot be, and says so", (name, read, most) => {
    for (const text of ["0", "-1", "1.5", "abc", "5670x", "NaN", "Infinity", String(most + 1)]) {
      vi.stubEnv(name, text);
      expect(() => read()).toThrow(`${name} is "${text}": it must be a whole number from 1 to ${most}`);
    }
  });

  test.each(["On", "1", "true", "yes", " off"])("no beacons as %j", (text) => {
    vi.stubEnv("ZOCP_BEACONS", text);
    expect(() => defaults.defaultBeacons()).toThrow(`ZOCP_BEACONS is "${text}": it must be on or off`);
  });
});

describe("keys agree as RFC 7748, section 6.1, says", () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
  const alice = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const alicePublic = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  const bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  const bobPublic = hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

  test("public keys belong to secret ones", () => {
    expect(hostAgreement.publicKey(alice)).toEqual(alicePublic);
    expect(hostAgreement.publicKey(bob)).toEqual(bobPublic);
  });

  test("both know the same", () => {
    for (const [secretKey, publicKey] of [
      [alice, bobPublic],
      [bob, alicePublic],
    ] as const)
      expect(Uint8Array.from(hostAgreement.agree(secretKey, publicKey) ?? [])).toEqual(shared);
  });

  // RFC 5869, "Test Case 3": without salt and purpose.
  test("a key is derived as HKDF says", () => {
    const key = hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    expect(hostAgreement.derive(new Uint8Array(22).fill(0x0b), new Uint8Array(0))).toEqual(key);
  });

  // The points of low order: whoever sends one wants a secret that everybody knows.
  test.each([
    "00".repeat(32),
    `01${"00".repeat(31)}`,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ])("nobody agrees with %s", (publicKey) => {
    expect(hostAgreement.agree(alice, hex(publicKey))).toBeUndefined();
  });

  test.each([0, 31, 33])("nor with a key of %i octets", (length) => {
    expect(hostAgreement.agree(alice, new Uint8Array(length))).toBeUndefined();
  });

  test("fresh pairs are pairs, and none is like another", () => {
    const pairs = Array.from({ length: 20 }, () => hostAgreement.keyPair());
    for (const { publicKey, secretKey } of pairs) {
      expect([publicKey.length, secretKey.length]).toEqual([32, 32]);
      expect(hostAgreement.publicKey(secretKey)).toEqual(publicKey);
      const der = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), secretKey]);
      const { x = "" } = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({
        format: "jwk",
      });
      expect(Buffer.from(x, "base64url").equals(publicKey)).toBe(true);
    }
    expect(new Set(pairs.map(({ secretKey }) => String(secretKey))).size).toBe(20);
  });
});

test("chance on a host is from 0 to less than 1, and its bytes are as many as were asked for", () => {
  for (let i = 0; i < 100; i++) {
    const number = hostRandom.next();
    expect(number >= 0 && number < 1).toBe(true);
  }
  expect([0, 1, 32].map((length) => hostRandom.bytes(length).length)).toEqual([0, 1, 32]);
  expect(hostRandom.bytes(32)).not.toEqual(hostRandom.bytes(32));
});
