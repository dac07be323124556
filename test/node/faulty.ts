/** Throws once, at the n-th call of anything that was handed out; counts the calls meanwhile. */
export class Fault {
  calls = 0;
  thrown = 0;
  where = "";
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  /** The same object, each of whose functions, and each function of what they give, may fail. */
  wrap<Value extends object>(value: Value, path = ""): Value {
    return new Proxy(value, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        const where = `${path}.${String(name)}`;
        if (isCallable(member) && typeof name === "string") return this.#wrapFunction(target, member, where);
        return isObject(member) && !EXEMPT.has(String(name)) ? this.wrap(member, where) : member;
      },
    });
  }

  #wrapFunction(target: object, called: Callable, where: string): unknown {
    return (...parameters: unknown[]) => {
      this.#count(where);
      const result = called.apply(
        target,
        parameters.map((one) => this.#wrapCallback(one)),
      );
      if (result instanceof Promise) return result.then((value) => (isObject(value) ? this.wrap(value, where) : value));
      return isObject(result) && !Array.isArray(result) && !(result instanceof Uint8Array)
        ? this.wrap(result, where)
        : result;
    };
  }

  /** What is accepted is handed out, too. */
  #wrapCallback(callback: unknown): unknown {
    if (typeof callback !== "function") return callback;
    return (...given: unknown[]) => callback(...given.map((one) => (isStream(one) ? this.wrap(one, "accepted") : one)));
  }

  #count(where: string): void {
    if (++this.calls !== this.#at) return;
    this.thrown++;
    this.where = where;
    throw new Error(`call ${this.#at} fails: ${where}`);
  }
}

type Callable = (...parameters: unknown[]) => unknown;

function isCallable(value: unknown): value is Callable {
  return typeof value === "function";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isStream(value: unknown): value is object {
  return isObject(value) && "open" in value && "destroy" in value;
}

/** Arithmetic, and plain facts. */
const EXEMPT = new Set(["agreement", "remote"]);
