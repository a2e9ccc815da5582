import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { roleTitles } from '../../domain/order.ts';
import { sayExplanation, sayLedger, sayQueue } from './explained.ts';
import { type Answer, MarketplaceActor, type TokenSource } from './marketplace.ts';
import { completed } from './proofs.ts';
import { type Expectation, parties, type Story, type StoryStep } from './stories.ts';

/** How a story is told. */
export interface Telling {
  readonly url: string;
  readonly tokens: TokenSource;
  readonly say: (line: string) => void;
  /** Called before each step; a guided demo waits here. */
  readonly beforeStep: () => Promise<void>;
}

/**
 * Moves one order from purchase to its end, over HTTP only.
 *
 * @param endsWithinMs - how long the order may take to end after its last step, real milliseconds
 * @returns true if it followed the flow that the rules give it and ended where that flow ends
 */
export async function tell(
  story: Story,
  telling: Telling,
  endsWithinMs = 30_000,
): Promise<boolean> {
  const { url, tokens, say } = telling;
  const storefront = new MarketplaceActor(url, tokens, 'storefront');
  say(`\n━━ ${story.title}`);

  const started = story.mockOrder
    ? await asDocumented(story.mockOrder, storefront, say)
    : { orderId: `DEMO-${story.flow.slice(0, 40)}-${stamp()}` };
  const { orderId } = started;
  const opened = await storefront.purchase({ ...started, ...story.purchase });
  if (opened.status !== 201) return unexpected(say, 'the purchase was not taken', opened);
  say(`storefront sends the whole purchase: order ${orderId}, flow ${opened.body.flow?.id}`);
  say(`  ${standsAt(opened)}`);
  say(`  watch it: ${opened.body.links?.workflow}`);
  if (opened.body.flow?.id !== story.flow) {
    return unexpected(say, `expected the flow ${story.flow}`, opened);
  }

  for (const [index, step] of story.steps.entries()) {
    if (story.isExplained) {
      await sayExplanation(orderId, when(index), storefront, say);
      say(`── step ${index + 1} of ${story.steps.length}`);
    }
    await telling.beforeStep();
    if (!(await takeStep(orderId, step, telling))) return false;
  }
  return await endsWhereItsFlowSays(orderId, story, telling, endsWithinMs);
}

/** On a manual clock nothing passes between two steps: one explanation is after the one and before the other. */
const when = (index: number): string =>
  index === 0 ? 'before step 1' : `after step ${index}, before step ${index + 1}`;

const stamp = (): string => Date.now().toString(36).toUpperCase();

/** Sends the documented order document alone, which lacks what a purchase needs; gives it with an id of its own. */
async function asDocumented(
  mockOrder: string,
  storefront: MarketplaceActor,
  say: Telling['say'],
): Promise<{ readonly orderId: string }> {
  const started = { ...mockDocument(mockOrder), orderId: `${mockOrder}-${stamp()}` };
  const asked = await storefront.purchase(started);
  say(`storefront sends only the documented order document: ${asked.status} ${asked.body.code}`);
  say(`  it lacks ${asked.body.errors?.map(({ field }) => field).join(', ')}`);
  return started;
}

async function takeStep(orderId: string, step: StoryStep, { url, tokens, say }: Telling) {
  const party = step.who === 'buyer' || step.who === 'seller' ? parties[step.who] : undefined;
  const actor = new MarketplaceActor(url, tokens, step.who, party, step.person);
  if (step.readsQueue && !(await sayQueue(orderId, actor, say))) return false;
  for (const { name, kind } of step.evidence ?? []) say(`  uploads ${name} (${kind})`);
  const body = await completed(orderId, step, actor);
  const answer = await actor.act(orderId, step.action, body);
  const who = [roleTitles[step.who].en, ...(step.person ? [step.person] : [])].join(' ');
  say(`${who} ${step.says}: ${answer.status}`);

  if (step.refusedWith === undefined) {
    if (answer.status !== 200) return unexpected(say, 'expected it to be carried out', answer);
    say(`  ${standsAt(answer)}`);
    return isAsExpected(answer, step.afterwards, say);
  }
  say(`  refused, ${answer.body.code}: ${answer.body.detail}`);
  say(`  possible now: ${answer.body.allowed?.join(', ') || 'nothing by hand'}`);
  return (
    answer.body.code === step.refusedWith || unexpected(say, `expected ${step.refusedWith}`, answer)
  );
}

async function endsWhereItsFlowSays(
  orderId: string,
  story: Story,
  { url, tokens, say }: Telling,
  endsWithinMs: number,
) {
  const storefront = new MarketplaceActor(url, tokens, 'storefront');
  const flow = await storefront.get(`/flows/${story.flow}`);
  const ends = flow.body.nodes?.filter((node) => node.ends).map((node) => node.id) ?? [];
  const until = Date.now() + endsWithinMs;
  for (;;) {
    const answer = await storefront.get(`/orders/${orderId}`);
    if (answer.body.node && ends.includes(answer.body.node.id)) {
      if (story.isExplained) {
        await sayExplanation(orderId, 'after the last step', storefront, say);
        sayLedger(answer.body, say);
      }
      if (!isAsExpected(answer, story.finally, say)) return false;
      say(`✔ ended at ${standsAt(answer)}, where ${story.flow} ends`);
      return true;
    }
    if (Date.now() > until) return unexpected(say, `expected it to end at ${ends}`, answer);
    await sleep(200);
  }
}

/** Says what is true of the order, or what is not. */
const isAsExpected = (
  answer: Answer,
  expected: readonly Expectation[] | undefined,
  say: Telling['say'],
): boolean =>
  (expected ?? []).every(({ says, holds }) => {
    if (!holds(answer.body)) return unexpected(say, `expected this: ${says}`, answer);
    say(`  ✔ ${says}`);
    return true;
  });

function unexpected(say: Telling['say'], expected: string, answer: Answer): false {
  say(`✘ ${expected}; the answer was ${answer.status} ${JSON.stringify(answer.body)}`);
  return false;
}

const standsAt = ({ body }: Answer): string =>
  `${body.node?.id} (${body.node?.title.zh} / ${body.node?.title.en}), seq ${body.seq}`;

const mockOrders: readonly { readonly orderId: string }[] = JSON.parse(
  readFileSync(new URL('../../samples/order.query.mock-orders.json', import.meta.url), 'utf8'),
);

function mockDocument(orderId: string): { readonly orderId: string } {
  const document = mockOrders.find((candidate) => candidate.orderId === orderId);
  if (!document) throw new Error(`samples/ holds no mock order ${orderId}`);
  return document;
}
