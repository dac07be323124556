import { expect, test } from "vitest";

import { encodeText } from "../../../../src/bytes/text.ts";
import { Inbound } from "../../../../src/transport/zre/sockets/inbound.ts";
import { Connection } from "../../../../src/zmtp/connection.ts";
import { SimulatedClock, SimulatedStream } from "../../../node/simulated-net.ts";
import { ZmtpEnd, zreIdentity } from "../../../node/zmtp-end.ts";

const PATIENCE = 5000;

function listen() {
  const clock = new SimulatedClock();
  const log: string[] = [];
  const known = new Set<string>();
  const inbound = new Inbound(
    {
      clock,
      connection: () => new Connection({ socketType: "ROUTER", requireZreIdentity: true }),
      patience: () => PATIENCE,
    },
    {
      message: (peer, content) => {
        log.push(`${peer.slice(0, 2)} ${content.text(0)}`);
        if (content.text(0) === "HELLO") known.add(peer);
      },
      heard: (peer) => log.push(`${peer.slice(0, 2)} heard`),
      patient: () => true,
      known: (peer) => known.has(peer),
      awaited: (address) => (address === "10.0.0.7" ? 100 : 0),
      lost: (peer) => log.push(`${peer.slice(0, 2)} lost`),
      refused: (peer, error) => log.push(`${peer?.slice(0, 2)} ${error.code}`),
    },
  );
  return { clock, inbound, log, known };
}

function knock(inbound: Inbound, address = "10.0.0.9"): SimulatedStream {
  const stream = new SimulatedStream({ address, port: 50_000 });
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

test("a connection that only presents a peer's id does not cut that peer, and is ended when it stays silent", async () => {
  const { clock, inbound, log } = listen();
  const peer = shakeHands(inbound, 0xaa);
  peer.send(encodeText("HELLO"));
  const stranger = shakeHands(inbound, 0xaa, "10.0.0.66");
  await clock.pass(PATIENCE - 1);
  peer.send(encodeText("on"));
  expect([peer.stream.gone, stranger.stream.gone]).toEqual([false, false]);
  await clock.pass(1);
  expect([peer.stream.gone, stranger.stream.gone]).toEqual([false, true]);
  expect(log).toEqual(["aa HELLO", "aa on", "aa timed-out"]);
});

test("a HELLO that came while our own program stood still is read before its connection is given up", async () => {
  const { clock, inbound, log } = listen();
  const peer = shakeHands(inbound, 0xaa);
  clock.schedule(PATIENCE, () => peer.send(encodeText("HELLO")));
  await clock.pass(PATIENCE);
  expect([peer.stream.gone, log]).toEqual([false, ["aa HELLO"]]);
});

test("a connection that says something in a peer's name is refused while the peer's own one gives signs of life", async () => {
  const { clock, inbound, log } = listen();
  const peer = shakeHands(inbound, 0xaa);
  peer.send(encodeText("HELLO"));
  const stranger = shakeHands(inbound, 0xaa, "10.0.0.66");
  stranger.send(encodeText("HELLO"));
  peer.talk();
  await clock.pass(2000);
  expect([peer.stream.gone, stranger.stream.gone]).toEqual([false, true]);
  expect(log).toEqual(["aa HELLO", "aa heard", "aa bad-identity"]);
});

test("it takes over from one that gives no sign of life, and nothing is lost of what it said", async () => {
  const { clock, inbound, log } = listen();
  const older = shakeHands(inbound, 0xaa);
  older.send(encodeText("HELLO"));
  const newer = shakeHands(inbound, 0xaa, "10.0.0.3");
  for (const text of ["HELLO", "one", "two"]) newer.send(encodeText(text));
  expect(log).toEqual(["aa HELLO"]);
  await clock.pass(1500);
  newer.send(encodeText("three"));
  expect([older.stream.gone, newer.stream.gone]).toEqual([true, false]);
  expect(log).toEqual(["aa HELLO", "aa HELLO", "aa one", "aa two", "aa timed-out", "aa three"]);
});

test("it takes over at once when the older one ends, or has said nothing itself", () => {
  const { inbound, log } = listen();
  const silent = shakeHands(inbound, 0xaa);
  const older = shakeHands(inbound, 0xaa);
  older.send(encodeText("HELLO"));
  expect(silent.stream.destroyed).toBe(true);
  const newer = shakeHands(inbound, 0xaa);
  newer.send(encodeText("HELLO"));
  older.stream.lose();
  expect(log).toEqual(["aa HELLO", "aa HELLO"]);
  newer.stream.lose();
  expect(log).toEqual(["aa HELLO", "aa HELLO", "aa lost"]);
  expect(inbound.size).toBe(0);
});

test("a thousand connections with one id cost that peer nothing, and eight are kept", () => {
  const { inbound, log } = listen();
  const peer = shakeHands(inbound, 0xaa);
  peer.send(encodeText("HELLO"));
  for (let i = 0; i < 1000; i++) shakeHands(inbound, 0xaa, `10.0.1.${i % 250}`);
  peer.send(encodeText("on"));
  expect(peer.stream.gone).toBe(false);
  expect(inbound.size).toBe(9);
  expect(log).toEqual(["aa HELLO", "aa on"]);
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

test("those who are awaited from an address come beside its strangers", () => {
  const { inbound, log } = listen();
  for (let i = 0; i < 128 + 100; i++) expect(knock(inbound, "10.0.0.7").gone).toBe(false);
  expect(knock(inbound, "10.0.0.7").destroyed).toBe(true);
  expect(log).toEqual(["undefined limit-exceeded"]);
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
  // Of those that only present one id, no more than a few are kept.
  expect(inbound.size).toBe(10);
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
