import type { JsonObject } from "../../../index.ts";
import { CONTROLS } from "../../core/control.ts";
import type { ForeignValue } from "../../core/conversion.ts";
import { GrowingDelay } from "../../core/growing-delay.ts";
import type { Outgoing } from "../../core/machine/messages.ts";
import type { Protocol, ProtocolHandlers } from "../../core/node/protocol.ts";
import type { MediaFolder } from "./media-folder.ts";
import { MpvConnection } from "./mpv-connection.ts";
import { Player } from "./player.ts";

export interface MpvOptions {
  /** Where a player listens that somebody else has started; without it the bridge starts one. */
  readonly socket: string | undefined;
  readonly words: readonly string[];
  readonly folder: MediaFolder;
  /** What it plays at the beginning. */
  readonly file: string | undefined;
}

/** A video player. */
export class MpvProtocol implements Protocol {
  readonly dialect = CONTROLS;
  readonly places: string[] = [];
  readonly does = "plays on";
  readonly #options: MpvOptions;
  readonly #delay = new GrowingDelay(100);
  #handlers: ProtocolHandlers | undefined;
  #player: Player | undefined;
  #connection: MpvConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #timing: NodeJS.Timeout | undefined;
  #timeAt = Number.NEGATIVE_INFINITY;
  #ended = false;
  #begun = false;
  /** What it plays. */
  #file = "";

  constructor(options: MpvOptions) {
    this.#options = options;
    if (options.socket !== undefined) this.places.push(options.socket);
  }

  start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#try();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    clearTimeout(this.#timing);
    this.#connection?.close();
    await this.#player?.end();
  }

  send(_target: string, { address, args: [value = null] }: Outgoing): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    if (address === "file") this.#play(String(value), connection);
    else if (address === "seek") connection.command("seek", Number(value), "absolute");
    else if (address === "loop") connection.command("set_property", "loop-file", value === true ? "inf" : "no");
    else connection.command("set_property", address, value);
  }

  answer(): void {
    // Nobody asks.
  }

  #play(name: string, connection: MpvConnection): void {
    if (name === "") return connection.command("stop");
    const found = this.#options.folder.find(name);
    if ("path" in found) return connection.command("loadfile", found.path, "replace");
    this.#handlers?.note(found.reason);
    this.#tell("file", this.#file);
  }

  /** Until a player answers; one of our own is started first. */
  #try(): void {
    if (this.#ended) return;
    if (this.#options.socket === undefined && this.#player === undefined)
      this.#player = new Player(this.#options.words, (reason) => {
        this.#player = undefined;
        if (!this.#ended) this.#handlers?.note(reason);
      });
    const socket = this.#options.socket ?? this.#player?.socket ?? "";
    MpvConnection.open(socket, {
      event: (event) => this.#read(event),
      failed: (command, reason) => this.#handlers?.note(`${command}: ${reason}`),
      closed: () => this.#lose(),
    }).then(
      (connection) => this.#open(connection),
      () => this.#again(),
    );
  }

  #again(): void {
    if (!this.#ended) this.#timer = setTimeout(() => this.#try(), this.#delay.next());
  }

  #open(connection: MpvConnection): void {
    if (this.#ended) return connection.close();
    this.#connection = connection;
    this.#delay.reset();
    this.#tell("alive", true);
    // One of our own begins with what was told before; one that runs already is as it is.
    this.#handlers?.target(TARGET, true, this.#options.socket === undefined);
    if (!this.#begun && this.#options.file !== undefined) this.#play(this.#options.file, connection);
    this.#begun = true;
    this.#settling = setTimeout(() => {
      for (const [index, name] of PROPERTIES.entries()) connection.command("observe_property", index + 1, name);
    }, SETTLE);
  }

  #lose(): void {
    clearTimeout(this.#settling);
    clearTimeout(this.#timing);
    this.#connection = undefined;
    this.#handlers?.target(TARGET, false);
    this.#tell("alive", false);
    this.#again();
  }

  #read(event: JsonObject): void {
    const kind = event.get("event");
    if (kind === "end-file" && event.get("reason") === "eof") this.#tell("end", true);
    if (kind === "end-file" && event.get("reason") === "error")
      this.#handlers?.note(`the file cannot be played: ${String(event.get("file_error") ?? "no reason is told")}`);
    if (kind === "property-change") this.#change(String(event.get("name")), event.get("data") as ForeignValue);
  }

  #change(name: string, value: ForeignValue = null): void {
    if (name === "time-pos") return this.#moveTime(value ?? 0);
    if (name === "path") {
      this.#file = value === null ? "" : this.#options.folder.nameOf(String(value));
      this.#tell("file", this.#file);
    } else if (name === "loop-file") this.#tell("loop", value !== false && value !== "no");
    else this.#tell(name, value ?? 0);
  }

  /** Ten a second, and always the last: where it was paused or moved to. */
  #moveTime(time: ForeignValue): void {
    clearTimeout(this.#timing);
    const wait = this.#timeAt + TIMES_APART - performance.now();
    if (wait > 0) {
      this.#timing = setTimeout(() => this.#moveTime(time), Math.ceil(wait));
      return;
    }
    this.#timeAt = performance.now();
    this.#tell("time", time);
  }

  #tell(address: string, value: ForeignValue): void {
    this.#handlers?.input({ address, args: [value], from: { host: TARGET, target: TARGET } });
  }
}

const TARGET = "mpv";
const PROPERTIES = ["pause", "volume", "speed", "loop-file", "path", "duration", "time-pos"] as const;
/** Milliseconds in which it is told what it shall be, before it tells what it is. */
const SETTLE = 150;
/** Milliseconds between two times that are told. */
const TIMES_APART = 100;
