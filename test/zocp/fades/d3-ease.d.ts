// Only what the tests use of it; it brings no types.
declare module "d3-ease" {
  type Ease = (time: number) => number;
  export const easeLinear: Ease;
  export const easeQuadIn: Ease;
  export const easeQuadOut: Ease;
}
