import { describe, expect, test } from "vitest";

import { Heartbeat } from "../../src/zmtp/heartbeat.ts";

const OPTIONS = { interval: 2000, ttl: 6000, timeout: 6000 };

/** Started and last heard at time 1000. */
function started(): Heartbeat {
  const heartbeat = new Heartbeat(OPTIONS);
  heartbeat.start(1000);
  return heartbeat;
}

describe("silence", () => {
  test("is asked about after the interval", () => {
    const heartbeat = started();
    expect(heartbeat.deadline).toBe(3000);
    expect(heartbeat.handleTimeout(3000)).toBe("ping");
  });

  test("after a PING is a loss after the time-out", () => {
    const heartbeat = started();
    heartbeat.handleTimeout(3000);
    expect(heartbeat.deadline).toBe(9000);
    expect(heartbeat.handleTimeout(9000)).toBe("lost");
  });

  test("ends with whatever is heard", () => {
    const heartbeat = started();
    heartbeat.handleTimeout(3000);
    heartbeat.handleHeard(8999);
    expect(heartbeat.deadline).toBe(10_999);
    expect(heartbeat.handleTimeout(10_999)).toBe("ping");
  });

  test("never matters without heartbeats of our own", () => {
    const heartbeat = new Heartbeat(undefined);
    heartbeat.start(1000);
    heartbeat.unconfirmed++;
    expect(heartbeat.deadline).toBe(Number.POSITIVE_INFINITY);
  });
});

test("a peer that owes nothing is asked more rarely", () => {
  const heartbeat = new Heartbeat({ ...OPTIONS, idle: 20_000 });
  heartbeat.start(1000);
  expect(heartbeat.deadline).toBe(21_000);
  heartbeat.unconfirmed++;
  expect(heartbeat.deadline).toBe(3000);
});

describe("the round trip", () => {
  test("is the time from a PING to its PONG", () => {
    const heartbeat = started();
    expect(heartbeat.roundTrip).toBeUndefined();
    heartbeat.handleTimeout(3000);
    heartbeat.handleHeard(3007);
    heartbeat.handlePong(heartbeat.context);
    expect(heartbeat.roundTrip).toBe(7);
  });

  test("is not measured by an answer that nobody asked for", () => {
    const heartbeat = started();
    heartbeat.handleHeard(1500);
    heartbeat.handlePong(heartbeat.context);
    expect(heartbeat.roundTrip).toBeUndefined();
    heartbeat.handleTimeout(3500);
    heartbeat.handleHeard(3510);
    heartbeat.handlePong(heartbeat.context);
    heartbeat.handleHeard(9000);
    heartbeat.handlePong(heartbeat.context);
    expect(heartbeat.roundTrip).toBe(10);
  });
});

describe("the peer's time to live", () => {
  test("ends a connection on which nothing follows", () => {
    const heartbeat = started();
    heartbeat.handlePing(1500);
    expect(heartbeat.deadline).toBe(2500);
    expect(heartbeat.handleTimeout(2500)).toBe("lost");
  });

  test("counts without heartbeats of our own", () => {
    const heartbeat = new Heartbeat(undefined);
    heartbeat.start(1000);
    heartbeat.handlePing(60_000);
    expect(heartbeat.deadline).toBe(61_000);
    expect(heartbeat.handleTimeout(61_000)).toBe("lost");
  });

  test("is over with the next sign of life", () => {
    const heartbeat = started();
    heartbeat.handlePing(1500);
    heartbeat.handleHeard(2000);
    expect(heartbeat.deadline).toBe(4000);
  });

  test("of zero asks for nothing", () => {
    const heartbeat = started();
    heartbeat.handlePing(0);
    expect(heartbeat.deadline).toBe(3000);
  });
});

describe("what was written", () => {
  test("is confirmed at first, because it is nothing", () => {
    expect(started().confirmed).toBe(true);
  });

  test("is confirmed by the PONG to a PING that followed it", () => {
    const heartbeat = started();
    heartbeat.unconfirmed++;
    expect(heartbeat.confirmed).toBe(false);
    heartbeat.handleTimeout(3000);
    heartbeat.handlePong(heartbeat.context);
    expect(heartbeat.confirmed).toBe(true);
  });

  test("is not confirmed by the PONG to a PING before it", () => {
    const heartbeat = started();
    heartbeat.handleTimeout(3000);
    heartbeat.unconfirmed++;
    heartbeat.handlePong(heartbeat.context);
    expect(heartbeat.confirmed).toBe(false);
  });

  test("is not confirmed by a late PONG to an earlier PING", () => {
    const heartbeat = started();
    heartbeat.unconfirmed++;
    heartbeat.handleTimeout(3000);
    const { context } = heartbeat;
    heartbeat.unconfirmed++;
    heartbeat.handleHeard(3500);
    heartbeat.handleTimeout(5500);
    heartbeat.handlePong(context);
    expect(heartbeat.confirmed).toBe(false);
  });

  test("is not confirmed by a PONG that nobody asked for", () => {
    const heartbeat = started();
    heartbeat.unconfirmed++;
    heartbeat.handlePong(new Uint8Array(0));
    expect(heartbeat.confirmed).toBe(false);
  });

  test("is asked about even when the peer is heard all the time", () => {
    const heartbeat = started();
    heartbeat.unconfirmed++;
    heartbeat.handleHeard(2999);
    expect(heartbeat.deadline).toBe(3000);
    expect(heartbeat.handleTimeout(3000)).toBe("ping");
  });
});
