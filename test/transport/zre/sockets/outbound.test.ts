import { describe, expect, test } from "vitest";

import { Frames } from "../../../../src/bytes/frames.ts";
import { encodeText } from "../../../../src/bytes/text.ts";
import { NetworkError } from "../../../../src/errors.ts";
import { Outbound } from "../../../../src/transport/zre/sockets/outbound.ts";
import { Connection } from "../../../../src/zmtp/connection.ts";
import { SimulatedNet, type SimulatedStream } from "../../../node/simulated-net.ts";
import { ZmtpEnd, zreIdentity } from "../../../node/zmtp-end.ts";

const LIMIT = 10_000;

function dial() {
  const net = new SimulatedNet();
  const log: string[] = [];
  const link = new Outbound(
    net,
    {
      peer: "bob",
      endpoint: { address: "10.0.0.2", port: 4000 },
      connection: () => new Connection({ socketType: "DEALER", identity: zreIdentity(1) }),
      limit: LIMIT,
    },
    {
      ready: () => {},
      restored: () => log.push("restored"),
      lost: ({ confirmed, refused }) => log.push(`lost${confirmed ? "" : " doubtful"}${refused ? " refused" : ""}`),
      drain: () => log.push("drain"),
      heard: () => {},
    },
  );
  return { net, link, log };
}

function latest(net: SimulatedNet): SimulatedStream {
  const stream = net.dialled.at(-1);
  if (stream === undefined) throw new Error("nothing was dialled");
  return stream;
}

/** The peer takes the latest connection and shakes hands. */
function answer(net: SimulatedNet): ZmtpEnd {
  const stream = latest(net);
  stream.connected();
  const end = new ZmtpEnd(stream, "ROUTER");
  end.talk();
  return end;
}

const refused = new NetworkError("connection-refused", "nothing listens there");
const text = (word: string) => encodeText(word);

test("what is sent before the link is there leaves in order once it is", () => {
  const { net, link, log } = dial();
  link.send(text("HELLO"), undefined);
  link.send(text("more"), undefined);
  const end = answer(net);
  net.clock.endTurn();
  end.talk();
  expect(end.heard).toEqual(["HELLO", "more"]);
  expect(log).toEqual(["drain"]);
});

test("what waits is kept as it was when it was sent", () => {
  const { net, link } = dial();
  const buffer = text("now");
  link.send(text("header"), Frames.of(buffer));
  buffer.fill(0x78);
  const end = answer(net);
  net.clock.endTurn();
  const chunks = latest(net).take();
  expect(new TextDecoder().decode(chunks[0])).toContain("now");
  expect(end.heard).toEqual([]);
});

test("dials again with growing delay, and what waits survives", async () => {
  const { net, link, log } = dial();
  link.send(text("HELLO"), undefined);
  const dialledAt: number[] = [];
  for (let i = 0; i < 9; i++) {
    dialledAt.push(net.clock.now());
    const before = net.dialled.length;
    latest(net).lose(refused);
    while (net.dialled.length === before) await net.clock.pass(50);
  }
  const delays = dialledAt.slice(1).map((at, i) => at - (dialledAt[i] ?? 0));
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  const end = answer(net);
  net.clock.endTurn();
  end.talk();
  expect(end.heard).toEqual(["HELLO"]);
  expect(log.filter((line) => line === "lost refused")).toHaveLength(9);
});

test("a link that was told to be down is told to be restored, also when it comes up for the first time", async () => {
  const { net, log } = dial();
  latest(net).lose(refused);
  await net.clock.pass(200);
  answer(net);
  expect(log).toEqual(["lost refused", "restored", "drain"]);
});

test("a loss before the peer confirmed everything is doubtful", async () => {
  const { net, link, log } = dial();
  answer(net);
  link.send(text("HELLO"), undefined);
  net.clock.endTurn();
  latest(net).lose();
  expect(log).toEqual(["drain", "lost doubtful"]);
});

test("says so when more waits than may wait, and the mesh has to greet anew", () => {
  const { net, link, log } = dial();
  for (let i = 0; i < 5; i++) link.send(new Uint8Array(LIMIT / 4), undefined);
  expect(log).toEqual(["lost doubtful"]);
  const end = answer(net);
  net.clock.endTurn();
  end.talk();
  expect(end.heard).toEqual([]);
  expect(log).toEqual(["lost doubtful", "restored", "drain"]);
});

