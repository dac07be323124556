// What many numbers say in few.

/** The middle of some numbers; of an even count the mean of the two in the middle. @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (at(sorted, Math.ceil(middle) - 1) + at(sorted, Math.floor(middle))) / 2;
}

/**
 * The least of some numbers that so many percent of them do not exceed.
 *
 * @param {readonly number[] | Float64Array} numbers
 * @param {readonly number[]} percents
 * @returns {number[]}
 */
export function percentiles(numbers, percents) {
  const sorted = Float64Array.from(numbers).sort();
  return percents.map((percent) => at(sorted, Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)));
}

/** @param {readonly number[]} numbers */
export function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * By which power `ys` grow with `xs`: the slope of the straight line through their logarithms.
 *
 * @param {readonly number[]} xs
 * @param {readonly number[]} ys
 */
export function growth(xs, ys) {
  const points = xs.map((x, i) => [Math.log(x), Math.log(at(ys, i))]);
  const x = sum(points.map((point) => at(point, 0))) / points.length;
  const y = sum(points.map((point) => at(point, 1))) / points.length;
  const covariance = sum(points.map((point) => (at(point, 0) - x) * (at(point, 1) - y)));
  return covariance / sum(points.map((point) => (at(point, 0) - x) ** 2));
}

/** @param {readonly number[] | Float64Array} numbers @param {number} index */
function at(numbers, index) {
  return numbers[index] ?? Number.NaN;
}
