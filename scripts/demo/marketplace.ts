import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '../../domain/order.ts';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: AnswerBody;
}

/** The parts of answers that callers of this client look at: an order, or a problem. */
export interface AnswerBody {
  readonly orderId?: string;
  readonly fileId?: string;
  readonly seq?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly commandId?: string;
  readonly allowed?: readonly string[];
  readonly errors?: readonly { readonly field: string; readonly expected: string }[];
  readonly node?: {
    readonly id: string;
    readonly title: { readonly zh: string; readonly en: string };
    readonly deadline?: string | null;
  };
  readonly flow?: { readonly id: string };
  readonly links?: { readonly workflow: string };
  readonly contract?: Contract | null;
  readonly openCriteria?: readonly string[];
  readonly purchase?: {
    readonly lines: readonly { readonly productName: string; readonly specification: string }[];
  };
  readonly nodes?: readonly { readonly id: string; readonly ends?: string | null }[];
  readonly clock?: { readonly now: string };
  readonly orderStatus?: string;
  readonly supervisionStatus?: string;
  readonly refund?: { readonly amountFen: number; readonly settledAt: string | null } | null;
  readonly appeal?: AppealPart | null;
  readonly ledger?: {
    readonly entries: readonly {
      readonly node: string;
      readonly side: string;
      readonly elapsedMs: number;
    }[];
  };
  /** Of an explanation: the same in words. */
  readonly text?: { readonly zh: string; readonly en: string };
  /** Of the queue of appeals. */
  readonly items?: readonly {
    readonly order: { readonly orderId: string; readonly paidFen: number };
    readonly appeal: AppealPart;
  }[];
}

/** An appeal, as far as this client looks at it. */
export interface AppealPart {
  readonly appealId: string;
  readonly by: string;
  readonly end: string | null;
  readonly decisionDueAt: string;
  readonly timeLeftMs: number | null;
  readonly overdueAt: string | null;
  readonly takenBy: string | null;
  readonly frozenLimits: readonly { readonly limit: string; readonly leftMs: number }[];
  readonly ruling: {
    readonly outcome: string;
    readonly ruledBy: string | null;
    readonly signedBy: string | null;
  } | null;
}

/** What a delivery has to prove, as the API shows it. */
export interface Contract {
  readonly criteria: readonly {
    readonly criterionId: string;
    readonly proof: readonly { readonly kinds: readonly string[]; readonly minCount: number }[];
  }[];
}

/**
 * Tells who calls: a bearer token for a role and, for buyers and sellers, a party.
 *
 * @param person - whose token it is; left out: somebody of the party or the role
 */
export type TokenSource = (
  role: Role,
  party: string | undefined,
  person?: string,
) => Promise<string>;

/** How long one wish is repeated while the marketplace is away or busy; milliseconds. */
const patienceMs = 60_000;

/** The API as one actor uses it: plain HTTP, with the same Idempotency-Key until there is an outcome. */
export class MarketplaceActor {
  readonly #url: string;
  readonly #token: () => Promise<string>;

  constructor(url: string, tokens: TokenSource, role: Role, party?: string, person?: string) {
    this.#url = url;
    this.#token = () => tokens(role, party, person);
  }

  /** Reads; once. */
  async get(path: string): Promise<Answer> {
    return await this.#send('GET', path, {}, undefined);
  }

  /** Sends a purchase, and repeats it until the order is there. */
  async purchase(body: unknown): Promise<Answer> {
    return await this.#untilOutcome(() => this.#send('POST', '/orders', {}, body));
  }

  /** Carries out an action, and repeats it with the same key until there is an outcome. */
  async act(
    orderId: string,
    action: string,
    body: unknown,
    idempotencyKey: string = randomUUID(),
  ): Promise<Answer> {
    const headers = { 'idempotency-key': idempotencyKey };
    const path = `/orders/${orderId}/actions/${action}`;
    return await this.#untilOutcome(() => this.#send('POST', path, headers, body));
  }

  /** Uploads a file of the order, and repeats it until it is there: the same content is the same file. */
  async upload(orderId: string, name: string, content: string): Promise<Answer> {
    return await this.#untilOutcome(() => {
      const form = new FormData();
      form.set('file', new Blob([content]), name);
      return this.#send('POST', `/orders/${orderId}/files`, {}, form);
    });
  }

  async #untilOutcome(attempt: () => Promise<Answer>): Promise<Answer> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const answer = await attempt().catch((error: unknown) => {
        if (Date.now() >= until) throw error;
        return undefined;
      });
      const isOutcome = answer && answer.status !== 202 && answer.status < 500;
      if (answer && (isOutcome || Date.now() >= until)) return answer;
      await sleep(200);
    }
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: unknown,
  ): Promise<Answer> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: (await response.json()) as AnswerBody };
  }
}
