import { type Look, lookOf, type Settings } from "../model/view/settings.ts";

/** Gives the page the look that was chosen, or that of the system, from now on. */
export function followTheme(settings: Settings): void {
  const show = (): void => {
    document.documentElement.dataset.theme = shownLook(settings);
  };
  LIGHT.addEventListener("change", show);
  settings.subscribe(show);
}

/** The look that the page has. */
export function shownLook({ choices }: Settings): Look {
  return lookOf(choices, LIGHT.matches);
}

const LIGHT = matchMedia("(prefers-color-scheme: light)");
