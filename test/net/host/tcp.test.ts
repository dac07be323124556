import { once } from "node:events";
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";

import type { NetworkError } from "../../../src/errors.ts";
import { connect, listen, listens } from "../../../src/net/host/tcp.ts";
import type { Listener, Stream } from "../../../src/net/net.ts";
import { settled } from "../../patience.ts";

const HERE = "127.0.0.1";
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** What somebody hears of a stream. */
class Ear {
  readonly stream: Stream;
  connected = false;
  octets = 0;
  drained = 0;
  readonly closed: (string | undefined)[] = [];

  constructor(stream: Stream) {
    this.stream = stream;
    closing.push(() => stream.destroy());
    stream.open({
      connect: () => {
        this.connected = true;
      },
      data: ({ length }) => {
        this.octets += length;
      },
      drain: () => void this.drained++,
      close: (error?: NetworkError) => void this.closed.push(error?.code ?? "well"),
    });
  }
}

/** A server of Node.js, which keeps its half open, and what connects to it. */
async function server(): Promise<{ port: number; accepted: Promise<Socket>; server: Server }> {
  const made = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  made.listen(0, HERE);
  await once(made, "listening");
  const accepted = once(made, "connection").then(([socket]) => {
    const one = socket as Socket;
    one.on("error", () => {});
    closing.push(() => one.destroy());
    return one;
  });
  closing.push(() => made.close());
  const at = made.address();
  return { port: typeof at === "object" && at !== null ? at.port : 0, accepted, server: made };
}

/** A stream of ours that is connected to a socket of Node.js. */
async function pair(): Promise<{ ear: Ear; there: Socket }> {
  const { port, accepted } = await server();
  const ear = new Ear(connect(HERE, port));
  await settled(() => expect(ear.connected).toBe(true));
  return { ear, there: await accepted };
}

/** A listener of ours, what it accepts, and a socket of Node.js that dialled it. */
async function dialled(): Promise<{ ear: Ear; there: Socket; listener: Listener }> {
  const ears: Ear[] = [];
  const listener = await listen(HERE, 0, (stream) => ears.push(new Ear(stream)));
  closing.push(() => listener.close());
  const there = dial({ host: HERE, port: listener.port, allowHalfOpen: true });
  there.on("error", () => {});
  closing.push(() => there.destroy());
  await settled(() => expect(ears).toHaveLength(1));
  return { ear: ears[0] as Ear, there, listener };
}

describe("the other end", () => {
  test.each([
    ["dialled", pair],
    ["accepted", dialled],
  ] as const)(
    "that says its end closes a stream that was %s without an error, after all that it sent",
    async (_, make) => {
      const { ear, there } = await make();
      there.end(Buffer.alloc(100_000));
      await settled(() => expect(ear.closed).toEqual(["well"]));
      expect(ear.octets).toBe(100_000);
    },
  );

  test.each([
    ["dialled", pair],
    ["accepted", dialled],
  ] as const)("that breaks a stream that was %s is a lost connection", async (_, make) => {
    const { ear, there } = await make();
    there.resetAndDestroy();
    await settled(() => expect(ear.closed).toEqual(["connection-lost"]));
    // Whoever writes then is told that it is no use, and is not thrown at.
    expect(ear.stream.write(new Uint8Array(1))).toBe(false);
  });

  test("that has said its end still gets what had been written before", async () => {
    const { ear, there } = await pair();
    let heard = 0;
    there.on("data", (octets: Buffer) => (heard += octets.length));
    for (let i = 0; i < 20; i++) ear.stream.write(new Uint8Array(100_000));
    there.end();
    there.resume();
    await settled(() => expect(heard).toBe(2_000_000));
    await settled(() => expect(ear.closed).toEqual(["well"]));
  });
});

