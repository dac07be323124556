// @ts-nocheck: libzmq.d.ts says what it is; where it is not installed there are no types to check.
// libzmq through its binding for Node.js. It is compiled code, which not every machine has: it is installed here, and only for those
// who compare with it.
const binding = await import("zeromq").catch((cause) => {
  throw new Error("libzmq is not installed: npm ci --prefix interop", { cause });
});

export const { curveKeyPair, Dealer, Router } = binding;
