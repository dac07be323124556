import { ProtocolError } from "../../src/errors.ts";
import {
  decodeCommand,
  decodeProperties,
  encodeCommand,
  encodeProperties,
  type Properties,
} from "../../src/zmtp/command.ts";
import type { Box, HandshakeStep, Mechanism, MechanismFactory } from "../../src/zmtp/mechanism.ts";

/** A mechanism of the shape of CURVE that hides nothing: four commands, then every octet of every frame turned over. */
export function veil(role: "client" | "server"): MechanismFactory {
  return (own) => ({
    name: "VEIL",
    asServer: role === "server",
    begin: () => (role === "client" ? [encodeCommand("HELLO")] : []),
    handleCommand: (body) => STEPS[role](body, own),
    box: BOX,
  });
}

const STEPS: Record<"client" | "server", (body: Uint8Array, own: Properties) => HandshakeStep> = {
  client: (body, own) => {
    const command = decodeCommand(body);
    if (command.type === "READY") return { send: [], properties: command.properties };
    expectName(command, "WELCOME");
    return { send: [encodeCommand("INITIATE", encodeProperties(own))] };
  },
  server: (body, own) => {
    const command = decodeCommand(body);
    if (command.type === "OTHER" && command.name === "HELLO") return { send: [encodeCommand("WELCOME")] };
    expectName(command, "INITIATE");
    return {
      send: [encodeCommand("READY", encodeProperties(own))],
      properties: decodeProperties(body.subarray("#INITIATE".length)),
    };
  },
};

const BOX: Box = {
  overhead: "#MESSAGE".length + 1,
  seal: ({ more, command, body }, out, at) => {
    const flags = (more ? 1 : 0) | (command ? 2 : 0);
    out.set(encodeCommand("MESSAGE", turn(Uint8Array.of(flags, ...body))), at);
  },
  open: (body) => {
    const command = decodeCommand(body);
    expectName(command, "MESSAGE");
    const [flags = 0, ...rest] = turn(body.subarray("#MESSAGE".length));
    if (flags > 3) throw new ProtocolError("bad-frame", "the box was tampered with");
    return { more: (flags & 1) !== 0, command: (flags & 2) !== 0, body: Uint8Array.from(rest) };
  },
} satisfies Mechanism["box"];

function expectName(command: ReturnType<typeof decodeCommand>, name: string): void {
  if (command.type === "OTHER" && command.name === name) return;
  throw new ProtocolError("bad-handshake", `${name} was expected`);
}

function turn(octets: Uint8Array): Uint8Array {
  return octets.map((octet) => octet ^ 0xff);
}
