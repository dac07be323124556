import type { Json } from "../../bytes/json.ts";
import { clampValue } from "../codec/value.ts";
import type { Core } from "../core/core.ts";
import type { Deadline } from "../core/deadline.ts";
import type { Fade, FadeOutcome } from "../fades/fade.ts";
import { pathOf } from "../fades/interpolation.ts";
import type { Owner } from "../fades/owner.ts";
import { STEADY } from "../fades/steps.ts";
import type { Signals } from "../signals/signals.ts";
import type { Parameter } from "../tree/parameter.ts";

/** A second value on top of a parameter. */
interface Overlay {
  parameter: Parameter;
  /** What the parameter has without it: SETs, fades, wires and the own program change this one meanwhile. */
  below: Json;
  /** Its value, its timing and its author; told when it has arrived, once. */
  readonly fade: Fade;
  told: boolean;
  /** Where the visible value began to move, when, and for how long; undefined once it has arrived. */
  moves: { readonly from: Json; readonly since: number; readonly over: number } | undefined;
  /** It goes to the value below, and is gone when it is there. */
  releasing: boolean;
  /** When its author left; undefined while a node of that name is here. */
  goneAt: number | undefined;
}

export interface OverlayParts {
  readonly due: Deadline;
  /** The author is told how it went. */
  readonly ended: (fade: Fade, how: FadeOutcome, by: string) => void;
  /** Others see something else of the overlay of a parameter. */
  readonly changed: (path: string, now: number) => void;
}

/** What is put over parameters for a while, such as a blackout. It stays when its author leaves; whoever may set may release it. */
export class Overlays {
  readonly #core: Core;
  readonly #signals: Signals;
  readonly #due: Deadline;
  readonly #ended: OverlayParts["ended"];
  readonly #changed: OverlayParts["changed"];
  readonly #overlays = new Map<string, Overlay>();

  constructor(core: Core, signals: Signals, { due, ended, changed }: OverlayParts) {
    this.#core = core;
    this.#signals = signals;
    this.#due = due;
    this.#ended = ended;
    this.#changed = changed;
  }

  has(path: string): boolean {
    return this.#overlays.has(path);
  }

  /** What the parameter has without an overlay. */
  baseOf(parameter: Parameter): Json {
    const overlay = this.#overlays.get(parameter.path);
    return overlay === undefined ? parameter.value : overlay.below;
  }

  /** Who has put one there; undefined where there is none. */
  ownerOf(path: string): Owner | undefined {
    const overlay = this.#overlays.get(path);
    if (overlay === undefined) return undefined;
    const { fade, goneAt } = overlay;
    return { ...fade.asOwner("overlay"), ...(goneAt === undefined ? {} : { gone: goneAt }) };
  }

  /** A node of this name is here: those of a node of that name have their author again. */
  handleEnter(name: string, now: number): void {
    for (const [path, overlay] of this.#overlays) {
      if (overlay.goneAt === undefined || overlay.fade.starter.who.name !== name) continue;
      overlay.goneAt = undefined;
      this.#changed(path, now);
    }
  }

  /** Their author leaves: they stay, unless they were asked to go after a time. */
  handleExit(peer: string, now: number): void {
    const name = this.#core.nameOf(peer);
    // Whoever took over in its name has them.
    if ([...this.#core.peers.values()].some((other) => other.name === name && other.id !== peer)) return;
    for (const [path, overlay] of this.#overlays) {
      if (overlay.goneAt !== undefined || overlay.fade.starter.who.name !== name) continue;
      overlay.goneAt = now;
      this.#due.by(now + (overlay.fade.timing.gone ?? Number.POSITIVE_INFINITY));
      this.#changed(path, now);
    }
  }

  /** Why none can be put there: one of a higher priority is. */
  objection({ path }: Parameter, priority: number): string | undefined {
    const owner = this.ownerOf(path);
    if (owner === undefined || priority >= owner.priority) return undefined;
    return `covered by ${owner.tag || owner.name} with priority ${owner.priority}, above ${priority}`;
  }

  put(fade: Fade, now: number): void {
    const { parameter, timing } = fade;
    const moves = { from: parameter.value, since: now + timing.delay, over: timing.over };
    const below = this.baseOf(parameter);
    this.#tell(this.#overlays.get(parameter.path), "replaced", fade.owner);
    this.#overlays.set(parameter.path, {
      parameter,
      below,
      fade,
      told: false,
      moves,
      releasing: false,
      goneAt: undefined,
    });
    this.#due.by(moves.since);
  }

