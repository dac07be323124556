import { formatAddress } from "../../index.ts";
import type { Sighting } from "../watcher.ts";
import type { Colours } from "./colours.ts";
import { toJsonText } from "./json.ts";
import { pad, printable, showQuoted } from "./text.ts";

interface Manner {
  readonly json: boolean;
  readonly colours: Colours;
  readonly now: Date;
}

/** One event as one line: for programs with the time of the world, for people with the time on the wall. */
export function formatSighting(sighting: Sighting, { json, colours, now }: Manner): string {
  if (json) {
    const { event, node, parameter, value, by, reason, address, id } = sighting;
    return toJsonText({ time: now.toISOString(), event, node, parameter, value, by, reason, address, id });
  }
  const { event, node, parameter } = sighting;
  const place = parameter === undefined ? node : formatAddress({ node, parameter });
  const word = COLOUR[event] === undefined ? event : colours[COLOUR[event]](event);
  const spaces = " ".repeat(Math.max(0, LONGEST_WORD - event.length));
  const details = showDetails(sighting);
  return `${colours.dim(clockTime(now))}  ${word}${spaces}  ${details === "" ? printable(place) : `${pad(printable(place), COLUMN)}  ${details}`}`;
}

/** 21:04:09.123, as the clock of this machine shows it. */
export function clockTime(now: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  const milliseconds = String(now.getMilliseconds()).padStart(3, "0");
  return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}.${milliseconds}`;
}

function showDetails({ event, value, by, reason, address }: Sighting): string {
  if (event === "subscribed" || event === "unsubscribed")
    return `${event === "subscribed" ? "→" : "✗"} ${printable(by ?? "")}`;
  if (value !== undefined) return showQuoted(value, 200);
  return printable(reason ?? address ?? "");
}

const COLOUR: Readonly<Partial<Record<Sighting["event"], "green" | "red" | "cyan" | "yellow" | "dim">>> = {
  enter: "green",
  exit: "red",
  suspected: "red",
  recovered: "green",
  value: "dim",
  signal: "cyan",
  modified: "yellow",
};
const LONGEST_WORD = "unsubscribed".length;
const COLUMN = 24;
