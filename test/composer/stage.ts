import { onTestFinished } from "vitest";
import { Composer } from "../../composer/model/composer.ts";
import type { Doubts } from "../../composer/model/edit/history.ts";
import type { Arranging } from "../../composer/model/layout/refining.ts";
import { PAGE_HEADER } from "../../composer/model/network/company.ts";
import { Connection } from "../../composer/model/network/connection.ts";
import type { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { Inspector } from "../../composer/model/render/inspector.ts";
import type { Stage } from "../../composer/model/render/painter.ts";
import { Settings, type Shelf } from "../../composer/model/view/settings.ts";
import { TransportNode, type TransportNodeOptions } from "../../src/index.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { Room } from "../node/memory-transport.ts";

/** Of an entry that nobody else can have touched. */
export const NO_DOUBTS: Doubts = { undo: () => undefined, redo: () => undefined };

/** A clock and pictures that a test moves. */
export class HandStage implements Stage {
  time = 1000;
  #frames: { readonly due: number; readonly callback: () => void }[] = [];
  readonly #drawn: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  frame(callback: () => void, rest = 0): void {
    this.#frames.push({ due: this.time + rest, callback });
  }

  drawn(callback: () => void): void {
    this.#drawn.push(callback);
  }

  /** Draws one picture, 40 ms later; it takes `cost` milliseconds. */
  draw(cost = 0): void {
    this.time += 40;
    const frames = this.#frames;
    this.#frames = frames.filter(({ due }) => due > this.time);
    for (const { due, callback } of frames) if (due <= this.time) callback();
    this.time += cost;
    for (const callback of this.#drawn.splice(0)) callback();
  }
}

/** A composer without a page, in a room in which nodes meet. */
export class Bench {
  readonly room: Room;
  /** What its browser keeps. */
  readonly shelf: Shelf;
  readonly stage: HandStage = new HandStage();
  readonly node: TransportNode;
  readonly composer: Composer;

  /** In the room of another page, when one is given. */
  constructor({ readOnly = false, room, shelf = shelfOf(new Map()), arranging }: BenchOptions = {}) {
    const { stage } = this;
    this.room = room ?? new Room();
    const transport = this.room.transport(room === undefined ? "composer" : "composer-2");
    transport.headers = new Map([...OWN_HEADERS, [PAGE_HEADER, "composer"]]);
    this.node = new TransportNode(transport);
    this.shelf = shelf;
    this.composer = new Composer({
      node: this.node,
      stage,
      timing: { now: () => stage.now(), pause: () => new Promise((resolve) => setTimeout(resolve, 1)) },
      shelf,
      settings: new Settings(shelf),
      inspector: new Inspector(stage),
      connection: new Connection(),
      readOnly,
      ...(arranging === undefined ? {} : { arranging }),
    });
    onTestFinished(() => this.node.stop());
  }

  /** A node that is present. */
  async add(
    name: string,
    prepare: (node: TransportNode) => void,
    options: TransportNodeOptions = {},
  ): Promise<TransportNode> {
    const node = new TransportNode(this.room.transport(name), options);
    prepare(node);
    onTestFinished(() => node.stop());
    await this.node.start();
    await node.start();
    await this.until(() => this.composer.network.nodeOf(name)?.present === true, `${name} is known`);
    // It may have been known at once, before anything was drawn.
    this.stage.draw();
    return node;
  }

  /** The parameter of that address. */
  get(address: string): ShownParameter {
    const found = this.composer.network.parameters.find((parameter) => parameter.address === address);
    if (found === undefined) throw new Error(`no parameter ${address}`);
    return found;
  }

  /** Lets messages pass and draws, until something is so. */
  async until(condition: () => boolean, what: string): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      // What the messages that have passed so far changed is drawn first: they may be quicker than the first look.
      this.stage.draw();
      if (condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`it did not happen: ${what}`);
  }
}

interface BenchOptions {
  readonly readOnly?: boolean;
  readonly room?: Room;
  /** Of another page, for one that is opened later in the same browser. */
  readonly shelf?: Shelf;
  readonly arranging?: Arranging;
}

function shelfOf(kept: Map<string, string>): Shelf {
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

/** A desk with an emitter and a lamp with a sensor. */
export async function deskAndLamp(bench: Bench): Promise<{ desk: TransportNode; lamp: TransportNode }> {
  const desk = await bench.add("desk", (node) => {
    node.float("level", 0.5, { access: "rwe", min: 0, max: 1 });
    node.string("cue", "one", { access: "rwe" });
  });
  const lamp = await bench.add("lamp", (node) => {
    node.float("brightness", 0, { access: "rws", min: 0, max: 1 });
    node.vec3f("colour", [1, 1, 1], { access: "rws" });
  });
  return { desk, lamp };
}

const TRIES = 1500;
