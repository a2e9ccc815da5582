import { describe, expect, it } from 'vitest';
import { decide } from '../../domain/command.ts';
import type { DeliveryPayload } from '../../domain/events.ts';
import { plusMs } from '../../domain/units.ts';
import { through } from '../support/moments.ts';
import {
  actorIn,
  aFile,
  anOrder,
  aProof,
  type OrderWish,
  plainPayloads,
  proofFor,
} from '../support/order-builder.ts';

const joint = { category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;
const offline: OrderWish = { ...joint, mode: 'LICENSE_OFFLINE' };
const opened = anOrder(offline);
const full = proofFor(opened.order);
const proofs = full.proofs ?? [];
const say = (said: DeliveryPayload) => ({
  payload: { ...plainPayloads.deliver, ...full, ...said },
});

describe('files and criteria that nobody knows', () => {
  const { sha256: _hash, ...unstored } = aProof({ fileId: 'file-x' });

  it('R-PRF-09 a file that is not in the store is no proof', () => {
    expect(opened.refused('deliver', say({ proofs: [...proofs, unstored] }))).toMatchObject({
      code: 'FILE_UNKNOWN',
      message: 'no such file of this order: file-x',
      details: { field: 'proofs', unknown: ['file-x'] },
    });
  });

  it('R-PRF-09 nor is it an attachment', () => {
    const payload = { reason: 'no', criteria: ['names'], attachments: [{ fileId: 'file-y' }] };
    const kept = { ...payload, attachments: [aFile(7)] };
    const delivered = opened.act('deliver');

    expect(delivered.refused('reviewFail', { payload })).toMatchObject({
      code: 'FILE_UNKNOWN',
      details: { field: 'attachments', unknown: ['file-y'] },
    });
    expect(delivered.act('reviewFail', { payload: kept }).order.lastRejection).toMatchObject({
      criteria: ['names'],
      attachments: [aFile(7)],
    });
  });

  it('R-PRF-10 a criterion that the contract does not have is named, with those it has', () => {
    const known = {
      field: 'criteria',
      unknown: ['colour'],
      criteria: ['names', 'validity', 'opening', 'cloud-resources', 'deliverables', 'signatures'],
    };
    const odd = aProof({ criteria: ['names', 'colour'] });
    const delivered = opened.act('deliver');
    const payload = { reason: 'no', criteria: ['names', 'colour'] };
    const answers = [{ criterion: 'colour', answer: 'blue' }];

    for (const refusal of [
      opened.refused('deliver', say({ proofs: [...proofs, odd] })),
      opened.refused('deliver', say({ answers })),
      delivered.refused('reviewFail', { payload }),
      delivered.act('reviewPass').refused('reject', { payload }),
    ]) {
      expect(refusal).toMatchObject({ code: 'CRITERION_UNKNOWN', details: known });
    }
  });
});

describe('a rejection and what answers it', () => {
  const reason = 'page 3 is not signed';
  const delivered = opened.act('deliver');
  const failed = delivered.act('reviewFail', {
    payload: { reason, criteria: ['signatures', 'names', 'signatures'] },
  });
  const answer = (...criteria: readonly string[]) =>
    criteria.map((criterion) => ({ criterion, answer: 'put right' }));

  it.each([
    ['reviewFail', delivered],
    ['reject', delivered.act('reviewPass')],
  ] as const)('R-PRF-10 %s has to name what failed', (action, driver) => {
    const by = actorIn(action === 'reject' ? 'buyer' : 'huaweiReviewer');
    const bare = decide(
      driver.order,
      { action, by, payload: { reason } },
      plusMs(driver.now, 60_000),
    );
    const criteria = driver.order.contract?.criteria.map(({ criterionId }) => criterionId);

    for (const refusal of [
      bare.rejection,
      driver.refused(action, { payload: { reason, criteria: [] } }),
    ]) {
      expect(refusal).toMatchObject({
        code: 'FAILED_CRITERIA_MISSING',
        message: `expected which criteria failed, of ${criteria?.join(', ')}`,
        details: { field: 'criteria', criteria },
      });
    }
  });

  it('R-PRF-10 what failed is kept, each once, until the next delivery answers it', () => {
    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      openCriteria: ['signatures', 'names'],
      reviewFails: 1,
      lastRejection: { text: reason, from: 'HUAWEI_REVIEW' },
    });
  });

  it.each<[readonly string[], readonly string[]]>([
    [[], ['signatures', 'names']],
    [['names'], ['signatures']],
    [['signatures'], ['names']],
  ])('R-PRF-10 answered %j: %j are missing', (answered, unanswered) => {
    expect(failed.refused('deliver', say({ answers: answer(...answered) }))).toMatchObject({
      code: 'REJECTION_UNANSWERED',
      message: `expected an answer to ${unanswered.join(', ')}, which the delivery before failed`,
      details: { field: 'answers', unanswered, rejection: reason },
    });
  });

  it('R-PRF-10 everything answered, and complete as before', () => {
    const answers = answer('names', 'signatures');

    expect(failed.act('deliver', say({ answers })).order).toMatchObject({
      node: 'HUAWEI_REVIEW',
      openCriteria: [],
    });
    expect(
      failed.refused('deliver', say({ answers, signedBy: ['SELLER'] })).details.lacks,
    ).toHaveLength(1);
  });

  it('R-PRF-10 only what failed last is to be answered', () => {
    const again = through(failed, ['deliver', 'reviewPass']).act('reject', {
      payload: { reason: 'no', criteria: ['validity'] },
    });

    expect(again.order).toMatchObject({ openCriteria: ['validity'], acceptRejects: 1 });
    expect(again.act('deliver', say({ answers: answer('validity') })).order.openCriteria).toEqual(
      [],
    );
  });

  it('R-PRF-10 a requirement is turned down without criteria: nothing was delivered yet', () => {
    const turned = anOrder().act('submitRequirement').act('rejectRequirement');

    expect(turned.order).toMatchObject({
      openCriteria: [],
      lastRejection: { criteria: [], from: 'CONFIRM_REQUIREMENT' },
    });
  });
});

