import { useComposer } from "../context.ts";

/** Tells the other pages what is edited here, for as long as what calls it is on the page; empty for nothing. */
export function tellEdits(what: () => string): void {
  const { people } = useComposer();
  $effect(() => {
    people.become({ edits: what() });
    return () => people.become({ edits: "" });
  });
}
