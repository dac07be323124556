import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeGossip, type GossipMessage, WITHDRAWN } from "../../src/zre/gossip/gossip.ts";
import { Hub, type HubEffects } from "../../src/zre/gossip/hub.ts";
import type { HubLimits } from "../../src/zre/gossip/hub-events.ts";
import { bytes } from "./samples.ts";

/** A hub, its clients by number, and what was said to each. */
class Stage {
  readonly hub: Hub;
  now = 0;

  constructor(limits: Partial<HubLimits> = {}) {
    this.hub = new Hub({ limits });
  }

  join(client: number, address = `10.0.0.${client}`, upstream = false): string[] {
    const joined = this.hub.handleJoined(client, address, this.now, upstream);
    return upstream ? story(joined) : [...story(joined), ...this.say(client, { type: "HELLO" })];
  }

  say(client: number, message: GossipMessage): string[] {
    return story(this.hub.handleMessage(client, Frames.of(encodeGossip(message)), this.now));
  }

  publish(client: number, key: string, value = "there", ttl = 0): string[] {
    return this.say(client, { type: "PUBLISH", key, value, ttl });
  }

  leave(client: number): string[] {
    return story(this.hub.handleLeft(client, this.now));
  }

  run(duration: number): string[] {
    const end = this.now + duration;
    const told: string[] = [];
    while (this.hub.deadline <= end) {
      this.now = this.hub.deadline;
      told.push(...story(this.hub.handleTimeout(this.now)));
    }
    this.now = end;
    return told;
  }
}

function story(effects: HubEffects): string[] {
  return effects.map((effect) => {
    if (effect.type === "hang-up") return `hang-up ${effect.client}`;
    if (effect.type === "say") {
      const { client, message } = effect;
      const text = message.type === "PUBLISH" ? `${message.key} ${message.value}` : message.type;
      return `${client}: ${message.type === "PUBLISH" && message.ttl === WITHDRAWN ? `not ${text}` : text}`;
    }
    const { event } = effect;
    if (event.type === "published") return `published ${event.key}`;
    if (event.type === "withdrawn") return `withdrawn ${event.key} ${event.reason}`;
    if (event.type === "ignored") return `ignored ${event.error.code}`;
    return `${event.type} ${event.address}`;
  });
}

