import { UsageError } from "../../../errors.ts";
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

/** Writes one message, always with its first octet. Throws `UsageError` for what MIDI cannot hold. */
export function encodeMidi(message: MidiMessage): Uint8Array {
  try {
    return Uint8Array.from(octetsOf(message));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Programs without types hand in anything.
    throw wrong(`this cannot be sent by MIDI: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function octetsOf(message: MidiMessage): readonly number[] {
  switch (message.type) {
    case "note-on":
    case "note-off":
      return [statusOf(message), seven(message.note, "the note"), seven(message.velocity, "the velocity")];
    case "note-pressure":
      return [statusOf(message), seven(message.note, "the note"), seven(message.pressure, "the pressure")];
    case "control":
      return [statusOf(message), seven(message.controller, "the controller"), seven(message.value, "the value")];
    case "program":
      return [statusOf(message), seven(message.program, "the program")];
    case "channel-pressure":
      return [statusOf(message), seven(message.pressure, "the pressure")];
    case "bend":
      return [statusOf(message), ...fourteen(whole(message.value, -8192, 8191, "the bend") + 8192)];
    case "quarter-frame":
      return [QUARTER_FRAME, (whole(message.part, 0, 7, "the part") << 4) | whole(message.value, 0, 15, "the value")];
    case "song-position":
      return [SONG_POSITION, ...fourteen(whole(message.position, 0, 16_383, "the position"))];
    case "song":
      return [SONG, seven(message.song, "the song")];
    case "sysex":
      return [SYSEX, ...sevens(message.data), SYSEX_END];
    default:
      return [singleOf(message.type)];
  }
}

function statusOf({ type, channel }: { readonly type: keyof typeof CHANNEL_STATUS; readonly channel: number }): number {
  return CHANNEL_STATUS[type] | (whole(channel, 1, 16, "the channel") - 1);
}

function singleOf(type: string): number {
  for (const [octet, name] of SINGLE) if (name === type) return octet;
  throw wrong(`there is no message of MIDI ${JSON.stringify(type)}`);
}

function sevens(data: Uint8Array): Uint8Array {
  if (!(data instanceof Uint8Array)) throw wrong("the data of a system exclusive message must be octets");
  const high = data.findIndex((octet) => octet > 127);
  if (high >= 0) throw wrong(`octet ${high} of a system exclusive message is ${data[high]}; the limit is 127`);
  return data;
}

function fourteen(value: number): readonly [number, number] {
  return [value & 0x7f, value >> 7];
}

function seven(value: number, what: string): number {
  return whole(value, 0, 127, what);
}

function whole(value: number, least: number, most: number, what: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(`${what} is ${String(value)}, no whole number from ${least} to ${most}`);
}

function wrong(message: string): UsageError {
  return new UsageError("invalid-argument", message);
}
