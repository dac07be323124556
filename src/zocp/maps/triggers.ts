import type { Json } from "../../bytes/json.ts";
import { isOn, numberOf } from "./conversion.ts";
import type { Given, Stage, StageKind, Surroundings } from "./stage.ts";

/** Stages that are about presses: every event that is on; of a state the step from off to on. */
export const TRIGGERS: Readonly<Record<string, StageKind>> = {
  toggle: { wantsEvery: true, make: toggle },
  count: { wantsEvery: true, make: count },
  edge: { wantsEvery: true, make: edge },
  pickup: { keepsUnit: true, make: pickup },
};

/**
 * Whether a value presses: each that is on, where values are events. Of a state it is the step from off to on that was seen, so the first
 * value only tells how it is; of changes every one but the first. `which`: what is waited for is on, or off for a release.
 */
export function pressesOf(flow: Surroundings["flow"], which = true): (value: Json) => boolean {
  let before: boolean | undefined;
  return (value) => {
    const fits = isOn(value) === which;
    const isNews = flow === "events" || (flow === "changes" ? before !== undefined : before === false);
    before = fits;
    return fits && isNews;
  };
}

/** True and false in turn, true first. */
function toggle(given: Given, around: Surroundings): Stage {
  given.isTrue();
  const { memory } = around;
  const presses = beginPresses(around);
  return {
    push: (value) => {
      if (!presses(value)) return undefined;
      const on = memory.get(given.place) !== true;
      memory.set(given.place, on);
      return on;
    },
  };
}

/** Whole numbers from the first to the last, and again from the first. */
function count(given: Given, around: Surroundings): Stage {
  const [first, last] = given.numbers(2, "two whole numbers: the first and the last") as readonly [number, number];
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first > last)
    throw given.wrong(given.value, "two whole numbers, the first not above the last");
  const { memory } = around;
  const presses = beginPresses(around);
  around.bounds = [first, last];
  return {
    push: (value) => {
      if (!presses(value)) return undefined;
      const before = memory.get(given.place);
      const next = typeof before === "number" && before >= first && before < last ? before + 1 : first;
      memory.set(given.place, next);
      return next;
    },
  };
}

/** True each time that something goes on (`up`) or off (`down`). */
function edge(given: Given, around: Surroundings): Stage {
  const { value } = given;
  if (value !== "up" && value !== "down") throw given.wrong(value, '"up" or "down"');
  const presses = pressesOf(around.flow, value === "up");
  around.flow = "events";
  around.bounds = undefined;
  return { push: (one) => (presses(one) ? true : undefined) };
}

/** Behind presses come states again. */
function beginPresses(around: Surroundings): (value: Json) => boolean {
  const presses = pressesOf(around.flow);
  around.flow = "state";
  around.bounds = undefined;
  return presses;
}

/** Nothing, until a value comes past the one that the sensor has; from then on everything, until something else moves the sensor. */
function pickup(given: Given, { to, sensor }: Surroundings): Stage {
  const tolerance = readTolerance(given) ?? ((numberOf(to.max) - numberOf(to.min)) * USUAL || 0);
  let before = Number.NaN;
  return {
    push: (value) => {
      const number = numberOf(value);
      const from = before;
      before = number;
      if (sensor.isHeld || sensor.value === undefined) return value;
      const present = numberOf(sensor.value);
      const crossed = (from - present) * (number - present) <= 0;
      return crossed || !(Math.abs(number - present) > tolerance) ? value : undefined;
    },
  };
}

function readTolerance(given: Given): number | undefined {
  const { value } = given;
  const tolerance = value instanceof Map && value.size === 1 ? value.get("tolerance") : value;
  if (tolerance === true) return undefined;
  if (typeof tolerance === "number" && tolerance >= 0) return tolerance;
  throw given.wrong(value, "true, or {tolerance}: a number from 0");
}

/** Of the range of the sensor. */
const USUAL = 0.02;
