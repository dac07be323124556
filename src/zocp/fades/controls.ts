import type { Json } from "../../bytes/json.ts";
import type { ZocpMessage } from "../codec/message.ts";
import { showValue } from "../codec/value.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { Attempt, Authority } from "../requests/authority.ts";
import type { Structure } from "../requests/structure.ts";
import { PANIC } from "../safe-state/panics.ts";
import { isMerge, MERGE_NAMES } from "../signals/merges.ts";
import type { Signals } from "../signals/signals.ts";
import type { Parameter } from "../tree/parameter.ts";
import type { Fade } from "./fade.ts";
import type { Fades, Halt } from "./fades.ts";
import { describeOwner } from "./owner.ts";
import { fitsTag } from "./tag-pattern.ts";
import { LONGEST, readSender, type Timing } from "./timing.ts";

/** A call as it came. */
export type Called = Pick<Extract<ZocpMessage, { verb: "CALL" }>, "method" | "args" | "sender">;

/** How a call was answered. */
export type Answer = { readonly result: Json } | { readonly error: string };

export interface ControlParts {
  readonly core: Core;
  readonly authority: Authority;
  readonly fades: Fades;
  readonly signals: Signals;
  readonly structure: Structure;
}

/** The methods of every node of ours by which others stop fades, pause them, and ask who holds what. */
export class Controls {
  readonly #parts: ControlParts;
  /** What was answered to the last presses of a panic: one that is repeated, because its answer took long, does nothing more. */
  readonly #pressed = new Map<string, { readonly answer: Answer; readonly at: number }>();

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  /** Undefined for a method that is none of these. A show that another one has replaced may call none at all, also of the own program. */
  handle(peer: Peer, { method, args, sender: said }: Called, now: number): Answer | undefined {
    if (method === OWNERS) return this.#owners(args, now);
    const { terms } = this.#parts.fades;
    const sender = said === undefined ? {} : readSender(said);
    if (typeof sender === "string") return { error: sender };
    const late = terms.lateness(sender, now);
    if (late !== undefined) return this.#refuse(peer, method, late);
    const answer = this.#act(peer, method, args, now);
    // Whoever is let do nothing gives no term.
    if (answer !== undefined && "result" in answer) terms.count(peer.id, sender, now);
    return answer;
  }

