// Whether the line to the node has come back, for whatever was asked for in vain while it was down.

class Line {
  /** Rises whenever the stream opens, and whenever the browser is back on a network. */
  opened = $state(0);

  constructor() {
    addEventListener('online', () => this.open());
  }

  open(): void {
    this.opened += 1;
  }
}

export const line = new Line();

/** Whether what failed so may go well once the line is back: no answer came, or none of the node's. */
export const isOfTheLine = (status: number) => status === 0 || status >= 500;
