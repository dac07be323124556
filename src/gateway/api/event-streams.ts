import type { ServerResponse } from "node:http";

import { fitsGlob } from "../../arguments/glob.ts";
import type { Json, RemoteNode, ZocpNode } from "../../index.ts";
import { SAFE } from "../site/answers.ts";
import { isShown } from "./api-node.ts";
import { ApiFailure } from "./failure.ts";
import { writeJson } from "./json.ts";

/** One client. */
class Stream {
  readonly response: ServerResponse;
  /** The newest value of each parameter that was not sent yet, as it is written. */
  readonly waiting = new Map<string, string>();
  sentAt = performance.now();
  readonly #patterns: readonly string[];
  /** Patterns cost something with each name, and values come often. */
  readonly #wanted = new Map<string, boolean>();

  constructor(response: ServerResponse, patterns: readonly string[]) {
    this.response = response;
    this.#patterns = patterns;
  }

  wants(key: string): boolean {
    let wanted = this.#wanted.get(key);
    if (wanted !== undefined) return wanted;
    wanted = this.#patterns.some((pattern) => fitsGlob(pattern, key));
    if (this.#wanted.size >= 2 * MOST_WATCHED) this.#wanted.clear();
    this.#wanted.set(key, wanted);
    return wanted;
  }

  offer(key: string, text: string): void {
    if (this.wants(key)) this.waiting.set(key, text);
  }
}

/**
 * Everybody who follows values by server-sent events. Each parameter that somebody wants is watched once; to each client its newest value goes at
 * the next beat, and to one that reads too slowly, when it has read. What waits for a client has so a bound: its parameters.
 */
export class EventStreams {
  readonly #most: number;
  readonly #beatMs: number;
  readonly #streams = new Set<Stream>();
  readonly #watches = new Map<string, () => void>();
  #node: ZocpNode | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `most`: clients at a time. `beatMs`: milliseconds between two values. */
  constructor({ most, beatMs }: { readonly most: number; readonly beatMs: number }) {
    this.#most = most;
    this.#beatMs = beatMs;
  }

  /** Throws {@link ApiFailure}. */
  open(node: ZocpNode, response: ServerResponse, patterns: readonly string[]): void {
    // Either may have happened while there was no network yet: nobody would tell of its end again.
    if (this.#closed || response.destroyed) return void response.destroy();
    if (patterns.length === 0 || patterns.length > MOST_PATTERNS)
      throw new ApiFailure(
        400,
        "bad-pattern",
        `there are ${patterns.length} patterns "watch"; 1 to ${MOST_PATTERNS} are wanted, as in ?watch=lamp*/*`,
      );
    const long = patterns.find((pattern) => pattern.length > LONGEST);
    if (long !== undefined)
      throw new ApiFailure(400, "bad-pattern", `a pattern has ${long.length} characters; the limit is ${LONGEST}`);
    if (this.#streams.size >= this.#most)
      throw new ApiFailure(503, "limit-exceeded", `${this.#most} clients follow events already, which is the limit`, 5);
    response.writeHead(200, { ...SAFE, "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(":\n\n");
    response.socket?.setNoDelay();
    const stream = new Stream(response, patterns);
    this.#streams.add(stream);
    response.on("close", () => this.#leave(stream));
    this.#follow(node);
    void this.#welcome(stream, node);
  }

  get size(): number {
    return this.#streams.size;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const { response } of this.#streams) response.destroy();
    this.#streams.clear();
    for (const stop of this.#watches.values()) stop();
    this.#watches.clear();
  }

  #follow(node: ZocpNode): void {
    this.#timer ??= setInterval(() => this.#beat(performance.now()), this.#beatMs);
    if (this.#node === node) return;
    this.#node = node;
    const look = (remote: RemoteNode | undefined): void => {
      if (remote !== undefined && this.#streams.size > 0) this.#watchAll(node, remote);
    };
    node.on("described", ({ peer }) => look(node.peers.get(peer)));
    node.on("modified", ({ peer, parameters }) => {
      if (parameters.length > 0) look(node.peers.get(peer));
    });
  }

  /** Patterns cost something with each name of a large network: other things have their turns meanwhile. */
  async #welcome(stream: Stream, node: ZocpNode): Promise<void> {
    let since = performance.now();
    for (const remote of node.peers.values()) {
      if (!this.#streams.has(stream)) return;
      this.#watchAll(node, remote);
      if (isShown(remote)) this.#offerAll(stream, remote);
      if (performance.now() - since < SLICE) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
  }

  /** Only what somebody wants is watched: it costs its node something. */
  #watchAll(node: ZocpNode, remote: RemoteNode): void {
    if (!isShown(remote)) return;
    for (const path of remote.parameters.keys()) {
      const key = `${remote.name}/${path}`;
      if (this.#watches.has(key) || this.#watches.size >= MOST_WATCHED || !this.#isWanted(key)) continue;
      const { name } = remote;
      const event = remote.parameters.get(path)?.event === true;
      const told = ({ value }: { readonly value: Json }): void =>
        this.#offer(key, writeJson({ node: name, parameter: path, value }));
      const how = event ? { every: true } : { rate: 1000 / this.#beatMs };
      this.#watches.set(key, node.watch({ node: name, parameter: path }, told, how));
    }
  }

  #isWanted(key: string): boolean {
    for (const stream of this.#streams) if (stream.wants(key)) return true;
    return false;
  }

  #offer(key: string, text: string): void {
    for (const stream of this.#streams) stream.offer(key, text);
  }

  /** What is known already is told at once, also of what others watch. */
  #offerAll(stream: Stream, remote: RemoteNode): void {
    for (const [path, { value, event }] of remote.parameters)
      if (!event && value !== undefined)
        stream.offer(`${remote.name}/${path}`, writeJson({ node: remote.name, parameter: path, value }));
  }

  #beat(now: number): void {
    for (const stream of this.#streams) {
      const { response, waiting } = stream;
      if (response.writableNeedDrain) {
        if (now - stream.sentAt > STALLED) response.destroy();
        continue;
      }
      if (waiting.size === 0 && now - stream.sentAt < QUIET) continue;
      let text = waiting.size === 0 ? ":\n\n" : "";
      for (const one of waiting.values()) text += `data: ${one}\n\n`;
      waiting.clear();
      stream.sentAt = now;
      response.write(text);
    }
  }

  /** What nobody wants any more is watched no longer. */
  #leave(stream: Stream): void {
    this.#streams.delete(stream);
    for (const [key, stop] of this.#watches) {
      if (this.#isWanted(key)) continue;
      stop();
      this.#watches.delete(key);
    }
    if (this.#streams.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

const MOST_PATTERNS = 16;
/** Characters of a pattern. */
const LONGEST = 256;
const MOST_WATCHED = 5000;
/** Milliseconds of one turn. */
const SLICE = 10;
/** Milliseconds after which something is said, so that everybody on the way sees that it goes on. */
const QUIET = 15_000;
/** Milliseconds that a client may leave what it was sent unread. */
const STALLED = 30_000;
