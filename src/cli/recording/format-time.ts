/** Seconds of a recording, as `1:02:03.250`; without hours where there are none. */
export function formatTime(time: number): string {
  const thousandths = Math.round(time * 1000);
  const [hours, minutes] = [Math.floor(thousandths / 3_600_000), Math.floor(thousandths / 60_000) % 60];
  const seconds = ((thousandths % 60_000) / 1000).toFixed(3).padStart(6, "0");
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`;
}
