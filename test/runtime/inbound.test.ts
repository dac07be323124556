import { expect, test } from "vitest";

import { encodeText } from "../../src/bytes/text.ts";
import { Inbound } from "../../src/runtime/inbound.ts";
import { Connection } from "../../src/zmtp/connection.ts";
import { PretendClock, PretendStream } from "./pretend-net.ts";
import { ZmtpEnd, zreIdentity } from "./zmtp-end.ts";

const PATIENCE = 5000;

function listen() {
  const clock = new PretendClock();
  const log: string[] = [];
  const known = new Set<string>();
  const inbound = new Inbound(
    {
      clock,
      connection: () => new Connection({ socketType: "ROUTER", requireZreIdentity: true, heartbeat: false }),
      patience: () => PATIENCE,
    },
    {
      message: (peer, content) => {
        log.push(`${peer.slice(0, 2)} ${content.text(0)}`);
        if (content.text(0) === "HELLO") known.add(peer);
      },
      heard: (peer) => log.push(`${peer.slice(0, 2)} heard`),
      known: (peer) => known.has(peer),
      lost: (peer) => log.push(`${peer.slice(0, 2)} lost`),
      refused: (peer, error) => log.push(`${peer?.slice(0, 2)} ${error.code}`),
    },
  );
  return { clock, inbound, log, known };
}

function knock(inbound: Inbound, address = "10.0.0.9"): PretendStream {
  const stream = new PretendStream({ address, port: 50_000 });
  inbound.accept(stream);
  return stream;
}

function shakeHands(inbound: Inbound, octet: number, address?: string): ZmtpEnd {
  const end = new ZmtpEnd(knock(inbound, address), "DEALER", zreIdentity(octet));
  end.talk();
  return end;
}

test("passes on what a peer says under the id that it presented", () => {
  const { inbound, log } = listen();
  const end = shakeHands(inbound, 0xaa);
  end.send(encodeText("HELLO"));
  end.stream.lose();
  expect(log).toEqual(["aa HELLO", "aa lost"]);
  expect(inbound.size).toBe(0);
});

test("the newest connection with an identity replaces the older one, without a loss", () => {
  const { inbound, log } = listen();
  const older = shakeHands(inbound, 0xaa);
  older.send(encodeText("HELLO"));
  const newer = shakeHands(inbound, 0xaa);
  expect(older.stream.destroyed).toBe(true);
  newer.send(encodeText("on"));
  // To come back is a sign of life too.
  expect(log).toEqual(["aa HELLO", "aa heard", "aa on"]);
  expect(inbound.size).toBe(1);
});

test("a handshake that is never finished is ended", async () => {
  const { clock, inbound, log } = listen();
  const stream = knock(inbound);
  await clock.pass(PATIENCE);
  expect(stream.gone).toBe(true);
  expect(log).toEqual(["undefined timed-out"]);
  expect(inbound.size).toBe(0);
});

test("a connection that shakes hands and says no HELLO is ended, one that is a peer's is not", async () => {
  const { clock, inbound, log } = listen();
  const idle = shakeHands(inbound, 0xaa);
  const peer = shakeHands(inbound, 0xbb);
  peer.send(encodeText("HELLO"));
  await clock.pass(PATIENCE);
  expect([idle.stream.gone, peer.stream.gone]).toEqual([true, false]);
  expect(log).toEqual(["bb HELLO", "aa timed-out"]);
});

test("a peer that lost its connection goes on over a new one without another HELLO", async () => {
  const { clock, inbound } = listen();
  const first = shakeHands(inbound, 0xaa);
  first.send(encodeText("HELLO"));
  first.stream.lose();
  const second = shakeHands(inbound, 0xaa);
  await clock.pass(2 * PATIENCE);
  expect(second.stream.gone).toBe(false);
});

test("strangers from one address get no more than 128 connections, whether or not they shake hands", () => {
  const { inbound, log } = listen();
  for (let i = 0; i < 64; i++) knock(inbound);
  for (let i = 0; i < 64; i++) shakeHands(inbound, i);
  expect(knock(inbound).destroyed).toBe(true);
  expect(log).toEqual(["undefined limit-exceeded"]);
  expect(knock(inbound, "10.0.0.10").gone).toBe(false);
});

test("every end of a stranger's connection gives its place back", () => {
  const { inbound, known } = listen();
  known.add("cc".repeat(16));
  for (let round = 0; round < 200; round++) {
    knock(inbound).lose();
    knock(inbound).arrive(encodeText("GET / HTTP/1.1"));
    shakeHands(inbound, 0xbb);
    shakeHands(inbound, 0xcc).stream.lose();
  }
  expect(knock(inbound).gone).toBe(false);
  expect(inbound.size).toBe(2);
});

test("dropping a peer closes its connection without a word", () => {
  const { clock, inbound, log } = listen();
  const end = shakeHands(inbound, 0xaa);
  inbound.drop("aa".repeat(16));
  inbound.drop("bb".repeat(16));
  expect(clock.armed).toBe(0);
  expect(end.stream.gone).toBe(true);
  expect(log).toEqual([]);
  expect(inbound.size).toBe(0);
});
