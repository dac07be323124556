import type { Json } from "../../index.ts";
import type { Cue } from "../file/show-file.ts";
import type { Attendance } from "./attendance.ts";
import { type Cover, UNCOVER } from "./covers.ts";
import { type CueList, retimed } from "./cue-list.ts";
import type { PlayerEffect } from "./effects.ts";
import type { CueMoves } from "./look.ts";
import { byNode } from "./stage.ts";
import type { Timeline } from "./timeline.ts";

export interface SendingParts {
  readonly list: CueList;
  readonly timeline: Timeline;
  /** In front of every tag. */
  readonly name: string;
  readonly attendance: Attendance;
  /** How often an earlier run of the show has sent something. */
  readonly starts: number;
  /** When something was sent last by another player, in milliseconds of the host. */
  readonly last: number | undefined;
}

export interface StartOptions {
  /** The look until now. */
  readonly before: ReadonlyMap<string, Json>;
  /** When it starts, in milliseconds of the show, and of the host. */
  readonly at: number;
  readonly now: number;
  /** What it is called in the tag; as its cue unless said. */
  readonly label?: string | undefined;
}

/** What is sent when a cue starts, and what is laid over the stage. Each of it has a number of its own. */
export class Sending {
  readonly #parts: SendingParts;
  #starts: number;
  #last: number;
  /** A cue was started, so the stage has a look. */
  #moved: boolean;

  constructor(parts: SendingParts) {
    this.#parts = parts;
    this.#starts = parts.starts;
    this.#last = parts.last ?? Number.NEGATIVE_INFINITY;
    this.#moved = parts.starts > 0;
  }

  get starts(): number {
    return this.#starts;
  }

  get moved(): boolean {
    return this.#moved;
  }

  /** When something was started last, in milliseconds of the host. */
  get last(): number {
    return this.#last;
  }

  /** A cue was pressed that waits before it starts. */
  mark(now: number): void {
    this.#last = now;
  }

  /** Sends what a cue moves; gives when it ends, in milliseconds of the show. */
  start(
    cue: Cue | undefined,
    { values, wires }: CueMoves,
    { before, at, now, label = cue?.tag ?? cue?.cue ?? "0" }: StartOptions,
  ): { readonly effects: readonly PlayerEffect[]; readonly ends: number } {
    const { attendance, timeline, name } = this.#parts;
    this.#last = now;
    this.#moved = true;
    const [start, priority] = [++this.#starts, cue?.priority ?? USUAL];
    const tag = `${name}/${label}#${start}`;
    attendance.targets.aim(values, { tag, priority, start, began: at, sent: now }, before);
    const nodes = byNode(values);
    const fades = [...nodes].flatMap(([node, moves]) => attendance.fade(node, moves, tag, priority));
    const effects: PlayerEffect[] = cue?.all === true ? fades.map(asTogether) : [...fades];
    const lasts = Math.max(0, ...[...values.values()].map(({ timing }) => timing.delay + timing.over));
    const { rate } = timeline.time;
    if (lasts > 0 && rate !== 1) effects.push({ type: "pace", tags: tag, rate });
    attendance.stage.heard(start);
    for (const move of wires) effects.push({ type: "link", tag, ...move });
    const ends = at + lasts * 1000;
    if (cue === undefined) return { effects, ends };
    timeline.run(cue.id, at, ends);
    const missing = [...nodes.keys()].filter((node) => !attendance.stage.has(node));
    return { effects: [...effects, { type: "cue", cue: cue.id, state: "running", missing }], ends };
  }

  cover(name: string, { tag, values }: Omit<Cover, "start">): readonly PlayerEffect[] {
    const { attendance } = this.#parts;
    const start = ++this.#starts;
    const effects = attendance.covers.put(name, { tag: tag.replace("*", String(start)), values, start });
    attendance.stage.heard(start);
    return effects;
  }

  /** Takes away what lies under such tags; plain nodes go to the look at a cue. */
  uncover(name: string, tags: string, active: string | undefined): readonly PlayerEffect[] {
    const { attendance, list } = this.#parts;
    const start = ++this.#starts;
    const covered = attendance.covers.take(name, tags, start);
    attendance.stage.heard(start);
    const look = [...list.look(active).values].filter(([address]) => covered.has(address));
    const plain = [...byNode(retimed(new Map(look), { over: UNCOVER, delay: 0 }))].filter(([node]) =>
      attendance.stage.isPlain(node),
    );
    const tag = `${this.#parts.name}/release#${start}`;
    return [
      { type: "release", tags, over: UNCOVER },
      ...plain.flatMap(([node, values]) => attendance.fade(node, values, tag)),
    ];
  }
}

function asTogether(effect: PlayerEffect): PlayerEffect {
  return effect.type === "fade" ? { ...effect, together: true } : effect;
}

const USUAL = 100;