describe('where the contract is to be met', () => {
  const code = { ...joint, mode: 'LICENSE_AUTH_CODE' } as const;
  const nothing = { proofs: [], documentLines: [], signedBy: [] };
  const before = anOrder({ ...code, placedAt: '2024-09-13T23:59:59.999+08:00' });
  const from = anOrder({ ...code, placedAt: '2024-09-14T00:00:00+08:00' });

  it('R-PRF-09 R-LIC2-01 authorization code before 2024-09-14: with the proof after activation', () => {
    const activated = through(before.act('deliver', say(nothing)), [
      'claimAuthCode',
      'activateAuthCode',
    ]);

    expect(activated.order).toMatchObject({ node: 'UPLOAD_PROOF', proofs: [] });
    expect(activated.refused('deliver', say(nothing)).code).toBe('PROOF_INCOMPLETE');
    expect(activated.act('deliver', say({})).order).toMatchObject({
      node: 'HUAWEI_REVIEW',
      proofs: full.proofs,
    });
  });

  it('R-PRF-09 R-LIC2-03 authorization code from 2024-09-14: with the delivery', () => {
    expect(from.refused('deliver', say(nothing)).code).toBe('PROOF_INCOMPLETE');
    expect(from.act('deliver', say({})).order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-PRF-09 what is named has to exist there too, before it is asked for', () => {
    const { sha256: _hash, ...unstored } = aProof({ criteria: [] });

    expect(before.refused('deliver', say({ ...nothing, proofs: [unstored] })).code).toBe(
      'FILE_UNKNOWN',
    );
  });

  it('R-PS-03 with the last milestone, not with those before it', () => {
    const milestones = [
      { milestoneId: 'draft', title: 'design draft' },
      { milestoneId: 'site', title: 'finished site' },
    ];
    const building = anOrder({
      ...joint,
      purchase: { serviceTemplate: 'WEBSITE_BUILDING', milestones },
    });
    const first = through(building, ['submitRequirement', 'confirmRequirement']).act(
      'deliver',
      say(nothing),
    );
    const second = through(first, ['reviewPass', 'accept']);

    expect(second.order).toMatchObject({ node: 'SELLER_DELIVER', milestonesAccepted: 1 });
    expect(second.refused('deliver', say(nothing)).code).toBe('PROOF_INCOMPLETE');
    expect(second.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });
});
