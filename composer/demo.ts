import { joinMesh } from "../src/browser.ts";
import { loadMaps } from "./instead/maps.ts";

/** Three nodes that live in this page, for somebody who has none yet. They leave with the page. */
export async function startDemo(): Promise<void> {
  // Wires with maps can end at these.
  await loadMaps();
  const [oscillator, fader, lamp] = await Promise.all(
    ["demo-oscillator", "demo-fader", "demo-lamp"].map((name) => joinMesh({ name })),
  );
  if (oscillator === undefined || fader === undefined || lamp === undefined) return;
  const unit = { min: 0, max: 1, step: 0.01 };
  const sine = oscillator.float("sine", 0, { ...unit, access: "re" });
  const rate = oscillator.float("rate", 0.3, { access: "rws", min: 0, max: 3, step: 0.05, unit: "Hz" });
  fader.float("level", 0.5, { ...unit, access: "rwe" });
  fader.vec3f("colour", [1, 0.5, 0.2], { access: "rwe", min: 0, max: 1 });
  const brightness = lamp.float("brightness", 0, { ...unit, access: "rws" });
  lamp.vec3f("colour", [1, 1, 1], { access: "rws", min: 0, max: 1 });
  void lamp.connect(sine, brightness).catch(() => {});
  let phase = 0;
  setInterval(() => {
    phase = (phase + rate.value * (PERIOD / 1000)) % 1;
    sine.set(Math.round((0.5 - 0.5 * Math.cos(phase * 2 * Math.PI)) * 1000) / 1000);
  }, PERIOD);
}

const PERIOD = 33;
