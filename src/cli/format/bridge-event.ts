import type { MeshBridgeEvent } from "../../mesh-bridge/events.ts";
import type { Manner } from "./clock.ts";
import { toJsonText } from "./json.ts";
import { pad, printable } from "./text.ts";

/** What happened at a bridge, as one line for a person. */
export function formatBridgeEvent(event: MeshBridgeEvent, { colours, clock, now }: Omit<Manner, "json">): string {
  const [word, colour, text] = WORDS[event.type](event as never);
  return `${colours.dim(clock.stamp(now))}  ${colours[colour](pad(word, LONGEST_WORD))}  ${printable(text)}`;
}

/** The same for a program. */
export function describeBridgeEvent(event: MeshBridgeEvent, now: Date): string {
  const { type, ...fields } = event;
  const reason = "error" in fields ? fields.error.message : undefined;
  const { error: _error, ...rest } = { error: undefined, ...fields };
  return toJsonText({ time: now.toISOString(), event: type, ...rest, ...(reason !== undefined && { reason }) });
}

type Line = readonly [word: string, colour: "green" | "red" | "yellow" | "dim", text: string];

const WORDS: {
  readonly [Type in MeshBridgeEvent["type"]]: (event: Extract<MeshBridgeEvent, { type: Type }>) => Line;
} = {
  carried: ({ from, name, id }) => [CROSSED[from], "green", `${pad(name, USUAL_NAME)}  ${id.slice(0, SHORT_ID)}`],
  dropped: ({ from, name, reason }) => ["went", "red", `${pad(name, USUAL_NAME)}  (${REASONS[reason](WHERE[from])})`],
  refused: ({ from, name, reason }) => ["refused", "yellow", `${pad(name, USUAL_NAME)}  ${reason} (${WHERE[from]})`],
  turned: ({ carries, rival }) =>
    carries
      ? ["carries", "dim", "what crosses is named below"]
      : ["stands by", "yellow", rival === undefined ? "the broker is away" : STANDS_BY],
  failed: ({ error }) => ["failed", "red", error.message],
};

const CROSSED = { lan: "shared", broker: "imported" } as const;
const WHERE = { lan: "this network", broker: "the broker" } as const;
const REASONS = {
  left: (where: string) => `it is not on ${where} any more`,
  "stands by": () => "this bridge stands by",
  refused: () => "it may not cross any more",
  failed: () => "it is tried again",
} as const;
const STANDS_BY = "another bridge of this network carries what crosses";
const LONGEST_WORD = "stands by".length;
const USUAL_NAME = 16;
const SHORT_ID = 8;
