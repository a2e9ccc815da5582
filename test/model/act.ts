import type { ActionName } from '../../domain/events.ts';
import { actionNames } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { agree, type Command, type Model, pass, send } from './both-sides.ts';
import { appellants, caseMoves, choose, managerFor, type Said } from './case-moves.ts';
import { type Flaw, flaws, payloadOf } from './payloads.ts';
import { actsAt, senders } from './rules-flows.ts';
import { hasEnded, type ModelOrder } from './rules-order.ts';
import { limitAgainst, misplaced } from './rules-refusals.ts';
import { elapse } from './rules-time.ts';
import { reading, type System } from './system.ts';

/** Which action is tried: what the node waits for, what the two sides have open besides, an appeal, what fits the node, or anything. */
type Aim = 'due' | 'open' | 'appeal' | 'allowed' | 'any';

/** One attempt, as far as it can be said before the order is known. */
export interface Choice {
  readonly aim: Aim;
  readonly pick: number;
  /** null: whoever the action belongs to. */
  readonly role: Role | null;
  readonly isParty: boolean;
  /** Which manager acts, as the token names the person; null: whoever can; empty: it names nobody. */
  readonly person: string | null;
  readonly flaw: Flaw;
  readonly isMalformed: boolean;
  readonly variant: number;
  /** The state it is decided on, counted back; null: any; -1: one that is not there yet. */
  readonly decidedBack: number | null;
  readonly afterMs: number;
}

/** Somebody tries something. */
export class Act implements Command {
  readonly #choice: Choice;

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  run(model: Model, system: System, tell: (what: string) => void): void {
    const { flaw, isParty, isMalformed, variant, decidedBack, afterMs } = this.#choice;
    pass(system, afterMs);
    const order = elapse(model.order, reading(system));
    const [action, usual] = this.#action(order);
    const role = this.#choice.role ?? usual;
    const payload = flaws[flaw](payloadOf(order, action, role, variant));
    const seen = decidedBack === null ? undefined : model.seen.at(-1 - decidedBack);
    const expectedSeq = decidedBack === -1 ? system.order.seq + 1_000 : seen?.seq;
    const decidedOn = decidedBack === -1 ? -1 : (seen?.version ?? null);
    const clock = system.order.clock.kind;
    const person = role === 'opsManager' ? this.#person(order, action) : null;
    const who = `${isParty ? '' : 'another '}${role}${person === null ? '' : ` ${person}`}`;
    const how = `${afterMs} ms later, decided on ${expectedSeq ?? 'any'}`;
    const what = `${isMalformed ? 'malformed ' : ''}${JSON.stringify(payload)}`;
    tell(`${action} by ${who} at ${order.node}, ${how}: ${what}`);
    const attempt = { action, role, isParty, person, payload, isMalformed, decidedOn, clock };
    send(model, system, attempt, expectedSeq);
    agree(model, system);
  }

  #person(order: ModelOrder, action: ActionName): string | null {
    const { person } = this.#choice;
    if (person === null) return managerFor(order, action);
    return person === '' ? null : person;
  }

  #action(order: ModelOrder): Said {
    const { aim, pick, variant } = this.#choice;
    const said = (action: ActionName): Said => [
      action,
      choose(variant, senders[action] as readonly [Role]),
    ];
    const any = choose(pick, actionNames as readonly [ActionName]);
    const due = actsAt(order.plan, order.node);
    // Twice as often onwards as back.
    const onwards = due[pick % 3 === 2 ? due.length - 1 : 0];
    const moves = caseMoves(order);
    if (moves.length > 0 && aim !== 'any' && aim !== 'allowed') {
      return moves[pick % moves.length] ?? said(any);
    }
    switch (aim) {
      case 'any':
        return said(any);
      case 'appeal':
        return ['openAppeal', choose(variant, appellants(order))];
      case 'due':
        // Where nobody is awaited, somebody may still appeal.
        return said(onwards ?? (hasEnded(order) ? any : 'openAppeal'));
      case 'open': {
        const open = openTo(order);
        return open[pick % open.length] ?? said(onwards ?? any);
      }
      case 'allowed': {
        const allowed = actionNames.filter((action) => misplaced(order, action).length === 0);
        return said(allowed[pick % allowed.length] ?? any);
      }
    }
  }
}

/** What somebody has a reason to do just now, besides what the node waits for. */
function openTo(order: ModelOrder): readonly Said[] {
  const { extension, parcel, courier, node } = order;
  const other = extension?.by === 'buyer' ? 'seller' : 'buyer';
  const sides = (['buyer', 'seller'] as const).filter((side) => limitAgainst(order, side));
  const isOnItsWay = parcel?.signedAt === null && parcel.isTrackable && node !== 'SHIP';
  const said: readonly (readonly [boolean, ...Said])[] = [
    [extension !== null, 'grantExtension', other],
    [extension !== null, 'declineExtension', other],
    [isOnItsWay, 'recordCourierSignature', 'storefront'],
    [node === 'SHIP' && courier === null, 'requestCourier', 'seller'],
    [courier?.isAnswered === false, 'answerCourierRequest', 'opsManager'],
  ];
  const asked = sides.map((side): Said => ['requestExtension', side]);
  const open = said.filter(([isOpen]) => isOpen).map(([, ...rest]): Said => rest);
  return extension === null ? [...open, ...asked] : open;
}
