import type { Json } from "../../index.ts";
import { sameValue } from "../patch/file-values.ts";
import { Covers } from "./covers.ts";
import type { PlayerEffect, SentMove } from "./effects.ts";
import type { FadeReport } from "./inputs.ts";
import type { PlayerState } from "./player-state.ts";
import { Settlers } from "./settlers.ts";
import type { ShowTime } from "./show-time.ts";
import type { PresentNodeOfShow, Stage } from "./stage.ts";
import { isOver, type Part, Targets } from "./targets.ts";

/** How a show stands when a node comes. */
export interface ShowMoment {
  /** The number of the last start. */
  readonly starts: number;
  /** What the stage is to be for that node; undefined while nothing is sent to anybody. */
  readonly look: (node: string) => ReadonlyMap<string, Json> | undefined;
  /** Of what this run of the show did not send. */
  readonly tag: string;
}

/** Who is here, what each was sent, and what those get that come late. */
export class Attendance {
  readonly stage: Stage;
  readonly covers: Covers;
  readonly targets = new Targets();
  readonly #settlers = new Settlers();
  readonly #time: ShowTime;
  readonly #tags: string;
  /** The last start of an earlier run of the show. */
  readonly #earlier: number;

  constructor(stage: Stage, time: ShowTime, { tags, earlier }: { readonly tags: string; readonly earlier: number }) {
    this.stage = stage;
    this.covers = new Covers(stage);
    this.#time = time;
    this.#tags = tags;
    this.#earlier = earlier;
  }

  get deadline(): number {
    return this.#settlers.deadline;
  }

  /** The values of one node, without what must not be sent to it now. */
  fade(node: string, given: ReadonlyMap<string, SentMove>, tag: string, priority = USUAL): readonly PlayerEffect[] {
    const values = this.covers.under(node, given);
    return values.size === 0 || !this.stage.has(node) ? [] : [{ type: "fade", node, values, tag, priority }];
  }

  enter(node: PresentNodeOfShow, { starts, look, tag }: ShowMoment, now: number): readonly PlayerEffect[] {
    const { name, id, hands = new Map<string, number>() } = node;
    const before = this.stage.enter(node, starts);
    const heard = before?.id === id ? before.heard : undefined;
    const covers = this.covers.effectsFor(name, heard);
    if (node.plain === true) this.targets.takeUp(name);
    const values = look(name);
    if (values === undefined) return covers;
    if (heard === undefined) this.#settlers.begin(name, now);
    else this.#settlers.goOn(name, now);
    const late = { known: { name, heard }, hands, earlier: this.#earlier, tag, time: this.#time.at(now) };
    return [...covers, ...this.#resend(name, this.targets.late(values, late))];
  }

  /** What another player has to know to go on in the place of this one. */
  stateAt(now: number): Pick<PlayerState, "targets" | "settlers" | "covers" | "released"> {
    const { state: settlers } = this.#settlers;
    return { ...this.covers.state, targets: this.targets.state(this.#time.at(now), settlers), settlers };
  }

  /** Goes on where another player was. */
  goOn({ released, targets, settlers }: Pick<PlayerState, "released" | "targets" | "settlers">): void {
    this.covers.goOn(released);
    this.targets.goOn(targets);
    this.#settlers.takeOver(settlers);
  }

  leave(node: string): void {
    this.stage.leave(node);
    this.#settlers.end(node);
  }

  /** Whom to ask what they made of their first moments. */
  handleTimeout(now: number): readonly PlayerEffect[] {
    return this.#settlers.due(now).map((node) => ({ type: "ask", node }));
  }

  /** What a node took from the show in its first moments it is sent once more. */
  handleHands(node: string, hands: ReadonlyMap<string, number>, now: number): readonly PlayerEffect[] {
    const taken = this.targets.pathsOf(node).filter((path) => {
      const target = this.targets.get(node, path);
      return target !== undefined && !target.grabbed && (hands.get(path) ?? Number.NEGATIVE_INFINITY) > target.sent;
    });
    return this.stage.has(node) ? this.#again(node, taken, now) : [];
  }

  /** The same for one that says only what its values are: a value that has come and is another one now was set in its first moments. */
  handleValues(node: string, values: ReadonlyMap<string, Json>, now: number): readonly PlayerEffect[] {
    const time = this.#time.at(now);
    const taken = this.targets.pathsOf(node).filter((path) => {
      const [target, value] = [this.targets.get(node, path), values.get(path)];
      return target !== undefined && value !== undefined && isOver(target, time) && !sameValue(value, target.move.to);
    });
    return this.stage.has(node) ? this.#again(node, taken, now) : [];
  }

  handleEnded(report: FadeReport, now: number): readonly PlayerEffect[] {
    const { node, parameter, how, by } = report;
    const said = NOTES.get(how);
    if (this.targets.report(report) === undefined || said === undefined) return [];
    const again = how === "grabbed" && this.#settlers.has(node) ? this.#again(node, [parameter], now) : [];
    if (again.length > 0) return again;
    const text = how === "grabbed" && by === node ? "its own program sets it" : `${said} ${by}`.trim();
    return [{ type: "note", text: `${node}/${parameter}: ${text}` }];
  }

  #again(node: string, paths: readonly string[], now: number): readonly PlayerEffect[] {
    return this.#resend(node, this.targets.again(node, this.#settlers.once(node, paths), this.#time.at(now)));
  }

  #resend(node: string, parts: readonly Part[]): readonly PlayerEffect[] {
    const fades = parts.flatMap(({ tag, values, priority }) => this.fade(node, values, tag, priority));
    const { pace } = this.#time;
    return fades.length > 0 && pace !== 1 ? [...fades, { type: "pace", tags: this.#tags, rate: pace, node }] : fades;
  }
}

const NOTES: ReadonlyMap<string, string> = new Map([
  ["grabbed", "taken by"],
  ["refused", "refused:"],
  ["unconfirmed", "did not show that it arrived"],
]);
const USUAL = 100;
