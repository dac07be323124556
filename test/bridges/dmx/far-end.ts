import { createSocket } from "node:dgram";
import { once } from "node:events";

import { decodeArtNet, encodeSacn } from "../../../src/dmx.ts";
import type { Json } from "../../../src/index.ts";
import { freePort } from "../../../tools/ports.js";
import type { FarEnd } from "../../suites/bridge.ts";

/** Names that a suite uses, as channels. */
const CHANNELS = ["fader", "lamp/level", "level", "knob"];

export function addressOf(name: string): string {
  return `1/${CHANNELS.indexOf(name) + 1}`;
}

/** 255 steps. */
export function rounded(value: number): number {
  return Math.round(value * 255) / 255;
}

/** A desk that sends sACN all the time, and takes Art-Net. It tells values from 0 to 1. */
export async function openDesk(): Promise<FarEnd> {
  const socket = createSocket("udp4");
  const received: [string, Json][] = [];
  const seen = new Map<number, number>();
  socket.on("message", (bytes) => {
    const packet = decodeArtNet(bytes);
    if (packet?.type !== "dmx") return;
    for (const [index, level] of packet.levels.entries()) {
      if ((seen.get(index) ?? 0) === level) continue;
      seen.set(index, level);
      received.push([`1/${index + 1}`, level / 255]);
    }
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const port = await freePort();
  const slots = new Uint8Array(512);
  const waiting: { readonly slot: number; readonly level: number; readonly at: number }[] = [];
  let sequence = 0;
  const timer = setInterval(() => {
    // A bridge that starts finds out who is there before it takes anything.
    const [next] = waiting;
    if (next !== undefined && performance.now() - next.at > SAMPLED) {
      slots[next.slot] = next.level;
      waiting.shift();
    }
    sequence = (sequence + 1) & 0xff;
    socket.send(packetOf(slots, sequence), port, "127.0.0.1");
  }, 40);
  return {
    description: {
      input: [`sacn:1@127.0.0.1:${port}`],
      output: [`artnet:1@127.0.0.1:${socket.address().port}`],
    },
    received,
    send: (address, value) => {
      const level = Math.round(Number(value) * 255);
      waiting.push({ slot: Number(address.slice(2)) - 1, level, at: performance.now() });
    },
    close: () => {
      clearInterval(timer);
      return new Promise((resolve) => {
        try {
          socket.close(() => resolve());
        } catch {
          // A bridge that starts again has the same far end, which is closed once.
          resolve();
        }
      });
    },
  };
}

function packetOf(slots: Uint8Array, sequence: number): Uint8Array {
  return encodeSacn({
    ...{ type: "data", cid: new Uint8Array(16).fill(7), source: "desk", priority: 100, synchronization: 0, sequence },
    ...{ preview: false, terminated: false, forceSynchronization: false, universe: 1, startCode: 0, slots },
  });
}

/** Milliseconds. */
const SAMPLED = 2500;
