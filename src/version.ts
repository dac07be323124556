/** The version of this package. It stands here, and a test compares it: a bundle has no package.json beside it. */
export const VERSION = "0.1.0";
