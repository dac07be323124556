/**
 * Colours in OKLCH: lightness, chroma and hue in degrees, of red, green and blue from 0 to 1 as screens take them (sRGB). Steps of
 * equal size look equal there.
 *
 * @see Björn Ottosson, "A perceptual color space for image processing"; CSS Color 4, 9.2
 */
export type Triple = readonly [number, number, number];

export function toOklch([red, green, blue]: Triple): Triple {
  const linear: Triple = [toLinear(red), toLinear(green), toLinear(blue)];
  const [l, m, s] = times(RGB_TO_LMS, linear).map(Math.cbrt) as unknown as Triple;
  const [lightness, a, b] = times(LMS_TO_LAB, [l, m, s]);
  const chroma = Math.hypot(a, b);
  return [lightness, chroma, ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360];
}

/** What lies outside of what screens show stays outside of 0 to 1. */
export function fromOklch([lightness, chroma, hue]: Triple): Triple {
  const angle = (hue * Math.PI) / 180;
  const [l, m, s] = times(LAB_TO_LMS, [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]);
  const [red, green, blue] = times(LMS_TO_RGB, [l ** 3, m ** 3, s ** 3]);
  return [fromLinear(red), fromLinear(green), fromLinear(blue)];
}

/** Below this chroma a colour is grey, and has no hue. */
export const GREY = 1e-4;

function toLinear(value: number): number {
  const size = Math.abs(value);
  return size <= 0.04045 ? value / 12.92 : Math.sign(value) * ((size + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  const size = Math.abs(value);
  return size <= 0.0031308 ? value * 12.92 : Math.sign(value) * (1.055 * size ** (1 / 2.4) - 0.055);
}

type Matrix = readonly [Triple, Triple, Triple];

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const row = ([a, b, c]: Triple): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

const RGB_TO_LMS: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LMS_TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const LAB_TO_LMS: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const LMS_TO_RGB: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];
