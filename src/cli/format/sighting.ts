import { formatAddress } from "../../index.ts";
import type { Sighting } from "../views/watcher.ts";
import type { Manner } from "./clock.ts";
import { toJsonText } from "./json.ts";
import { pad, printable, showQuoted } from "./text.ts";

/** One event as one line: for programs with the time of the world, for people with the time on the wall. */
export function formatSighting(sighting: Sighting, { json, colours, clock, now }: Manner): string {
  if (json) {
    const { event, node, parameter, value, by, reason, address, id } = sighting;
    return toJsonText({ time: now.toISOString(), event, node, parameter, value, by, reason, address, id });
  }
  const { event, node, parameter } = sighting;
  const place = parameter === undefined ? node : formatAddress({ node, parameter });
  const word = COLOUR[event] === undefined ? event : colours[COLOUR[event]](event);
  const spaces = " ".repeat(Math.max(0, LONGEST_WORD - event.length));
  const details = showDetails(sighting);
  return `${colours.dim(clock.stamp(now))}  ${word}${spaces}  ${details === "" ? printable(place) : `${pad(printable(place), COLUMN)}  ${details}`}`;
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
