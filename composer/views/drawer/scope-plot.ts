import uPlot from "uplot";
import type { Scope, Trace } from "../../model/render/scope.ts";

/** How the plot is to look. */
export interface PlotPlan {
  readonly scope: Scope;
  /** Length of the time axis. */
  readonly seconds: number;
  /** The scale of each trace; the axis of the first is on the left, that of the second on the right. */
  readonly scales: readonly number[];
  readonly axes: readonly (number | undefined)[];
  readonly colours: readonly string[];
  readonly text: string;
  readonly grid: string;
  /** A stretch was drawn with the pointer. */
  readonly measure: (plot: uPlot) => void;
}

/** Puts a plot into an element and keeps it up to date, 30 times a second. Returns how to take it away. */
export function plotTraces(element: HTMLElement, plan: PlotPlan): () => void {
  const { scope, seconds } = plan;
  const plot = new uPlot(optionsOf(element, plan), scope.table(seconds) as uPlot.AlignedData, element);
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: element.clientHeight }));
  resized.observe(element);
  let drawn = 0;
  let frame = 0;
  const draw = (now: number): void => {
    frame = requestAnimationFrame(draw);
    if (scope.paused || now - drawn < PERIOD) return;
    drawn = now;
    plot.setData(scope.table(seconds) as uPlot.AlignedData);
  };
  frame = requestAnimationFrame(draw);
  return () => {
    cancelAnimationFrame(frame);
    resized.disconnect();
    plot.destroy();
  };
}

function optionsOf(element: HTMLElement, plan: PlotPlan): uPlot.Options {
  const { scope, seconds, scales, axes, colours, text, grid, measure } = plan;
  const axis = { grid: { stroke: grid, width: 1 }, ticks: { stroke: grid }, font: "11px sans-serif" };
  const time = (_: uPlot, ticks: number[]): string[] => ticks.map((tick) => (tick === 0 ? "now" : `${tick} s`));
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    scales: { x: { time: false, range: () => [-seconds, 0] } },
    axes: [
      { ...axis, stroke: text, size: 28, space: 84, values: time },
      ...axes.flatMap((scale, place) => {
        if (scale === undefined) return [];
        const own = scales.indexOf(scale);
        const alone = scales.lastIndexOf(scale) === own && axes[1] !== undefined;
        const lines = place === 0 ? axis.grid : { show: false };
        const stroke = alone ? (colours[own] ?? text) : text;
        return [
          {
            ...axis,
            grid: lines,
            stroke,
            size: 56,
            side: place === 0 ? (3 as const) : (1 as const),
            scale: `y${scale}`,
          },
        ];
      }),
    ],
    series: [{}, ...scope.traces.map((trace, index) => seriesOf(trace, scales[index] ?? 0, colours[index] ?? text))],
    hooks: { setSelect: [measure] },
  };
}

function seriesOf({ name }: Trace, scale: number, stroke: string): uPlot.Series {
  return { label: name, stroke, width: 1.8, scale: `y${scale}`, points: { show: false } };
}

const PERIOD = 33;
