import type { DemoState } from "../../../src/cli/demo/demo.ts";

/** What can be seen of the demo at a moment. */
export function sceneAt(time: number, other: Partial<DemoState> = {}): DemoState {
  return {
    time,
    wave: 0.5,
    rate: 0.2,
    amplitude: 1,
    fader: 0.25,
    lamps: [
      { name: "lamp-left", brightness: 0.5, colour: [255, 186, 92] },
      { name: "lamp-right", brightness: 0.25, colour: [255, 186, 92] },
    ],
    cue: { active: "", next: "1 House lights", progress: 1 },
    wires: [],
    found: true,
    touched: false,
    guests: [],
    ...other,
  };
}
