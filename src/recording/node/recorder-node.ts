import { Emitter, hostNet, type Json, type Net, ZocpNode } from "../../index.ts";
import { FileOutlet, type Outlet } from "../file/outlet.ts";
import { RingOutlet } from "../file/ring-outlet.ts";
import type { SinkHandlers } from "../file/sink.ts";
import { type KeepReason, Keeps } from "../record/keeps.ts";
import { Recorder } from "../record/recorder.ts";
import { Losses } from "./losses.ts";
import { Observer } from "./observer.ts";
import { RECORDER_NODE_EVENTS, type RecorderNodeEvents } from "./recorder-events.ts";
import { type RecorderNodeOptions, type RecordingOptions, readOptions } from "./recorder-options.ts";
import { RecorderPanel } from "./recorder-panel.ts";

/**
 * A node that records what happens on the network into a file, or holds the last minutes of it. Nothing that goes wrong with the file stops anything else: it is told, and
 * tried again.
 */
export class RecorderNode extends Emitter<RecorderNodeEvents> {
  readonly node: ZocpNode;
  readonly #options: RecordingOptions;
  readonly #clock: Net["clock"];
  readonly #outlet: Outlet;
  readonly #panel: RecorderPanel;
  readonly #observer: Observer;
  readonly #losses: Losses;
  readonly #keeps = new Keeps();
  #recorder: Recorder;
  #recording = true;
  #values = 0;
  /** Values that came, also those that were not written, and when they were looked at last. */
  #came = 0;
  #measured = { came: 0, at: 0 };
  #rate = 0;
  #lost = 0;
  #marks = 0;
  #kept = "";
  #trouble = "";
  /** Why what a black box holds could not be kept the last time. */
  #notKept = "";
  /** Lines that could not be written, and that the recording does not tell of yet. */
  #missing = 0;
  #cancel: (() => void) | undefined;
  #closing: Promise<string> | undefined;
  /** Of the clock that nodes share, while times are by that. */
  #timeline: string | undefined;

