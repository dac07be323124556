import { playStory } from "../../zocp/links/story.ts";
import { SeededRandom } from "../chance.ts";
import { ascii, type Target } from "../target.ts";

/** Evenings of people, programs and cables, after which links must be what somebody decided last; the octets say which. */
export const links: Target = {
  name: "links",
  corpus: ascii("an evening", "another one"),
  words: ascii("desk", "lamp", "page", "old"),
  longest: 64,
  slow: true,
  begin: () => ({
    input: (bytes) => {
      const chance = new SeededRandom(bytes.length);
      for (const byte of bytes) chance.stir(byte);
      playStory(chance.bits());
    },
  }),
};
