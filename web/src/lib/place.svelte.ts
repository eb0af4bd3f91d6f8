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

  /** Goes there without a step in the history, as for what follows by itself. */
  turn(to: string): void {
    history.replaceState(null, '', to);
    this.place = parse(location.hash);
  }

  /** Changes what is asked of this screen, without a step in the history. */
  ask(query: Record<string, string>): void {
    this.turn(path({ ...this.place, query: { ...this.place.query, ...query } }));
  }
}

export const where = new Where();
