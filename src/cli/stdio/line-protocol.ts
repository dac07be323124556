import {
  type Json,
  type JsonObject,
  type LinkOptions,
  ProtocolError,
  parseAddress,
  type RemoteNode,
  type ZocpNode,
} from "../../index.ts";
import { toFailure, wrongUsage } from "../failure.ts";
import type { Printable } from "../format/json.ts";
import { hint } from "../targets/suggest.ts";
import { DescriptionError, readConnection, readPair, readRegistrations } from "./description.ts";
import type { Happening } from "./happenings.ts";
import { parseFinite } from "./word.ts";

/** What a command of the line protocol gives back; undefined when there is nothing to say. */
type Answer = Happening | undefined;

/** Carries out the lines that come to `zocp node --stdio`. Whatever they hold, it neither throws nor rejects. */
export class LineProtocol {
  readonly #node: ZocpNode;
  readonly #wait: number;
  readonly #tell: (happening: Happening) => void;
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<void>>();

  /** `wait`: milliseconds that a command may look for a node, and as many for its answer. */
  constructor(node: ZocpNode, wait: number, tell: (happening: Happening) => void, signal: AbortSignal) {
    this.#node = node;
    this.#wait = wait;
    this.#tell = tell;
    this.#signal = signal;
  }

  handle(line: string, number: number): void {
    let fields: JsonObject;
    try {
      fields = parseLine(line);
    } catch (error) {
      return this.#fail(error, { line: number });
    }
    const about = { line: number, id: fields.get("id") };
    try {
      const answer = this.#carryOut(fields);
      if (answer instanceof Promise) this.#follow(answer, about);
      else if (about.id !== undefined) this.#tell({ event: "done", ...(answer ?? {}), id: about.id });
    } catch (error) {
      this.#fail(error, about);
    }
  }

  /** A line that could not be taken at all. */
  reject(message: string, number: number): void {
    this.#tell({ event: "error", message, line: number });
  }

  /** Whether so much is being asked for that the next lines should wait. */
  get busy(): boolean {
    return this.#running.size >= BUSY;
  }

