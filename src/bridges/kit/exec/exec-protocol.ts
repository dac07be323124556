import { formatJson, type Json } from "../../../index.ts";
import { CONTROLS } from "../../core/control.ts";
import type { ForeignValue } from "../../core/conversion.ts";
import type { Outgoing } from "../../core/machine/messages.ts";
import type { Protocol, ProtocolHandlers } from "../../core/node/protocol.ts";
import { MOST_WAITING, OneByOne } from "../process/one-by-one.ts";
import { RunningProgram } from "../process/program.ts";
import type { Command } from "./settings.ts";

/** Starts programs of the owner's file when their parameters say so, and tells what came of it. */
export class ExecProtocol implements Protocol {
  readonly dialect = CONTROLS;
  readonly places: readonly string[];
  readonly does = "runs";
  readonly #lanes: ReadonlyMap<string, Lane>;
  #handlers: ProtocolHandlers | undefined;

  constructor(commands: readonly Command[], folder: string, events: ReadonlySet<string>) {
    this.places = commands.map(({ argv }) => argv.join(" "));
    this.#lanes = new Map(
      commands.map((command) => {
        const tell = (what: string, value: ForeignValue): void => this.#tell(`${command.name}.${what}`, value);
        const note = (reason: string): void => this.#handlers?.note(`${command.name}: ${reason}`);
        return [command.name, new Lane(command, { folder, event: events.has(`${command.name}.run`), tell, note })];
      }),
    );
  }

  start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    handlers.target(TARGET, true);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.end()));
  }

  send(_target: string, { address, args }: Outgoing): void {
    const lane = this.#lanes.get(address.replace(/\.run$/, ""));
    if (lane === undefined) return this.#handlers?.note(`there is no command of ${JSON.stringify(address)}`);
    lane.take((args.length === 1 ? args[0] : args) as Json);
  }

  answer(): void {
    // Nobody asks.
  }

  #tell(address: string, value: ForeignValue): void {
    this.#handlers?.input({ address, args: [value], from: { host: TARGET, target: TARGET } });
  }
}

interface LaneOptions {
  readonly folder: string;
  /** Whether its parameter is an event. */
  readonly event: boolean;
  readonly tell: (what: "running" | "code" | "output", value: ForeignValue) => void;
  readonly note: (reason: string) => void;
}

/** One command, which runs once at a time. */
class Lane {
  readonly #command: Command;
  readonly #options: LaneOptions;
  readonly #turns = new OneByOne<Json>(APART);
  #running: RunningProgram | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(command: Command, options: LaneOptions) {
    this.#command = command;
    this.#options = options;
  }

  take(value: Json): void {
    // The release of a button starts nothing.
    if (this.#options.event && value === false) return;
    if (this.#turns.offer(value, this.#options.event)) return this.#next();
    this.#options.note(`${MOST_WAITING} wait for their turn already: one is left out`);
  }

  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#turns.clear();
    this.#running?.end();
    await this.#running?.ended;
  }

  #next(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const value = this.#turns.begin(now);
    if (value !== undefined) return this.#run(value);
    const { deadline } = this.#turns;
    if (deadline !== Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#next(), Math.ceil(deadline - now));
  }

  #run(value: Json): void {
    const { tell, note, folder } = this.#options;
    const text = formatJson(value);
    const word = typeof value === "string" ? value : text;
    if (text.length > MOST_VALUE || word.includes("\0")) {
      note(
        word.includes("\0")
          ? "a text with a zero cannot be given to a program"
          : `the value has ${text.length} characters; the limit is ${MOST_VALUE}`,
      );
      return this.#done();
    }
    const { argv, limit } = this.#command;
    const running = new RunningProgram({ argv, folder, limit, input: `${text}\n`, environment: { ZOCP_VALUE: word } });
    this.#running = running;
    tell("running", true);
    running.ended.then(({ code, output, reason }) => {
      if (reason !== undefined) note(reason);
      tell("running", false);
      tell("output", output);
      tell("code", code);
      this.#done();
    });
  }

  #done(): void {
    this.#running = undefined;
    this.#turns.done();
    if (!this.#ended) this.#next();
  }
}

const TARGET = "exec";
/** Milliseconds between two beginnings of one command. */
const APART = 200;
/** Characters: what systems put into the environment of a program has a bound. */
const MOST_VALUE = 32_768;
