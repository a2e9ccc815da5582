/** Tells the person at the terminal what a long step is doing right now. */
export type Progress = (doing: string) => void;

/** Where `npm start` and `npm test` write. */
export interface Screen {
  /** Runs one step and prints one line with the time it took; a long one shows what it does meanwhile. */
  step<Result extends { readonly summary: string }>(
    title: string,
    work: (progress: Progress) => Promise<Result>,
  ): Promise<Result>;
  line(text: string): void;
  /** Lines in a frame. */
  box(lines: readonly string[]): void;
}

/** The part of a terminal or pipe that is needed. */
export interface ScreenOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** A pipe gets a sign of life at this pace, a terminal every second; milliseconds. */
const pipePaceMs = 10_000;
const terminalPaceMs = 1_000;

/** Writes to standard output unless told otherwise. */
export function createScreen(output: ScreenOutput = process.stdout): Screen {
  const isTerminal = output.isTTY === true;
  let live = false;

  const line = (text: string) => {
    output.write(`${live ? '\r\u001b[K' : ''}${text}\n`);
    live = false;
  };
  const showLive = (text: string) => {
    if (!isTerminal) return line(text);
    output.write(`\r\u001b[K${text.slice(0, 110)}`);
    live = true;
  };

  return {
    line,
    box: (lines) => {
      const width = Math.max(...lines.map((text) => text.length));
      const framed = lines.map((text) => `│ ${text.padEnd(width)} │`);
      line([`┌${'─'.repeat(width + 2)}┐`, ...framed, `└${'─'.repeat(width + 2)}┘`].join('\n'));
    },
    step: async (title, work) => {
      const startedAt = performance.now();
      const elapsed = () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
      let doing = '';
      const pace = setInterval(
        () => showLive(`… ${title}: ${doing || 'working'} (${elapsed()})`),
        isTerminal ? terminalPaceMs : pipePaceMs,
      );
      try {
        const result = await work((text) => {
          doing = text;
        });
        clearInterval(pace);
        line(`✔ ${title.padEnd(20)} ${elapsed().padStart(8)}  ${result.summary}`);
        return result;
      } catch (error) {
        clearInterval(pace);
        line(`✘ ${title.padEnd(20)} ${elapsed().padStart(8)}`);
        throw error;
      }
    },
  };
}
