import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeGossip, type GossipMessage, WITHDRAWN } from "../../src/zre/gossip/gossip.ts";
import { GossipClient, type GossipClientEffect } from "../../src/zre/gossip/gossip-client.ts";
import { bytes } from "./samples.ts";

/** A client that is connected at time 0 and has one tuple to tell. */
function connected(options: { limit?: number } = {}): GossipClient {
  const client = new GossipClient(options);
  client.publish("ADA", "here");
  client.handleConnected(0);
  return client;
}

function hear(client: GossipClient, message: GossipMessage, now = 0): readonly string[] {
  return story(client.handleMessage(Frames.of(encodeGossip(message)), now));
}

function tuple(key: string, value = "there", ttl = 0): GossipMessage {
  return { type: "PUBLISH", key, value, ttl };
}

/** Effects in short. */
function story(effects: readonly GossipClientEffect[]): string[] {
  return effects.map((effect) => {
    if (effect.type === "told") return `told ${effect.tuple.key} ${effect.tuple.value}`;
    if (effect.type === "forgotten") return `forgotten ${effect.key}`;
    if (effect.type === "ignored") return `ignored ${effect.error.code}`;
    if (effect.type !== "say") return effect.type;
    const { message } = effect;
    return message.type === "PUBLISH" ? `PUBLISH ${message.key} ${message.value} ${message.ttl}` : message.type;
  });
}

/** Lets time pass; the hub answers pings when it is `alive`. */
function run(client: GossipClient, from: number, to: number, alive = true): string[] {
  const said: string[] = [];
  while (client.deadline <= to) {
    const now = Math.max(from, client.deadline);
    const effects = story(client.handleTimeout(now));
    said.push(...effects);
    if (effects.includes("hang-up")) break;
    if (alive && effects.includes("PING")) hear(client, { type: "PONG" }, now);
  }
  return said;
}

describe("a client of a hub", () => {
  test("says HELLO and what it has to tell", () => {
    const client = new GossipClient();
    client.publish("ADA", "here");
    expect(story(client.handleConnected(0))).toEqual(["HELLO", "PUBLISH ADA here 30000"]);
  });

  test("pings more than twice a second, because hubs of zyre forget it after one", () => {
    expect(run(connected(), 0, 5000).filter((said) => said === "PING")).toHaveLength(11);
  });

  test("publishes again every ten seconds", () => {
    expect(run(connected(), 0, 31_000).filter((said) => said.startsWith("PUBLISH"))).toHaveLength(3);
  });

  test("tells at once what changes, and nothing that stays", () => {
    const client = connected();
    expect(story(client.publish("ADA", "here"))).toEqual([]);
    expect(story(client.publish("ADA", "elsewhere"))).toEqual(["PUBLISH ADA elsewhere 30000"]);
  });

  test("takes back what it told", () => {
    const client = connected();
    expect(story(client.withdraw("ADA"))).toEqual([`PUBLISH ADA here ${WITHDRAWN}`]);
    expect(story(client.withdraw("ADA"))).toEqual([]);
  });

  test("tells what it is told, also once more, but not what it told itself", () => {
    const client = connected();
    expect(hear(client, tuple("BOB"))).toEqual(["told BOB there"]);
    expect(hear(client, tuple("BOB"))).toEqual(["told BOB there"]);
    expect(hear(client, tuple("ADA", "here"))).toEqual([]);
  });

  test("forgets what the hub takes back, once", () => {
    const client = connected();
    hear(client, tuple("BOB"));
    expect(hear(client, tuple("BOB", "there", WITHDRAWN))).toEqual(["forgotten BOB"]);
    expect(hear(client, tuple("BOB", "there", WITHDRAWN))).toEqual([]);
  });

  test("says HELLO and everything again when it is no longer known, and not more than twice a second", () => {
    const client = connected();
    for (let i = 0; i < 1000; i++) expect(hear(client, { type: "INVALID" }, 100)).toEqual([]);
    expect(run(client, 100, 1000).filter((said) => said !== "PING")).toEqual(["HELLO", "PUBLISH ADA here 30000"]);
  });

  test("hangs up when a ping is not answered for five seconds", () => {
    const said = run(connected(), 0, 60_000, false);
    expect(said.at(-1)).toBe("hang-up");
    expect(said).toHaveLength(12);
  });

  test("does not blame the hub for its own sleep", () => {
    const client = connected();
    run(client, 0, 1000);
    expect(story(client.handleTimeout(60_000))).toContain("PING");
  });

  test("keeps what was told while the hub is away, and forgets after a minute what a new one does not say", () => {
    const client = connected();
    hear(client, tuple("BOB"));
    hear(client, tuple("CY"));
    client.handleLost();
    expect(client.deadline).toBe(Number.POSITIVE_INFINITY);
    client.handleConnected(600_000);
    hear(client, tuple("CY"), 600_100);
    expect(run(client, 600_000, 659_999).filter((said) => said.startsWith("forgotten"))).toEqual([]);
    expect(run(client, 659_999, 660_500).filter((said) => said.startsWith("forgotten"))).toEqual(["forgotten BOB"]);
    expect(client.size).toBe(1);
  });

  test("forgets nothing while a hub comes and goes faster than that", () => {
    const client = connected();
    hear(client, tuple("BOB"));
    for (let now = 10_000; now < 600_000; now += 10_000) {
      client.handleLost();
      client.handleConnected(now);
      expect(run(client, now, now + 9000).filter((said) => said.startsWith("forgotten"))).toEqual([]);
    }
    expect(client.size).toBe(1);
  });

  test("follows so many tuples and no more, and complains once", () => {
    const client = connected({ limit: 100 });
    const said: string[] = [];
    for (let i = 0; i < 100_000; i++) said.push(...hear(client, tuple(`K${i}`)));
    expect(said.filter((line) => line.startsWith("told"))).toHaveLength(100);
    expect(said.filter((line) => line === "ignored limit-exceeded")).toHaveLength(1);
    expect(client.size).toBe(100);
  });

  test("is not disturbed by what it cannot read", () => {
    const client = connected();
    expect(story(client.handleMessage(Frames.of(bytes("aaa002")), 0))).toEqual(["ignored truncated"]);
    expect(story(client.handleMessage(Frames.of(new Uint8Array(0)), 0))).toEqual(["ignored truncated"]);
    expect(hear(client, { type: "HELLO" })).toEqual([]);
  });
});