  /** `name` is what people call the node. Throws `UsageError` for options that cannot be. */
  constructor(name: string, options: RecorderNodeOptions) {
    super(RECORDER_NODE_EVENTS);
    const { recording, network } = readOptions(options);
    const { rate = RATE, every = false, choose = () => true } = recording;
    this.#options = recording;
    this.#clock = (network.net ?? hostNet()).clock;
    this.node = new ZocpNode(name, { meet: "everybody", ...network });
    this.#outlet = this.#makeOutlet();
    this.#recorder = this.#makeRecorder();
    this.#panel = new RecorderPanel(this.node, {
      record: (on) => this.#record(on),
      keep: () => void this.keep(),
      panic: (on) => this.#panicked(on),
    });
    this.#observer = this.#makeObserver(every ? { every } : { rate }, choose);
    this.node.on("clock", ({ jump }) => {
      if (jump !== 0 && this.#timeline !== undefined) this.#goBy(this.#shared, jump);
    });
    this.#losses = new Losses(this.node, (node, parameter, count) => this.#dropped(node, parameter, count));
  }

  /** How many nodes and parameters are recorded, and how many values a second these send because of it. */
  get extent(): { readonly nodes: number; readonly parameters: number; readonly rate: number } {
    return { ...this.#observer.extent, rate: this.#rate };
  }

  /** Values that were recorded so far, and what is missing among them. */
  get count(): { readonly values: number; readonly lost: number } {
    return { values: this.#values, lost: this.#lost };
  }

  /** Opens the file, then the network. Rejects with the error of the system for a file that cannot be made, and with `NetworkError`. */
  async start(): Promise<void> {
    this.#closing = undefined;
    this.#timeline = undefined;
    this.#recorder = this.#makeRecorder();
    await this.#outlet.open(() => this.#begin(), this.#clock.now());
    this.#measured = { came: this.#came, at: this.#clock.now() };
    this.#tell();
    this.#observer.begin();
    this.#again();
    try {
      await this.node.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Writes what is left, packs the file where it is to be packed, and leaves the network. Resolves with the path of the file. Rejects with the error of the system. */
  stop(): Promise<string> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<string> {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#options.every === true) await this.#losses.ask(LAST_ANSWER);
    this.#tick();
    this.#observer.end();
    await this.node.stop();
    this.endStreams();
    return this.#outlet.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop().then(() => {});
  }

  /** A black box puts what it holds into a file, and resolves with its path; another recorder marks this moment. */
  async keep(): Promise<string | undefined> {
    this.#write(this.#recorder.handleEvent("mark", new Map(), this.#time));
    this.#marks++;
    this.#tell();
    return this.#keep("asked");
  }

  async #keep(reason: KeepReason): Promise<string | undefined> {
    try {
      const file = await this.#outlet.keep(reason);
      if (file === undefined) return undefined;
      [this.#kept, this.#notKept] = [file, ""];
      this.emitEvent({ type: "kept", file, reason });
      return file;
    } catch (error) {
      this.#notKept = error instanceof Error ? error.message : String(error);
      this.emitEvent({ type: "trouble", reason: this.#notKept });
      return undefined;
    }
  }

  #makeOutlet(): Outlet {
    const { output: path, ring, ringSize: size = RING_SIZE } = this.#options;
    const handlers: SinkHandlers = {
      trouble: (reason) => {
        this.#trouble = reason ?? "";
        this.emitEvent({ type: "trouble", reason });
      },
      lost: (lines) => {
        this.#lost += lines;
        this.#missing += lines;
      },
    };
    if (ring === undefined) return new FileOutlet(path, handlers);
    return new RingOutlet({ path, length: ring * 1000, size, date: () => this.#date(), handlers });
  }

  #makeRecorder(): Recorder {
    return new Recorder({ began: this.#date(), now: this.#clock.now(), by: this.#options.by });
  }

  /** Milliseconds of the clock that nodes share, where there is one, else of this machine. */
  get #time(): number {
    return this.#timeline === undefined ? this.#clock.now() : this.node.clock.now();
  }

  #begin(): string {
    const [time, timeline] = [this.#time, this.#timeline];
    return this.#recorder.begin(time, timeline === undefined ? undefined : { timeline, error: this.node.clock.error });
  }

  /** What others record lines up with what is recorded by the clock that nodes share. */
  #lookAtClock(): void {
    const shared = this.#shared;
    if (shared !== this.#timeline) this.#goBy(shared);
  }

  /** What the time of the network is called; undefined while this node has none in common with others. */
  get #shared(): string | undefined {
    const { synced, timeline } = this.node.clock;
    return synced ? timeline : undefined;
  }

  /** Times are by another clock, or by one that was set by so many milliseconds: a part of its own begins. */
  #goBy(timeline: string | undefined, jump = 0): void {
    const before = this.#time - jump;
    this.#timeline = timeline;
    this.#recorder.changeClock(before, this.#time);
    this.#write(this.#begin(), true);
  }

  #makeObserver(
    sampling: { readonly rate?: number; readonly every?: true },
    choose: (node: string, parameter: string) => boolean,
  ): Observer {
    return new Observer(
      this.node,
      { sampling, choose, defer: (callback) => this.#clock.defer(callback) },
      {
        described: (channel) => {
          const line = this.#recorder.handleDescribed(channel);
          this.#write(line ?? "", true);
          return line !== undefined;
        },
        value: (node, parameter, value) => this.#value(node, parameter, value),
        event: (event, about) => this.#event(event, about),
        exit: (name) => {
          this.#recorder.handleExit(name);
          if (this.#options.ring !== undefined) this.#keepFor("exit");
        },
      },
    );
  }

  #value(node: string, parameter: string, value: Json): void {
    this.#came++;
    const line = this.#recorder.handleValue(node, parameter, value, this.#time);
    if (line === "") this.#lost++;
    else if (this.#recording) this.#values++;
    this.#write(line);
  }

  #event(event: string, about: Readonly<Record<string, Json | undefined>>): void {
    const known = Object.entries(about).filter((entry): entry is [string, Json] => entry[1] !== undefined);
    this.#write(this.#recorder.handleEvent(event, new Map(known), this.#time));
  }

  /** What parameters there are is written also in a pause: what comes after it belongs to them. */
  #write(lines: string, always = false): void {
    if (this.#recording || always) this.#outlet.write(lines);
  }

  #record(on: boolean): void {
    if (on === this.#recording) return;
    if (!on) this.#event("paused", {});
    this.#recording = on;
    if (!on) return;
    this.#event("resumed", {});
    this.#write(this.#recorder.keyFrame(this.#time));
  }

  #panicked(on: boolean): void {
    this.#event("panic", { on });
    if (on && this.#options.ring !== undefined) this.#keepFor("panic");
  }

  #keepFor(reason: KeepReason): void {
    const now = this.#keeps.handle(reason, this.#clock.now());
    if (now !== undefined) void this.#keep(now);
  }

  #dropped(node: string, parameter: string, count: number): void {
    this.#lost += count;
    this.#event("dropped", { node, parameter, count });
  }

  #again(): void {
    this.#cancel = this.#clock.schedule(FLUSH, () => {
      this.#lookAtClock();
      this.#tick();
      this.#again();
    });
  }

  #tick(): void {
    const now = this.#clock.now();
    if (this.#missing > 0) this.#event("dropped", { count: this.#missing });
    this.#missing = 0;
    this.#write(this.#recorder.handleTime(this.#time));
    void this.#outlet.flush(now);
    const keep = this.#keeps.handleTime(now);
    if (keep !== undefined) void this.#keep(keep);
    this.#measure(now);
    if (this.#options.every === true) this.#losses.handleTime(now);
  }

  #measure(now: number): void {
    const passed = now - this.#measured.at;
    if (passed < MEASURED) return;
    this.#rate = Math.round(((this.#came - this.#measured.came) * 10_000) / passed) / 10;
    this.#measured = { came: this.#came, at: now };
    this.#tell();
  }

  #tell(): void {
    this.#panel.show({
      values: this.#values,
      rate: this.#rate,
      lost: this.#lost,
      seconds: Math.floor(this.#recorder.seconds(this.#time)),
      megabytes: Math.round(this.#outlet.bytes / 100_000) / 10,
      file: this.#outlet.name,
      ring: this.#options.ring ?? 0,
      kept: this.#kept,
      marks: this.#marks,
      trouble: this.#trouble || this.#notKept,
    });
  }

  #date(): number {
    return (this.#clock.date ?? this.#clock.now)();
  }
}

/** Values a second of each parameter. */
const RATE = 50;
const RING_SIZE = 0x4000_0000;
/** Milliseconds between two times that something is handed to the system: no more is lost when the program is killed. */
const FLUSH = 100;
/** Milliseconds over which the rate is measured. */
const MEASURED = 1000;
/** Milliseconds for nodes to say what they dropped, when the recording ends. */
const LAST_ANSWER = 500;
