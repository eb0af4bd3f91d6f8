// Instants are told in UTC, as the log has them.

/** The time of day, as 09:00:00. */
export function clock(instant: string | null | undefined): string {
  return instant ? instant.slice(11, 19) : '';
}

/** Hours and minutes, as 09:00. */
export function minuteOf(instant: string | null | undefined): string {
  return instant ? instant.slice(11, 16) : '';
}

/** The date, as 2026-11-24. */
export function day(instant: string | null | undefined): string {
  return instant ? instant.slice(0, 10) : '';
}

/** Seconds since the Unix epoch. */
export function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

/** How long from one instant to another, as 2 h 05 min; what is under a minute is told in seconds. */
export function elapsed(from: string, to: string): string {
  const total = Math.max(0, Math.floor(seconds(to) - seconds(from)));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min` : `${total} s`;
}
