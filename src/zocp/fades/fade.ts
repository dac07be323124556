import type { Json } from "../../bytes/json.ts";
import { AT_ONCE, type Beginning } from "../clock/beginnings.ts";
import type { NodeName } from "../core/core.ts";
import type { Parameter } from "../tree/parameter.ts";
import { FadeTime } from "./fade-time.ts";
import type { Path } from "./interpolation.ts";
import type { Owner } from "./owner.ts";
import type { Timing } from "./timing.ts";

/** How a fade ended: it is at its end; somebody else moved the parameter; a later fade took over; it was stopped; it cannot go on. */
export type FadeOutcome = "arrived" | "grabbed" | "replaced" | "stopped" | "refused";

/** Who began a fade: a node, and of our own program the request that it is settled by. */
export interface Starter {
  readonly who: NodeName;
  readonly request?: number;
  /** It stands in for sources that are away, or goes back to them: it is no source beside others. */
  readonly replaces?: true;
}

/** One parameter on its way to a value. Its time is that of this node, and can be paused. */
export class Fade extends FadeTime {
  parameter: Parameter;
  readonly target: Json;
  readonly timing: Timing;
  readonly starter: Starter;
  /** The way, once it has begun, and where that was. */
  path: Path | undefined;
  origin: Json = null;
  /** When it was asked for. */
  readonly since: number;
  /** Of one that waits for a moment of the show: when that is, as far as this node knows. */
  beginning: Beginning;
  /** When it wants to be stepped. */
  due: number;

  constructor(
    parameter: Parameter,
    target: Json,
    timing: Timing,
    { who, now, beginning = AT_ONCE }: { readonly who: Starter; readonly now: number; readonly beginning?: Beginning },
  ) {
    super(beginning.lead + timing.delay, timing.over, now);
    this.beginning = beginning;
    this.parameter = parameter;
    this.target = target;
    this.timing = timing;
    this.starter = who;
    this.since = now;
    this.due = now + Math.max(0, beginning.lead + timing.delay);
  }

  /** It begins at another moment than was thought. */
  postpone(beginning: Beginning, now: number): void {
    this.beginning = beginning;
    this.begin(beginning.lead + this.timing.delay, now);
    this.due = now + Math.max(0, beginning.lead + this.timing.delay);
  }

  /** What it is called by: its tag, or who began it. */
  get owner(): string {
    return this.timing.tag === "" ? this.starter.who.name : this.timing.tag;
  }

  /** The same, with what else there is to know. */
  asOwner(kind: Owner["kind"]): Owner {
    const { starter, timing, since } = this;
    return { kind, name: starter.who.name, tag: timing.tag, priority: timing.priority, since };
  }
}
