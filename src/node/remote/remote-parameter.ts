import { show } from "../../arguments/check.ts";
import type { Json } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import type { WaitOptions } from "../../events/waiting.ts";
import type { Port } from "../../zocp/core/link.ts";
import type { Owner } from "../../zocp/fades/owner.ts";
import { type End, whyNever } from "../../zocp/old-nodes/old-nodes.ts";
import type { RemoteParameter as View } from "../../zocp/tree/remote-parameter.ts";
import type { RemoteTree } from "../../zocp/tree/remote-tree.ts";
import type { Fade, FadeOptions } from "../fading/fading.ts";
import { datedOwner } from "../fading/owners.ts";
import type { JsonInput } from "../json-input.ts";
import type { RemoteNode } from "./remote-node.ts";

/** What is known of the parameters of another node. */
export interface ParameterSource {
  readonly tree: RemoteTree;
  readonly dateOf: (moment: number) => number;
}

/** A parameter of another node, as it was told last. After it was removed its value is undefined and its access empty. */
export class RemoteParameter {
  readonly node: RemoteNode;
  /** `level`, or `cam.location` for the parameter `location` of the object `cam`. */
  readonly path: string;
  readonly #tree: RemoteTree;
  readonly #dateOf: (moment: number) => number;

  constructor(node: RemoteNode, path: string, { tree, dateOf }: ParameterSource) {
    this.node = node;
    this.path = path;
    this.#tree = tree;
    this.#dateOf = dateOf;
  }

  get value(): Json | undefined {
    return this.#view?.value;
  }

  get typeHint(): string {
    return this.#view?.typeHint ?? "";
  }

  get access(): string {
    return this.#view?.access ?? "";
  }

  get min(): Json | undefined {
    return this.#view?.min;
  }

  get max(): Json | undefined {
    return this.#view?.max;
  }

  get step(): Json | undefined {
    return this.#view?.step;
  }

  get description(): string | undefined {
    return this.#view?.description;
  }

  get unit(): string | undefined {
    return this.#view?.unit;
  }

  /** Whether its values are happenings and not a state: equal ones count. */
  get event(): boolean {
    return this.#view?.event === true;
  }

  /** The values that its node says it can have (`choices` in its description), at most 1,000 of them; empty where it says nothing. */
  get choices(): readonly Json[] {
    const choices = this.#view?.extra.get("choices");
    return Array.isArray(choices) ? (choices as readonly Json[]).slice(0, MOST_CHOICES) : [];
  }

  /** Whether its owner lets show files keep its value and set it again. */
  get recall(): boolean {
    return this.#view?.extra.get("recall") !== false;
  }

  /** How it joins several sources: `highest`, for instance; `last` where its node says nothing. */
  get merge(): string {
    const merge = this.#view?.extra.get("merge");
    return typeof merge === "string" ? merge : "last";
  }

  /** What it does when nothing drives it any more, as its node says it (`do`, `to`, `after`, `over`, `back`); undefined for nothing. */
  get lost(): Json | undefined {
    return this.#view?.extra.get("lost");
  }

  /**
   * Who holds it: a fade that waits or runs, or what lies on top of it. Undefined for nobody, and where its node does not tell: it tells
   * whoever gets its values (`monitor`, `watch`, a link). {@link RemoteNode.owners} asks.
   */
  get owner(): Owner | undefined {
    return datedOwner(this.#view?.owner, this.#dateOf);
  }

  /** Who is subscribed: pairs of a node's id and the path of its sensor, or null when it only listens. */
  get subscribers(): readonly (readonly [string, string | null])[] {
    return this.#view?.subscribers ?? [];
  }

  /** Where a link can begin or end. */
  get port(): Port {
    return { node: this.node.id, parameter: this.path };
  }

  /** The object that it belongs to: `cam` for `cam.location`; undefined for a parameter of the node itself, also one with a point. */
  get object(): string | undefined {
    return this.#view?.object;
  }

  /** Why its values can never drive a sensor, in words for people: old nodes lack something. Undefined when they can. */
  whyNotTo(sensor: RemoteParameter): string | undefined {
    if (!(sensor instanceof RemoteParameter))
      throw new UsageError("invalid-argument", `the sensor is ${show(sensor)}, not a parameter of another node`);
    return whyNever(endOf(this), endOf(sensor));
  }

  /** Sets the value, and resolves with the value that it then has. See {@link RemoteNode.set}. */
  set(value: JsonInput, options: WaitOptions = {}): Promise<Json> {
    return this.node.set(this.path, value, options);
  }

  /** Lets it go to a value in time. See {@link RemoteNode.fade}. */
  fade(value: JsonInput, options: FadeOptions = {}): Fade {
    return this.node.fade(this.path, value, options);
  }

  /** Sends a value and asks for no answer. See {@link RemoteNode.send}. */
  send(value: JsonInput): void {
    this.node.send(this.path, value);
  }

  get #view(): View | undefined {
    return this.#tree.parameters.get(this.path);
  }
}

function endOf({ node: { id, name, extensions }, path, object }: RemoteParameter): End {
  return { id, name, extensions, path, object };
}

const MOST_CHOICES = 1000;
