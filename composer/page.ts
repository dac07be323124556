import { mount } from "svelte";
import "@xyflow/svelte/dist/base.css";
import "uplot/dist/uPlot.min.css";
import { Composer, type ComposerOptions } from "./model/composer.ts";
import { Settings, type Shelf } from "./model/view/settings.ts";
import { stage, timing } from "./stage.ts";
import App from "./views/app.svelte";

/** Shows the page on a node that has joined the show. */
export function open({ startDemo, ...options }: PageOptions): Composer {
  const kept = shelf();
  const composer = new Composer({ ...options, stage, timing, shelf: kept, settings: new Settings(kept) });
  setInterval(() => composer.look(), LOOK_EVERY);
  mount(App, { target: document.body, props: { composer, startDemo } });
  return composer;
}

/** What the page is shown on. */
export interface PageOptions extends Pick<ComposerOptions, "node" | "inspector" | "connection" | "readOnly"> {
  /** Makes nodes that live in this page, for somebody who has none yet. */
  readonly startDemo?: () => Promise<void>;
}

/** A browser may forbid a page to keep anything: then its settings last as long as it does. */
function shelf(): Shelf {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

const LOOK_EVERY = 500;
