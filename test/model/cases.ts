import type { ActionName } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { plainPayloads } from '../support/order-builder.ts';
import { agree, type Command, type Model, pass, send } from './both-sides.ts';
import { appellants, choose, managerFor } from './case-moves.ts';
import { payloadOf } from './payloads.ts';
import { isUnderThresholds } from './rules-appeals.ts';
import { afterRunning, openAppeal, type Side } from './rules-freeze.ts';
import { day, type ModelOrder } from './rules-order.ts';
import { elapse } from './rules-time.ts';
import { reading, type System } from './system.ts';

const attemptOf = (system: System, order: ModelOrder, action: ActionName, role: Role) => ({
  action,
  role,
  isParty: true,
  person: role === 'opsManager' ? managerFor(order, action) : null,
  isMalformed: false,
  decidedOn: null,
  clock: system.order.clock.kind,
});

/** One side puts in as much evidence as it can. R-APL-09 */
export class FillCaseFile implements Command {
  readonly #side: Side;
  readonly #times: number;

  constructor(side: Side, times: number) {
    this.#side = side;
    this.#times = times;
  }

  run(model: Model, system: System, tell: (what: string) => void): void {
    const times = openAppeal(model.order) === null ? 1 : this.#times;
    tell(`${times} entries by the ${this.#side}`);
    const said = attemptOf(system, model.order, 'addEvidence', this.#side);
    for (let no = 0; no < times; no += 1) {
      send(model, system, { ...said, payload: plainPayloads.addEvidence });
    }
    agree(model, system);
  }
}

/** How an appeal is dealt with from beginning to end. */
export interface Course {
  readonly isRuled: boolean;
  readonly isAnswered: boolean;
  /** Whether it waits until the old thresholds are passed, where they hold. R-APL-04 */
  readonly isPatient: boolean;
  /** Whether the buyer accepts first, where that is to be done. R-APL-19 */
  readonly isRegretted: boolean;
  /** How long the order stands still before it ends. */
  readonly standsMs: number;
  readonly variant: number;
}

/** Somebody appeals, and the two sides settle or a manager rules, with as many signatures as it takes. */
export class WholeCase implements Command {
  readonly #course: Course;

  constructor(course: Course) {
    this.#course = course;
  }

  run(model: Model, system: System, tell: (what: string) => void): void {
    const { isRuled, isAnswered, isPatient, isRegretted, standsMs, variant } = this.#course;
    const order = elapse(model.order, reading(system));
    const idle = afterRunning(order, order.since, 5 * day) + 1;
    if (isPatient && isUnderThresholds(order)) pass(system, Math.max(0, idle - order.now));
    const side = choose(variant, appellants(order));
    const other = side === 'buyer' ? 'seller' : 'buyer';
    const step = (action: ActionName, role: Role, person?: string) => {
      const now = elapse(model.order, reading(system));
      const payload = payloadOf(now, action, role, variant);
      tell(`${action} by ${role} at ${now.node}: ${JSON.stringify(payload)}`);
      const said = attemptOf(system, now, action, role);
      send(model, system, { ...said, ...(person && { person }), payload });
    };
    if (isRegretted && order.node === 'BUYER_ACCEPT') step('accept', 'buyer');
    step('openAppeal', side);
    if (isAnswered) step('submitStatement', other);
    pass(system, standsMs);
    if (isRuled) {
      step('takeCase', 'opsManager');
      step('decideAppeal', 'opsManager');
      const ruledBy = openAppeal(model.order)?.ruling?.ruledBy;
      if (ruledBy !== undefined) {
        step('signRuling', 'opsManager', ruledBy); // R-APL-15: never
        step('signRuling', 'opsManager');
      }
    } else {
      step('offerSettlement', variant % 2 === 0 ? side : other);
      step('acceptSettlement', variant % 2 === 0 ? other : side);
    }
    agree(model, system);
  }
}
