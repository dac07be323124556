import { CONTROLS } from "../../core/control.ts";
import type { ForeignValue } from "../../core/conversion.ts";
import type { Protocol, ProtocolHandlers } from "../../core/node/protocol.ts";
import { dueReminders, type Reminder, secondsOf } from "./reminders.ts";

/** Tells what the clock of this machine shows, and when it shows what is waited for. */
export class ClockProtocol implements Protocol {
  readonly dialect = CONTROLS;
  readonly places: readonly string[] = [];
  readonly #reminders: readonly Reminder[];
  #before = new Date();
  #handlers: ProtocolHandlers | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(reminders: readonly Reminder[]) {
    this.#reminders = reminders;
  }

  start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#before = new Date();
    this.#tick();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    clearTimeout(this.#timer);
    return Promise.resolve();
  }

  send(): void {
    // Its parameters only tell.
  }

  answer(): void {
    // Nobody asks.
  }

  #tick(): void {
    const now = new Date();
    this.#tell("time", now.toTimeString().slice(0, 8));
    this.#tell("seconds", secondsOf(now));
    this.#tell("date", `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`);
    for (const { name } of dueReminders(this.#reminders, this.#before, now)) this.#tell(name, true);
    this.#before = now;
    // Timers ring a little early.
    this.#timer = setTimeout(() => this.#tick(), 1001 - (now.getTime() % 1000));
  }

  #tell(address: string, value: ForeignValue): void {
    this.#handlers?.input({ address, args: [value], from: { host: "clock" } });
  }
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
