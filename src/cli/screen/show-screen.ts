import type { Session } from "../streams/session.ts";
import { streamsAreHeld } from "../streams/standard-streams.ts";
import type { Canvas } from "./canvas.ts";
import { HeldKeys } from "./held-keys.ts";
import { type Ink, inkFor } from "./ink.ts";
import { type Key, KeyReader } from "./keys.ts";
import { Screen } from "./screen.ts";

/** What is shown: a machine that takes keys and gives pictures. */
export interface View {
  /** A key was pressed; of one that is held down, each of its signs only where it may repeat. */
  handleKey(key: Key, now: number): void;
  /** Whether a key that is held down goes on doing what it does, as arrows do. */
  mayRepeat(key: Key): boolean;
  draw(size: { readonly columns: number; readonly rows: number; readonly ink: Ink }, now: number): Canvas;
}

/** A screen that is shown. */
export interface Shown {
  /** Something changed: it is drawn soon, but no more than 15 times a second. */
  changed(): void;
  /** Gives the terminal back. Call it after the goodbye: a terminal that has stopped holds whoever waits for it. */
  close(): Promise<void>;
}

/** Whether a person sits before a terminal that can be drawn on, with a keyboard. */
export function canShow({ columns, options }: Session): boolean {
  return columns !== undefined && process.stdin.isTTY === true && process.env.TERM !== "dumb" && options.json !== true;
}

/** Takes the terminal: draws what `view` gives, and hands it the keys. Ctrl-C and what ends the terminal end the session. */
export function showScreen(session: Session, view: View): Shown {
  const screen = new Screen(process.stdout, (text) => session.out.picture(text));
  const ink = inkFor(process.env);
  const pictures = new Pictures(() =>
    screen.draw(view.draw({ columns: screen.columns, rows: screen.rows, ink }, performance.now())),
  );
  const keys = new Keyboard(view, () => pictures.hurry(), session);
  const renew = (): void => {
    screen.forget();
    keys.open();
    pictures.hurry();
  };
  keys.onRedraw = renew;
  const resized = (): void => pictures.hurry();
  process.stdout.on("resize", resized);
  process.on("SIGCONT", renew);
  keys.open();
  pictures.hurry();
  return {
    changed: () => pictures.want(),
    async close() {
      process.stdout.off("resize", resized);
      process.off("SIGCONT", renew);
      pictures.stop();
      await session.out.flush(AbortSignal.timeout(LAST_PICTURE));
      screen.close();
      keys.close();
    },
  };
}

/** Draws when something changed, at a rate that eyes can follow and slow lines can bear. */
class Pictures {
  readonly #draw: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;
  #last = 0;
  #stopped = false;

  constructor(draw: () => boolean) {
    this.#draw = draw;
  }

  want(): void {
    this.#plan(this.#last + FRAME);
  }

  /** After a key: soon. */
  hurry(): void {
    this.#plan(this.#last + AFTER_KEY);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #plan(at: number): void {
    if (this.#stopped || this.#at <= at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(() => this.#show(), Math.max(0, at - performance.now()));
  }

  #show(): void {
    this.#at = Number.POSITIVE_INFINITY;
    const shown = this.#draw();
    this.#last = performance.now();
    if (!shown) this.want();
  }
}

/** Reads keys from the terminal. */
class Keyboard {
  readonly #view: View;
  readonly #pressed: () => void;
  readonly #session: Session;
  readonly #reader = new KeyReader();
  readonly #held = new HeldKeys();
  #timer: NodeJS.Timeout | undefined;
  #listening = false;
  onRedraw: () => void = () => {};

  constructor(view: View, pressed: () => void, session: Session) {
    this.#view = view;
    this.#pressed = pressed;
    this.#session = session;
  }

  /** In this mode the terminal sends every key at once, also Ctrl-C. */
  open(): void {
    const { stdin } = process;
    stdin.setRawMode(true);
    if (this.#listening) return;
    this.#listening = true;
    stdin.setEncoding("utf8").on("data", this.#read).on("error", this.#end).on("end", this.#end).resume();
  }

  close(): void {
    const { stdin } = process;
    clearTimeout(this.#timer);
    stdin.off("data", this.#read).off("end", this.#end);
    // It would wait until the terminal has shown everything.
    if (!streamsAreHeld()) stdin.setRawMode(false);
    stdin.pause();
    stdin.unref();
  }

  readonly #read = (text: string | Buffer): void => {
    const now = performance.now();
    for (const key of this.#reader.handle(String(text), now)) this.#take(key, now);
    this.#wait();
  };

  readonly #end = (): void => this.#session.end();

  #take(key: Key, now: number): void {
    if (key.name === "ctrl-c" || key.name === "ctrl-d") return this.#session.end();
    if (key.name === "ctrl-l") return this.onRedraw();
    const repeats = this.#view.mayRepeat(key);
    for (const one of repeats ? this.#held.handleOther() : this.#held.handle(key, now)) this.#press(one, now);
    if (repeats) this.#press(key, now);
  }

  #press(key: Key, now: number): void {
    this.#view.handleKey(key, now);
    this.#pressed();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const deadline = Math.min(this.#reader.deadline, this.#held.deadline);
    if (deadline === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#handleTimeout(), Math.max(1, deadline - performance.now()));
  }

  #handleTimeout(): void {
    const now = performance.now();
    for (const key of this.#reader.handleTimeout(now)) this.#take(key, now);
    for (const key of this.#held.handleTimeout(now)) this.#press(key, now);
    this.#wait();
  }
}

/** Milliseconds between two pictures, and after a key. */
const FRAME = 66;
const AFTER_KEY = 16;
/** For the picture that is on its way; a stopped terminal never shows it. */
const LAST_PICTURE = 200;
