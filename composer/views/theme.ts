import type { Settings } from "../model/view/settings.ts";

/** Dark or light, as it was chosen or as the system is. To be called while a view is made. */
export function followTheme(settings: Settings): void {
  const bright = matchMedia("(prefers-color-scheme: light)");
  const show = (): void => {
    const { theme } = settings.choices;
    document.documentElement.dataset.theme = theme === "system" ? (bright.matches ? "light" : "dark") : theme;
  };
  bright.addEventListener("change", show);
  settings.subscribe(show);
}
