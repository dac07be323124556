import { Frames } from "../../src/bytes/frames.ts";
import { fromHex } from "../../src/bytes/hex.ts";
import type { ZreEffect } from "../../src/zre/mesh/effects.ts";
import type { ZreEvent } from "../../src/zre/mesh/events.ts";
import { Mesh } from "../../src/zre/mesh/mesh.ts";
import type { MeshOptions } from "../../src/zre/mesh/mesh-options.ts";
import { encodeMessage, type Hello, type ZreMessage } from "../../src/zre/message/message.ts";

export const ADA = "aa".repeat(16);
export const BOB = "bb".repeat(16);
export const CY = "cc".repeat(16);

export const ADA_AT = { address: "10.0.0.1", port: 49152, netmask: "255.255.255.0" };
export const BOB_AT = { address: "10.0.0.2", port: 50000 };

/** Ada's mesh, started at time 0 and listening at 10.0.0.1. */
export function startedMesh(options: Partial<MeshOptions> = {}): Mesh {
  const mesh = new Mesh({ peer: ADA, name: "ada", ...options });
  mesh.setInterfaces([ADA_AT], 0);
  mesh.start(0);
  return mesh;
}

/** Ada's mesh at time 0 after Bob's beacon and HELLO. */
export function meshWithBob(options: Partial<MeshOptions> = {}, hello: Partial<Hello> = {}): Mesh {
  const mesh = startedMesh(options);
  mesh.handleBeacon({ peer: BOB, port: BOB_AT.port }, BOB_AT.address, 0);
  hear(mesh, bobsHello(hello), 0);
  return mesh;
}

export function bobsHello(hello: Partial<Hello> = {}): Hello {
  return {
    type: "HELLO",
    sequence: 1,
    endpoint: "tcp://10.0.0.2:50000",
    groups: [],
    status: 0,
    name: "bob",
    headers: new Map(),
    ...hello,
  };
}

/** Lets a mesh hear a message of Bob. */
export function hear(mesh: Mesh, message: ZreMessage, now: number): readonly ZreEffect[] {
  return mesh.handleMessage(BOB, framesOf(message), BOB_AT.address, now);
}

/** A message as its frames. */
export function framesOf(message: ZreMessage): Frames {
  const content: Uint8Array[] = [];
  if ("content" in message) {
    for (let i = 0; i < message.content.count; i++) content.push(message.content.frame(i));
  }
  return Frames.of(encodeMessage(message), ...content);
}

export function framesOfHex(...frames: readonly string[]): Frames {
  return Frames.of(...frames.map(bytes));
}

export function bytes(hex: string): Uint8Array {
  const octets = fromHex(hex);
  if (octets === undefined) throw new Error(`not hexadecimal: ${hex}`);
  return octets;
}

export function textFrames(...texts: readonly string[]): Frames {
  return Frames.of(...texts.map((text) => new TextEncoder().encode(text)));
}

export function textsOf(content: Frames): string[] {
  return Array.from({ length: content.count }, (_, i) => content.text(i));
}

export function eventsOf(effects: readonly ZreEffect[]): ZreEvent[] {
  return effects.flatMap((effect) => (effect.type === "emit" ? [effect.event] : []));
}

export function messagesOf(effects: readonly ZreEffect[]): ZreMessage[] {
  return effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
}

/** Effects in short: `connect bob`, `send HELLO 1`, `exit resync`, so that a test reads as a story. */
export function story(effects: readonly ZreEffect[]): string[] {
  return effects.map((effect) => {
    if (effect.type === "connect") return `connect ${effect.address}:${effect.port}`;
    if (effect.type === "send") return `send ${effect.message.type} ${effect.message.sequence}`;
    if (effect.type === "beacon") return `beacon ${effect.beacon.port}`;
    if (effect.type === "ask") return effect.everywhere ? "ask everywhere" : "ask";
    if (effect.type !== "emit") return effect.type;
    const { event } = effect;
    if (event.type === "exit") return `exit ${event.reason}`;
    if (event.type === "join" || event.type === "leave") return `${event.type} ${event.group}`;
    return event.type;
  });
}