test("gives up a peer that reads nothing before it fills the memory", async () => {
  const { net, link, log } = dial();
  answer(net);
  latest(net).reads = false;
  for (let i = 0; i < 10; i++) {
    link.send(new Uint8Array(LIMIT / 4), undefined);
    net.clock.endTurn();
  }
  expect(net.dialled[0]?.destroyed).toBe(true);
  expect(log).toEqual(["drain", "lost doubtful"]);
  await net.clock.pass(200);
  expect(net.dialled).toHaveLength(2);
});

test("is congested until the peer takes what waits", () => {
  const { net, link, log } = dial();
  expect(link.takes).toBe(false);
  answer(net);
  expect(link.takes).toBe(true);
  latest(net).reads = false;
  link.send(text("much"), undefined);
  net.clock.endTurn();
  expect(link.takes).toBe(false);
  latest(net).drain();
  expect(link.takes).toBe(true);
  expect(log).toEqual(["drain", "drain"]);
});

test("a peer that breaks the protocol is not dialled again until it gives a sign of life", async () => {
  const { net, link, log } = dial();
  latest(net).connected();
  latest(net).arrive(text("HTTP/1.1 400 Bad Request"));
  await net.clock.pass(60_000);
  expect(net.dialled).toHaveLength(1);
  expect(log).toEqual(["lost"]);
  link.redial();
  await net.clock.pass(0);
  expect(net.dialled).toHaveLength(2);
  answer(net);
  expect(log).toEqual(["lost", "restored", "drain"]);
});

test("a sign of life replaces an attempt that hangs, but not one that has got through", async () => {
  const { net, link } = dial();
  link.redial();
  expect(net.dialled).toHaveLength(1);
  await net.clock.pass(1000);
  link.redial();
  await net.clock.pass(0);
  expect(net.dialled).toHaveLength(2);
  expect(net.dialled[0]?.destroyed).toBe(true);
  latest(net).connected();
  await net.clock.pass(1000);
  link.redial();
  expect(net.dialled).toHaveLength(2);
});

test("an attempt that got through while our own program stood still is not replaced", async () => {
  const { net, link } = dial();
  await net.clock.pass(1000);
  link.redial();
  latest(net).connected();
  await net.clock.pass(100);
  expect(net.dialled).toHaveLength(1);
});

describe("a link that has to prove itself", () => {
  test("is kept when the peer answers", async () => {
    const { net, link, log } = dial();
    const end = answer(net);
    link.prove();
    end.talk();
    await net.clock.pass(1500);
    expect(net.dialled).toHaveLength(1);
    expect(log).toEqual(["drain"]);
  });

  test("is replaced when the peer does not answer, and what was sent may be lost", async () => {
    const { net, link, log } = dial();
    answer(net);
    link.send(text("into the void"), undefined);
    net.clock.endTurn();
    link.prove();
    await net.clock.pass(1100);
    expect(net.dialled).toHaveLength(1);
    // And dialled at once, since it stood before.
    await net.clock.pass(200);
    expect(net.dialled).toHaveLength(2);
    expect(log).toEqual(["drain", "lost doubtful"]);
  });

  test("is replaced although octets that wait keep us from asking", async () => {
    const { net, link } = dial();
    answer(net);
    latest(net).reads = false;
    link.send(text("stuck"), undefined);
    net.clock.endTurn();
    link.prove();
    await net.clock.pass(1500);
    expect(net.dialled).toHaveLength(2);
  });

  test("is kept when the peer takes what waits", async () => {
    const { net, link } = dial();
    answer(net);
    latest(net).reads = false;
    link.send(text("much"), undefined);
    net.clock.endTurn();
    link.prove();
    latest(net).drain();
    await net.clock.pass(1500);
    expect(net.dialled).toHaveLength(1);
  });

  test("is dialled anew when its attempt hangs", async () => {
    const { net, link } = dial();
    await net.clock.pass(1000);
    link.prove();
    await net.clock.pass(0);
    expect(net.dialled).toHaveLength(2);
  });

  test("waits for nothing any more once it is closed", async () => {
    const { net, link } = dial();
    answer(net);
    link.prove();
    link.close();
    await net.clock.pass(2000);
    expect(net.dialled).toHaveLength(1);
    expect(net.clock.armed).toBe(0);
  });
});

test("only the next attempt is waited for once a link is lost", () => {
  const { net } = dial();
  answer(net);
  latest(net).lose();
  expect(net.clock.armed).toBe(1);
});

test("closing ends every attempt", async () => {
  const { net, link } = dial();
  latest(net).lose(refused);
  link.close();
  await net.clock.pass(60_000);
  expect(net.dialled).toHaveLength(1);
  expect(net.clock.armed).toBe(0);
});
