// A node that takes one address of Open Sound Control with the codec alone; here it also sends to itself. `zocp bridge osc` does much more.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { ZocpNode } from "zocp";
import { decodePacket, encodePacket } from "zocp/osc";

const node = new ZocpNode("from-osc");
const level = node.float("level", 0, { min: 0, max: 1, access: "re" });
level.on("changed", ({ value }) => console.log(`level: ${value}`));
await node.start();

const socket = createSocket("udp4");
socket.on("message", (bytes) => {
  try {
    const packet = decodePacket(bytes);
    if (packet === undefined || !("address" in packet) || packet.address !== "/level") return;
    const [value] = packet.args;
    if (value?.type === "f") level.set(Math.min(1, Math.max(0, value.value)));
  } catch (error) {
    // A packet that is broken ends nothing; whoever sent it has to know.
    console.log(`broken: ${error instanceof Error ? error.message : error}`);
  }
});
socket.bind(0, "127.0.0.1");
await once(socket, "listening");

const { port } = socket.address();
const send = (/** @type {Uint8Array} */ bytes) =>
  new Promise((resolve) => socket.send(bytes, port, "127.0.0.1", resolve));
await send(encodePacket({ address: "/level", args: [{ type: "f", value: 0.5 }] }));
await send(encodePacket({ address: "/other", args: [{ type: "s", value: "not ours" }] }));
await send(new TextEncoder().encode("/level\0\0,f\0\0"));
await send(encodePacket({ address: "/level", args: [{ type: "f", value: 1.5 }] }));
await new Promise((resolve) => setTimeout(resolve, 200));

socket.close();
await node.stop();