describe("a reader that is slower than we are", () => {
  test("makes us wait, loses nothing, and lets us go on", async () => {
    const { ear, there } = await pair();
    let written = 0;
    while (ear.stream.write(new Uint8Array(1_000_000))) written++;
    written++;
    expect(ear.stream.buffered).toBeGreaterThan(0);
    expect([ear.stream.taken, ear.drained]).toEqual([false, 0]);
    let heard = 0;
    there.on("data", (octets: Buffer) => (heard += octets.length));
    there.resume();
    await settled(() => expect(heard).toBe(written * 1_000_000));
    await settled(() => expect(ear.drained).toBeGreaterThan(0));
    expect(ear.stream.buffered).toBe(0);
    ear.stream.write(new Uint8Array(1));
    expect(ear.stream.taken).toBe(true);
  });

  test("may be we ourselves: what is paused hears nothing until it resumes", async () => {
    const { ear, there } = await pair();
    ear.stream.pause();
    const all = new Promise((resolve) => there.end(Buffer.alloc(50_000), () => resolve(undefined)));
    await all;
    await new Promise((resolve) => setImmediate(resolve));
    expect([ear.octets, ear.closed]).toEqual([0, []]);
    ear.stream.resume();
    await settled(() => expect([ear.octets, ear.closed]).toEqual([50_000, ["well"]]));
  });
});

describe("one that leaves", () => {
  test.each(["is silent", "goes on sending"])(
    "at its end everything has left before, also when the other side %s",
    async (other) => {
      const { ear, there } = await pair();
      let heard = 0;
      there.on("data", (octets: Buffer) => (heard += octets.length));
      there.resume();
      ear.stream.write(new Uint8Array(3_000_000));
      const ended = Promise.resolve(ear.stream.end());
      if (other !== "is silent") there.write(Buffer.from("too late"));
      await once(there, "end");
      there.end();
      await ended;
      expect([heard, ear.octets, ear.closed]).toEqual([3_000_000, 0, []]);
    },
  );

  test("at once hears nothing more, and may leave twice", async () => {
    const { ear, there } = await pair();
    const gone = once(there.resume(), "close");
    ear.stream.destroy();
    ear.stream.destroy();
    await ear.stream.end();
    there.end();
    await gone;
    expect([ear.closed, ear.stream.write(new Uint8Array(1))]).toEqual([[], false]);
  });

  test.each(["destroy", "end"] as const)("while it still connects, by %s, is never heard of", async (leave) => {
    const { port } = await server();
    const ear = new Ear(connect(HERE, port));
    await ear.stream[leave]();
    await new Promise((resolve) => setImmediate(resolve));
    expect([ear.connected, ear.closed]).toEqual([false, []]);
  });

  test("from within what it hears is not called again", async () => {
    const { port, accepted } = await server();
    const stream = connect(HERE, port);
    const heard: string[] = [];
    const over = new Promise<void>((resolve) => {
      stream.open({
        connect: () => heard.push("connect"),
        data: () => {
          heard.push("data");
          stream.destroy();
          setImmediate(resolve);
        },
        close: () => heard.push("close"),
      });
    });
    (await accepted).write(Buffer.of(1));
    await over;
    expect(heard).toEqual(["connect", "data"]);
  });
});

describe("a listener", () => {
  test("that is closed keeps the streams that it has accepted", async () => {
    const { ear, there, listener } = await dialled();
    listener.close();
    there.write(Buffer.from("still here"));
    await settled(() => expect(ear.octets).toBe(10));
    const late = new Ear(connect(HERE, listener.port));
    await settled(() => expect(late.closed).toEqual(["connection-refused"]));
    expect(ear.closed).toEqual([]);
  });

  test("is known in this process by its address and port, and by no other", async () => {
    const listener = await listen("127.0.0.3", 0, (stream) => stream.destroy());
    closing.push(() => listener.close());
    const { port } = listener;
    expect([listens({ address: "127.0.0.3", port }), listens({ address: HERE, port })]).toEqual([true, false]);
    expect(listens({ address: "127.0.0.3", port: port === 1 ? 2 : 1 })).toBe(false);
  });

  test("on an address that is not ours is refused, with the address in the message", async () => {
    const message = "cannot listen on 192.0.2.1:0: this machine does not have the address";
    await expect(listen("192.0.2.1", 0, () => {})).rejects.toMatchObject({ code: "unreachable", message });
  });

  test("on a port that is taken is refused, and does not harm the first", async () => {
    const { listener, ear, there } = await dialled();
    await expect(listen(HERE, listener.port, () => {})).rejects.toMatchObject({ code: "address-in-use" });
    there.write(Buffer.of(1));
    await settled(() => expect(ear.octets).toBe(1));
  });

  test("tells where a stream comes from and what our own address is", async () => {
    const { ear, there } = await dialled();
    expect(ear.stream.remote).toEqual({ address: HERE, port: there.localPort });
    expect(ear.stream.local).toBe(HERE);
  });
});
