import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { encodeZ85 } from "../../src/bytes/z85.ts";
import { ZreNode, type ZreOptions } from "../../src/index.ts";
import { createKeyFile, readKeyFile } from "../../src/keys/key-file.ts";
import { SimulatedNetwork } from "../../src/net/sim/simulated-network.ts";
import { keyedNet } from "./keyed-net.ts";

// What must not happen is waited for under virtual time: several hundred beacons go by.
const MINUTE = 60_000;

let network = new SimulatedNetwork();
let folder = "";
const open: ZreNode[] = [];

beforeEach(() => {
  network = new SimulatedNetwork({ seed: 5 });
  folder = mkdtempSync(join(tmpdir(), "zocp-keys-"));
});

afterEach(async () => {
  await network.until(Promise.all(open.splice(0).map((node) => node.stop())));
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);

function makeKey(name: string): string {
  createKeyFile(file(name));
  return file(name);
}

function makeNode(name: string, options: ZreOptions = {}): ZreNode {
  // Nodes without a key beacon on another port, unless they are told one.
  const node = new ZreNode(name, { net: keyedNet(network.host()), beaconPort: 5671, ...options });
  open.push(node);
  return node;
}

async function startNode(name: string, options: ZreOptions = {}): Promise<ZreNode> {
  const node = makeNode(name, options);
  await network.until(node.start());
  return node;
}

/** The messages of what a node ignored. */
function hints(node: ZreNode): string[] {
  const messages: string[] = [];
  node.on("ignored", ({ error }) => messages.push(error.message));
  return messages;
}

const know = (one: ZreNode, other: ZreNode): Promise<void> =>
  network.until(() => one.peers.has(other.id) && other.peers.has(one.id));

describe("one key for the show", () => {
  test("its holders know each other; one without it and one with another stay out", async () => {
    const key = makeKey("show.key");
    const one = await startNode("one", { key });
    const outsiders = [await startNode("plain"), await startNode("other", { key: makeKey("other.key") })];
    const two = await startNode("two", { key });
    await know(one, two);
    await network.run(5 * MINUTE);
    expect([...one.peers.keys()]).toEqual([two.id]);
    expect([...two.peers.keys()]).toEqual([one.id]);
    for (const outsider of outsiders) expect(outsider.peers.size).toBe(0);
  });

  test("each is told why the others stay out, and not with every beacon", async () => {
    const [key, otherKey] = [makeKey("show.key"), makeKey("other.key")];
    const [keyed, plain, other] = [makeNode("keyed", { key }), makeNode("plain"), makeNode("other", { key: otherKey })];
    const told = new Map([keyed, plain, other].map((node) => [node, hints(node)]));
    for (const node of told.keys()) await network.until(node.start());
    await network.run(MINUTE / 2);
    const [own, foreign] = [keyed.publicKey, encodeZ85(readKeyFile(otherKey).publicKey)];
    expect(told.get(keyed)?.map(withoutAddress).sort()).toEqual([
      `a node has another key than this one (${foreign}, not ${own}): it stays out`,
      "a node has no key, and this one has: it stays out",
    ]);
    const why = "a node has a key, and this one has none: give it the key of the show (--key, ZOCP_KEY)";
    for (const message of told.get(plain) ?? []) expect(withoutAddress(message)).toBe(why);
    expect(told.get(plain)?.length).toBeGreaterThan(0);
    expect(told.get(other)?.map(withoutAddress)).toContain(
      `a node has another key than this one (${own}, not ${foreign}): it stays out`,
    );
    const before = [...told.values()].flat().length;
    await network.run(10 * MINUTE);
    // Two reasons a node and minute at most; each node heard some 1,200 beacons.
    expect([...told.values()].flat().length - before).toBeLessThanOrEqual(3 * 2 * 10);
  });
});

describe("a key for each machine", () => {
  function allow(name: string): string {
    mkdirSync(file("allowed"), { recursive: true });
    writeFileSync(join(file("allowed"), `${name}.pub`), `${createKeyFile(file(`${name}.key`))}\n`);
    return file(`${name}.key`);
  }

  test("one whose key is not in the folder stays out until it is added", async () => {
    const keys = file("allowed");
    const [one, two] = [
      await startNode("one", { keys, key: allow("one") }),
      await startNode("two", { keys, key: allow("two") }),
    ];
    const latePublic = createKeyFile(file("late.key"));
    const late = await startNode("late", { keys, key: file("late.key") });
    await know(one, two);
    await network.run(MINUTE);
    expect(one.peers.has(late.id)).toBe(false);
    writeFileSync(join(keys, "late.pub"), latePublic);
    await know(one, late);
    await know(two, late);
  });

  test("a folder that cannot be read any more is told once, and those who are in stay", async () => {
    const keys = file("allowed");
    const [one, two] = [
      await startNode("one", { keys, key: allow("one") }),
      await startNode("two", { keys, key: allow("two") }),
    ];
    await know(one, two);
    const failures: string[] = [];
    one.on("failed", ({ error }) => failures.push(error.message));
    renameSync(keys, file("gone"));
    await network.run(10 * MINUTE);
    expect(failures).toEqual([`${keys} cannot be read: it is not there; the keys that were read last stay valid`]);
    expect(one.peers.has(two.id) && two.peers.has(one.id)).toBe(true);
  });
});

/** A message about a node, without where that node is. */
function withoutAddress(message: string): string {
  return message.replace(/ at [0-9.]+/, "");
}
