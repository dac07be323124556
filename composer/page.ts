import { mount } from "svelte";
import "@xyflow/svelte/dist/base.css";
import { arranger } from "./arrange/arranger.ts";
import { compose, type GivenOptions } from "./composed.ts";
import type { Composer } from "./model/composer.ts";
import App from "./views/app.svelte";

/** Shows the page on a node that has joined the show. */
export function open({ startDemo, ...options }: PageOptions): Composer {
  const composer = compose({ ...options, arranging: arranger() });
  mount(App, { target: document.body, props: { composer, startDemo } });
  return composer;
}

export interface PageOptions extends GivenOptions {
  /** Makes nodes that live in this page, for somebody who has none yet. */
  readonly startDemo?: () => Promise<void>;
}
