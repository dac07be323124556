import { ProtocolError } from "../errors.ts";
import { decodeCommand, encodeCommand, encodeProperties, type Properties } from "./command.ts";
import type { HandshakeStep, Mechanism } from "./mechanism.ts";

/** The mechanism without security: each side says READY. @see RFC 37/ZMTP, "The NULL Security Mechanism" */
export function nullMechanism(own: Properties): Mechanism {
  return {
    name: "NULL",
    asServer: false,
    begin: () => [encodeCommand("READY", encodeProperties(own))],
    handleCommand,
  };
}

function handleCommand(body: Uint8Array): HandshakeStep {
  const command = decodeCommand(body);
  if (command.type === "READY") return { send: [], properties: command.properties };
  if (command.type === "ERROR") {
    throw new ProtocolError(
      "bad-handshake",
      `the other side refuses the connection: ${command.reason || "no reason given"}`,
    );
  }
  const name = command.type === "OTHER" ? command.name : command.type;
  throw new ProtocolError("bad-handshake", `the command ${JSON.stringify(name)} comes before READY`);
}
