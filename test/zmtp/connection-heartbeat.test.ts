import { describe, expect, test } from "vitest";

import { toHex } from "../../src/bytes/hex.ts";
import { Connection } from "../../src/zmtp/connection.ts";
import { introduce, readyDealer, readyRouter, sent, written } from "./pair.ts";
import { ascii, bytes, IDENTITY } from "./samples.ts";

const lost = { type: "close", retry: true, error: expect.objectContaining({ code: "timed-out" }) };

test("a peer that says nothing for twenty seconds is asked for a sign of life", () => {
  const dealer = readyDealer();
  expect(dealer.deadline).toBe(20_000);
  expect(dealer.handleTimeout(19_999)).toEqual([]);
  const ping = `04 08 04 ${ascii("PING")} 0190`.replaceAll(" ", "");
  expect(toHex(written(dealer.handleTimeout(20_000)))).toMatch(new RegExp(`^${ping}..$`));
});

test("what was sent is asked about within two seconds", () => {
  const dealer = readyDealer();
  sent(dealer, ["aa"]);
  expect(dealer.deadline).toBe(2000);
  const pong = written(readyRouter().handleBytes(written(dealer.handleTimeout(2000)), 0));
  dealer.handleBytes(pong, 2001);
  expect([dealer.confirmed, dealer.deadline]).toEqual([true, 22_001]);
});

test("a peer can be asked at any time, though only once until it is heard", () => {
  const dealer = readyDealer();
  expect(written(dealer.ask(100))).toHaveLength(10);
  expect(dealer.ask(200)).toEqual([]);
  dealer.handleBytes(bytes("00"), 300);
  expect(dealer.ask(400)).toHaveLength(1);
});

test("nobody is asked without heartbeats", () => {
  expect(readyDealer({ heartbeat: false }).ask(100)).toEqual([]);
});

test("a peer that stays silent for six more seconds is given up, and may be dialled again", () => {
  const dealer = readyDealer();
  dealer.handleTimeout(20_000);
  expect(dealer.deadline).toBe(26_000);
  expect(dealer.handleTimeout(26_000)).toEqual([lost]);
  expect(dealer.ready).toBe(false);
});

test("part of a frame is a sign of life", () => {
  const router = readyRouter();
  router.handleBytes(bytes("00"), 1500);
  expect(router.deadline).toBe(21_500);
});

test("a peer's PING with a time to live closes a connection on which nothing follows", () => {
  const router = readyRouter({ heartbeat: false });
  router.handleBytes(bytes(`04 07 04 ${ascii("PING")} 000a`), 500);
  expect(router.deadline).toBe(1500);
  expect(router.handleTimeout(1500)).toEqual([lost]);
});

test("heartbeats can be set", () => {
  const router = readyRouter({ heartbeat: { interval: 100, ttl: 200, timeout: 300 } });
  expect(toHex(written(router.handleTimeout(100)))).toContain(toHex(bytes(`${ascii("PING")} 0002`)));
  expect(router.deadline).toBe(400);
});

test("heartbeats can be left out", () => {
  expect(readyRouter({ heartbeat: false }).deadline).toBe(Number.POSITIVE_INFINITY);
});

test("two of ours keep each other alive while nothing is said", () => {
  const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY });
  const router = new Connection({ socketType: "ROUTER" });
  introduce(dealer, router);
  for (let now = 10; now < 60_000; now += 10) {
    exchange(router, dealer, now);
    exchange(dealer, router, now);
  }
  expect([dealer.ready, router.ready]).toEqual([true, true]);
});

test("what was sent is confirmed although the peer's own PINGs come first", () => {
  const dealer = new Connection({ socketType: "DEALER", identity: IDENTITY });
  const router = new Connection({ socketType: "ROUTER", heartbeat: { interval: 500, ttl: 6000, timeout: 6000 } });
  introduce(dealer, router);
  router.handleBytes(sent(dealer, ["aa"]), 10);
  for (let now = 10; now <= 3000; now += 10) {
    exchange(router, dealer, now);
    exchange(dealer, router, now);
  }
  expect(dealer.confirmed).toBe(true);
});

test("what is sent after the PING is not confirmed by its PONG", () => {
  const dealer = readyDealer();
  const ping = written(dealer.ask(2000));
  const pong = written(readyRouter().handleBytes(ping, 0));
  sent(dealer, ["aa"]);
  dealer.handleBytes(pong, 2001);
  expect(dealer.confirmed).toBe(false);
});

describe("a connection that sent nothing", () => {
  test("has nothing to confirm", () => {
    expect(readyDealer().confirmed).toBe(true);
    expect(new Connection({ socketType: "DEALER" }).confirmed).toBe(true);
  });
});

/** What one writes because of the time, the other hears, and its answer comes back. */
function exchange(one: Connection, other: Connection, now: number): void {
  one.handleBytes(written(other.handleBytes(written(one.handleTimeout(now)), now)), now);
}
