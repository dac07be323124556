import { NetworkError } from "../../../index.ts";
import { CONTROLS } from "../../core/control.ts";
import type { ForeignValue } from "../../core/conversion.ts";
import type { Outgoing } from "../../core/machine/messages.ts";
import type { Protocol, ProtocolHandlers } from "../../core/node/protocol.ts";
import { MOST_WAITING, OneByOne } from "../process/one-by-one.ts";
import { RunningProgram } from "../process/program.ts";

export interface SayOptions {
  readonly voice: string | undefined;
  /** A file that gets each text as sound, in the place of loudspeakers. */
  readonly wav: string | undefined;
}

/** Speaks texts with espeak-ng, one after the other. */
export class SayProtocol implements Protocol {
  readonly dialect = CONTROLS;
  readonly places: readonly string[] = [];
  readonly #options: SayOptions;
  readonly #turns = new OneByOne<string>();
  readonly #voice = { speed: 175, pitch: 50, volume: 100 };
  #running: RunningProgram | undefined;
  #handlers: ProtocolHandlers | undefined;
  #ended = false;

  constructor(options: SayOptions) {
    this.#options = options;
  }

  async start(handlers: ProtocolHandlers): Promise<void> {
    const { reason } = await new RunningProgram({ argv: [PROGRAM, "--version"], limit: 5000 }).ended;
    if (reason !== undefined)
      throw new NetworkError(
        "network-failure",
        `${PROGRAM} speaks, and is not here: install it (apt install ${PROGRAM})`,
      );
    this.#handlers = handlers;
    // Values from before are the ones that it speaks with.
    handlers.target(TARGET, true, true);
  }

  async stop(): Promise<void> {
    this.#ended = true;
    await this.#hush();
  }

  send(_target: string, { address, args: [value] }: Outgoing): void {
    if (address === "text") this.#say(String(value ?? ""));
    else if (address === "stop") {
      if (value !== false) void this.#hush();
    } else if (address === "speed" || address === "pitch" || address === "volume") this.#voice[address] = Number(value);
  }

  answer(): void {
    // Nobody asks.
  }

  #say(text: string): void {
    if (text.trim() === "") return;
    if (text.length > MOST_TEXT)
      return this.#handlers?.note(`a text of ${text.length} characters is not spoken; the limit is ${MOST_TEXT}`);
    if (this.#turns.offer(text, true)) this.#next();
    else this.#handlers?.note(`${MOST_WAITING} texts wait to be spoken already: one is left out`);
  }

  #next(): void {
    const text = this.#turns.begin(performance.now());
    if (text === undefined) return;
    this.#tell("speaking", true);
    const running = new RunningProgram({ argv: this.#argv, input: `${text}\n`, limit: LONGEST });
    this.#running = running;
    running.ended.then(({ code, output, reason }) => {
      if (reason !== undefined || (code !== 0 && code < SIGNAL)) this.#handlers?.note(reason ?? output);
      this.#turns.done();
      this.#running = undefined;
      if (this.#ended) return;
      this.#next();
      if (!this.#turns.busy) this.#tell("speaking", false);
    });
  }

  /** The text is its input: whatever it says, it is no option. */
  get #argv(): readonly string[] {
    const { voice, wav } = this.#options;
    const { speed, pitch, volume } = this.#voice;
    return [
      ...[PROGRAM, "--stdin", "-b", "1", "-s", String(speed), "-p", String(pitch), "-a", String(Math.round(volume))],
      ...(voice === undefined ? [] : ["-v", voice]),
      ...(wav === undefined ? [] : ["-w", wav]),
    ];
  }

  async #hush(): Promise<void> {
    this.#turns.clear();
    this.#running?.end();
    await this.#running?.ended;
  }

  #tell(address: string, value: ForeignValue): void {
    this.#handlers?.input({ address, args: [value], from: { host: TARGET, target: TARGET } });
  }
}

const PROGRAM = "espeak-ng";
const TARGET = "espeak-ng";
const MOST_TEXT = 2000;
/** Codes from here on are signals: it was told to be silent. */
const SIGNAL = 128;
/** Milliseconds that one text may take. */
const LONGEST = 300_000;
