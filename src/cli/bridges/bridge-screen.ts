import type { BridgeNode } from "../../bridges.ts";
import { type Shown, showScreen } from "../screen/show-screen.ts";
import type { Session } from "../streams/session.ts";
import { wordsOf } from "./bridge-lines.ts";
import type { BridgeView } from "./bridge-view.ts";
import { drawBridges, type ToldNews } from "./draw-bridges.ts";

/** The bridges on a screen: what is mapped and what it is now, who spoke, and what has happened lately. */
export function screenOf(session: Session): BridgeView {
  const news: ToldNews[] = [];
  let bridges: readonly BridgeNode[] = [];
  let shown: Shown | undefined;
  let ticking: NodeJS.Timeout | undefined;
  return {
    begin(all) {
      bridges = all;
      shown = showScreen(session, {
        mayRepeat: () => false,
        draw: (size) => drawBridges({ bridges, news }, size),
        handleKey: (key) => {
          if (key.name === "q") session.end();
        },
      });
      const { changed } = shown;
      // While nothing moves, nothing is different, and nothing is written.
      ticking = setInterval(changed, TICK);
    },
    tell({ node }, event) {
      // The list itself shows what is mapped.
      if (event.type === "mapped" || event.type === "unmapped") return;
      const [word, text] = wordsOf(event);
      news.push({ at: new Date(), bridge: node.name, word, text });
      if (news.length > MOST_NEWS) news.shift();
      shown?.changed();
    },
    async close() {
      clearInterval(ticking);
      await shown?.close();
    },
  };
}

/** Milliseconds. */
const TICK = 200;
const MOST_NEWS = 50;
