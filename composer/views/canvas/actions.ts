import { type Area, areaAround, writeArea } from "../../model/canvas/item.ts";
import type { Composer } from "../../model/composer.ts";
import { freePlace } from "../../model/layout/plan.ts";
import type { Desk } from "../desk.svelte.ts";
import { canvasOf, keyOf } from "./canvas-of.ts";
import { hand } from "./hand.svelte.ts";
import { middleOf, seenArea } from "./seen.ts";

/** Puts a frame around the selected nodes; an empty one into the middle where none is selected. Its title is asked for at once. */
export function addFrame(composer: Composer, desk: Desk): void {
  const { network, selection, positions } = composer;
  const chosen = network.nodes.filter(({ key }) => selection.has(key));
  const around = areaAround(
    chosen.map((node) => ({ ...positions.of(node), ...positions.boxOf(node) })),
    ROOM,
  );
  const area = around && { ...around, y: around.y - TITLE, height: around.height + TITLE };
  put(composer, desk, "frame", area ?? inTheMiddle(composer, FRAME));
}

/** Puts a note into the middle of what is seen, to be written at once. */
export function addNote(composer: Composer, desk: Desk): void {
  put(composer, desk, "note", inTheMiddle(composer, NOTE));
}

/** Lays out what lies in no frame, below the frames: what people have put together stays together. */
export async function arrangeAround(composer: Composer): Promise<void> {
  const canvas = canvasOf(composer);
  const frames = canvas.items.filter(({ kind }) => kind === "frame");
  const area = areaAround(frames, BESIDE);
  const corner = area && { x: area.x + BESIDE, y: area.y + area.height };
  await composer.positions.arrange(new Set(frames.flatMap((frame) => canvas.within(frame).nodes)), corner);
}

function put(composer: Composer, desk: Desk, kind: "frame" | "note", area: Area): void {
  const canvas = canvasOf(composer);
  const { home } = canvas;
  const made = canvas.add(`add a ${kind}`, { kind, ...writeArea(area) });
  if (made === undefined) return;
  desk.tab = "main";
  composer.settings.choose({ view: "graph" });
  hand.writing = keyOf(made);
  composer.notices.tell(
    home.key === ""
      ? `The ${kind} is kept in this browser: no show is here that could keep it for every page`
      : `The ${kind} is kept in ${home.place}: every page shows it`,
  );
}

/** In the middle of what is seen, or below what lies there. */
function inTheMiddle(composer: Composer, size: Pick<Area, "width" | "height">): Area {
  const { network, positions } = composer;
  const nodes = network.nodes.map((node) => ({ ...positions.of(node), ...positions.boxOf(node), key: node.key }));
  const items = canvasOf(composer).items.filter(({ kind }) => kind !== "view");
  const middle = middleOf(seenArea() ?? { x: 0, y: 0, width: 0, height: 0 }, size);
  const there = [...nodes, ...items.map((item) => ({ ...item, key: keyOf(item) }))];
  return { ...middle, ...freePlace({ ...middle, key: "" }, there) };
}

/** Pixels around nodes, and above them for the title. */
const ROOM = 24;
const TITLE = 36;
const BESIDE = 60;
const FRAME = { width: 480, height: 320 };
const NOTE = { width: 260, height: 96 };
