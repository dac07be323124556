import type { Json } from "../bytes/json.ts";
import type { Port } from "../zocp/link.ts";
import type { RemoteParameter as View } from "../zocp/remote-parameter.ts";
import type { RemoteTree } from "../zocp/remote-tree.ts";
import type { JsonInput } from "./json-input.ts";
import type { RemoteNode } from "./remote-node.ts";
import type { WaitOptions } from "./waiting.ts";

/** A parameter of another node, as it was told last. After it was removed its value is undefined and its access empty. */
export class RemoteParameter {
  readonly node: RemoteNode;
  /** `level`, or `cam.location` for the parameter `location` of the object `cam`. */
  readonly path: string;
  readonly #tree: RemoteTree;

  constructor(node: RemoteNode, path: string, tree: RemoteTree) {
    this.node = node;
    this.path = path;
    this.#tree = tree;
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

  /** Who is subscribed: pairs of a node's id and the path of its sensor, or null when it only listens. */
  get subscribers(): readonly (readonly [string, string | null])[] {
    return this.#view?.subscribers ?? [];
  }

  /** Where a link can begin or end. */
  get port(): Port {
    return { node: this.node.id, parameter: this.path };
  }

  /** Sets the value, and resolves with the value that it then has. See {@link RemoteNode.set}. */
  set(value: JsonInput, options: WaitOptions = {}): Promise<Json> {
    return this.node.set(this.path, value, options);
  }

  get #view(): View | undefined {
    return this.#tree.parameters.get(this.path);
  }
}