  /** They go back to the values below of that moment, in a time; gives the paths. */
  release(fits: (fade: Fade) => boolean, over: number, by: string, now: number): readonly string[] {
    const paths: string[] = [];
    for (const [path, overlay] of this.#overlays) {
      if (!fits(overlay.fade)) continue;
      this.#tell(overlay, "stopped", by);
      overlay.releasing = true;
      overlay.moves = { from: overlay.parameter.value, since: now, over };
      paths.push(path);
    }
    if (paths.length > 0) this.#due.by(now);
    return paths;
  }

  /** Its author has been away for as long as it was to stay. */
  #releaseAbandoned(overlay: Overlay, now: number): void {
    const { fade, goneAt, releasing, parameter } = overlay;
    const { gone, over } = fade.timing;
    if (gone === undefined || goneAt === undefined || releasing) return;
    if (now < goneAt + gone) return this.#due.by(goneAt + gone);
    overlay.releasing = true;
    overlay.moves = { from: parameter.value, since: now, over };
  }

  #tell(overlay: Overlay | undefined, how: FadeOutcome, by: string): void {
    if (overlay === undefined || overlay.told) return;
    overlay.told = true;
    this.#ended(overlay.fade, how, by);
  }

  /** Another value comes from below: true when it stays there. */
  keeps({ path }: Parameter, value: Json): boolean {
    const overlay = this.#overlays.get(path);
    if (overlay === undefined) return false;
    overlay.below = value;
    return true;
  }

  /** The parameter was described anew: what it was registered with lies below. */
  handleRegistered(path: string, parameter: Parameter, now: number): void {
    const overlay = this.#overlays.get(path);
    if (overlay === undefined) return;
    overlay.parameter = parameter;
    overlay.below = parameter.value;
    if ("reason" in parameter.accept(overlay.fade.target)) {
      this.#tell(overlay, "refused", "it was described anew");
      this.#overlays.delete(path);
      return;
    }
    // The new description shows the value below: the one on top is shown again.
    overlay.moves ??= { from: overlay.fade.target, since: now, over: 0 };
    this.#due.by(now);
  }

  handleRemoved(path: string): void {
    this.#tell(this.#overlays.get(path), "refused", "it was removed");
    this.#overlays.delete(path);
  }

  /** Steps those that move; `gone` hears of each that is not there any more. */
  handleTimeout(now: number, next: number, gone: (parameter: Parameter) => void): void {
    for (const [path, overlay] of this.#overlays) {
      this.#releaseAbandoned(overlay, now);
      const { moves, parameter, fade } = overlay;
      if (moves === undefined) continue;
      if (moves.since > now) {
        this.#due.by(moves.since);
        continue;
      }
      if (this.#core.full) return this.#due.by(now);
      // The value below may move while it is gone back to.
      const target = overlay.releasing ? overlay.below : fade.target;
      const share = now - moves.since >= moves.over - STEADY ? 1 : (now - moves.since) / moves.over;
      const value =
        share === 1 ? target : clampValue(pathOf(parameter, moves.from, target, fade.timing)(share), parameter);
      if (share === 1) overlay.moves = undefined;
      else this.#due.by(Math.min(next, moves.since + moves.over));
      this.#signals.change(parameter, value, { by: "fade", from: fade.starter.who, covers: true }, now);
      if (share === 1 && !overlay.releasing) this.#tell(overlay, "arrived", "");
      if (share < 1 || !overlay.releasing) continue;
      this.#overlays.delete(path);
      gone(parameter);
    }
  }
}
