import {
  CHANNEL_STATUS,
  type MidiMessage,
  QUARTER_FRAME,
  SINGLE,
  SONG,
  SONG_POSITION,
  SYSEX,
  SYSEX_END,
} from "./message.ts";

/**
 * Finds the messages of a stream of MIDI, wherever it is cut. A machine: it knows running status, real-time messages within others, and system
 * exclusive messages. What belongs to nothing is passed over.
 *
 * @see MIDI 1.0 Detailed Specification, "Data Format"
 */
export class MidiReader {
  /** The first octet of the message that is on its way, or of the last one of a channel, which need not be said again. 0 for none. */
  #status = 0;
  readonly #data: number[] = [];
  #sysex: number[] | undefined;
  #passedOver = 0;

  /** Octets that belonged to no message, and those of system exclusive messages that were too long or never ended. */
  get passedOver(): number {
    return this.#passedOver;
  }

  push(bytes: Uint8Array): readonly MidiMessage[] {
    const messages: MidiMessage[] = [];
    for (const octet of bytes) {
      const message = octet >= FIRST_REAL_TIME ? this.#takeRealTime(octet) : this.#take(octet);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  /** It may stand within any other message, and changes nothing of that. */
  #takeRealTime(octet: number): MidiMessage | undefined {
    const type = SINGLE.get(octet);
    if (type === undefined) this.#passedOver++;
    return type === undefined ? undefined : { type };
  }

  #take(octet: number): MidiMessage | undefined {
    if (octet < FIRST_STATUS) return this.#sysex === undefined ? this.#takeData(octet) : this.#keep(octet, this.#sysex);
    if (octet === SYSEX_END) return this.#endSysex();
    this.#abandon();
    if (octet === SYSEX) {
      this.#sysex = [];
      return undefined;
    }
    const type = SINGLE.get(octet);
    if (type !== undefined) return { type };
    if (lengthOf(octet) > 0) this.#status = octet;
    else this.#passedOver++;
    return undefined;
  }

  #takeData(octet: number): MidiMessage | undefined {
    if (this.#status === 0) {
      this.#passedOver++;
      return undefined;
    }
    this.#data.push(octet);
    if (this.#data.length < lengthOf(this.#status)) return undefined;
    const [first = 0, second = 0] = this.#data.splice(0);
    const status = this.#status;
    // Only messages of a channel may leave out their first octet the next time.
    if (status >= SYSEX) this.#status = 0;
    return messageOf(status, first, second);
  }

  #keep(octet: number, sysex: number[]): undefined {
    sysex.push(octet);
    if (sysex.length <= LONGEST_SYSEX) return;
    this.#abandon();
  }

  #endSysex(): MidiMessage | undefined {
    const data = this.#sysex;
    this.#sysex = undefined;
    if (data !== undefined) return { type: "sysex", data: Uint8Array.from(data) };
    this.#abandon();
    this.#passedOver++;
    return undefined;
  }

  /** Another message begins: what was not finished comes to nothing. */
  #abandon(): void {
    this.#passedOver += this.#data.length + (this.#sysex?.length ?? 0);
    this.#data.length = 0;
    this.#sysex = undefined;
    this.#status = 0;
  }
}

/** How many octets of data follow. */
function lengthOf(status: number): number {
  if (status === SONG_POSITION) return 2;
  if (status >= SYSEX) return status === QUARTER_FRAME || status === SONG ? 1 : 0;
  const kind = status & 0xf0;
  return kind === CHANNEL_STATUS.program || kind === CHANNEL_STATUS["channel-pressure"] ? 1 : 2;
}

function messageOf(status: number, first: number, second: number): MidiMessage | undefined {
  if (status === QUARTER_FRAME) return { type: "quarter-frame", part: first >> 4, value: first & 0x0f };
  if (status === SONG_POSITION) return { type: "song-position", position: first | (second << 7) };
  if (status === SONG) return { type: "song", song: first };
  const channel = (status & 0x0f) + 1;
  switch (status & 0xf0) {
    case CHANNEL_STATUS["note-off"]:
      return { type: "note-off", channel, note: first, velocity: second };
    case CHANNEL_STATUS["note-on"]:
      return { type: "note-on", channel, note: first, velocity: second };
    case CHANNEL_STATUS["note-pressure"]:
      return { type: "note-pressure", channel, note: first, pressure: second };
    case CHANNEL_STATUS.control:
      return { type: "control", channel, controller: first, value: second };
    case CHANNEL_STATUS.program:
      return { type: "program", channel, program: first };
    case CHANNEL_STATUS["channel-pressure"]:
      return { type: "channel-pressure", channel, pressure: first };
    default:
      return { type: "bend", channel, value: (first | (second << 7)) - BEND_MIDDLE };
  }
}

const FIRST_STATUS = 0x80;
const FIRST_REAL_TIME = 0xf8;
const BEND_MIDDLE = 8192;
/** Octets: what is longer is an update of a device, or has lost its end. */
const LONGEST_SYSEX = 0x1_0000;