describe("a hub", () => {
  test("tells a newcomer everything, and everybody what is new, its publisher too", () => {
    const stage = new Stage();
    expect(stage.join(1)).toEqual(["joined 10.0.0.1"]);
    expect(stage.publish(1, "A")).toEqual(["published A", "1: A there"]);
    expect(stage.join(2)).toEqual(["joined 10.0.0.2", "2: A there"]);
    expect(stage.publish(2, "B")).toEqual(["published B", "1: B there", "2: B there"]);
    expect(stage.publish(2, "B")).toEqual([]);
  });

  test("answers a PING, also of one that has not said HELLO, and sends one that publishes before it back to the start", () => {
    const stage = new Stage();
    stage.hub.handleJoined(1, "10.0.0.1", 0);
    expect(stage.say(1, { type: "PING" })).toEqual(["1: PONG"]);
    expect(stage.publish(1, "A")).toEqual(["1: INVALID"]);
    expect(stage.hub.tuples.size).toBe(0);
  });

  test("does not forget a quiet client while it is connected", () => {
    const stage = new Stage();
    stage.join(1);
    stage.publish(1, "A");
    expect(stage.run(86_400_000)).toEqual([]);
    expect(stage.hub.tuples.size).toBe(1);
  });

  test("lets a tuple go some seconds after its publisher, and tells only those who understand", () => {
    const stage = new Stage();
    stage.join(1);
    stage.join(2);
    stage.join(3);
    stage.publish(1, "A");
    stage.publish(2, "B", "there", 30_000);
    expect(stage.leave(1)).toEqual(["left 10.0.0.1"]);
    expect(stage.run(9000)).toEqual([]);
    expect(stage.run(2000)).toEqual(["withdrawn A expired", "2: not A there"]);
  });

  test("keeps the tuple of one that comes back in time, and nobody need be told", () => {
    const stage = new Stage();
    stage.join(1);
    stage.join(2);
    stage.publish(1, "A");
    stage.leave(1);
    stage.run(5000);
    stage.join(3, "10.0.0.1");
    expect(stage.publish(3, "A")).toEqual([]);
    expect(stage.run(60_000)).toEqual([]);
  });

  test("lets a tuple go that was not published again in its time, although its publisher is connected", () => {
    const stage = new Stage();
    stage.join(1);
    stage.join(2);
    stage.publish(1, "A", "there", 30_000);
    stage.run(29_000);
    stage.publish(1, "A", "there", 30_000);
    expect(stage.run(29_000)).toEqual([]);
    expect(stage.run(2000)).toEqual(["withdrawn A expired", "1: not A there"]);
  });

  test("lets a tuple go at once that is taken back, by its publisher only", () => {
    const stage = new Stage();
    stage.join(1);
    stage.join(2);
    stage.publish(1, "A", "there", 30_000);
    stage.publish(2, "B", "there", 30_000);
    expect(stage.publish(2, "A", "there", WITHDRAWN)).toEqual([]);
    expect(stage.publish(1, "A", "there", WITHDRAWN)).toEqual([
      "withdrawn A goodbye",
      "1: not A there",
      "2: not A there",
    ]);
  });

  test("does not take it for their own word when clients of zyre repeat what they were told", () => {
    const stage = new Stage();
    stage.join(1);
    stage.join(2);
    stage.publish(1, "A", "there", 30_000);
    expect(stage.publish(2, "A")).toEqual([]);
    expect(stage.publish(1, "A", "there", WITHDRAWN)).toContain("withdrawn A goodbye");
  });

  test("follows one that moves, but not a stranger who claims its place while it is there", () => {
    const stage = new Stage();
    stage.join(1);
    stage.join(2);
    stage.publish(1, "A", "first");
    expect(stage.publish(2, "A", "forged")).toEqual(["ignored bad-message"]);
    expect(stage.publish(1, "A", "second")).toEqual(["published A", "1: A second", "2: A second"]);
    stage.leave(1);
    expect(stage.publish(2, "A", "third")).toEqual(["published A", "2: A third"]);
  });

  test("answers what it cannot read with INVALID, and complains no more than a hundred times a second", () => {
    const stage = new Stage();
    stage.join(1);
    const told = Array.from({ length: 1000 }, () =>
      story(stage.hub.handleMessage(1, Frames.of(bytes("00")), 0)),
    ).flat();
    expect(told.filter((line) => line === "1: INVALID")).toHaveLength(1000);
    expect(told.filter((line) => line.startsWith("ignored"))).toHaveLength(100);
  });
});

describe("the limits of a hub", () => {
  test("hold for the tuples of one client, and of all", () => {
    const stage = new Stage({ tuples: 50, tuplesPerClient: 30 });
    stage.join(1);
    stage.join(2);
    for (let i = 0; i < 5000; i++) stage.publish(1, `A${i}`);
    expect(stage.hub.tuples.size).toBe(30);
    for (let i = 0; i < 100; i++) stage.publish(2, `B${i}`);
    expect(stage.hub.tuples.size).toBe(50);
    stage.run(1000);
    expect(stage.publish(2, "C")).toEqual(["ignored limit-exceeded"]);
  });

  test("give back the room of what is gone", () => {
    const stage = new Stage({ tuplesPerClient: 2 });
    stage.join(1);
    for (let i = 0; i < 20; i++) {
      stage.publish(1, "A", "there", 30_000);
      stage.publish(1, "A", "there", WITHDRAWN);
      stage.run(1000);
    }
    expect(stage.publish(1, "B")).toContain("published B");
  });

  test("hold for the time until a client says HELLO", () => {
    const stage = new Stage();
    stage.join(1);
    stage.hub.handleJoined(2, "10.0.0.2", 0);
    expect(stage.run(60_000).slice(0, 2)).toEqual(["ignored timed-out", "hang-up 2"]);
  });

  test("hold for the length of a value", () => {
    const stage = new Stage();
    stage.join(1);
    expect(stage.publish(1, "A", "x".repeat(1024))).toContain("published A");
    expect(stage.publish(1, "B", "x".repeat(1025))).toEqual(["ignored limit-exceeded"]);
  });

  test("hold for changes, because everybody is told of each", () => {
    const stage = new Stage({ changes: 10, tuplesPerClient: 20 });
    stage.join(1);
    const told = Array.from({ length: 500 }, (_, i) => stage.publish(1, "A", `v${i}`)).flat();
    expect(told.filter((line) => line.startsWith("published"))).toHaveLength(20);
    stage.run(1000);
    const later = Array.from({ length: 500 }, (_, i) => stage.publish(1, "A", `w${i}`)).flat();
    expect(later.filter((line) => line.startsWith("published"))).toHaveLength(10);
  });

  test("hold for messages, beyond which the client is hung up on", () => {
    const stage = new Stage();
    stage.join(1);
    const told = Array.from({ length: 10_100 }, () => stage.say(1, { type: "PING" })).flat();
    expect(told).toContain("hang-up 1");
  });

  test("hold for the question for everything", () => {
    const stage = new Stage();
    stage.join(1);
    stage.publish(1, "A");
    stage.join(2);
    for (let i = 0; i < 100; i++) expect(stage.say(2, { type: "HELLO" })).toEqual([]);
    stage.run(1000);
    expect(stage.say(2, { type: "HELLO" })).toEqual(["2: A there"]);
  });
});

