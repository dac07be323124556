import type { GossipHubEvent } from "../../index.ts";
import type { Manner } from "./clock.ts";
import { toJsonText } from "./json.ts";
import { pad, printable } from "./text.ts";

/** What happened at a hub, as one line for a person. */
export function formatHubEvent(event: GossipHubEvent, { colours, clock, now }: Omit<Manner, "json">): string {
  const [word, colour, text] = WORDS[event.type](event as never);
  const spaces = " ".repeat(LONGEST_WORD - word.length);
  return `${colours.dim(clock.stamp(now))}  ${colours[colour](word)}${spaces}  ${printable(text)}`;
}

/** The same for a program. */
export function describeHubEvent(event: GossipHubEvent, now: Date): string {
  const { type, ...fields } = event;
  const reason = "error" in fields ? fields.error.message : undefined;
  const { error: _error, ...rest } = { error: undefined, ...fields };
  return toJsonText({ time: now.toISOString(), event: type, ...rest, ...(reason !== undefined && { reason }) });
}

type Line = readonly [word: string, colour: "green" | "red" | "yellow" | "dim", text: string];

const WORDS: { readonly [Type in GossipHubEvent["type"]]: (event: Extract<GossipHubEvent, { type: Type }>) => Line } = {
  joined: ({ address }) => ["client", "dim", `${address} is connected`],
  left: ({ address }) => ["client", "dim", `${address} is no longer connected`],
  published: ({ key, value, address }) => ["came", "green", `${pad(short(key), SHORT)}  ${value}  (says ${address})`],
  withdrawn: ({ key, value, reason }) => ["went", "red", `${pad(short(key), SHORT)}  ${value}  (${REASONS[reason]})`],
  ignored: ({ address, error }) => ["ignored", "yellow", `${address}: ${error.message}`],
  failed: ({ error }) => ["failed", "red", error.message],
};

/** The beginning of an id is enough to find it in the other commands. */
function short(key: string): string {
  return /^[0-9A-Fa-f]{32}$/.test(key) ? key.slice(0, SHORT).toLowerCase() : key;
}

const REASONS = { goodbye: "it said goodbye", expired: "without a word" } as const;
const SHORT = 8;
const LONGEST_WORD = "ignored".length;
