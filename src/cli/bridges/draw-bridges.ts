import type { BridgeNode, Pair } from "../../bridges.ts";
import { timeOfDay } from "../format/clock.ts";
import { fitNumber } from "../format/fit-number.ts";
import { countOf, cut, pad, showRounded } from "../format/text.ts";
import { Canvas } from "../screen/canvas.ts";
import type { Ink } from "../screen/ink.ts";
import { ARROWS } from "./bridge-lines.ts";
import { placesOf } from "./where.ts";

/** Something that has happened, for the lower lines. */
export interface ToldNews {
  readonly at: Date;
  readonly bridge: string;
  readonly word: string;
  readonly text: string;
}

/** What is shown of a bridge. */
export interface ShownBridge extends Pick<BridgeNode, "counts" | "description" | "machine" | "now"> {
  readonly node: { readonly name: string };
  readonly protocol: { readonly places: readonly string[]; readonly server?: string };
}

export interface BridgesPicture {
  readonly bridges: readonly ShownBridge[];
  readonly news: readonly ToldNews[];
}

/** Each bridge with its mappings, and below them all what has happened lately. */
export function drawBridges(
  { bridges, news }: BridgesPicture,
  { columns, rows, ink }: { readonly columns: number; readonly rows: number; readonly ink: Ink },
): Canvas {
  const canvas = new Canvas(columns, rows, ink);
  const lower = Math.min(news.length, Math.max(1, Math.floor(rows / 4)));
  const height = Math.floor((rows - lower - 2) / Math.max(1, bridges.length));
  for (const [index, bridge] of bridges.entries()) drawBridge(canvas, bridge, { top: index * height, height });
  const end = rows - 1;
  for (const [index, one] of news.slice(-lower).entries())
    drawNews(canvas, one, end - lower + index, bridges.length > 1);
  canvas.put(1, end, "Ctrl-C ends it", ink.dim);
  return canvas;
}

interface Space {
  readonly top: number;
  readonly height: number;
}

function drawBridge(canvas: Canvas, bridge: ShownBridge, { top, height }: Space): void {
  const { columns, ink } = canvas;
  const { in: received, out, refused, ignored } = bridge.counts;
  const counts = [
    `${received} in`,
    `${out} out`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ];
  const right = counts.join("  ");
  canvas.put(1, top, cut(placesOf(bridge), columns - right.length - 4), ink.bold);
  canvas.putRight(columns - 2, top, right, refused > 0 ? ink.warning : ink.dim);
  canvas.put(1, top + 1, cut(spokenOf(bridge), columns - 2), ink.dim);
  drawPairs(canvas, bridge, { top: top + 3, height: height - 4 });
}

/** Who was heard, and what waits for a control. */
function spokenOf({ machine, now }: ShownBridge): string {
  const { learning, sources } = machine;
  if (learning !== undefined) return `move a control: it becomes ${learning}`;
  const heard = [...sources.values()].reverse();
  if (heard.length === 0) return "nobody has spoken yet";
  return `heard: ${heard.map(({ host, at, count }) => `${host} (${count}, ${agoOf(now - at)})`).join(", ")}`;
}

function drawPairs(canvas: Canvas, bridge: ShownBridge, { top, height }: Space): void {
  const pairs = chosen(bridge.machine.pairs, height);
  const hidden = bridge.machine.pairs.length - pairs.length;
  const { columns, ink } = canvas;
  if (pairs.length === 0) return void canvas.put(1, top, "nothing is mapped yet", ink.dim);
  const wide = Math.floor((columns - FIXED) / 2);
  const [left, right] = [
    widest(
      pairs.map(({ address }) => address),
      wide,
    ),
    widest(
      pairs.map((pair) => nameOf(bridge, pair)),
      wide,
    ),
  ];
  for (const [index, pair] of pairs.entries()) drawPair(canvas, bridge, pair, { row: top + index, left, right });
  if (hidden > 0)
    canvas.put(1, top + pairs.length, `and ${countOf(hidden, "mapping")} more that moved less lately`, ink.dim);
}

function drawPair(
  canvas: Canvas,
  bridge: ShownBridge,
  pair: Pair,
  { row, left, right }: { readonly row: number; readonly left: number; readonly right: number },
): void {
  const { ink } = canvas;
  const silent = !pair.heard && !pair.moved && pair.value === pair.initial;
  let at = canvas.put(1, row, pad(cut(pair.address, left), left));
  at = canvas.put(at + 1, row, ARROWS[pair.way], ink.dim);
  at = canvas.put(at + 1, row, pad(cut(nameOf(bridge, pair), right), right));
  const value = pair.event || pair.value === undefined ? "" : fitNumber(showRounded(pair.value), VALUE);
  canvas.put(at + 1, row, silent ? "·" : cut(value, VALUE), silent ? ink.dim : ink.accent);
  const host = pair.host === undefined ? "" : `${pair.host}  `;
  canvas.put(at + VALUE + 3, row, silent ? "" : cut(`${host}${agoOf(bridge.now - pair.at)}`, FIXED), ink.dim);
}

function drawNews(canvas: Canvas, { at, bridge, word, text }: ToldNews, row: number, named: boolean): void {
  const { ink, columns } = canvas;
  const start = canvas.put(1, row, timeOfDay(at), ink.dim);
  const end = canvas.put(start + 2, row, pad(word, 9), ink.warning);
  canvas.put(end + 1, row, cut(`${named ? `${bridge}: ` : ""}${text}`, columns - end - 2));
}

/** Where there is no room for all, those that moved last; in the order of their addresses. */
function chosen(pairs: readonly Pair[], most: number): readonly Pair[] {
  const room = Math.max(0, most);
  const kept = pairs.length <= room ? pairs : [...pairs].sort((a, b) => b.at - a.at).slice(0, Math.max(0, room - 1));
  return [...kept].sort((a, b) => ORDER.compare(a.address, b.address));
}

function nameOf({ node }: ShownBridge, { own, port }: Pair): string {
  return `${own ? node.name : port.node}/${port.parameter}`;
}

function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(...texts.map(({ length }) => length)));
}

function agoOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 1) return "now";
  return seconds < 100 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`;
}

/** 2 comes before 10. */
const ORDER = new Intl.Collator("en", { numeric: true });
const VALUE = 12;
/** Columns beside the two names. */
const FIXED = VALUE + 32;
