import type { ZocpNode } from "../../index.ts";
import { wrongUsage } from "../failure.ts";
import type { Act } from "../monitor/acts.ts";
import { askHolder } from "../monitor/ask-holder.ts";
import { listHeight } from "../monitor/draw.ts";
import { LiveNetwork } from "../monitor/live-network.ts";
import { Monitor } from "../monitor/monitor.ts";
import { Performer } from "../monitor/performer.ts";
import { keyOf } from "../monitor/seen.ts";
import { canShow, type Shown, showScreen } from "../screen/show-screen.ts";
import { ended, type Session } from "../streams/session.ts";
import { observe } from "../targets/observe.ts";
import { parsePattern } from "../targets/pattern.ts";

/** Shows every node and its parameters on the terminal, live, until a person ends it. */
export async function run(session: Session, pattern?: string): Promise<void> {
  if (!canShow(session))
    throw wrongUsage('monitor needs a terminal with a keyboard; without one use "zocp watch" or "zocp ls --json"');
  const monitor = new Monitor();
  const notes: string[] = [];
  // On the screen there is no place for standard error.
  const note = (message: string): void => {
    notes.push(message);
    monitor.tell(message, "fault", performance.now());
  };
  let shown: Shown | undefined;
  try {
    await observe({ ...session, note }, "monitor", async (node) => {
      const living = new Living(session, node, monitor, pattern);
      shown = living.open();
      await ended(session);
      living.stop();
    });
  } finally {
    // The goodbye came first: a terminal that has stopped holds whoever gives it back its ways.
    await shown?.close();
    for (const message of notes) session.note(message);
  }
}

/** Joins the monitor to the network and to the terminal. */
class Living {
  readonly #session: Session;
  readonly #node: ZocpNode;
  readonly #monitor: Monitor;
  readonly #network: LiveNetwork;
  readonly #performer: Performer;
  #shown: Shown | undefined;
  #stale = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Session, node: ZocpNode, monitor: Monitor, pattern: string | undefined) {
    this.#session = session;
    this.#node = node;
    this.#monitor = monitor;
    const options = { pattern: parsePattern(pattern), tools: session.options.all === true };
    this.#network = new LiveNetwork(node, options, (change) => {
      if (change === "structure") this.#stale = true;
      this.#shown?.changed();
    });
    const tell = (tone: "quiet" | "fault") => (text: string) => {
      monitor.tell(text, tone, performance.now());
      this.#shown?.changed();
    };
    const settled = (place: Parameters<Monitor["handleSettled"]>[0]): void => {
      monitor.handleSettled(place);
      this.#shown?.changed();
    };
    this.#performer = new Performer(node, { settled, quiet: tell("quiet"), fault: tell("fault") });
  }

  open(): Shown {
    this.#shown = showScreen(this.#session, {
      mayRepeat: (key) => this.#monitor.mayRepeat(key),
      handleKey: (key, now) => this.#perform(this.#monitor.handleKey(key, now)),
      draw: (size, now) => {
        if (this.#stale) this.#monitor.handleNetwork(this.#network.look(now));
        this.#stale = false;
        const picture = this.#monitor.draw(size, now);
        this.#network.listen(this.#monitor.shownNodes(listHeight(size.rows)), now);
        return picture;
      },
    });
    this.#timer = setInterval(() => void this.#tick(), SECOND);
    return this.#shown;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #perform(acts: readonly Act[]): void {
    for (const act of acts) {
      if (act.type === "end") this.#session.end();
      else this.#performer.perform(act);
    }
  }

  /** What changes by itself with time, and who holds what is selected. */
  async #tick(): Promise<void> {
    this.#stale = true;
    this.#shown?.changed();
    const row = this.#monitor.selected;
    const holder = row && (await askHolder(this.#node, { id: row.node.id, path: row.parameter.path }));
    if (holder === undefined || holder.key === keyOf({ id: row?.node.id ?? "", path: row?.parameter.path }))
      this.#monitor.handleHolder(holder);
    this.#shown?.changed();
  }
}

const SECOND = 1000;
