import { callSafely } from "../events/emitter.ts";
import type { AuthorityOptions } from "../zocp/requests/authority.ts";

/** What the user's program decides is safe to ask: when it throws the answer is no, and the error is the program's to see. */
export function safeAuthority({ permit, ...options }: AuthorityOptions): AuthorityOptions {
  if (permit === undefined) return options;
  return {
    ...options,
    permit: (attempt) => {
      let verdict: boolean | string = "its program failed to decide";
      callSafely((asked) => {
        verdict = permit(asked);
      }, attempt);
      return verdict;
    },
  };
}