describe("two hubs in a chain", () => {
  test("share what each has of its own clients", () => {
    const stage = new Stage();
    stage.join(1);
    stage.publish(1, "A");
    expect(stage.join(9, "tcp://far:5670", true)).toEqual(["9: A there"]);
    expect(story(stage.hub.publish(9, { key: "B", value: "far" }, 0, 0))).toEqual(["published B", "1: B far"]);
    expect(stage.publish(1, "C")).toEqual(["published C", "1: C there", "9: C there"]);
  });

  test("let go what only the other had, when it takes it back or is gone", () => {
    const stage = new Stage();
    stage.join(1);
    stage.publish(1, "A", "there", 30_000);
    stage.join(9, "tcp://far:5670", true);
    stage.hub.publish(9, { key: "B", value: "far" }, 0, 0);
    stage.hub.publish(9, { key: "C", value: "far" }, 0, 0);
    expect(story(stage.hub.withdraw(9, "B"))).toEqual(["withdrawn B goodbye", "1: not B far", "9: not B far"]);
    stage.leave(9);
    stage.publish(1, "A", "there", 30_000);
    expect(stage.run(11_000)).toContain("withdrawn C expired");
  });

  test("do not keep alive what each has only from the other", () => {
    const stage = new Stage();
    stage.join(1);
    stage.publish(1, "A");
    stage.join(9, "tcp://far:5670", true);
    stage.hub.publish(9, { key: "A", value: "there" }, 0, 0);
    stage.leave(1);
    expect(stage.run(11_000)).toContain("withdrawn A expired");
  });

  test("believe those who are here more than the other hub", () => {
    const stage = new Stage();
    stage.join(1);
    stage.publish(1, "A", "here");
    stage.join(9, "tcp://far:5670", true);
    expect(story(stage.hub.publish(9, { key: "A", value: "far" }, 0, 0))).toEqual([]);
    expect(stage.hub.tuples.get("A")?.value).toBe("here");
  });
});

test("tuples that end at the same time are told to everybody a portion at a time", () => {
  const stage = new Stage({ changes: 10_000, tuplesPerClient: 1000 });
  for (let client = 1; client <= 100; client++) {
    stage.join(client);
    // Whoever publishes with a time to live is told what ends.
    stage.publish(client, `own ${client}`, "there", 60_000);
  }
  stage.join(101);
  for (let i = 0; i < 900; i++) stage.publish(101, `key ${i}`);
  stage.leave(101);
  stage.now += 20_000;
  const turns: number[] = [];
  let told = 0;
  while (stage.hub.deadline <= stage.now) {
    const effects = stage.hub.handleTimeout(stage.now);
    turns.push(effects.length);
    told += effects.filter(({ type }) => type === "say").length;
  }
  expect(told).toBe(90_000);
  expect(Math.max(...turns)).toBeLessThanOrEqual(512 + 101);
});

test("clients that never say HELLO are turned away a portion at a time", () => {
  const stage = new Stage({ clients: 2000, clientsPerAddress: 2000 });
  for (let client = 1; client <= 1000; client++) stage.hub.handleJoined(client, "10.0.0.1", 0);
  stage.now = 20_000;
  let gone = 0;
  while (stage.hub.deadline <= stage.now) {
    const effects = stage.hub.handleTimeout(stage.now);
    expect(effects.length).toBeLessThanOrEqual(512);
    for (const effect of effects) {
      if (effect.type !== "hang-up") continue;
      gone++;
      stage.hub.handleLeft(effect.client, stage.now);
    }
    if (effects.length === 0) break;
    stage.now += 1000;
  }
  expect(gone).toBe(1000);
});