  #act(peer: Peer, method: string, args: readonly Json[], now: number): Answer | undefined {
    if (method === STOP) return this.#stop(peer, args, now);
    if (method === PACE) return this.#pace(peer, args, now);
    if (method === RELEASE) return this.#release(peer, args, now);
    if (method === PANIC) return this.#panic(peer, args, now);
    return method === MERGE ? this.#merge(peer, args, now) : undefined;
  }

  #stop(peer: Peer, [tag, how = "hold"]: readonly Json[], now: number): Answer {
    if (typeof tag !== "string") return wrong("the tag", tag, "a text, in which * stands for anything");
    if (how !== "hold" && how !== "finish" && how !== "back") return wrong("how", how, '"hold", "finish" or "back"');
    return this.#may(peer, { action: "stop", parameter: null, tag: tag }, () =>
      this.#parts.fades.stop(fitting(tag), how satisfies Halt, peer.name, now),
    );
  }

  #pace(peer: Peer, [tag, rate]: readonly Json[], now: number): Answer {
    if (typeof tag !== "string") return wrong("the tag", tag, "a text, in which * stands for anything");
    if (typeof rate !== "number" || !(rate >= 0 && rate <= FASTEST))
      return wrong("the rate", rate, `a number from 0 to ${FASTEST}`);
    return this.#may(peer, { action: "pace", parameter: null, tag: tag }, () =>
      this.#parts.fades.pace(fitting(tag), rate, now),
    );
  }

  #release(peer: Peer, [tag, over = 0]: readonly Json[], now: number): Answer {
    if (Array.isArray(tag)) return this.#releaseOwn(peer, tag, now);
    if (typeof tag !== "string") return wrong("the tag", tag, "a text, in which * stands for anything");
    if (typeof over !== "number" || !(over >= 0 && over <= LONGEST))
      return wrong("the time", over, `a number of seconds from 0 to ${LONGEST}`);
    const { fades } = this.#parts;
    return this.#may(peer, { action: "release", parameter: null, tag: tag }, () =>
      fades.release(fitting(tag), over * 1000, peer.name, now),
    );
  }

  /** What was set by hand, by fades and by the own program counts no more beside the links of these parameters. */
  #releaseOwn(peer: Peer, names: readonly Json[], now: number): Answer {
    const { core, signals } = this.#parts;
    const own = names.flatMap((name) => core.tree.parameters.get(typeof name === "string" ? name : "") ?? []);
    return this.#may(peer, { action: "release", parameter: null, tag: "" }, () => {
      for (const parameter of own) signals.release(parameter, now);
      return own.map(({ path }) => path);
    });
  }

  /** Everything that moves stops where it is; parameters that say so are covered, until that is released. */
  #panic(peer: Peer, [press, level = "stop"]: readonly Json[], now: number): Answer {
    if (typeof press !== "string") return wrong("the press", press, "a text that names it");
    if (level !== "stop" && level !== "release") return wrong("the level", level, '"stop" or "release"');
    const key = `${peer.id} ${level} ${press}`;
    const before = this.#pressed.get(key);
    if (before !== undefined && now - before.at < REMEMBERED) return before.answer;
    const answer = this.#doPanic(peer, level, now);
    this.#pressed.delete(key);
    this.#pressed.set(key, { answer, at: now });
    const [oldest] = this.#pressed.keys();
    if (this.#pressed.size > PRESSES && oldest !== undefined) this.#pressed.delete(oldest);
    return answer;
  }

  #doPanic(peer: Peer, level: "stop" | "release", now: number): Answer {
    const { fades, core } = this.#parts;
    return this.#may(peer, { action: "panic", parameter: null, tag: TAG_OF_PANIC }, () => {
      if (level === "release")
        return new Map<string, Json>([["released", fades.release(fitting(TAG_OF_PANIC), 0, peer.name, now)]]);
      const stopped = fades.stop(() => true, "hold", peer.name, now);
      const covered: string[] = [];
      for (const parameter of core.tree.parameters.values()) {
        const target = panicValueOf(parameter);
        if (target === undefined || fades.overlays.ownerOf(parameter.path)?.tag === TAG_OF_PANIC) continue;
        fades.cover(parameter, target, PANICKED, { who: peer }, now);
        covered.push(parameter.path);
      }
      return new Map<string, Json>([
        ["stopped", stopped],
        ["covered", covered],
      ]);
    });
  }

  /** How the sources of a sensor are joined from now on. */
  #merge(peer: Peer, [path, policy]: readonly Json[], now: number): Answer {
    const { core, signals, structure } = this.#parts;
    const parameter = typeof path === "string" ? core.tree.parameters.get(path) : undefined;
    if (parameter === undefined) return wrong("the parameter", path, "one of this node");
    if (!parameter.senses) return { error: `${parameter.path} is no sensor (access letter s)` };
    if (!isMerge(policy)) return wrong("the policy", policy, `one of ${MERGE_NAMES}`);
    return this.#may(peer, { action: "merge", parameter: parameter.path }, () => {
      if ((parameter.extra.get("merge") ?? "last") === policy) return policy;
      signals.declareMerge(parameter, policy, now);
      structure.tellField(parameter, "merge", policy);
      return policy;
    });
  }

  #may(peer: Peer, what: Pick<Attempt, "action" | "parameter" | "tag">, act: () => Json): Answer {
    const reason = this.#parts.authority.objection(peer.id, what);
    if (reason === undefined) return { result: act() };
    return this.#refuse(peer, what.parameter ?? what.tag ?? "", reason);
  }

  #refuse(peer: Peer, what: string, reason: string): Answer {
    this.#parts.core.refuse(peer.id, "CALL", what, reason);
    return { error: reason };
  }

  /** Who holds the named parameters, or all. Asking changes nothing. */
  #owners([names]: readonly Json[], now: number): Answer {
    const { core, fades } = this.#parts;
    if (names !== undefined && !Array.isArray(names)) return wrong("the names", names, "a list of parameters");
    const paths = names === undefined ? [...core.tree.parameters.keys()] : (names as readonly Json[]);
    const owners = new Map<string, Json>();
    for (const path of paths.slice(0, MOST)) {
      const parameter = typeof path === "string" ? core.tree.parameters.get(path) : undefined;
      if (parameter !== undefined) owners.set(parameter.path, describeOwner(parameter, fades, now));
    }
    return { result: owners };
  }
}

/** The value that a parameter has in a panic: `"hold"` for the present one, `{"to": value}`; undefined where it says nothing. */
function panicValueOf(parameter: Parameter): Json | undefined {
  const said = parameter.extra.get("panic");
  if (said === "hold") return parameter.value;
  const accepted = said instanceof Map && said.has("to") ? parameter.accept(said.get("to") ?? null) : undefined;
  return accepted !== undefined && "value" in accepted ? accepted.value : undefined;
}

/** Those of which the tag fits a pattern. */
function fitting(pattern: string): (fade: Fade) => boolean {
  const fits = fitsTag(pattern);
  return ({ timing: { tag } }) => fits(tag);
}

function wrong(what: string, given: Json | undefined, wanted: string): Answer {
  return { error: `${what} is ${showValue(given ?? null)}, not ${wanted}` };
}

export const STOP = "zocp.stop";
export const PACE = "zocp.pace";
const OWNERS = "zocp.owners";
const RELEASE = "zocp.release";
const MERGE = "zocp.merge";
const TAG_OF_PANIC = "panic";
/** Above all that others can ask for. */
const PANICKED: Timing = { over: 0, delay: 0, curve: "linear", priority: 255, tag: TAG_OF_PANIC, overlay: true };
export const FASTEST = 100;
/** How long presses are remembered, in milliseconds: longer than they are repeated; and how many are. */
const REMEMBERED = 5000;
const PRESSES = 100;
/** Parameters of one answer. */
const MOST = 5000;
