import { Demo, type DemoState } from "../demo/demo.ts";
import { listenToKeys } from "../demo/keys.ts";
import { demoNetwork } from "../demo/loopback.ts";
import { move } from "../demo/motion.ts";
import { Narrator } from "../demo/narrator.ts";
import { drawStage } from "../demo/stage.ts";
import { toJsonText } from "../format/json.ts";
import { inkFor } from "../screen/ink.ts";
import { Screen } from "../screen/screen.ts";
import { endingWith, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { refuseBroker } from "../targets/local-only.ts";

interface DemoOptions extends CommonOptions {
  readonly seconds?: number;
}

/** Shows a small show whose nodes find each other, until it is told to end. */
export async function run(session: Session<DemoOptions>): Promise<void> {
  const { seconds } = session.options;
  refuseBroker(session.options, "the demo");
  const show = new Demo(demoNetwork(session.options));
  const ending = endingWith(session.signal, seconds === undefined ? undefined : seconds * 1000);
  const view = session.columns === undefined || session.options.json ? lines(session) : picture(session);
  try {
    await show.start();
    const stopKeys = view.keys ? listen(show, () => ending.abort()) : undefined;
    await move(show, ending.signal, (scene) => view.show(scene));
    // The goodbye comes first: a terminal that has stopped holds whoever gives it back its ways.
    await show.stop();
    await view.close();
    stopKeys?.();
  } finally {
    await show.stop();
    // Not before the picture has left the terminal.
    for (const trouble of show.troubles) session.note(trouble);
  }
}

function listen(show: Demo, quit: () => void): () => void {
  return listenToKeys(process, {
    nudge: (by) => show.nudge(by),
    toggle: () => show.toggle(),
    go: () => show.go(),
    back: () => show.back(),
    quit,
  });
}

interface View {
  readonly keys: boolean;
  show(scene: DemoState): void;
  close(): Promise<void>;
}

function picture({ options, out }: Session<DemoOptions>): View {
  const screen = new Screen(process.stdout, (text) => out.picture(text));
  const ink = inkFor(process.env);
  const trail: number[] = [];
  const port = options.port === undefined ? "" : ` --port ${options.port}`;
  const key = options.key === undefined ? "" : ` --key ${options.key}`;
  const hints = HINTS.map((hint) => `npx zocp ${hint} --interface loopback${port}${key}`);
  let frame = 0;
  return {
    keys: true,
    show(scene) {
      if (frame++ % TRAIL_EVERY === 0) trail.push(scene.wave);
      if (trail.length > TRAIL) trail.shift();
      const { columns, rows } = screen;
      screen.draw(drawStage(scene, { columns, rows, ink, trail, hints }));
    },
    async close() {
      await out.flush(AbortSignal.timeout(LAST_PICTURE));
      screen.close();
    },
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
              lamps: scene.lamps.map(({ colour, ...lamp }) => ({ ...lamp, colour: colour.map((part) => part / 255) })),
              cue: { ...scene.cue },
            })
          : undefined;
        if (text !== undefined) out.line(text, true);
      } else for (const line of narrator.tell(scene)) out.line(line, true);
    },
    async close() {},
  };
}

const HINTS = [
  "go",
  "ls",
  "set fader/level 0.2",
  'watch "lamp*"',
  "disconnect fader/level lamp-right/brightness",
] as const;
/** Frames between two points of the wave's trail, and how many are kept. */
const TRAIL_EVERY = 6;
const TRAIL = 60;
/** Milliseconds for it; a stopped terminal never shows it. */
const LAST_PICTURE = 200;
