/** `0:12`, `2:05`, `1:02:03`; `?` for what is no time: a node may tell anything. */
export function showClock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = padded(whole % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${padded(minutes)}:${rest}`;
}

/** `2.1 s`, and from a hundred seconds on `2:05`. */
export function showSeconds(seconds: number): string {
  return Math.abs(seconds) < LONG ? `${seconds.toFixed(1)} s` : showClock(seconds);
}

function padded(part: number): string {
  return String(part).padStart(2, "0");
}

/** Seconds: one digit behind the point says nothing from here on, for 99.95 would be shown as 100.0. */
const LONG = 99.95;
