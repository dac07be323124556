import {
  type FadeEnd,
  type Fades,
  type Json,
  NetworkError,
  type RemoteNode,
  type SenderOptions,
  type TransportNode,
} from "../../index.ts";
import type { FadeEffect, PlayerEffect, SentMove } from "../cues/effects.ts";
import type { FadeReport } from "../cues/inputs.ts";
import type { ShowFile } from "../file/show-file.ts";
import { fromFile } from "../patch/file-values.ts";
import { addressOf } from "../patch/recallable.ts";
import { isPart } from "../patch/take-snapshot.ts";
import { runsFades } from "./announced.ts";
import type { Cast } from "./cast.ts";
import { handsOn } from "./hands.ts";
import { whyRefused } from "./state/preflight.ts";
import { Together } from "./together.ts";

/** Whom a performer tells what became of what it did. */
export interface PerformerHandlers {
  /** The values of a node were sent: `streams` when they come from here one by one. */
  begun(effect: FadeEffect, streams: boolean): void;
  ended(report: FadeReport): void;
  hands(node: string, hands: ReadonlyMap<string, number>): void;
  values(node: string, values: ReadonlyMap<string, Json>): void;
  /** Milliseconds. */
  now(): number;
  note(text: string): void;
  /** What the show says of itself: owners refuse what comes late from one that was replaced. */
  sender(): SenderOptions;
}

/** Does on the network what a player wants done. It decides nothing. */
export class Performer {
  readonly #node: TransportNode;
  readonly #cast: Cast;
  readonly #handlers: PerformerHandlers;
  #end = new AbortController();
  readonly #show: () => ShowFile;
  readonly #together: Together;
  #prepared: (() => void) | undefined;

