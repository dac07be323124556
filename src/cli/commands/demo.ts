import { inkFor } from "../demo/ink.ts";
import { listenToKeys } from "../demo/keys.ts";
import { demoNetwork } from "../demo/loopback.ts";
import { move } from "../demo/motion.ts";
import { Narrator } from "../demo/narrator.ts";
import { Screen } from "../demo/screen.ts";
import { type Scene, Show } from "../demo/show.ts";
import { drawStage } from "../demo/stage.ts";
import { toJsonText } from "../format/json.ts";
import type { CommonOptions } from "../options.ts";
import type { Session } from "../session.ts";

interface DemoOptions extends CommonOptions {
  readonly seconds?: number;
}

/** Shows four nodes that find each other, until it is told to end. */
export async function run(session: Session<DemoOptions>): Promise<void> {
  const { seconds } = session.options;
  const show = new Show(demoNetwork(session.options));
  const ending = new AbortController();
  const signal = AbortSignal.any([session.signal, ending.signal]);
  const timer = seconds === undefined ? undefined : setTimeout(() => ending.abort(), seconds * 1000);
  try {
    await show.start();
    await present(session, show, { signal, quit: () => ending.abort() });
  } finally {
    clearTimeout(timer);
    await show.stop();
  }
}

interface Ending {
  readonly signal: AbortSignal;
  quit(): void;
}

/** Moves the show and shows it: as a picture to a person, as lines to everyone else. */
async function present(session: Session<DemoOptions>, show: Show, { signal, quit }: Ending): Promise<void> {
  const view = session.columns === undefined || session.options.json ? lines(session) : picture(session);
  const stopKeys = view.keys
    ? listenToKeys(process, { nudge: (by) => show.nudge(by), toggle: () => show.toggle(), quit })
    : undefined;
  try {
    await move(show, signal, (scene) => view.show(scene));
  } finally {
    stopKeys?.();
    view.close();
  }
}

interface View {
  readonly keys: boolean;
  show(scene: Scene): void;
  close(): void;
}

function picture({ options }: Session<DemoOptions>): View {
  const screen = new Screen(process.stdout);
  const ink = inkFor(process.env);
  const trail: number[] = [];
  const port = options.port === undefined ? "" : ` --port ${options.port}`;
  const key = options.key === undefined ? "" : ` --key ${options.key}`;
  const hints = HINTS.map((hint) => `npx zocp ${hint} --interface lo${port}${key}`);
  let frame = 0;
  screen.open();
  return {
    keys: true,
    show(scene) {
      if (frame++ % TRAIL_EVERY === 0) trail.push(scene.wave);
      if (trail.length > TRAIL) trail.shift();
      const { columns, rows } = screen;
      screen.draw(drawStage(scene, { columns, rows, ink, trail, hints }));
    },
    close: () => screen.close(),
  };
}

function lines({ out, options }: Session<DemoOptions>): View {
  const narrator = new Narrator();
  return {
    keys: false,
    show(scene) {
      if (options.json) {
        const text = narrator.changed(scene)
          ? toJsonText({
              ...scene,
              wires: scene.wires.map((wire) => ({ ...wire })),
              lamps: scene.lamps.map((lamp) => ({ ...lamp })),
            })
          : undefined;
        if (text !== undefined) out.line(text, true);
      } else for (const line of narrator.tell(scene)) out.line(line, true);
    },
    close() {},
  };
}

const HINTS = ["ls", "set fader/level 0.2", "watch 'lamp*'", "disconnect fader/level lamp-right/brightness"] as const;
/** Frames between two points of the wave's trail, and how many are kept. */
const TRAIL_EVERY = 6;
const TRAIL = 60;
