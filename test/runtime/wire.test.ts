import { expect, test } from "vitest";

import { encodeText } from "../../src/bytes/text.ts";
import { Wire, type WireHandlers } from "../../src/runtime/wire.ts";
import { encodeCommand, encodePing, encodeProperties } from "../../src/zmtp/command.ts";
import { Connection } from "../../src/zmtp/connection.ts";
import { encodeGreeting } from "../../src/zmtp/greeting.ts";
import type { HeartbeatOptions } from "../../src/zmtp/heartbeat.ts";
import { PretendClock, PretendStream } from "./pretend-net.ts";
import { ZmtpEnd, zreIdentity } from "./zmtp-end.ts";

const HEARTBEAT = { interval: 2000, ttl: 6000, timeout: 6000 };

function readyWire(heartbeat: HeartbeatOptions | false = HEARTBEAT) {
  const clock = new PretendClock();
  const stream = new PretendStream();
  const log: string[] = [];
  let heard = 0;
  const handlers: WireHandlers = {
    ready: () => log.push("ready"),
    message: () => log.push("message"),
    drain: () => log.push("drain"),
    heard: () => heard++,
    closed: (_wire, error, retry) => log.push(`closed ${error?.code} ${retry}`),
  };
  const connection = new Connection({ socketType: "DEALER", identity: zreIdentity(1), heartbeat });
  const wire = new Wire(stream, connection, clock, handlers);
  stream.connected();
  const end = new ZmtpEnd(stream, "ROUTER");
  end.talk();
  return { clock, stream, wire, end, log, heard: () => heard };
}

function readyOf(socketType: string): Uint8Array {
  return encodeCommand("READY", encodeProperties(new Map([["socket-type", encodeText(socketType)]])));
}

/** A short command frame. */
function command(body: Uint8Array): Uint8Array {
  return Uint8Array.of(0x04, body.length, ...body);
}

test("a wire without heartbeats has nothing to prove: who cannot be asked may be silent", async () => {
  const { clock, wire, log } = readyWire(false);
  wire.prove();
  await clock.pass(2000);
  expect(log).toEqual(["ready"]);
});

test("whoever hears the end of a handshake and asks at once does not overtake it", () => {
  const stream = new PretendStream();
  const ask = (): void => wire.ask();
  const handlers: WireHandlers = { ready: () => {}, message: () => {}, heard: ask, closed: () => {} };
  const connection = new Connection({ socketType: "DEALER", identity: zreIdentity(1), heartbeat: HEARTBEAT });
  const wire = new Wire(stream, connection, new PretendClock(), handlers);
  stream.connected();
  // Under load the greeting of the other side and its READY come in one piece.
  stream.arrive(
    Uint8Array.of(...encodeGreeting({ mechanism: "NULL", asServer: false }), ...command(readyOf("ROUTER"))),
  );
  const octets = Buffer.concat(stream.written);
  expect(octets.indexOf("READY")).toBeGreaterThan(0);
  expect(octets.indexOf("PING")).toBeGreaterThan(octets.indexOf("READY"));
});

test("messages of one turn leave in one write", () => {
  const { clock, stream, wire, end } = readyWire();
  for (const word of ["one", "two", "three"]) wire.send(encodeText(word), undefined);
  expect(stream.written).toHaveLength(0);
  clock.endTurn();
  expect(stream.written).toHaveLength(1);
  end.talk();
  expect(end.heard).toEqual(["one", "two", "three"]);
});

test("an answer to a PING keeps its place behind what was sent before", () => {
  const { stream, wire, end } = readyWire();
  wire.send(encodeText("first"), undefined);
  stream.arrive(command(encodePing(0, Uint8Array.of(9))));
  expect(stream.written).toHaveLength(2);
  end.talk();
  expect(end.heard).toEqual(["first"]);
});

test("what was sent leaves before the stream is closed", () => {
  const { stream, wire, end } = readyWire();
  wire.send(encodeText("last words"), undefined);
  wire.close();
  expect(stream.ended).toBe(true);
  stream.ended = false;
  end.talk();
  expect(end.heard).toEqual(["last words"]);
});

test("a peer that sends PING after PING and reads nothing cannot fill the memory with answers", () => {
  const { stream } = readyWire();
  stream.reads = false;
  for (let i = 0; i < 20_000; i++) stream.arrive(command(encodePing(0, new Uint8Array(16))));
  expect(stream.buffered).toBeLessThan(100_000);
});

test("a connection is not given up while a long message is on its way", async () => {
  const { clock, stream, wire, log } = readyWire();
  stream.reads = false;
  wire.send(new Uint8Array(1_000_000), undefined);
  const rang = await clock.pass(30_000);
  expect(rang).toBeLessThan(31);
  expect(log).toEqual(["ready"]);
});

test("nobody is asked while octets wait to leave, and later the peer is none the worse for it", async () => {
  const { clock, stream, wire, log } = readyWire();
  stream.reads = false;
  wire.send(new Uint8Array(1_000_000), undefined);
  clock.endTurn();
  stream.take();
  wire.ask();
  expect(stream.written).toEqual([]);
  await clock.pass(5000);
  stream.drain();
  await clock.pass(1500);
  wire.ask();
  expect(stream.written).toHaveLength(1);
  expect(log).toEqual(["ready", "drain"]);
});

test("a peer that takes what waited for it has given a sign of life", () => {
  const { clock, stream, wire, heard } = readyWire();
  stream.reads = false;
  wire.send(new Uint8Array(100), undefined);
  clock.endTurn();
  const before = heard();
  stream.drain();
  expect(heard() - before).toBe(1);
});

test("once everything has left, a silent peer is asked and given up", async () => {
  const { clock, stream, wire, log } = readyWire();
  stream.reads = false;
  wire.send(new Uint8Array(100), undefined);
  await clock.pass(4000);
  stream.drain();
  await clock.pass(8000);
  expect(log).toEqual(["ready", "drain", "closed timed-out true"]);
});

test("a wire that is over leaves no timer behind", () => {
  const { clock, stream, log } = readyWire();
  expect(clock.armed).toBe(1);
  stream.lose();
  expect(clock.armed).toBe(0);
  expect(log).toEqual(["ready", "closed undefined true"]);
});

test("a broken protocol closes the wire once, and says not to try again", () => {
  const { stream, log } = readyWire();
  stream.arrive(command(encodeCommand("PING")));
  stream.arrive(command(encodeCommand("PING")));
  expect(log).toEqual(["ready", "closed bad-command false"]);
});
