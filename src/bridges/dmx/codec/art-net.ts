import { checkOctets } from "../../../arguments/check.ts";
import { Reader } from "../../../bytes/reader.ts";
import { encodeText } from "../../../bytes/text.ts";
import { Writer } from "../../../bytes/writer.ts";
import { attempt, bad, fill, readFixedText, startsWith, whole, writeFixedText, writeOctets, wrong } from "./fields.ts";
import type { ArtDmx, ArtNetPacket, ArtNetPort, ArtPollReply } from "./packets.ts";

/**
 * Reads one datagram of Art-Net. Undefined for what is none, and for its kinds that are not listed in {@link ArtNetPacket}; throws
 * `ProtocolError` for one that is broken.
 *
 * @see Art-Net 4, "Ethernet Packet Definition"
 */
export function decodeArtNet(bytes: Uint8Array): ArtNetPacket | undefined {
  checkOctets("the packet", bytes);
  if (!startsWith(bytes, ID) || bytes.length < ID.length + 2) return undefined;
  const reader = new Reader(bytes, ID.length);
  switch (reader.u8() | (reader.u8() << 8)) {
    case DMX:
      checkVersion(reader);
      return readDmx(reader);
    case POLL:
      checkVersion(reader);
      return { type: "poll", flags: reader.u8(), priority: reader.u8() };
    case REPLY:
      return readReply(reader);
    case SYNC:
      checkVersion(reader);
      reader.take(2);
      return { type: "sync" };
    default:
      return undefined;
  }
}

/** Writes one datagram of Art-Net. Throws `UsageError` for what it cannot hold. */
export function encodeArtNet(packet: ArtNetPacket): Uint8Array {
  return attempt("Art-Net", () => {
    const writer = new Writer(640);
    writer.bytes(ID);
    const code = CODES[packet.type];
    if (code === undefined) throw wrong(`there is no packet ${JSON.stringify(packet.type)}`);
    writer.u8(code & 0xff);
    writer.u8(code >> 8);
    if (packet.type !== "poll-reply") writer.u16(VERSION);
    if (packet.type === "dmx") writeDmx(writer, packet);
    else if (packet.type === "poll-reply") writeReply(writer, packet);
    else {
      writer.u8(packet.type === "poll" ? whole(packet.flags, 0, 255, "flags") : 0);
      writer.u8(packet.type === "poll" ? whole(packet.priority, 0, 255, "priority") : 0);
    }
    return writer.take();
  });
}

function checkVersion(reader: Reader): void {
  const version = reader.u16();
  if (version < VERSION) throw bad(`its version is ${version}; the oldest that is known is ${VERSION}`);
}

function readDmx(reader: Reader): ArtDmx {
  const [sequence, physical, low, net] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  if (net > 0x7f) throw bad(`its net is ${net}; the limit is 127`);
  const length = reader.u16();
  if (length < 2 || length > 512 || length % 2 !== 0)
    throw bad(`it says that it has ${length} levels, which is no even number from 2 to 512`);
  return { type: "dmx", sequence, physical, portAddress: (net << 8) | low, levels: reader.take(length) };
}

function writeDmx(writer: Writer, { sequence, physical, portAddress, levels }: ArtDmx): void {
  writer.u8(whole(sequence, 0, 255, "sequence"));
  writer.u8(whole(physical, 0, 255, "physical"));
  whole(portAddress, 0, 0x7fff, "portAddress");
  writer.u8(portAddress & 0xff);
  writer.u8(portAddress >> 8);
  if (!(levels instanceof Uint8Array)) throw wrong("the levels are no Uint8Array");
  if (levels.length < 2 || levels.length > 512 || levels.length % 2 !== 0)
    throw wrong(`there are ${levels.length} levels, which is no even number from 2 to 512`);
  writer.u16(levels.length);
  writer.bytes(levels);
}

