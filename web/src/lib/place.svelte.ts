import { parse, path, type Place } from './route.ts';

class Where {
  place = $state.raw<Place>(parse(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.place = parse(location.hash);
    });
  }

  go(to: string): void {
    location.hash = to;
  }

  /** Changes what is asked of this screen, without a step in the history. */
  ask(query: Record<string, string>): void {
    const next = path({ ...this.place, query: { ...this.place.query, ...query } });
    history.replaceState(null, '', next);
    this.place = parse(next);
  }
}

export const where = new Where();
