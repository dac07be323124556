import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { MeteredStream } from "../../src/gateway/access/metered-stream.ts";
import { Account } from "../../src/shares.ts";
import { until } from "./stage.ts";

const PIECE = 4096;
const NOTHING = Buffer.alloc(0);

/** Turns that a test takes one by one. */
class Steps {
  #waiting: (() => void)[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  add(step: () => void): void {
    this.#waiting.push(step);
  }

  /** Everybody who waits has one step; what they say in it is settled afterwards. */
  async round(): Promise<void> {
    for (const step of this.#waiting.splice(0)) step();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function pair(): Promise<{ here: Socket; there: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const there = connect({ host: "127.0.0.1", port: typeof address === "object" ? (address?.port ?? 0) : 0 });
  const [here] = (await once(server, "connection")) as [Socket];
  onTestFinished(() => {
    there.destroy();
    here.destroy();
    server.close();
  });
  return { here, there };
}

async function metered(steps: Steps, head: Buffer = NOTHING) {
  const { here, there } = await pair();
  const stream = new MeteredStream(here, head, steps, new Account());
  const pieces: Buffer[] = [];
  stream.on("data", (octets: Buffer) => pieces.push(octets));
  return { here, there, stream, pieces };
}

const counted = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7919) >> 8));

test("however much comes at once, each connection hands on one small piece in a turn", async () => {
  const steps = new Steps();
  const all = await Promise.all([metered(steps), metered(steps), metered(steps)]);
  for (const { there } of all) there.write(Buffer.alloc(1_000_000));
  await until(() => steps.size === all.length, "all have something");
  for (let round = 1; round <= 10; round++) {
    const before = all.map(({ pieces }) => pieces.length);
    await steps.round();
    for (const [index, { pieces }] of all.entries()) {
      expect(pieces.length).toBeLessThanOrEqual((before[index] ?? 0) + 1);
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(PIECE);
    }
    await until(() => steps.size === all.length, "all have more");
  }
  // The system keeps the rest, and with it the sender waits.
  for (const { here } of all) expect(here.readableLength).toBeLessThanOrEqual(2 * 65_536);
});

test("all arrives in its order, with what came before, and then the end", async () => {
  const steps = new Steps();
  const content = counted(300_000);
  const { there, stream, pieces } = await metered(steps, content.subarray(0, 5000));
  let ended = false;
  stream.on("end", () => (ended = true));
  there.end(content.subarray(5000));
  while (!ended) await steps.round();
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
});

test("nothing is handed on while it is paused, not even what is here already", async () => {
  const steps = new Steps();
  const { there, stream, pieces } = await metered(steps);
  there.write(Buffer.alloc(50_000));
  await until(() => steps.size > 0, "something came");
  stream.once("data", () => stream.pause());
  for (let i = 0; i < 10; i++) await steps.round();
  expect(Buffer.concat(pieces).length).toBe(PIECE);
  stream.resume();
  while (Buffer.concat(pieces).length < 50_000) await steps.round();
});

test("what is written arrives, and the callback comes when the system has taken it", async () => {
  const { there, stream } = await metered(new Steps());
  const heard: Buffer[] = [];
  there.on("data", (octets: Buffer) => heard.push(octets));
  stream.cork();
  stream.write("a");
  const written = new Promise((resolve) => stream.write("b", resolve));
  stream.uncork();
  await written;
  stream.end("c");
  await once(there, "end");
  expect(Buffer.concat(heard).toString()).toBe("abc");
});

test("a connection that breaks is closed, and nobody has to listen to its error", async () => {
  const { there, stream } = await metered(new Steps());
  there.resetAndDestroy();
  await new Promise((resolve) => stream.on("close", resolve));
  expect(stream.destroyed).toBe(true);
});