/** Devices from before Art-Net 4 leave out what was added at the end. */
function readReply(reader: Reader): ArtPollReply {
  const address = reader.take(4);
  const port = reader.u8() | (reader.u8() << 8);
  const firmware = reader.u16();
  const [net, sub] = [reader.u8(), reader.u8()];
  const oem = reader.u16();
  reader.u8();
  const status = reader.u8();
  const manufacturer = reader.u8() | (reader.u8() << 8);
  const [shortName, longName, report] = [18, 64, 64].map((length) => readFixedText(reader.take(length)));
  const count = Math.min(reader.u16(), 4);
  const [kinds, inputs, outputs, inAt, outAt] = Array.from({ length: 5 }, () => reader.take(4));
  const ports = Array.from(
    { length: count },
    (_, index): ArtNetPort => ({
      ...{ kind: kinds?.[index] ?? 0, goodInput: inputs?.[index] ?? 0, goodOutput: outputs?.[index] ?? 0 },
      ...{ input: (inAt?.[index] ?? 0) & 0xf, output: (outAt?.[index] ?? 0) & 0xf },
    }),
  );
  reader.take(6);
  const [style, mac] = [reader.u8(), reader.take(6)];
  const more = reader.remaining >= 6;
  return {
    ...{
      type: "poll-reply",
      address,
      port,
      firmware,
      portAddress: ((net & 0x7f) << 8) | ((sub & 0xf) << 4),
      oem,
      status,
    },
    ...{ manufacturer, shortName: shortName ?? "", longName: longName ?? "", report: report ?? "", ports, style, mac },
    ...{ bindAddress: more ? reader.take(4) : new Uint8Array(4), bindIndex: more ? reader.u8() : 0 },
    status2: more ? reader.u8() : 0,
  };
}

function writeReply(writer: Writer, reply: ArtPollReply): void {
  writeOctets(writer, reply.address, 4, "the address");
  writeBackwards(writer, whole(reply.port, 0, 0xffff, "port"));
  writer.u16(whole(reply.firmware, 0, 0xffff, "firmware"));
  whole(reply.portAddress, 0, 0x7fff, "portAddress");
  writer.u8(reply.portAddress >> 8);
  writer.u8((reply.portAddress >> 4) & 0xf);
  writer.u16(whole(reply.oem, 0, 0xffff, "oem"));
  writer.u8(0);
  writer.u8(whole(reply.status, 0, 255, "status"));
  writeBackwards(writer, whole(reply.manufacturer, 0, 0xffff, "manufacturer"));
  writeFixedText(writer, reply.shortName, 18, "the short name");
  writeFixedText(writer, reply.longName, 64, "the long name");
  writeFixedText(writer, reply.report, 64, "the report");
  writePorts(writer, reply.ports);
  fill(writer, 6);
  writer.u8(whole(reply.style, 0, 255, "style"));
  writeOctets(writer, reply.mac, 6, "the MAC address");
  writeOctets(writer, reply.bindAddress, 4, "the bind address");
  writer.u8(whole(reply.bindIndex, 0, 255, "bindIndex"));
  writer.u8(whole(reply.status2, 0, 255, "status2"));
  fill(writer, 26);
}

function writePorts(writer: Writer, ports: readonly ArtNetPort[]): void {
  if (!Array.isArray(ports) || ports.length > 4) throw wrong("ports must be a list of at most four");
  writer.u16(ports.length);
  for (const field of ["kind", "goodInput", "goodOutput", "input", "output"] as const)
    for (let index = 0; index < 4; index++) {
      const most = field === "input" || field === "output" ? 15 : 255;
      writer.u8(whole(ports[index]?.[field] ?? 0, 0, most, field));
    }
}

/** Some fields begin with the lower octet. */
function writeBackwards(writer: Writer, value: number): void {
  writer.u8(value & 0xff);
  writer.u8(value >> 8);
}

const ID = encodeText("Art-Net\0");
const VERSION = 14;
const POLL = 0x2000;
const REPLY = 0x2100;
const DMX = 0x5000;
const SYNC = 0x5200;
const CODES: Readonly<Record<string, number>> = { poll: POLL, "poll-reply": REPLY, dmx: DMX, sync: SYNC };
