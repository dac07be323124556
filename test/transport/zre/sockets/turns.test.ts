import { expect, test, vi } from "vitest";
import { guardNet } from "../../../../src/net/guarded/net.ts";
import { Rounds } from "../../../../src/rounds.ts";
import { ZmtpSocket } from "../../../../src/transport/zre/sockets/zmtp-socket.ts";
import { Connection } from "../../../../src/zmtp/connection.ts";
import { SimulatedClock, SimulatedNet, SimulatedStream } from "../../../node/simulated-net.ts";
import { ZmtpEnd, zreIdentity } from "../../../node/zmtp-end.ts";

/** So many messages of one octet. */
function messages(count: number): Uint8Array {
  return new Uint8Array(Array.from({ length: count }, () => [0x00, 0x01, 0x2a]).flat());
}

/** Connections that are read side by side; `log` has the number of each whose message was handled. */
function readSideBySide(count: number) {
  const clock = new SimulatedClock();
  const log: number[] = [];
  const streams = Array.from({ length: count }, (_, number) => {
    const stream = new SimulatedStream();
    const handlers = { ready: () => {}, message: () => log.push(number), closed: () => log.push(-number) };
    const connection = new Connection({ socketType: "ROUTER", heartbeat: false });
    ZmtpSocket.accepted(stream, connection, clock, handlers);
    new ZmtpEnd(stream, "DEALER", zreIdentity(number)).talk();
    return stream;
  });
  return { clock, log, streams };
}

test("a connection that brings thousands of messages at once lets others be heard in between", async () => {
  const { clock, log, streams } = readSideBySide(3);
  streams[0]?.arrive(messages(5000));
  streams[1]?.arrive(messages(5000));
  streams[2]?.arrive(messages(1));
  // The two have had one turn each when the third is heard.
  expect(log.indexOf(2)).toBeLessThanOrEqual(600);
  await clock.pass(1000);
  expect(log.filter((number) => number === 0)).toHaveLength(5000);
  expect(log.filter((number) => number === 1)).toHaveLength(5000);
  // They took turns: none of them was done before the other had come half way.
  expect(log.slice(0, log.lastIndexOf(0)).filter((number) => number === 1).length).toBeGreaterThan(4000);
});

test("nothing more is read of a connection while its messages wait, and all of them come before its end", async () => {
  const { clock, log, streams } = readSideBySide(2);
  streams[1]?.arrive(messages(3000));
  expect(streams[1]?.paused).toBe(true);
  streams[1]?.lose();
  expect(log).not.toContain(-1);
  await clock.pass(1000);
  expect(log.filter((number) => number === 1)).toHaveLength(3000);
  expect(log.at(-1)).toBe(-1);
});

test("one that brings few is not paused", () => {
  const { log, streams } = readSideBySide(1);
  for (let i = 0; i < 100; i++) streams[0]?.arrive(messages(5));
  expect(log).toHaveLength(500);
  expect(streams[0]?.paused).toBe(false);
});

/** A clock that messages move: each takes a millisecond. */
class BusyClock extends SimulatedClock {
  #spent = 0;
  readonly rounds = new Rounds(
    () => this.now(),
    (callback) => void this.schedule(0, callback),
  );

  override now(): number {
    return super.now() + this.#spent;
  }

  work(): void {
    this.#spent++;
  }
}

/** Connections of several nodes of one process; each has read its greeting. */
function readInOneProcess(count: number) {
  const clock = new BusyClock();
  let handled = 0;
  const connections: Connection[] = [];
  const streams = Array.from({ length: count }, (_, number) => {
    const stream = new SimulatedStream();
    const message = (): void => {
      handled++;
      clock.work();
    };
    const connection = new Connection({ socketType: "ROUTER", heartbeat: false });
    connections.push(connection);
    // Each node has a guarded clock of its own around the one of the process.
    const own = guardNet(Object.assign(new SimulatedNet(), { clock }), () => {}).clock;
    ZmtpSocket.accepted(stream, connection, own, { ready: () => {}, message, closed: () => {} });
    new ZmtpEnd(stream, "DEALER", zreIdentity(number)).talk();
    return stream;
  });
  return { clock, connections, streams, handled: () => handled };
}

test("a thousand connections that bring something in one round have one slice together, and all are heard in the end", async () => {
  const { clock, connections, streams, handled } = readInOneProcess(1000);
  const read = connections.map((connection) => vi.spyOn(connection, "handleBytes"));
  for (const stream of streams) stream.arrive(messages(3));
  // Two milliseconds are the slice; what was read then is done.
  expect(handled()).toBeLessThanOrEqual(4);
  expect(read.filter((spy) => spy.mock.calls.length > 0).length).toBeLessThanOrEqual(2);
  expect(streams.filter(({ paused }) => !paused).length).toBeLessThanOrEqual(2);
  await clock.pass(1000);
  expect(handled()).toBe(3000);
  expect(streams.filter(({ paused }) => paused)).toEqual([]);
});

test("what a connection brought before it was lost is handled before it is told", async () => {
  const { clock, streams, handled } = readInOneProcess(50);
  for (const stream of streams) stream.arrive(messages(3));
  for (const stream of streams) stream.lose();
  await clock.pass(1000);
  expect(handled()).toBe(150);
});

test("nothing is read or handled while what came last is not finished", async () => {
  const clock = new SimulatedClock();
  const stream = new SimulatedStream();
  const log: number[] = [];
  const wire: ZmtpSocket = ZmtpSocket.accepted(
    stream,
    new Connection({ socketType: "ROUTER", heartbeat: false }),
    clock,
    {
      ready: () => {},
      message: () => {
        if (log.push(log.length) === 3) wire.hold();
      },
      closed: () => log.push(-1),
    },
  );
  new ZmtpEnd(stream, "DEALER", zreIdentity(1)).talk();
  stream.arrive(messages(5));
  stream.arrive(messages(2));
  stream.lose();
  await clock.pass(1000);
  expect(log).toEqual([0, 1, 2]);
  expect(stream.paused).toBe(true);
  wire.release();
  await clock.pass(1000);
  expect(log).toEqual([0, 1, 2, 3, 4, 5, 6, -1]);
});
