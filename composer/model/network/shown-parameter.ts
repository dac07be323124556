import { typeName } from "../../../src/browser.ts";
import type { Json, RemoteParameter } from "../../../src/index.ts";
import { Trail } from "../render/trail.ts";
import { visible } from "../view/words.ts";
import { type Kind, kindOf, numberOf } from "./kind.ts";
import type { ShownNode } from "./shown-node.ts";

/** A parameter as it is on the screen. It stays the same object while its node is away and when it returns. */
export class ShownParameter {
  readonly node: ShownNode;
  readonly path: string;
  /** Names it on this page: the node's key, a line break, the path. */
  readonly key: string;
  kind: Kind = "other";
  typeHint = "";
  access = "";
  /** Its values are events and not a state. */
  event = false;
  unit: string | undefined;
  description: string | undefined;
  min: Json | undefined;
  max: Json | undefined;
  step: Json | undefined;
  /** What it can be, where its node says so: nothing else is offered. */
  choices: readonly Json[] = [];
  /** As the library knows it; undefined until its node has told of it. */
  remote: RemoteParameter | undefined;
  /** The newest value that is known. */
  value: Json | undefined;
  /** When the newest value came, in milliseconds of the page's clock. */
  at = Number.NEGATIVE_INFINITY;
  /** How many values came. */
  count = 0;
  /** Values a second, about. */
  rate = 0;
  /** How many values were replaced by newer ones before they were drawn. */
  conflated = 0;
  /** How many were replaced by newer ones before they came to this page, as its gateway tells. */
  skipped = 0;
  /** Its recent past, for what is a number. */
  readonly trail: Trail = new Trail();
  readonly #painters = new Set<Paint>();
  #counted = 0;

  constructor(node: ShownNode, path: string) {
    this.node = node;
    this.path = path;
    this.key = `${node.key}\n${path}`;
  }

  /** `cam` for `cam.location`; undefined for what belongs to no object. */
  get group(): string | undefined {
    const dot = this.path.indexOf(".");
    return dot > 0 ? this.path.slice(0, dot) : undefined;
  }

  /** The name within its object. */
  get label(): string {
    return visible(this.group === undefined ? this.path : this.path.slice(this.group.length + 1));
  }

  /** As people write it: `desk/fader`. */
  get address(): string {
    return visible(`${this.node.name}/${this.path}`);
  }

  /** The type as people name it. */
  get type(): string {
    return typeName(this.typeHint);
  }

  get emits(): boolean {
    return this.access.includes("e");
  }

  get senses(): boolean {
    return this.access.includes("s");
  }

  get writable(): boolean {
    return this.access.includes("w") && this.node.present && this.node.locked === undefined;
  }

  /** Takes over what the node says of it. */
  describe(remote: RemoteParameter): void {
    this.remote = remote;
    this.typeHint = remote.typeHint;
    this.access = remote.access;
    this.event = remote.event;
    this.unit = remote.unit;
    this.description = remote.description;
    this.min = remote.min;
    this.max = remote.max;
    this.step = remote.step;
    this.choices = remote.choices;
    this.value = remote.value;
    this.kind = kindOf(this);
  }

  /** A new value is there. */
  take(value: Json | undefined, now: number): void {
    this.value = value;
    this.at = now;
    this.count += 1;
    if (this.kind === "number" || this.kind === "switch") this.trail.add(now, numberOf(value));
  }

  /** To be called once in a while: how fast values came since the last time. */
  measure(elapsed: number): void {
    const rate = ((this.count - this.#counted) * 1000) / elapsed;
    this.#counted = this.count;
    this.rate = rate === 0 ? 0 : this.rate === 0 ? rate : this.rate * 0.5 + rate * 0.5;
  }

  /** Calls back at once, and at most once a frame when the value is another one. Returns how to stop. */
  onPaint(paint: Paint): () => void {
    this.#painters.add(paint);
    paint(this);
    return () => this.#painters.delete(paint);
  }

  /** For the painter. */
  paint(): void {
    for (const paint of this.#painters) paint(this);
  }
}

/** Draws one parameter somewhere. It must be cheap: it runs for every value that is seen, 30 times a second. */
export type Paint = (parameter: ShownParameter) => void;
