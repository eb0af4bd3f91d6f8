// Instants are told in UTC, as the log has them.

/** The time of day, as 09:00:00. */
export function clock(instant: string | null | undefined): string {
  return instant ? instant.slice(11, 19) : '';
}

/** Hours and minutes, as 09:00. */
export function minuteOf(instant: string | null | undefined): string {
  return instant ? instant.slice(11, 16) : '';
}

/** The time of day, with the date where it is not the day that one looks: 2026-11-23 09:00. */
export function minuteOn(instant: string | null | undefined, today: string): string {
  return !instant || day(instant) === today ? minuteOf(instant) : `${day(instant)} ${minuteOf(instant)}`;
}

/** The date, as 2026-11-24. */
export function day(instant: string | null | undefined): string {
  return instant ? instant.slice(0, 10) : '';
}

/** Seconds since the Unix epoch. */
export function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

/** How long from one instant to another, in hours and minutes, or in seconds where it is under a minute. */
export function between(from: string, to: string): { hours: number; minutes: number; seconds: number } {
  const total = Math.max(0, Math.floor(seconds(to) - seconds(from)));
  return { hours: Math.floor(total / 3600), minutes: Math.floor((total % 3600) / 60), seconds: total % 60 };
}
