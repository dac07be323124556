import type { Json } from "../bytes/json.ts";
import type { NodeEvent } from "./node-events.ts";
import type { Parameter } from "./parameter.ts";
import { Registrar, type Registration } from "./registrar.ts";

type Register = (object: string, name: string, registration: Registration) => Parameter;

/** Parameters under one name: those of one camera, one lamp. Its events are those of its parameters. */
export class NodeObject extends Registrar {
  readonly name: string;
  /** What kind of thing it is, as the maker of the node calls it. */
  readonly type: string;
  readonly #register: Register;

  constructor(name: string, type: string, register: Register) {
    super();
    this.name = name;
    this.type = type;
    this.#register = register;
  }

  /** Registers a parameter of this object; its path is `object.name`. Throws `UsageError` for what does not fit. */
  override register<Value extends Json = Json>(name: string, registration: Registration): Parameter<Value> {
    return this.#register(this.name, name, registration) as unknown as Parameter<Value>;
  }

  /** For the node: tells those who listen to this object. */
  tell(event: NodeEvent): void {
    this.emitEvent(event);
  }

  /** For the node: it was stopped, so loops over the events of this object end. */
  end(): void {
    this.endStreams();
  }
}