  /** Resolves when everything that was asked for has ended in one way or the other. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #follow(answer: Promise<Answer>, about: About): void {
    const task: Promise<void> = answer
      .then(
        (happening) => {
          if (happening !== undefined) this.#tell({ ...happening, id: about.id });
        },
        (error: unknown) => this.#fail(error, about),
      )
      .finally(() => this.#running.delete(task));
    this.#running.add(task);
  }

  #carryOut(fields: JsonObject): Answer | Promise<Answer> {
    const [[command, argument] = ["", null], ...others] = [...fields].filter(([name]) => name !== "id");
    if (command === "") throw wrongUsage(`there is no command in it; ${COMMANDS_TEXT}`);
    if (others.length > 0) throw wrongUsage(`one line holds one command, not "${command}" and "${others[0]?.[0]}"`);
    switch (command) {
      case "emit":
        return this.#emit(argument);
      case "set":
        return this.#set(argument);
      case "connect":
        return this.#connect(...readConnection(argument, "connect"));
      case "disconnect":
        return this.#disconnect(...readPair(argument, "disconnect"));
      case "register":
        return this.#register(argument);
      case "remove":
        return this.#remove(argument);
      case "call":
        return this.#call(argument);
      case "lock":
        return this.#lock(argument);
      case "unlock":
        return this.#unlock();
      default:
        throw wrongUsage(`there is no command "${command}"${hint(command, COMMANDS, "there are")}`);
    }
  }

  #emit(argument: Json): Answer {
    const [name, value] = list(argument, "emit", '["name",value]', 2);
    this.#node.emit(text(name, "emit[0]"), value ?? null);
    return undefined;
  }

  #set(argument: Json): Answer | Promise<Answer> {
    const [where, value = null] = list(argument, "set", '["peer/param",value]', 2);
    const place = text(where, "set[0]");
    if (!this.#isOwn(place)) return this.#setRemote(place, value);
    this.#node.set(this.#ownPath(place), value);
    return undefined;
  }

  async #setRemote(place: string, value: Json): Promise<Answer> {
    const { node, parameter } = parseAddress(place);
    const remote = await this.#find(node);
    return { event: "done", set: place, value: await remote.set(parameter, value, this.#patience) };
  }

  /** The node wants the link from the first moment; the answer tells whether it was made in time. */
  async #connect(emitter: string, sensor: string, options: LinkOptions = {}): Promise<Answer> {
    await this.#node.connect(this.#port(emitter), this.#port(sensor), { ...options, ...this.#patience });
    return { event: "done", connect: [emitter, sensor] };
  }

  async #disconnect(emitter: string, sensor: string): Promise<Answer> {
    await this.#node.disconnect(this.#port(emitter), this.#port(sensor), this.#patience);
    return { event: "done", disconnect: [emitter, sensor] };
  }

  #register(argument: Json): Answer {
    for (const [name, registration] of readRegistrations(argument, "register")) this.#node.register(name, registration);
    return undefined;
  }

  #remove(argument: Json): Answer {
    this.#node.remove(text(argument, "remove"));
    return undefined;
  }

  #lock(argument: Json): Answer {
    this.#node.lock(text(argument, "lock"));
    return undefined;
  }

  #unlock(): Answer {
    this.#node.unlock();
    return undefined;
  }

  async #call(argument: Json): Promise<Answer> {
    const [peer, method, args = []] = list(argument, "call", '["peer","method",[args]]', 2, 3);
    const [name, what] = [text(peer, "call[0]"), text(method, "call[1]")];
    if (!Array.isArray(args)) throw new DescriptionError("call[2]", "the arguments must be a list");
    const remote = await this.#find(name);
    const result: Printable = await remote.call(what, args, this.#patience);
    return { event: "result", call: [name, what, args], result };
  }

  #find(name: string): Promise<RemoteNode> {
    return this.#node.waitFor(name, this.#patience);
  }

  get #patience(): { timeout: number; signal: AbortSignal } {
    return { timeout: this.#wait, signal: this.#signal };
  }

  /** A parameter of this node may be written without the node. */
  #port(place: string): string | { node: string; parameter: string } {
    return this.#isOwn(place) ? { node: this.#node.id, parameter: this.#ownPath(place) } : place;
  }

  #isOwn(place: string): boolean {
    if (this.#node.parameters.has(place) || !place.includes("/")) return true;
    const { node } = parseAddress(place);
    return node === this.#node.name || node === this.#node.id;
  }

  #ownPath(place: string): string {
    return this.#node.parameters.has(place) || !place.includes("/") ? place : parseAddress(place).parameter;
  }

  #fail(error: unknown, about: About): void {
    if (this.#signal.aborted) return;
    // Whatever it is: a line must not end the node.
    const message = toFailure(error)?.message ?? (error instanceof Error ? error.message : String(error));
    this.#tell({ event: "error", message, ...about });
  }
}

interface About {
  readonly line: number;
  readonly id?: Json | undefined;
}

function parseLine(line: string): JsonObject {
  try {
    const json = parseFinite(line);
    if (json instanceof Map) return json;
  } catch (error) {
    if (error instanceof ProtocolError) throw wrongUsage(error.message);
    throw error;
  }
  throw wrongUsage(`a line must be a JSON object such as {"emit":["name",0.5]}, not ${line.slice(0, 60)}`);
}

function list(argument: Json, field: string, form: string, least: number, most = least): readonly Json[] {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  throw new DescriptionError(field, `it must be ${form}`);
}

function text(json: Json | undefined, field: string): string {
  if (typeof json === "string") return json;
  throw new DescriptionError(field, "it must be a text");
}

const BUSY = 1000;
const COMMANDS = ["emit", "set", "connect", "disconnect", "register", "remove", "call", "lock", "unlock"] as const;
const COMMANDS_TEXT = `there are ${COMMANDS.join(", ")}`;
