import fc from "fast-check";
import type { Json } from "../../src/index.ts";
import {
  type RecordedChannel,
  Recorder,
  readRecording,
  type Timeline,
  TimelineBuilder,
  type TimelineOptions,
} from "../../src/recording.ts";

export const BEGAN = Date.UTC(2026, 10, 24, 20);

export function channel(node: string, parameter: string, more: Partial<RecordedChannel> = {}): RecordedChannel {
  return { node, parameter, type: "flt", access: "rwe", event: false, recall: true, ...more };
}

/** What a parameter of one of these types can be. */
const TYPES: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  flt: fc.double(),
  percent: fc.double(),
  int: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n })),
  bool: fc.boolean(),
  string: fc.string({ unit: "grapheme" }),
  vec2f: fc.array(fc.double(), { minLength: 2, maxLength: 2 }),
  vec4f: fc.array(fc.double(), { minLength: 4, maxLength: 4 }),
  "of my own": fc.oneof(
    fc.double(),
    fc.string(),
    fc.constant(null),
    fc.dictionary(fc.string(), fc.double()).map((map): Json => new Map(Object.entries(map))),
  ),
};

interface Step {
  /** Milliseconds after the step before. */
  readonly after: number;
  readonly channel: number;
  readonly value: Json;
}

export interface Sample {
  readonly channels: readonly RecordedChannel[];
  readonly steps: readonly Step[];
}

/** Parameters of any types, and what they have been, over about a minute. */
export const samples: fc.Arbitrary<Sample> = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(TYPES)), fc.boolean()), { minLength: 1, maxLength: 6 })
  .chain((types) => {
    const channels = types.map(([type, event], i) => channel(`node ${i % 2}`, `parameter ${i}`, { type, event }));
    const step = fc.integer({ min: 0, max: types.length - 1 }).chain((at) =>
      fc.record({
        after: fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.constant(0)),
        channel: fc.constant(at),
        value: TYPES[types[at]?.[0] ?? "flt"] ?? fc.double(),
      }),
    );
    return fc.record({ channels: fc.constant(channels), steps: fc.array(step, { maxLength: 40 }) });
  });

/** The text of a recording of it. */
export function recordingOf({ channels, steps }: Sample): string {
  const recorder = new Recorder({ began: BEGAN, now: 1000 });
  let now = 1000;
  let text = recorder.begin(now);
  for (const one of channels) text += recorder.handleDescribed(one) ?? "";
  for (const { after, channel: at, value } of steps) {
    now += after;
    text += recorder.handleTime(now);
    const one = channels[at];
    if (one !== undefined) text += recorder.handleValue(one.node, one.parameter, value, now);
  }
  return text;
}

export function timelineOf(text: string, options: TimelineOptions = {}): Timeline {
  const builder = new TimelineBuilder(options);
  for (const entry of readRecording(text)) if (!builder.add(entry)) break;
  return builder.build();
}
