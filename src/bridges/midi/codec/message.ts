/** A message of MIDI 1.0. Channels are counted from 1, as devices show them; everything else from 0, as it travels. */
export type MidiMessage =
  /** A velocity of 0 is a note that ends, as many keyboards say it. */
  | { readonly type: "note-on"; readonly channel: number; readonly note: number; readonly velocity: number }
  | { readonly type: "note-off"; readonly channel: number; readonly note: number; readonly velocity: number }
  | { readonly type: "note-pressure"; readonly channel: number; readonly note: number; readonly pressure: number }
  | { readonly type: "control"; readonly channel: number; readonly controller: number; readonly value: number }
  | { readonly type: "program"; readonly channel: number; readonly program: number }
  | { readonly type: "channel-pressure"; readonly channel: number; readonly pressure: number }
  /** From -8192 to 8191; 0 is the middle. */
  | { readonly type: "bend"; readonly channel: number; readonly value: number }
  /** What stands between 0xF0 and 0xF7. */
  | { readonly type: "sysex"; readonly data: Uint8Array }
  /** One of eight parts of a time code. */
  | { readonly type: "quarter-frame"; readonly part: number; readonly value: number }
  /** In sixteenths from the beginning of the song. */
  | { readonly type: "song-position"; readonly position: number }
  | { readonly type: "song"; readonly song: number }
  | { readonly type: SingleType };

type SingleType = "tune" | "clock" | "start" | "continue" | "stop" | "sensing" | "reset";

/** Messages of one octet, by what stands for them. */
export const SINGLE: ReadonlyMap<number, SingleType> = new Map([
  [0xf6, "tune"],
  [0xf8, "clock"],
  [0xfa, "start"],
  [0xfb, "continue"],
  [0xfc, "stop"],
  [0xfe, "sensing"],
  [0xff, "reset"],
]);

/** The upper half of the first octet of messages of a channel; the lower one is the channel. */
export const CHANNEL_STATUS = {
  "note-off": 0x80,
  "note-on": 0x90,
  "note-pressure": 0xa0,
  control: 0xb0,
  program: 0xc0,
  "channel-pressure": 0xd0,
  bend: 0xe0,
} as const;

export const SYSEX = 0xf0;
export const QUARTER_FRAME = 0xf1;
export const SONG_POSITION = 0xf2;
export const SONG = 0xf3;
export const SYSEX_END = 0xf7;
