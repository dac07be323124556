import { Frames } from "../src/bytes/frames.ts";
import { eventually } from "../test/node/loopback.ts";
import { type CurveEnd, dial, listen, theirDealer, theirRouter } from "./curve-end.ts";

export interface FrameExchange {
  /** Whether ours is the client, and libzmq the server, or the other way round. */
  readonly role: "client" | "server";
  /** How many frames go each way. */
  readonly frames: number;
}

/** What came of it. */
export interface FrameResult {
  /** How many of our frames libzmq received. */
  readonly sent: number;
  /** How many of its frames we received. */
  readonly received: number;
  /** How many connections it took; more than one when one was lost. */
  readonly connections: number;
  /** The first frame that was not what it should be. */
  readonly wrong: string | undefined;
}

/** The side of libzmq. */
interface Theirs {
  send(frames: Buffer[]): Promise<void>;
  receive(): Promise<Buffer[]>;
}

/** Sends numbered frames, each a box of its own, both ways at once over one connection under CURVE. */
export async function exchangeFrames({ role, frames }: FrameExchange): Promise<FrameResult> {
  const { end, theirs, connections } = role === "client" ? await asClient() : await asServer();
  const [ours, other] = [new Count(frames), new Count(frames)];
  end.take = (content) => {
    for (let i = 0; i < content.count; i++) ours.take(content.frame(i));
  };
  const done = Promise.all([sendOurs(end, frames), sendTheirs(theirs, frames), receiveTheirs(theirs, other)]);
  // Once the connection is lost, what is still to be sent never can be; the result tells of the loss.
  done.catch(() => {});
  let finished = false;
  void done.then(() => (finished = true));
  await eventually("every frame, or the end of the connection", () => end.ended || (finished && ours.done), LIMIT_MS);
  return { sent: other.count, received: ours.count, connections: connections(), wrong: ours.wrong ?? other.wrong };
}

/** Frames that should come in the order of their numbers. */
class Count {
  count = 0;
  wrong: string | undefined;
  readonly #frames: number;

  constructor(frames: number) {
    this.#frames = frames;
  }

  get done(): boolean {
    return this.count >= this.#frames;
  }

  take(frame: Uint8Array): void {
    const right = frameOf(this.count);
    if (this.wrong === undefined && Buffer.compare(frame, right) !== 0)
      this.wrong = `frame ${this.count} is ${Buffer.from(frame).toString("hex")} instead of ${right.toString("hex")}`;
    this.count += 1;
  }
}

async function asClient() {
  const router = await theirRouter();
  router.mandatory = true;
  const end = dial(router.lastEndpoint ?? null);
  await eventually("ready", () => end.connection.ready);
  end.send("hello");
  const [id = Buffer.alloc(0)] = await router.receive();
  const theirs: Theirs = {
    send: (frames) => router.send([id, ...frames]),
    receive: async () => (await router.receive()).slice(1),
  };
  return { end, theirs, connections: () => (end.ended ? 2 : 1) };
}

async function asServer() {
  const { endpoint, ends } = await listen();
  const dealer = theirDealer(endpoint);
  await eventually("ready", () => ends[0]?.connection.ready === true);
  const [end] = ends as [CurveEnd];
  const theirs: Theirs = { send: (frames) => dealer.send(frames), receive: () => dealer.receive() };
  return { end, theirs, connections: () => ends.length };
}

async function sendOurs(end: CurveEnd, frames: number): Promise<void> {
  for (let at = 0; at < frames && !end.ended; at += TOGETHER) {
    const [first = frameOf(at), ...rest] = framesFrom(at, frames);
    if (!end.write(first, Frames.of(...rest))) await end.drained();
  }
}

async function sendTheirs(theirs: Theirs, frames: number): Promise<void> {
  for (let at = 0; at < frames; at += TOGETHER) await theirs.send(framesFrom(at, frames));
}

async function receiveTheirs(theirs: Theirs, count: Count): Promise<void> {
  while (!count.done) for (const frame of await theirs.receive()) count.take(frame);
}

function framesFrom(at: number, frames: number): Buffer[] {
  return Array.from({ length: Math.min(TOGETHER, frames - at) }, (_, i) => frameOf(at + i));
}

/** A number, and so many octets more that every length up to 64 occurs. */
function frameOf(number: number): Buffer {
  const frame = Buffer.alloc(8 + (number % 57), number & 0xff);
  frame.writeDoubleBE(number);
  return frame;
}

/** The bound of a run that hangs: three hours. */
const LIMIT_MS = 3 * 3_600_000;
/** How many frames a message has. */
const TOGETHER = 50;
