import type { LinkHealth, NodeHealth } from "../../index.ts";
import type { Manner } from "./clock.ts";
import { showNumber, showTime } from "./figures.ts";
import { toJsonText } from "./json.ts";
import { countOf, cut, pad, printable, widthOf } from "./text.ts";

interface Told {
  readonly nodes: readonly NodeHealth[];
  readonly links: readonly LinkHealth[];
}

/** What `zocp watch --health` prints at one look, the worst first. `columns`: how wide the terminal is; undefined where there is none. */
export function formatHealth(health: Told, manner: Manner, columns: number | undefined): readonly string[] {
  return manner.json ? formatJson(health, manner) : formatTables(health, manner, columns);
}

/** An object a line for other programs: first the nodes, then the links. */
function formatJson({ nodes, links }: Told, { now }: Manner): readonly string[] {
  const time = now.toISOString();
  return [
    ...nodes.map(({ name, ...rest }) => toJsonText({ time, event: "node", node: name, ...rest })),
    ...links.map((link) => toJsonText({ time, event: "link", ...link })),
  ];
}

function formatTables({ nodes, links }: Told, manner: Manner, columns: number | undefined): readonly string[] {
  const { colours, clock, now } = manner;
  if (nodes.length + links.length === 0)
    return [`${colours.dim(clock.stamp(now))}  ${colours.yellow("nobody is here")}`];
  const bad = links.filter((link) => link.trouble > 0).length;
  const silent = nodes.filter(({ state }) => state === "silent").length;
  const troubles = [
    ...(silent === 0 ? [] : [`${countOf(silent, "node")} silent`]),
    ...(bad === 0 ? [] : [`${countOf(bad, "link")} in trouble`]),
  ];
  const summary = `${countOf(nodes.length, "node")}, ${countOf(links.length, "link")}: ${troubles.join(", ") || "all well"}`;
  const painted = troubles.length === 0 ? colours.green(summary) : colours.yellow(summary);
  const width = (columns ?? Number.POSITIVE_INFINITY) - 1;
  return [
    `${colours.dim(clock.stamp(now))}  ${painted}`,
    ...(nodes.length === 0 ? [] : nodeLines(nodes, manner, width)),
    ...(links.length === 0 ? [] : linkLines(links, manner, width)),
    "",
  ];
}

function nodeLines(nodes: readonly NodeHealth[], manner: Manner, width: number): readonly string[] {
  return table([["node", "answers in", "version", "up", "at"], ...nodes.map(nodeCells)]).map((line, i) =>
    paint(manner, cut(line, width), i === 0 ? undefined : nodes[i - 1]?.state === "silent" ? 2 : 0),
  );
}

function linkLines(links: readonly LinkHealth[], manner: Manner, width: number): readonly string[] {
  return table([["link", "rate", "last", "skipped", "lost", "round trip", ""], ...links.map(linkCells)]).map(
    (line, i) => paint(manner, cut(line, width), i === 0 ? undefined : links[i - 1]?.trouble),
  );
}

function nodeCells({ name, state, address = "", roundTrip, version = "", uptime }: NodeHealth): readonly string[] {
  const answers = state === "well" ? tripOf(roundTrip) : WORDS[state];
  return [printable(name), answers, printable(version), tripOf(uptime), printable(address)];
}

function linkCells(link: LinkHealth): readonly string[] {
  const { emitter, sensor, rate, age, conflated, dropped, refused, of, reason, roundTrip } = link;
  const lost = refused + dropped;
  const why = refused === 0 ? reason : `${refused} of ${of} refused: ${reason}`;
  const last = age === undefined ? "never" : `${showTime(age)} ago`;
  const name = printable(`${emitter} → ${sensor}`);
  return [name, `${showNumber(rate)}/s`, last, String(conflated), String(lost), tripOf(roundTrip), printable(why)];
}

function tripOf(time: number | undefined): string {
  return time === undefined ? "" : showTime(time);
}

function paint({ colours }: Manner, line: string, trouble: 0 | 1 | 2 | undefined): string {
  if (trouble === undefined) return colours.dim(line);
  return trouble === 2 ? colours.red(line) : trouble === 1 ? colours.yellow(line) : line;
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ""))));
  return rows.map((row) => `  ${row.map((cell, at) => pad(cell, widths[at] ?? 0)).join("  ")}`.trimEnd());
}

const WORDS: Record<Exclude<NodeHealth["state"], "well">, string> = {
  silent: "no sign of life",
  unknown: "not known yet",
  old: "tells nothing",
};
