import { checkOctets } from "../../../arguments/check.ts";
import { Reader } from "../../../bytes/reader.ts";
import { encodeText } from "../../../bytes/text.ts";
import { Writer } from "../../../bytes/writer.ts";
import { attempt, bad, fill, readFixedText, startsWith, whole, writeFixedText, writeOctets, wrong } from "./fields.ts";
import type { SacnData, SacnDiscovery, SacnPacket, SacnSync } from "./packets.ts";

/**
 * Reads one datagram of sACN. Undefined for what is none, and for vectors that are not listed in {@link SacnPacket}; throws `ProtocolError`
 * for one that is broken.
 *
 * @see ANSI E1.31-2018, 4 to 8
 */
export function decodeSacn(bytes: Uint8Array): SacnPacket | undefined {
  checkOctets("the packet", bytes);
  if (!startsWith(bytes, PREAMBLE)) return undefined;
  const reader = new Reader(bytes, PREAMBLE.length);
  readLength(reader, "root");
  const vector = reader.u32();
  if (vector !== ROOT_DATA && vector !== ROOT_EXTENDED) return undefined;
  const cid = reader.take(16);
  readLength(reader, "framing");
  const kind = reader.u32();
  if (vector === ROOT_DATA) return kind === FRAME_DATA ? readData(reader, cid) : undefined;
  if (kind === FRAME_SYNC) return readSync(reader, cid);
  return kind === FRAME_DISCOVERY ? readDiscovery(reader, cid) : undefined;
}

/** Writes one datagram of sACN. Throws `UsageError` for what it cannot hold. */
export function encodeSacn(packet: SacnPacket): Uint8Array {
  return attempt("sACN", () => {
    const writer = new Writer(640);
    writer.bytes(PREAMBLE);
    if (packet.type === "data") writeData(writer, packet);
    else if (packet.type === "sync") writeSync(writer, packet);
    else if (packet.type === "discovery") writeDiscovery(writer, packet);
    else throw wrong(`there is no packet ${JSON.stringify((packet as { readonly type: unknown }).type)}`);
    return writer.take();
  });
}

/** The multicast group of a universe. Throws `UsageError` for a number that is none. */
export function sacnGroup(universe: number): string {
  whole(universe, 1, 65_535, "the universe");
  return `239.255.${universe >> 8}.${universe & 0xff}`;
}

/** Flags, and the octets from here to the end of the packet. */
function readLength(reader: Reader, layer: string): void {
  const here = reader.remaining;
  const word = reader.u16();
  if (word >> 12 !== 7) throw bad(`the flags of its ${layer} layer are ${word >> 12}, not 7`);
  if ((word & 0xfff) !== here) throw bad(`its ${layer} layer says ${word & 0xfff} octets, and has ${here}`);
}

function readData(reader: Reader, cid: Uint8Array): SacnData {
  const source = readFixedText(reader.take(64));
  const priority = reader.u8();
  if (priority > 200) throw bad(`its priority is ${priority}; the limit is 200`);
  const [synchronization, sequence, options, universe] = [reader.u16(), reader.u8(), reader.u8(), reader.u16()];
  if (universe === 0 || universe > LAST_UNIVERSE) throw bad(`its universe is ${universe}, not from 1 to 63999`);
  readLength(reader, "DMP");
  const [vector, kind, first, step] = [reader.u8(), reader.u8(), reader.u16(), reader.u16()];
  if (vector !== 2 || kind !== 0xa1 || first !== 0 || step !== 1) throw bad("its DMP layer is not that of DMX");
  const count = reader.u16();
  if (count !== reader.remaining || count < 1 || count > 513)
    throw bad(`it says that it has ${count} slots with its start code, and has ${reader.remaining}; the limit is 513`);
  const startCode = reader.u8();
  return {
    ...{ type: "data", cid, source, priority, synchronization, sequence, universe, startCode, slots: reader.rest },
    ...{ preview: (options & 0x80) !== 0, terminated: (options & 0x40) !== 0 },
    forceSynchronization: (options & 0x20) !== 0,
  };
}

