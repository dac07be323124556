import { describe, expect, test } from "vitest";

import { encodeText } from "../../../../src/bytes/text.ts";
import { ZmtpSocket, type ZmtpSocketHandlers } from "../../../../src/transport/zre/sockets/zmtp-socket.ts";
import { encodeCommand, encodePing, encodeProperties } from "../../../../src/zmtp/command.ts";
import { Connection } from "../../../../src/zmtp/connection.ts";
import { encodeGreeting } from "../../../../src/zmtp/greeting.ts";
import type { HeartbeatOptions } from "../../../../src/zmtp/heartbeat.ts";
import { SimulatedClock, SimulatedStream } from "../../../node/simulated-net.ts";
import { ZmtpEnd, zreIdentity } from "../../../node/zmtp-end.ts";

/** Milliseconds for a handshake, and for a sign of life that is asked for. */
const HANDSHAKE = 5000;
const PROOF = 1200;
const HEARTBEAT = { interval: 2000, ttl: 6000, timeout: 6000 };

function readyWire(heartbeat: HeartbeatOptions | false = HEARTBEAT) {
  const clock = new SimulatedClock();
  const stream = new SimulatedStream();
  const log: string[] = [];
  let heard = 0;
  const handlers: ZmtpSocketHandlers = {
    ready: () => log.push("ready"),
    message: () => log.push("message"),
    drain: () => log.push("drain"),
    heard: () => heard++,
    closed: (_wire, error, retry) => log.push(`closed ${error?.code} ${retry}`),
  };
  const connection = new Connection({ socketType: "DEALER", identity: zreIdentity(1), heartbeat });
  const wire = new ZmtpSocket(stream, connection, clock, handlers);
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
  const stream = new SimulatedStream();
  const ask = (): void => wire.ask();
  const handlers: ZmtpSocketHandlers = { ready: () => {}, message: () => {}, heard: ask, closed: () => {} };
  const connection = new Connection({ socketType: "DEALER", identity: zreIdentity(1), heartbeat: HEARTBEAT });
  const wire = new ZmtpSocket(stream, connection, new SimulatedClock(), handlers);
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

describe("what came while our own program stood still is read before a connection is given up:", () => {
  test("the rest of a handshake", async () => {
    const clock = new SimulatedClock();
    const stream = new SimulatedStream();
    const log: string[] = [];
    const handlers = { ready: () => log.push("ready"), message: () => {}, closed: () => log.push("closed") };
    new ZmtpSocket(stream, new Connection({ socketType: "DEALER", identity: zreIdentity(1) }), clock, handlers);
    stream.connected();
    clock.schedule(HANDSHAKE, () => new ZmtpEnd(stream, "ROUTER").talk());
    await clock.pass(HANDSHAKE);
    expect(log).toEqual(["ready"]);
  });

  test("the answer to a heartbeat", async () => {
    const { clock, stream, log } = readyWire();
    await clock.pass(HEARTBEAT.interval);
    expect(Buffer.concat(stream.take()).includes("PING")).toBe(true);
    clock.schedule(HEARTBEAT.timeout, () => stream.arrive(command(encodeCommand("PONG", Uint8Array.of(1)))));
    await clock.pass(HEARTBEAT.timeout);
    expect(log).toEqual(["ready"]);
  });

  test("a sign of life that it has to give now", async () => {
    const { clock, stream, wire, log } = readyWire();
    wire.prove();
    clock.schedule(PROOF, () => stream.arrive(command(encodeCommand("PONG", Uint8Array.of(1)))));
    await clock.pass(PROOF);
    expect(log).toEqual(["ready"]);
  });

  test("and one that has sent nothing is given up all the same", async () => {
    const { clock, log } = readyWire();
    await clock.pass(HEARTBEAT.interval + HEARTBEAT.timeout);
    expect(log).toEqual(["ready", "closed timed-out true"]);
  });
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

describe("one that costs too much and is kept waiting", () => {
  test("hears of us, and its silence is no end", async () => {
    const { clock, stream, wire, log, heard } = readyWire();
    Object.assign(wire.account, { heavy: true, patient: true });
    wire.hold();
    stream.take();
    const before = heard();
    await clock.pass(60_000);
    const signs = Buffer.concat(stream.take()).toString("latin1").split("PONG").length - 1;
    expect(signs).toBeGreaterThan(150);
    expect(heard() - before).toBe(signs);
    wire.prove();
    await clock.pass(PROOF);
    expect(log).toEqual(["ready"]);
  });

  test("is judged as others are when nothing of it waits any more", async () => {
    const { clock, wire, log } = readyWire();
    Object.assign(wire.account, { heavy: true, patient: true });
    wire.hold();
    await clock.pass(10_000);
    wire.release();
    await clock.pass(30_000);
    expect(log).toEqual(["ready", "closed timed-out true"]);
  });

  test("is read on at once when its connection ends", async () => {
    const { clock, stream, wire, end, log } = readyWire();
    Object.assign(wire.account, { heavy: true, patient: true });
    end.send(encodeText("one"));
    expect(log).toEqual(["ready"]);
    stream.lose();
    await clock.pass(10);
    expect(log.slice(0, 2)).toEqual(["ready", "message"]);
    expect(wire.open).toBe(false);
  });
});
