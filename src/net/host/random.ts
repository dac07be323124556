import { randomBytes } from "node:crypto";

import type { Random } from "../net.ts";

export const hostRandom: Random = {
  next: Math.random,
  bytes: (length) => randomBytes(length),
};