function writeData(writer: Writer, packet: SacnData): void {
  const { slots } = packet;
  if (!(slots instanceof Uint8Array) || slots.length > 512) throw wrong("the slots must be at most 512 octets");
  writeHead(writer, ROOT_DATA, packet.cid, 110 + slots.length);
  writeLayer(writer, 88 + slots.length, FRAME_DATA);
  writeFixedText(writer, packet.source, 64, "the source");
  writer.u8(whole(packet.priority, 0, 200, "priority"));
  writer.u16(whole(packet.synchronization, 0, 0xffff, "synchronization"));
  writer.u8(whole(packet.sequence, 0, 255, "sequence"));
  const { preview, terminated, forceSynchronization } = packet;
  writer.u8((preview ? 0x80 : 0) | (terminated ? 0x40 : 0) | (forceSynchronization ? 0x20 : 0));
  writer.u16(whole(packet.universe, 1, LAST_UNIVERSE, "universe"));
  writer.u16(0x7000 | (11 + slots.length));
  writer.u16(0x02a1);
  writer.u16(0);
  writer.u16(1);
  writer.u16(1 + slots.length);
  writer.u8(whole(packet.startCode, 0, 255, "startCode"));
  writer.bytes(slots);
}

function readSync(reader: Reader, cid: Uint8Array): SacnSync {
  const [sequence, synchronization] = [reader.u8(), reader.u16()];
  reader.take(2);
  return { type: "sync", cid, sequence, synchronization };
}

function writeSync(writer: Writer, { cid, sequence, synchronization }: SacnSync): void {
  writeHead(writer, ROOT_EXTENDED, cid, 33);
  writeLayer(writer, 11, FRAME_SYNC);
  writer.u8(whole(sequence, 0, 255, "sequence"));
  writer.u16(whole(synchronization, 0, 0xffff, "synchronization"));
  writer.u16(0);
}

function readDiscovery(reader: Reader, cid: Uint8Array): SacnDiscovery {
  const source = readFixedText(reader.take(64));
  reader.take(4);
  readLength(reader, "discovery");
  if (reader.u32() !== 1) throw bad("its discovery layer is no list of universes");
  const [page, lastPage] = [reader.u8(), reader.u8()];
  const count = reader.remaining / 2;
  if (!Number.isInteger(count) || count > 512) throw bad(`its list has ${reader.remaining} octets; the limit is 1024`);
  return {
    type: "discovery",
    cid,
    source,
    page,
    lastPage,
    universes: Array.from({ length: count }, () => reader.u16()),
  };
}

function writeDiscovery(writer: Writer, packet: SacnDiscovery): void {
  const { universes } = packet;
  if (!Array.isArray(universes) || universes.length > 512) throw wrong("there must be at most 512 universes");
  writeHead(writer, ROOT_EXTENDED, packet.cid, 104 + universes.length * 2);
  writeLayer(writer, 82 + universes.length * 2, FRAME_DISCOVERY);
  writeFixedText(writer, packet.source, 64, "the source");
  fill(writer, 4);
  writeLayer(writer, 8 + universes.length * 2, 1);
  writer.u8(whole(packet.page, 0, 255, "page"));
  writer.u8(whole(packet.lastPage, 0, 255, "lastPage"));
  for (const universe of universes) writer.u16(whole(universe, 0, 0xffff, "a universe"));
}

function writeHead(writer: Writer, vector: number, cid: Uint8Array, length: number): void {
  writeLayer(writer, length, vector);
  writeOctets(writer, cid, 16, "the CID");
}

function writeLayer(writer: Writer, length: number, vector: number): void {
  writer.u16(0x7000 | length);
  writer.u32(vector);
}

/** Sizes of preamble and postamble, and who speaks. */
const PREAMBLE = new Uint8Array([0, 0x10, 0, 0, ...encodeText("ASC-E1.17\0\0\0")]);
const ROOT_DATA = 4;
const ROOT_EXTENDED = 8;
const FRAME_DATA = 2;
const FRAME_SYNC = 1;
const FRAME_DISCOVERY = 2;
const LAST_UNIVERSE = 63_999;
