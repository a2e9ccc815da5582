import { condition } from '@temporalio/workflow';
import type { ActionName } from '../domain/events.ts';
import { type Instant, instant } from '../domain/units.ts';
import type { Command, CommandOutcome } from './messages.ts';
import type { RefundAnswer } from './refund-buyer.ts';

/** A command that waits for its turn, and the way to answer whoever sent it. */
export interface CommandArrival {
  readonly kind: 'command';
  readonly action: ActionName;
  readonly command: Command;
  /** When it came in, world time. */
  readonly arrivedAt: Instant;
  readonly answer: (outcome: CommandOutcome) => void;
  readonly refuse: (failure: Error) => void;
}

/** Somebody knows that the database is ahead of the workflow. */
interface CatchUpArrival {
  readonly kind: 'catchUp';
  readonly answer: (seq: number) => void;
}

/** The payment side has answered. */
interface RefundArrival {
  readonly kind: 'refund';
  readonly answer: RefundAnswer;
}

/** What waits for its turn. */
export type Arrival = CommandArrival | CatchUpArrival | RefundArrival;

/** World time inside a workflow: the time of the current workflow task. */
export const worldNow = (): Instant => instant(Date.now());

/** One ordered queue of arrivals: the reason why an order has a single writer. */
export class Inbox {
  readonly #waiting: Arrival[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Queues a command. The promise settles when the order has answered it. */
  put(action: ActionName, command: Command): Promise<CommandOutcome> {
    return new Promise((answer, refuse) => {
      const arrivedAt = worldNow();
      this.#waiting.push({ kind: 'command', action, command, arrivedAt, answer, refuse });
    });
  }

  /** Queues the wish to take over what the database has. */
  putCatchUp(): Promise<number> {
    return new Promise((answer) => {
      this.#waiting.push({ kind: 'catchUp', answer });
    });
  }

  /** Queues what the payment side has answered. */
  putRefund(answer: RefundAnswer): void {
    this.#waiting.push({ kind: 'refund', answer });
  }

  /** The arrival whose turn it is. */
  take(): Arrival | undefined {
    return this.#waiting.shift();
  }

  /**
   * Waits until somebody is there or the time is up. Starts a timer only where a time is given.
   *
   * @param delayMs - real milliseconds; undefined: no limit
   * @param timerName - what operators read beside the timer
   */
  async arrivalWithin(delayMs: number | undefined, timerName: string): Promise<void> {
    if (!this.isEmpty || delayMs === 0) return;
    if (delayMs === undefined) await condition(() => !this.isEmpty);
    else await condition(() => !this.isEmpty, delayMs, { summary: timerName });
  }
}
