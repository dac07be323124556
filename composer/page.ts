import { mount } from "svelte";
import "@xyflow/svelte/dist/base.css";
import "uplot/dist/uPlot.min.css";
import "./look.css";
import { Composer, type ComposerOptions } from "./model/composer.ts";
import { Settings } from "./model/settings.ts";
import { stage, timing } from "./stage.ts";
import App from "./views/app.svelte";

/** Shows the page on a node that has joined the show. */
export function open(options: Pick<ComposerOptions, "node" | "inspector" | "connection" | "readOnly">): Composer {
  const composer = new Composer({ ...options, stage, timing, settings: new Settings(localStorage) });
  setInterval(() => composer.show.measure(), MEASURE_EVERY);
  mount(App, { target: document.body, props: { composer } });
  return composer;
}

const MEASURE_EVERY = 500;