  constructor(node: TransportNode, cast: Cast, show: () => ShowFile, handlers: PerformerHandlers) {
    this.#node = node;
    this.#cast = cast;
    this.#show = show;
    this.#handlers = handlers;
    this.#together = new Together(node, {
      cancelled: (tag, reason) => {
        this.#each((remote) => remote.stopFades(tag, "hold", this.#sender));
        handlers.note(`${tag} was not played, for all of its targets were to begin together: ${reason}`);
      },
    });
  }

  perform(effect: PlayerEffect): void {
    if (effect.type === "fade") this.#fade(effect);
    else if (effect.type === "link") this.#link(effect);
    else if (effect.type === "call") this.#call(effect);
    else if (effect.type === "fire") this.#fire(effect);
    else if (effect.type === "stop") this.#each((remote) => remote.stopFades(effect.tags, "hold", this.#sender));
    else if (effect.type === "pace")
      this.#each((remote) => remote.paceFades(effect.tags, effect.rate, this.#sender), effect.node);
    else if (effect.type === "release") this.#release(effect);
    else if (effect.type === "ask") this.#ask(effect.node);
  }

  begin(): void {
    if (this.#end.signal.aborted) this.#end = new AbortController();
    this.#prepare();
  }

  /** Nodes that are to begin together need their clocks before: a cue does not wait for that. */
  #prepare(): void {
    this.#prepared?.();
    this.#prepared = undefined;
    const { cues } = this.#show();
    if (!cues.some(({ all }) => all === true)) return;
    this.#together.prepare([...this.#node.peers.values()].filter(isPart));
    const { clock } = this.#node;
    this.#prepared = clock.at(clock.now() + AGAIN, () => this.#prepare());
  }

  stop(): void {
    this.#end.abort();
    this.#prepared?.();
    this.#together.stop();
  }

  /** Nothing is sent any more, also to nodes to which values are streamed: another show goes on. */
  yield(tags: string): void {
    // To stop what is streamed from here sends nothing.
    this.#each(async (remote) => !runsFades(remote) && remote.stopFades(tags));
    this.stop();
  }

  #fade(effect: FadeEffect): void {
    const { node: name, values, tag, priority, overlay, together } = effect;
    const remote = this.#find(name);
    if (remote === undefined) return;
    const at = together === true ? this.#together.momentOf(tag) : undefined;
    const [sent, each] = [new Map<string, Json>(), new Map<string, ReturnType<typeof optionsOf>>()];
    for (const [path, move] of values) {
      const reason = whyRefused(this.#show(), remote, path);
      if (reason !== undefined) {
        this.#ended(effect, path, { how: "refused", by: reason });
        if (together === true) this.#together.refuse(tag, `${addressOf(name, path)}: ${reason}`);
      } else {
        const typeHint = remote.parameter(path)?.typeHint ?? "";
        sent.set(path, fromFile(move.to, typeHint));
        each.set(path, optionsOf(move, typeHint));
      }
    }
    if (sent.size === 0) return;
    const options = { tag, priority, overlay, at, ...this.#sender, each: Object.fromEntries(each) };
    const fades = remote.fade(Object.fromEntries(sent), options);
    if (together === true) this.#together.follow(tag, remote, fades);
    this.#handlers.begun(
      { ...effect, values: new Map([...values].filter(([path]) => sent.has(path))) },
      fades.streamed,
    );
    for (const path of sent.keys()) this.#follow(effect, path, fades);
  }

  #follow(effect: FadeEffect, path: string, { each, streamed }: Fades): void {
    const fade = each[path];
    if (fade === undefined) return;
    let heard: boolean | undefined;
    fade.accepted.then(
      () => {
        heard = true;
      },
      // Its end says the same to people.
      (error: unknown) => {
        heard = !(error instanceof NetworkError && error.code === "timed-out");
      },
    );
    fade.ended.then(
      (end) => this.#ended(effect, path, end, heard === false || (end.how === "gone" && (streamed || heard !== true))),
      (error: unknown) => this.#failed("", error),
    );
  }

  #ended({ node, tag }: FadeEffect, parameter: string, { how, by }: FadeEnd, unheard = false): void {
    this.#handlers.ended({ node, parameter, tag, how, by, unheard });
  }

  #link({ wire, made }: PlayerEffect & { readonly type: "link" }): void {
    const { emitter, sensor, options } = wire;
    const { signal } = this.#end;
    const done = made
      ? this.#node.connect(emitter, sensor, {
          ...{ options: Object.fromEntries(options), decide: true, signal },
          ...this.#sender,
        })
      : this.#node.disconnect(emitter, sensor, { signal, ...this.#sender });
    done.catch((error: unknown) => this.#failed(`${emitter} → ${sensor}`, error));
  }

  #call({ node, method, args }: PlayerEffect & { readonly type: "call" }): void {
    const remote = this.#find(node);
    if (remote === undefined) return this.#handlers.note(`${node}.${method} was not called: ${node} is not here`);
    remote
      .call(method, args, { signal: this.#end.signal, ...this.#sender })
      .catch((error: unknown) => this.#failed(`${node}.${method}`, error));
  }

  #fire({ node, parameter, value }: PlayerEffect & { readonly type: "fire" }): void {
    const [remote, address] = [this.#find(node), addressOf(node, parameter)];
    if (remote === undefined) return this.#handlers.note(`${address} was not fired: ${node} is not here`);
    const typed = fromFile(value, remote.parameter(parameter)?.typeHint ?? "");
    const options = { signal: this.#end.signal, ...this.#sender };
    remote.set(parameter, typed, options).catch((error: unknown) => this.#failed(address, error));
  }

  /** Nothing lies on top of what a node has that runs no fades. */
  #release({ tags, over, node }: PlayerEffect & { readonly type: "release" }): void {
    const options = { signal: this.#end.signal, ...this.#sender };
    this.#each(async (remote) => runsFades(remote) && remote.releaseOverlays(tags, over, options), node);
  }

  #ask(node: string): void {
    const remote = this.#find(node);
    if (remote === undefined) return;
    if (!remote.extensions) return this.#askOld(node, remote);
    handsOn(remote, this.#node.name, "itself", this.#handlers.now).then(
      (hands) => this.#handlers.hands(node, hands),
      (error: unknown) => this.#failed(node, error),
    );
  }

  /** It does not say who moved what: only what it is. */
  #askOld(node: string, remote: RemoteNode): void {
    remote.refresh({ timeout: PATIENCE, signal: this.#end.signal }).then(
      () => {
        const values = [...remote.parameters].flatMap(([path, { value }]): [string, Json][] =>
          value === undefined ? [] : [[path, value]],
        );
        this.#handlers.values(node, new Map(values));
      },
      (error: unknown) => this.#failed(node, error),
    );
  }

  get #sender(): SenderOptions {
    return this.#handlers.sender();
  }

  /** One node, or all of the show that are here. */
  #each(act: (remote: RemoteNode) => Promise<unknown>, name?: string): void {
    for (const remote of this.#node.peers.values()) {
      if (!remote.complete || !isPart(remote) || (name !== undefined && this.#cast.find(name) !== remote.id)) continue;
      act(remote).catch((error: unknown) => this.#failed(remote.name, error));
    }
  }

  #find(name: string): RemoteNode | undefined {
    const id = this.#cast.find(name);
    return id === undefined ? undefined : this.#node.peers.get(id);
  }

  /** What a node does not do is told; the rest of the show goes on. */
  #failed(what: string, error: unknown): void {
    if (this.#end.signal.aborted) return;
    if (!(error instanceof NetworkError)) throw error;
    if (error.code !== "stopped") this.#handlers.note(what === "" ? error.message : `${what}: ${error.message}`);
  }
}

/** Milliseconds after which nodes are asked once more for their time. */
const AGAIN = 8000;

function optionsOf({ timing, from }: SentMove, typeHint: string) {
  const { over, delay, curve, snap, space, way } = timing;
  const begin = from === undefined ? undefined : fromFile(from, typeHint);
  return { over, delay, curve, snap, space: space === "oklch" ? space : undefined, way, from: begin };
}

/** Milliseconds. */
const PATIENCE = 2000;
