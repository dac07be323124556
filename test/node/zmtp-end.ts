import { Frames } from "../../src/bytes/frames.ts";
import { Connection, type ConnectionEffect } from "../../src/zmtp/connection.ts";
import type { SimulatedStream } from "./simulated-net.ts";

/** The other end of a simulated stream, speaking ZMTP. */
export class ZmtpEnd {
  readonly heard: string[] = [];
  readonly stream: SimulatedStream;
  readonly connection: Connection;

  constructor(stream: SimulatedStream, socketType: "DEALER" | "ROUTER", identity: Uint8Array = new Uint8Array(0)) {
    this.stream = stream;
    this.connection = new Connection({ socketType, identity, heartbeat: false });
    this.#answer(this.connection.start(0));
  }

  /** Reads what was written and answers, until both sides have nothing more to say. */
  talk(now = 0): void {
    for (let turn = 0; turn < 10; turn++) {
      const chunks = this.stream.take();
      if (chunks.length === 0) return;
      for (const chunk of chunks) this.#answer(this.connection.handleBytes(chunk, now));
    }
  }

  /** Sends one message of one frame. */
  send(frame: Uint8Array): void {
    this.connection.send(frame);
    this.stream.arrive(this.connection.take());
  }

  #answer(effects: readonly ConnectionEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "write") this.stream.arrive(effect.bytes);
      else if (effect.type === "seal") this.stream.arrive(this.connection.seal(effect.body));
      else if (effect.type === "message") this.heard.push(Frames.of(effect.content.frame(0)).text(0));
    }
  }
}

/** 0x01 and a UUID of one octet, repeated. */
export function zreIdentity(octet: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0x01, ...new Uint8Array(16).fill(octet));
}
