import type { Json } from "../bytes/json.ts";
import { UsageError } from "../errors.ts";
import type { CallEffect } from "../zocp/core/effects.ts";
import { type JsonInput, toJson } from "./json-input.ts";

/** Who calls a method of ours. */
export interface Caller {
  readonly peer: string;
  readonly name: string;
}

/** Answers a call: what it returns (or its promise) goes back to the caller, what it throws goes back as the error's message. */
export type CallHandler = (args: readonly Json[], caller: Caller) => JsonInput | Promise<JsonInput>;

/** How a call ended. */
export type Answer = { readonly result: Json } | { readonly error: string };

/** The methods that peers may call. Only what was named here: nothing else of a node can be reached by its name. */
export class Calls {
  readonly #handlers = new Map<string, CallHandler>();
  readonly #builtIn: ReadonlyMap<string, CallHandler>;

  /** `builtIn`: what every node of ours answers. */
  constructor(builtIn: { readonly [method: string]: CallHandler }) {
    this.#builtIn = new Map(Object.entries(builtIn));
  }

  handle(method: string, handler: CallHandler | undefined): void {
    if (method === "") throw new UsageError("invalid-name", "a method needs a name");
    if (method.startsWith(RESERVED)) {
      throw new UsageError(
        "invalid-name",
        `the method "${method}" is not yours: what begins with "${RESERVED}" is taken`,
      );
    }
    if (handler === undefined) this.#handlers.delete(method);
    else this.#handlers.set(method, handler);
  }

  /** Never rejects. */
  async answer({ method, args, peer, name }: CallEffect): Promise<Answer> {
    const handler = this.#handlers.get(method) ?? this.#builtIn.get(method);
    if (handler === undefined) return { error: `there is no method "${method}"; ${this.#known()}` };
    try {
      return { result: toJson(await handler(args, { peer, name })) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  #known(): string {
    const names = [...this.#handlers.keys()].map((name) => `"${name}"`);
    return names.length === 0 ? "this node has none" : `this node has ${names.join(", ")}`;
  }
}

const RESERVED = "zocp.";
