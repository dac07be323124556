import type { RemoteNode, ZocpNode } from "../../index.ts";
import { readShowState, type ShowState } from "../../show.ts";
import { CueNews, describeCue, describeUnderstudies, formatCues, formatUnderstudies } from "../cues/cue-lines.ts";
import { Cues, type Reach } from "../cues/cues.ts";
import { LiveShow, type ShowListener } from "../cues/live-show.ts";
import { toJsonText } from "../format/json.ts";
import { canShow, type Shown, showScreen } from "../screen/show-screen.ts";
import type { Session } from "../streams/session.ts";
import { findShow, observeShow, type ShowOptions } from "../targets/find-show.ts";

interface CuesOptions extends ShowOptions {
  /** Without a terminal: go on, and print what changes. */
  readonly watch?: boolean;
}

/** Shows the cues of a show: on a terminal as a screen with keys, elsewhere as lines. */
export async function run(session: Session<CuesOptions>): Promise<void> {
  if (canShow(session)) return showCues(session);
  await observeShow(session, "cues", async (node) => {
    const remote = await findShow(session, node);
    if (session.options.watch === true) await watchCues(session, node, remote.name);
    else {
      const state = await ask(session, remote);
      print(session, state, new CueNews().isOtherwise(state));
    }
  });
}

async function ask({ signal }: Session, remote: RemoteNode): Promise<ShowState> {
  return readShowState(await remote.call("show.state", [], { timeout: ANSWER, signal }));
}

/** The cues, and in the end `others`: who stands ready. */
function print({ out, options }: Session, state: ShowState, others: boolean): void {
  if (options.json) {
    for (const cue of state.cues) out.line(toJsonText(describeCue(cue)));
    if (others) out.line(toJsonText(describeUnderstudies(state)));
    return;
  }
  for (const line of formatCues(state)) out.line(line);
  const ready = formatUnderstudies(state);
  if (others) for (const line of ready.length > 0 ? ready : ["nobody stands ready"]) out.line(line);
}

/** One line for each cue that is otherwise now, and for who stands ready; all of them first. */
async function watchCues(session: Session, node: ZocpNode, name: string): Promise<void> {
  const news = new CueNews();
  let trouble: string | undefined;
  const show = new LiveShow(
    node,
    name,
    {
      state: (state) => print(session, { ...state, cues: news.news(state) }, news.isOtherwise(state)),
      reach(reach) {
        if (reach.trouble !== undefined && reach.trouble !== trouble) session.note(`${name}: ${reach.trouble}`);
        trouble = reach.trouble;
      },
      quiet: session.note,
      fault: session.note,
    },
    session.signal,
  );
  await show.follow();
}

async function showCues(session: Session<CuesOptions>): Promise<void> {
  const notes: string[] = [];
  let shown: Shown | undefined;
  try {
    await observeShow({ ...session, note: (message) => void notes.push(message) }, "cues", async (node) => {
      const { name } = await findShow(session, node);
      const screen = new Cues(name);
      let living: LiveShow | undefined;
      shown = showScreen(session, {
        mayRepeat: (key) => screen.mayRepeat(key),
        draw: (size, now) => screen.draw(size, now),
        handleKey(key, now) {
          for (const act of screen.handleKey(key, now)) {
            if (act.type === "end") session.end();
            else void living?.perform(act);
          }
        },
      });
      living = new LiveShow(node, name, listenerFor(screen, shown), session.signal);
      const { changed } = shown;
      // While nothing moves, nothing is different, and nothing is written.
      const ticking = setInterval(changed, TICK);
      await living.follow();
      clearInterval(ticking);
    });
  } finally {
    // The goodbye came first: a terminal that has stopped holds whoever gives it back its ways.
    await shown?.close();
    for (const message of notes) session.note(message);
  }
}

function listenerFor(screen: Cues, { changed }: Shown): ShowListener {
  const tell = (tone: "quiet" | "fault") => (text: string) => {
    screen.tell(text, tone, performance.now());
    changed();
  };
  return {
    quiet: tell("quiet"),
    fault: tell("fault"),
    state(state, at) {
      screen.handleState(state, at);
      changed();
    },
    reach(reach: Reach) {
      screen.handleReach(reach);
      changed();
    },
  };
}

const ANSWER = 5000;
/** Milliseconds between two pictures. */
const TICK = 100;
