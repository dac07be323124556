/** A number from 0 up to 1 that looks like chance; the same two give the same number. */
export function chanceOf(seed: number, count = 0): number {
  FLOAT[0] = seed === 0 ? 0 : seed; // 0 and -0 are one number.
  let bits = mix((WORDS[0] as number) ^ mix((WORDS[1] as number) ^ mix(count ^ 0x9e37_79b9)));
  bits ^= bits >>> 16;
  return (bits >>> 0) / 2 ** 32;
}

/** A smooth line through such numbers, one at each whole number. */
export function noiseAt(place: number): number {
  const whole = Math.floor(place);
  const share = place - whole;
  const weight = share * share * (3 - 2 * share);
  return chanceOf(whole) * (1 - weight) + chanceOf(whole + 1) * weight;
}

/** Spreads the change of one bit over all (the end of MurmurHash3). */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

const FLOAT = new Float64Array(1);
const WORDS = new Int32Array(FLOAT.buffer);
