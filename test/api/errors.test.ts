import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '../../api/error-handler.ts';
import { apiCodes, errorCodes, explainCode, rejectionStatuses } from '../../api/errors.ts';
import { Problem, problemBody, refusalProblem } from '../../api/problem.ts';
import { type RejectionCode, rejection, rejectionCodes } from '../../domain/errors.ts';
import { aPurchase } from '../support/purchase.ts';
import { sorted, startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };
const post = (payload: string, headers: Record<string, string> = json) =>
  api.send('storefront', 'POST', '/orders', { payload, headers });

describe('an answer other than success', () => {
  it.each([
    ['malformed JSON', () => post('{"orderId":'), 400, 'BODY_NOT_JSON'],
    ['a body that poisons prototypes', () => post('{"__proto__":{"a":1}}'), 400, 'BODY_NOT_JSON'],
    ['no body at all', () => api.send('storefront', 'POST', '/orders'), 400, 'REQUEST_NOT_VALID'],
    ['an empty body', () => post(''), 400, 'REQUEST_NOT_VALID'],
    ['a list for a body', () => post('[]'), 400, 'REQUEST_NOT_VALID'],
    [
      'another content type',
      () => post('orderId=1', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'CONTENT_TYPE_NOT_SUPPORTED',
    ],
    [
      'plain text',
      () => post('hello', { 'content-type': 'text/plain' }),
      415,
      'CONTENT_TYPE_NOT_SUPPORTED',
    ],
    ['a body that is too long', () => post(`"${'x'.repeat(300_000)}"`), 413, 'BODY_TOO_LARGE'],
    ['an unknown address', () => api.send('buyer', 'GET', '/order'), 404, 'ROUTE_NOT_FOUND'],
    [
      'an unknown address without a token',
      () => api.send(null, 'GET', '/order'),
      404,
      'ROUTE_NOT_FOUND',
    ],
    ['an unknown action', () => api.act('buyer', 'A-1', 'fly'), 404, 'ROUTE_NOT_FOUND'],
    [
      'an address that cannot be decoded',
      () => api.send('buyer', 'GET', '/orders/%zz'),
      400,
      'BAD_REQUEST',
    ],
    [
      'an order id with spaces',
      () => api.send('buyer', 'GET', '/orders/a%20b'),
      400,
      'REQUEST_NOT_VALID',
    ],
    [
      'an order id of 65 characters',
      () => api.send('buyer', 'GET', `/orders/${'a'.repeat(65)}`),
      400,
      'REQUEST_NOT_VALID',
    ],
    ['an unknown order', () => api.send('buyer', 'GET', '/orders/A-1'), 404, 'ORDER_NOT_FOUND'],
    ['an unknown flow', () => api.send('buyer', 'GET', '/flows/none'), 404, 'FLOW_NOT_FOUND'],
    ['an unknown code', () => api.send(null, 'GET', '/errors/NONE'), 404, 'ERROR_CODE_NOT_FOUND'],
  ])('to %s is a complete problem', async (_what, ask, status, code) => {
    const { body, headers, status: answered } = await ask();

    expect(answered).toBe(status);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({
      type: `/errors/${code}`,
      title: explainCode(code as 'BAD_REQUEST').meaning.en,
      status,
      detail: expect.stringMatching(/./),
      instance: expect.stringMatching(/^\//),
      code,
      requestId: headers['x-request-id'],
    });
    expect(JSON.stringify(body)).not.toContain(' at ');
  });

  it('to a method that an address does not take says which it takes', async () => {
    const answer = await api.send('buyer', 'DELETE', '/orders/A-1');

    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
    expect(answer.body.code).toBe('METHOD_NOT_ALLOWED');
  });

  it('R-SEC-02 to a fault of ours is one fixed sentence; what went wrong stays in the log', async () => {
    const lines: string[] = [];
    const broken = await startApi({
      now: () => {
        throw new Error('secret of the house');
      },
      logger: { level: 'error', stream: { write: (line: string) => void lines.push(line) } },
    });
    try {
      const answer = await broken.send('storefront', 'POST', '/orders', { payload: aPurchase() });

      expect(answer.status).toBe(500);
      expect(answer.body.code).toBe('INTERNAL_ERROR');
      expect(JSON.stringify(answer.body)).not.toContain('secret');
      expect(lines.join()).toContain('secret of the house');
      expect(lines.join()).toContain(String(answer.body.requestId));
    } finally {
      await broken.close();
    }
  });

  it('R-SEC-02 does not repeat long texts that a caller sent', async () => {
    const answer = await post(JSON.stringify({ orderId: `private ${'x'.repeat(100)}` }));

    expect(JSON.stringify(answer.body)).not.toContain('private');
  });
});

describe('an action without its header', () => {
  it.each([
    ['missing', {}],
    ['empty', { 'idempotency-key': '' }],
    ['too long', { 'idempotency-key': 'k'.repeat(256) }],
    ['not printable', { 'idempotency-key': 'schlüssel' }],
  ])('%s Idempotency-Key: 400 that names it', async (_what, headers) => {
    const answer = await api.send('buyer', 'POST', '/orders/A-1/actions/accept', { headers });

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([
      { field: 'header/idempotency-key', expected: expect.stringContaining('Idempotency-Key') },
    ]);
  });
});

describe('the form of an action', () => {
  it.each([
    ['submitRequirement', {}, [['/text', 'nothing']]],
    ['submitRequirement', { text: '   ' }, [['/text', '"   "']]],
    [
      'submitRequirement',
      { text: 5, colour: 'red' },
      [
        ['/colour', 'an unknown field'],
        ['/text', '5'],
      ],
    ],
    ['submitRequirement', { text: 'x'.repeat(4001) }, [['/text', 'text of 4001 characters']]],
    ['submitRequirement', { text: 'a\u0000b' }, [['/text', 'a character that cannot be stored']]],
    ['submitRequirement', { text: 'a\ud800b' }, [['/text', 'a character that cannot be stored']]],
    ['claimAuthCode', { confirmed: false }, [['/confirmed', 'false']]],
    ['claimAuthCode', { confirmed: 'true' }, [['/confirmed', '"true"']]],
    [
      'activateAuthCode',
      { actualEnableTime: '2024-09-14 10:00' },
      [['/actualEnableTime', '"2024-09-14 10:00"']],
    ],
    [
      'activateAuthCode',
      { actualEnableTime: '2024-02-30T10:00:00Z' },
      [['/actualEnableTime', '"2024-02-30T10:00:00Z"']],
    ],
    ['advanceClock', {}, [['/', 'an empty object']]],
    [
      'advanceClock',
      { to: '2024-09-15T00:00:00Z', toNextDeadline: true },
      [['/', 'an object with to, toNextDeadline']],
    ],
  ])('%s %j: every wrong field, each with what was found', async (action, payload, found) => {
    const answer = await api.act('buyer', 'A-1', action, payload);

    expect(answer.status).toBe(400);
    const errors = [...answer.body.errors] as unknown as { field: string; found: string }[];
    expect(sorted(errors.map(({ field, found: what }) => [field, what]))).toEqual(sorted(found));
  });
});

describe('the register of codes', () => {
  it('gives every refusal of the domain a status for callers', () => {
    expect(sorted(Object.keys(rejectionStatuses))).toEqual(sorted(Object.keys(rejectionCodes)));
    const codesOf = (wanted: number) =>
      sorted(
        Object.entries(rejectionStatuses).flatMap(([code, status]) =>
          status === wanted ? [code] : [],
        ),
      );
    expect(codesOf(403)).toEqual(['ROLE_NOT_ALLOWED']);
    expect(codesOf(404)).toEqual(['NOT_A_PARTY']);
    expect(codesOf(422)).toEqual([
      'AMOUNTS_DO_NOT_ADD_UP',
      'APPEAL_REASON_NOT_YOURS',
      'COMMAND_ID_REUSED',
      'COURIER_NOT_LISTED',
      'CRITERION_UNKNOWN',
      'ENABLE_TIME_BEFORE_ORDER',
      'ENABLE_TIME_FIXED',
      'ENABLE_TIME_IN_FUTURE',
      'EVIDENCE_MISSING',
      'EXTENSION_OUT_OF_BOUNDS',
      'FAILED_CRITERIA_MISSING',
      'FILE_UNKNOWN',
      'FLOW_NOT_OFFERED',
      'ID_CODE_IS_GENERATED',
      'ID_CODE_MISSING',
      'LINE_ID_TWICE',
      'LIVE_ORDER_WITH_REHEARSAL_CLOCK',
      'MALFORMED_COMMAND',
      'PAID_BEFORE_PLACED',
      'PAID_IN_FUTURE',
      'PARCEL_UNKNOWN',
      'PERSON_UNKNOWN',
      'PROOF_INCOMPLETE',
      'PURCHASE_FIELD_UNFIT',
      'REJECTION_UNANSWERED',
      'RENEWAL_UNFIT',
      'RULING_UNFIT',
      'SETTLEMENT_UNFIT',
      'SIGNATURE_OUT_OF_BOUNDS',
    ]);
    expect(codesOf(409)).toHaveLength(Object.keys(rejectionCodes).length - 31);
  });

  it('never gives one code two meanings', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
    expect(errorCodes).toHaveLength(
      Object.keys(apiCodes).length + Object.keys(rejectionCodes).length,
    );
  });

  it.each(Object.keys(rejectionCodes) as RejectionCode[])(
    'turns the refusal %s into a problem with its status, sentence and allowed actions',
    (code) => {
      const refused = rejection(code, 'expected this, found that', {
        allowed: ['accept'],
        node: 'X',
      });

      const body = problemBody(refusalProblem(refused), '/orders/A-1', 'r-1');

      expect(body).toEqual({
        type: `/errors/${code}`,
        title: rejectionCodes[code].meaning.en,
        status: rejectionStatuses[code],
        detail: 'expected this, found that',
        instance: '/orders/A-1',
        code,
        allowed: ['accept'],
        details: { node: 'X' },
        requestId: 'r-1',
      });
    },
  );

  it.each(errorCodes)('GET /errors/%s explains it in both languages', async (code) => {
    const answer = await api.send(null, 'GET', `/errors/${code}`);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ code, ...explainCode(code) });
    expect(answer.body).toMatchObject({
      meaning: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/[a-z]/) },
      nextStep: {
        zh: expect.stringMatching(/\p{Script=Han}/u),
        en: expect.stringMatching(/[a-z]/),
      },
    });
  });

  it('takes errors of nobody for faults of ours', () => {
    expect(problemOf(new TypeError('x is not a function')).code).toBe('INTERNAL_ERROR');
    expect(problemOf('thrown text').code).toBe('INTERNAL_ERROR');
    expect(problemOf(new Problem('FORBIDDEN', 'no')).code).toBe('FORBIDDEN');
  });
});
